/// A login with one key and nothing else, whose every stage is told apart.
public struct LoginTest: Hashable, Sendable {
    /// The account, the key and ssh's options.
    public var proof: LoginProof
    /// The user that everybody logs in to a service as, `git`; nil for a server, where everybody has their own.
    public let serviceUser: String?
    /// The fingerprints of host keys that the service publishes, besides those of the table.
    public var hostKeys: [String] = []
    /// Words of the greeting that is to be expected.
    public var expects: String?
    /// The server behind the name of `proof`, where that is another one: published host keys are those of its name.
    public var address: ServerLogin?
    /// A host that answers on port 443 instead of the one at port 22.
    public var alternative: String?
    /// Whether ssh itself asks about a host key that isn't known, instead of ending there.
    public var asksAboutHostKey = false

    /// The test of a login; `serviceUser` says that the account is a service's own.
    public init(_ proof: LoginProof, serviceUser: String? = nil) {
        self.proof = proof
        self.serviceUser = serviceUser
    }

    /// Whether a greeting is to be expected instead of a shell.
    var isService: Bool { serviceUser != nil }

    /// ssh, which writes its log as it goes. A host key that isn't known ends it, so that the user can be asked.
    public var command: RemoteCommand {
        var proof = proof
        proof.demandsKnownHost = !asksAboutHostKey
        // A service takes any command for an attempt to run something.
        return isService ? proof.command(running: nil) : proof.command
    }

    /// The ways around a network that lets nothing through to port 22, as the services document them.
    static let alternatives = [
        "github.com": HostKeyTable.Address("ssh.github.com", port: 443),
        "gitlab.com": HostKeyTable.Address("altssh.gitlab.com", port: 443),
    ]

    /// What the test showed. The protocol's messages decide; ssh's exit status is the other side's own.
    public func verdict(of result: CommandResult) -> LoginVerdict {
        let log = ServerLog(result)
        let said = result.output + "\n" + result.errors
        if result.session.isEmpty, log.contains("host key is known for "), let seen = log.hostKey {
            return .failed(.hostKeyNew(seen, standing(of: seen.fingerprint)))
        }
        switch proof.outcome(of: result) {
        case .proved(let note):
            if let user = Greeting.otherUser(in: said) { return .failed(.otherUser(user)) }
            if said.contains("Public key authentication failed") { return .failed(.keyNotThere) }
            return .loggedIn(Greeting(in: said, expecting: expects), needsMore: note == .moreAsked)
        case .keyRefused(let notes):
            if let serviceUser, proof.login.user != serviceUser { return .failed(.otherUser(serviceUser)) }
            return .failed(notes.contains(where: \.isCause) ? .serverPermissions(notes) : .keyNotThere)
        case .keyTypeNotListed: return .failed(.keyTypeNotListed)
        case .keyNotOffered(let reason): return .failed(.keyNotOffered(reason))
        case .notSigned(let failure): return .failed(.notSigned(failure))
        case .opensWithoutKey: return .failed(.opensWithoutKey)
        case .keysNotTaken: return .failed(.keysNotTaken)
        case .passphraseWrong: return .failed(.passphraseWrong)
        case .keyFileUnusable(let reason): return .failed(.keyFileUnusable(reason: reason))
        case .failed(let failure):
            return .failed(.server(failure, alternative: wayAround(failure)))
        }
    }

    /// What is published about a key that the server shows.
    public func standing(of fingerprint: String) -> HostKeyTable.Verdict {
        let login = address ?? proof.login
        let host = login.host
        let verdict = HostKeyTable.verdict(on: fingerprint, at: host, port: login.port ?? 22)
        guard verdict == .unknown, !hostKeys.isEmpty else { return verdict }
        return hostKeys.contains(fingerprint) ? .published(page: host) : .differs(page: host)
    }

    private func wayAround(_ failure: ServerFailure) -> HostKeyTable.Address? {
        switch failure {
        case .unreachable(.timedOut), .unreachable(.refused), .unreachable(.noRoute), .unreachable(.closed),
            .unreachable(.notSSH), .hungUp:
            let login = address ?? proof.login
            guard login.port ?? 22 == 22 else { return nil }
            return Self.alternatives[login.host.lowercased()]
                ?? alternative.map { HostKeyTable.Address($0, port: 443) }
        default: return nil
        }
    }
}

/// What a login test showed.
public enum LoginVerdict: Hashable, Sendable {
    /// The key opened the account. `needsMore` when the server wants a second factor besides.
    case loggedIn(Greeting?, needsMore: Bool)
    /// The key didn't open the account.
    case failed(LoginFailure)

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .loggedIn(_, needsMore: true): "the server accepted this key and asks for another factor"
        case .loggedIn(let greeting, _):
            "the server accepted this key" + (greeting?.account.map { " as \($0)" } ?? "")
        case .failed(let failure): failure.message
        }
    }
}

/// A reason for which the key didn't open the account: one sentence, and one thing to do.
public enum LoginFailure: Error, Hashable, Sendable {
    /// Nothing was known of that server; its key, and what is published about it.
    case hostKeyNew(SeenHostKey, HostKeyTable.Verdict)
    /// The account is right, and the server refused the key: it isn't in authorized_keys, or not at the service.
    case keyNotThere
    /// The user that a service has for everybody, or that the server itself names.
    case otherUser(String)
    /// sshd refuses every key of the account, as others may write where its keys are (StrictModes); the notes say
    /// where.
    case serverPermissions([InstallNote])
    /// The server's methods don't have `publickey`.
    case keysNotTaken
    /// The server was never asked about the key.
    case keyNotOffered(ProofOutcome.NotOffered)
    /// The key is MLDSA44-Ed25519, and the server's list of the signatures that it knows has no such.
    case keyTypeNotListed
    /// The server took the key, and the passphrase that was given didn't open the private key.
    case passphraseWrong
    /// The server took the key, and nothing was signed with it.
    case notSigned(SigningFailure)
    /// The server lets everybody in, so that nothing was seen of the key.
    case opensWithoutKey
    /// ssh couldn't read the private key; the reason is its own.
    case keyFileUnusable(reason: String)
    /// ssh didn't get as far as the key; `alternative` is where the service answers in networks that block port 22.
    case server(ServerFailure, alternative: HostKeyTable.Address?)

    /// The one thing to do next, which the wizard offers as a button.
    public enum Action: Hashable, Sendable {
        /// Put the key in first, or again.
        case backToUpload
        /// Log in as another user: `git`, or the name that the server gave.
        case changeUser(to: String)
        /// Correct host or port.
        case changeHost
        /// Try the service's other host, whose port 443 few networks block.
        case useAlternativePort(host: String, port: Int)
        /// Show the fingerprint, and add the key to known_hosts when it is agreed to.
        case confirmHostKey(SeenHostKey, HostKeyTable.Verdict)
        /// Go no further; `removal` is ssh's own command to forget the old key, once it is clear why.
        case stopHostKeyChanged(fingerprint: String?, removal: String?)
        /// Take the right to write from others on the server: `chmod go-w`.
        case fixServerPermissions
        /// Mend the private key's file or its permissions on this computer.
        case fixKeyFile
        /// Nothing that this side can mend: what `message` says is for the server's administrator.
        case askAdministrator
        /// Look at this computer's network, a firewall or a VPN.
        case checkNetwork
        /// The same again.
        case retry
    }

    /// Whether a retry with prompts may succeed.
    public var needsPrompt: Bool {
        switch self {
        case .server(let failure, _): failure.needsPrompt
        case .notSigned(.noPassphrase), .keyNotOffered(.locked): true
        default: false
        }
    }

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .hostKeyNew(_, .published): "the service publishes this host key"
        case .hostKeyNew(_, .differs): "the service doesn't publish this host key"
        case .hostKeyNew(_, .unknown): "the server's host key isn't in known_hosts"
        case .keyNotThere: "the server didn't accept this key"
        case .otherUser(let user): "the server expects the user \(user)"
        case .serverPermissions(let notes):
            (["the server didn't accept the key"] + notes.filter(\.isCause).map(\.message))
                .joined(separator: ": ")
        case .keysNotTaken: "the server didn't offer public-key login"
        case .keyNotOffered(let reason): reason.message
        case .keyTypeNotListed: ProofOutcome.keyTypeNotListed.message
        case .passphraseWrong: ProofOutcome.passphraseWrong.message
        case .notSigned(let failure): failure.message
        case .opensWithoutKey: ProofOutcome.opensWithoutKey.message
        case .keyFileUnusable(let reason): "ssh couldn't use the private key: \(reason)"
        case .server(let failure, _): failure.message
        }
    }

    /// What to do, in words.
    public var hint: String? {
        switch self {
        case .hostKeyNew, .otherUser: nil
        case .keyNotThere: "check the account, and that the key was added whole"
        case .serverPermissions(let notes): notes.compactMap(\.hint).first
        case .keysNotTaken: "ask its administrator to set PubkeyAuthentication yes"
        case .keyNotOffered(let reason): reason.hint
        case .keyTypeNotListed: ProofOutcome.keyTypeNotListed.hint
        case .passphraseWrong: ProofOutcome.passphraseWrong.hint
        case .notSigned(let failure): failure.hint
        case .opensWithoutKey: ProofOutcome.opensWithoutKey.hint
        case .keyFileUnusable(let reason): ProofOutcome.keyFileUnusable(reason: reason).hint
        case .server(_, let alternative?):
            "try \(alternative.host) on port \(alternative.port)"
        case .server(let failure, nil): failure.hint
        }
    }

    /// What to do about it.
    public var action: Action {
        switch self {
        case .hostKeyNew(let key, let verdict): .confirmHostKey(key, verdict)
        case .keyNotThere: .backToUpload
        case .otherUser(let user): .changeUser(to: user)
        case .serverPermissions: .fixServerPermissions
        case .keysNotTaken: .askAdministrator
        case .passphraseWrong, .notSigned: .retry
        case .keyFileUnusable, .keyNotOffered: .fixKeyFile
        case .opensWithoutKey, .keyTypeNotListed: .askAdministrator
        case .server(_, let alternative?): .useAlternativePort(host: alternative.host, port: alternative.port)
        case .server(let failure, nil):
            switch failure {
            case .hostKeyChanged(let fingerprint, let removal):
                .stopHostKeyChanged(fingerprint: fingerprint, removal: removal)
            case .unreachable(.nameNotResolved), .unreachable(.notSSH), .unreachable(.refused): .changeHost
            case .unreachable(.timedOut), .unreachable(.noRoute), .unreachable(.noNameServer): .checkNetwork
            case .hostKeyRevoked, .endedAfterKey, .passwordExpired, .noHome, .notWritten, .sftpOnly, .windowsServer,
                .notAShell, .sessionSwallowed, .noLogin:
                .askAdministrator
            case .notForwarded: .changeHost
            case .unreachable(.closed), .hungUp, .passwordsForbidden, .atJumpHost, .proxyCommand, .noAnswer,
                .hostKeyRefused, .hostKeyUnknown, .nobodyToAsk, .tooManyKeys, .cancelled, .killed, .other:
                .retry
            }
        }
    }
}

/// A host key as ssh's log names it.
public struct SeenHostKey: Hashable, Sendable {
    /// "ssh-ed25519".
    public let algorithm: String
    /// "SHA256:..."
    public let fingerprint: String

    /// A key by the two words of ssh's log.
    public init(algorithm: String, fingerprint: String) {
        self.algorithm = algorithm
        self.fingerprint = fingerprint
    }
}

extension SeenHostKey {
    /// From "ssh-ed25519 SHA256:...".
    init?(logLine text: String?) {
        let words = text?.split(whereSeparator: \.isWhitespace) ?? []
        guard words.count >= 2, words[1].hasPrefix("SHA256:") else { return nil }
        self.init(algorithm: String(words[0]), fingerprint: String(words[1]))
    }
}
