import SSHKey

/// A place that public keys are put into: one value, in a file of its own, says all that is known about it.
public struct Service: Hashable, Sendable, Identifiable, Codable {
    /// A short word, used in file names (`id_rsa_thermo`) and on the command line.
    public var id: String
    /// The name for people, as the service writes it.
    public var name: String
    /// Further words that finding it by typing should match: former names, the company's name.
    public var aliases: [String] = []
    /// One line: what it is.
    public var summary: String
    /// Which keys it takes.
    public var keys: KeyRules
    /// The key that the wizard proposes for it.
    public var recommended: Recommendation
    /// How to put the key in by hand; `{host}` is where a self-hosted one is.
    public var guide: Guide
    /// What comes after that, until a login works.
    public var next: [String] = []
    /// How a login with the key is tried, where the service itself is logged in to.
    public var login: LoginCheck?
    /// The user name that its machines are logged in to with.
    public var loginUser: String
    /// How to put the key in by request; nil where that goes by hand only.
    public var api: API?

    /// The key to make for it, and the reason, as a clause that can follow "because".
    public struct Recommendation: Hashable, Sendable, Codable {
        /// Type and size to make.
        public let parameters: KeyParameters
        /// Lower case, no full stop.
        public let reason: String

        /// A key, and why that one.
        public init(_ parameters: KeyParameters, because reason: String) {
            self.parameters = parameters
            self.reason = reason
        }
    }

    /// The key types that it takes, and those that it may take.
    public var accepts: [KeyType] { keys.types + keys.untried }

    /// What to know before a key is sent that it may not take, where nothing shows that it does; nil for all others.
    /// `values` are the inputs that were given.
    public func warning(about key: PublicKey, _ values: [String: String] = [:]) -> String? {
        guard keys.isUntried(key.type, use: values["use"]) else { return nil }
        return "\(name) doesn't say whether it accepts \(key.type.displayName) keys; it may reject this one"
    }

    /// What typed text is looked for in: the name first, then all else.
    public var searchTexts: [String] { [name, ([id, summary] + aliases).joined(separator: " ")] }

    /// The guide with its addresses filled in, for a service at `address`, or where most people have it.
    public func guide(at address: String?) -> Guide {
        guide.filled(with: Values(["host": api?.endpoint.place(address) ?? Guide.unknownHost]), at: address)
    }

    /// How a login is tried at a service at `address`, or where most people have it. What is known of that one alone is
    /// not said of others. Nil as long as nobody has named a host.
    public func login(at address: String?) -> LoginCheck? {
        var check = login
        let host = api?.endpoint.place(address).flatMap { WebAddress("https://" + $0)?.host }
        guard let name = check?.host.expanded(Values(["host": host ?? ""])) else { return nil }
        check?.host = Pattern([.text(name)])
        if let host, host != api?.endpoint.defaultHost {
            check?.alternative = nil
            check?.hostKeys = nil
        }
        return check
    }

    /// The input by which an uploaded key becomes one that signs commits, `use=ssh_signing_keys`; nil where a key that
    /// logs in does that too, and where the service says nothing of it.
    public var signingUse: String? {
        for input in api?.inputs ?? [] where input.fallback?.contains("signing") == false {
            if let choice = input.choices.first(where: { $0.value.contains("signing") }) {
                return "\(input.id)=\(choice.value)"
            }
        }
        return nil
    }
}

extension Service {
    /// Where its keys are, in a few words: an address, a host of one's own, a page.
    public var place: String {
        switch api?.endpoint {
        case .fixed(let address, _)?: address.text
        case .host(let host?, _, _)?: "https://\(host), or your own host"
        case .host(nil, _, _)?: "your own host"
        case nil: guide(at: nil).page ?? "its website"
        }
    }

    /// How it recognizes the user, in a few words.
    public var way: String {
        guard let api else { return "by hand" }
        return api.credentials.map { credential in
            if case .httpSignature = credential.authorization {
                "signed by a key in the account"
            } else {
                credential.name
            }
        }.joined(separator: ", or ")
    }
}

/// The keys that a service takes.
public struct KeyRules: Hashable, Sendable, Codable {
    /// The types that are known to be taken, from what the service publishes or from a trial.
    public var types: [KeyType]
    /// The sizes of RSA, where not all are.
    public var rsa: Sizes?
    /// Types that are known neither to be taken nor to be refused: they are tried, with a warning. A key of any other
    /// type is refused before anything is sent.
    public var untried: [KeyType]
    /// The value of the input `use` for which these are known to be taken.
    var provenFor: String?

    /// Sizes of a modulus, in bits.
    public enum Sizes: Hashable, Sendable, Codable {
        /// This many bits or more.
        case from(Int)
        /// These sizes, in bits, and no others.
        case only([Int])

        func contains(_ bits: Int) -> Bool {
            switch self {
            case .from(let least): bits >= least
            case .only(let sizes): sizes.contains(bits)
            }
        }
    }

    /// MLDSA44-Ed25519 is newer than what the services publish: it is untried where it isn't known to be `refused`.
    init(
        _ types: [KeyType], rsa: Sizes? = nil, untried: [KeyType] = [], provenFor: String? = nil,
        refused: [KeyType] = []
    ) {
        let newer = [KeyType.mldsa44Ed25519].filter { !(types + untried + refused).contains($0) }
        (self.types, self.rsa, self.untried, self.provenFor) = (types, rsa, untried + newer, provenFor)
    }

    func isUntried(_ type: KeyType, use: String?) -> Bool {
        untried.contains(type) && (use == nil || use != provenFor)
    }

    /// Why the service would refuse the key, or nil.
    func refusal(of key: PublicKey) -> UploadFailure.Reason? {
        guard (types + untried).contains(key.type) else { return .typeNotTaken(key.type, taken: types) }
        guard key.type == .rsa, let rsa, !rsa.contains(key.bits) else { return nil }
        return .sizeNotTaken(bits: key.bits, taken: rsa)
    }
}

extension KeyRules {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode([KeyType].self, forKey: .types),
            rsa: try values.decodeIfPresent(Sizes.self, forKey: .rsa),
            provenFor: try values.decodeIfPresent(String.self, forKey: .provenFor))
        if let untried = try values.decodeIfPresent([KeyType].self, forKey: .untried) { self.untried = untried }
    }
}

/// A login that the service itself answers, by saying who it takes the user for.
public struct LoginCheck: Hashable, Sendable, Codable {
    /// The account that everybody logs in as: `git`.
    public var user: String
    /// `{host}` is where a self-hosted service is.
    public var host: Pattern
    /// Words of its greeting.
    public var expects: String
    /// A host that answers on port 443, for networks that let nothing else through.
    public var alternative: String?
    /// The fingerprints of host keys that it publishes, `SHA256:...`.
    public var hostKeys: [String]?
    /// What there is to know when it fails.
    public var remark: String?
}

extension Service {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        aliases = try values.decode(.aliases, or: [])
        summary = try values.decode(.summary, or: "your SSH keys on this service")
        keys = try values.decode(.keys, or: KeyRules([.ed25519, .rsa, .ecdsa]))
        recommended = try values.decode(
            .recommended, or: Recommendation(.ed25519, because: "Ed25519 keys are short and fast"))
        guide = try values.decode(Guide.self, forKey: .guide)
        next = try values.decode(.next, or: [])
        login = try values.decodeIfPresent(LoginCheck.self, forKey: .login)
        loginUser = try values.decode(.loginUser, or: login?.user ?? "USER")
        api = try values.decodeIfPresent(API.self, forKey: .api)
    }
}
