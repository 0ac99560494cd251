import SSHKey
import Support

/// Why a key didn't get to a service, or stayed there: each reason has another remedy.
public struct UploadFailure: Error, Hashable, Sendable {
    /// The kind of failure; those that the service reports come from its description's meanings, else from the status.
    public enum Reason: Error, Hashable, Sendable {
        // Before anything is sent.
        /// The service takes no keys of that type; `taken` are those it takes.
        case typeNotTaken(KeyType, taken: [KeyType])
        /// The service takes RSA keys of other sizes.
        case sizeNotTaken(bits: Int, taken: KeyRules.Sizes)
        /// Something that has to be there isn't: an input, by its label, or the address or the credential.
        case missingInput(String)
        /// An input has control characters, isn't one of its choices, or has another form; by its label, and what is
        /// expected.
        case badInput(String, expected: String)
        /// The service's address is invalid; made fit to be shown.
        case badAddress(String)
        /// The key that should sign is of a type that the service knows no signatures of.
        case keyCannotSign(String)
        /// The service has no interface for keys: its website is the only way.
        case byHandOnly

        // What the service says.
        /// A token or password that is wrong, cut short or revoked: status 401, unless the service says it otherwise.
        case badCredential
        /// The service says that it was right once.
        case expiredCredential
        /// The credential is right, and lacks a scope; the text is what the service says it needs, if it does.
        case missingScope(String?)
        /// The credential is right, but this isn't for it.
        case notAllowed
        /// The service says that it has the key; `elsewhere` where it lets no two accounts have the same one.
        case duplicateKey(elsewhere: Bool)
        /// Another key has that name, and variations of it were taken as well.
        case duplicateName(String)
        /// The service has looked at the key and doesn't want it: its type, size or form.
        case keyRefused
        /// The service doesn't like the name, which is the payload.
        case nameRefused(String)
        /// The service doesn't take an input: a day, a project; by its label.
        case inputRefused(String)
        /// The account is suspended, blocked, or not active yet.
        case accountBlocked
        /// Something has to be done in the web page first, which the service's words say.
        case actionNeeded
        /// Requests from this network's address aren't taken.
        case addressRefused
        /// It may be taken a moment later.
        case busy
        /// The account has as many keys as it may have.
        case quota
        /// In seconds; more than 0 when this computer's clock is ahead; nil when nobody says.
        case clockSkew(ahead: Int?)
        /// Too many requests (status 429 as a rule); after so many seconds they are taken again, nil when nobody says.
        case rateLimit(seconds: Int?)
        /// A status of 500 or more: not for the user to mend.
        case serverFailed(status: Int)
        /// A web page, or something else that is no answer of the service's interface.
        case notAnAnswer(status: Int)
        /// A redirect, which is never followed, as the credential would go along; the payload is where to.
        case redirected(to: String?)
        /// No version of the interface that is known here is one that the service still has.
        case oldVersion
        /// An answer in the right form which lacks what it should have.
        case incomplete(String)
        /// Any other status that no meaning is known of.
        case refused(status: Int)
        /// The service took the request and its work ended without the key.
        case taskFailed
        /// The service's work had not ended within that time.
        case taskTimedOut(seconds: Int)
        /// Created, as it said, and yet not in the list.
        case notConfirmed
        /// Deleted, as it said, and yet still in the list.
        case stillThere
        /// The service has the key, but not for what was asked; under that name, where it says one.
        case useless(KeyDefect.Kind, name: String?)

        /// There was no answer.
        case network(HTTPFailure)
    }

    /// Which of the reasons it is.
    public let reason: Reason
    /// The service's name.
    public let service: String
    /// What the credential is called there: `personal access token`.
    public let credential: String
    /// Where such a credential is made; nil where that is unknown.
    public let credentialPage: String?
    /// The scope or right that such a credential needs; nil where there are none.
    public let scope: String?
    /// A key was to be removed, which was refused.
    let isOfRemoval: Bool
    /// Whether the user or one of the user's files named the host.
    let hasOwnHost: Bool
    /// The service's own words, fit to be shown.
    public let said: String?
    /// Advice for this service's special case.
    let advice: String?
    /// What is known of the key, where the failure alone doesn't tell.
    public internal(set) var fate: Fate?

    /// What is known about a key whose request, or what followed it, had no clear end.
    public enum Fate: Hashable, Sendable {
        /// The list, read afterwards, doesn't have it.
        case notAdded
        /// The same, while the service may still be working on it.
        case notYetThere
        /// The service said that it took it, and the list couldn't be read.
        case unconfirmed
        /// Nobody could tell.
        case unknown
    }

    /// A key that is there and can't be used.
    struct Useless: Hashable {
        let kind: KeyDefect.Kind
        let name: String?
        let hint: String

        /// Nil for a key that can be used.
        init?(_ key: ListedKey) {
            guard let defect = key.defect else { return nil }
            (kind, name, hint) = (defect.kind, key.name, defect.hint)
        }
    }
}

extension UploadFailure.Reason {
    /// Whether a request that ended like this may have been obeyed.
    var leavesOutcomeOpen: Bool {
        switch self {
        case .serverFailed, .refused(status: 408), .incomplete: true
        case .notAnAnswer(let status): (200..<300).contains(status)
        case .network(.timedOut), .network(.cutOff), .network(.tooLarge): true
        default: false
        }
    }
}

extension UploadFailure {
    /// What the user may do about it.
    public enum Remedy: Hashable, Sendable {
        /// The same again, now or later.
        case retry
        /// Another token, or the right one.
        case otherCredential
        /// Another name for the key.
        case otherName
        /// Another key, of a type and size that the service takes.
        case otherKey
        /// The steps in the service's web page.
        case byHand
    }

    /// What helps, the likeliest first.
    public var remedies: [Remedy] {
        switch reason {
        case .typeNotTaken, .sizeNotTaken, .keyRefused: [.otherKey, .byHand]
        case .missingInput, .badInput, .badAddress, .inputRefused: [.retry, .byHand]
        case .accountBlocked: [.otherCredential, .byHand]
        case .byHandOnly: [.byHand]
        case .badCredential, .expiredCredential, .missingScope, .notAllowed, .keyCannotSign:
            [.otherCredential, .byHand]
        case .duplicateKey: [.otherKey, .otherCredential, .byHand]
        case .useless: [.byHand, .otherKey]
        case .duplicateName, .nameRefused: [.otherName, .byHand]
        case .clockSkew, .rateLimit, .serverFailed, .redirected, .incomplete, .notAnAnswer, .oldVersion, .refused,
            .taskFailed, .taskTimedOut, .notConfirmed, .stillThere, .quota, .network, .busy, .addressRefused,
            .actionNeeded:
            [.retry, .byHand]
        }
    }

    /// What happened; names the service.
    public var message: String { cause + (fate.map { "; " + $0.words } ?? "") }

    private var cause: String {
        let words = said.map { ": “\($0)”" } ?? ""
        return switch reason {
        case .typeNotTaken(let type, _): "\(service) doesn't accept \(type.displayName) keys"
        case .sizeNotTaken(let bits, _): "\(service) doesn't accept RSA keys of \(bits) bits"
        case .missingInput(let label): "\(service) needs to know the \(label)"
        case .badInput(let label, let expected): "the \(Self.plain(label)) has to be \(expected)"
        case .inputRefused(let label): "\(service) rejected the \(Self.plain(label))" + words
        case .accountBlocked: "\(service) says that this account can't be used" + words
        case .actionNeeded: "\(service) requires something to be done on its website first" + words
        case .addressRefused: "\(service) accepts no requests from this network's address" + words
        case .busy: "\(service) can't do this at the moment" + words
        case .badAddress(let text): "“\(text)” isn't a valid address for \(service)"
        case .keyCannotSign(let key): "\(service) doesn't accept signatures of \(key) keys"
        case .byHandOnly: "\(service) has no API for keys"
        case .badCredential: "\(service) rejected this \(credential)" + words
        case .expiredCredential: "this \(credential) of \(service) has expired" + words
        case .missingScope(let scope):
            "\(service) doesn't let this \(credential) \(isOfRemoval ? "remove" : "add") SSH keys"
                + (scope.map { "; it asks for \($0.replacing(", ", with: " or "))" } ?? "") + words
        case .notAllowed: "\(service) doesn't allow this with this \(credential)" + words
        case .duplicateKey(elsewhere: true):
            "\(service) says this key is in use, but this account doesn't list it" + words
        case .duplicateKey(elsewhere: false): "\(service) says that it already has this key" + words
        case .duplicateName(let name): "\(service) has another key named “\(name)”" + words
        case .keyRefused: "\(service) rejected this key" + words
        case .nameRefused(let name): "\(service) rejected the name “\(name)”" + words
        case .quota: "\(service) reports that the key limit is reached" + words
        case .clockSkew(let ahead?):
            "this computer's clock is \(Self.duration(abs(ahead))) \(ahead > 0 ? "ahead of" : "behind") \(service)'s"
        case .clockSkew(nil): "\(service) reports that this computer's clock is wrong" + words
        case .rateLimit: "\(service) limits requests" + words
        case .serverFailed(let status): "\(service) failed with status \(status)" + words
        case .notAnAnswer(let status): "the answer (status \(status)) isn't from \(service)'s API"
        case .redirected(let target): "\(service) sends us elsewhere" + (target.map { ": \($0)" } ?? "")
        case .oldVersion: "\(service) offers no API version that keywizard supports" + words
        case .incomplete(let what): "\(service)'s answer has no \(what)"
        case .refused(let status): "\(service) refused the request (status \(status))" + words
        case .taskFailed: "\(service) couldn't add the key" + words
        case .taskTimedOut(let seconds): "\(service) didn't finish within \(seconds) seconds"
        case .notConfirmed: "\(service) said that it added the key, but doesn't list it"
        case .stillThere: "\(service) still lists the key"
        case .useless(let kind, let name):
            "\(service) has this key" + (name.map { " under the name “\($0)”" } ?? "") + ", " + kind.words
        case .network(let failure): failure.message(service: service, hasOwnHost: hasOwnHost)
        }
    }

    /// What to do.
    public var hint: String? {
        if let advice { return advice }
        if fate == .unknown || fate == .unconfirmed {
            return "check the keys on its website; if it isn't there, try again"
        }
        let page = credentialPage.map { " at \($0)" } ?? ""
        return switch reason {
        case .typeNotTaken(_, let taken):
            "create a key of another type: " + taken.map(\.displayName).joined(separator: ", ")
        case .sizeNotTaken(_, .from(let bits)): "create one of at least \(bits) bits"
        case .sizeNotTaken(_, .only(let sizes)):
            "create one of " + sizes.map(String.init).joined(separator: " or ") + " bits"
        case .missingInput, .badInput: nil
        case .inputRefused(let label): "check the \(Self.plain(label))"
        case .accountBlocked: "log in on its website to see why, or ask its support or administrator"
        case .actionNeeded: "log in on its website and do what it says, then try again"
        case .addressRefused: "use a network that it allows, or have this address allowed"
        case .busy: "try again in a moment"
        case .badAddress: "enter a host such as git.example.com, or an address that starts with https://"
        case .keyCannotSign: "sign with an RSA, ECDSA nistp256 or Ed25519 key that the account has"
        case .byHandOnly: "paste the key on its website"
        case .badCredential: "check that it was pasted whole, or create a new one" + page
        case .expiredCredential: "create a new one" + page
        case .missingScope(let scope):
            (scope == nil && self.scope != nil ? "it may lack \(self.scope ?? ""); " : "")
                + (isOfRemoval
                    ? "give it that permission\(page), or delete the key on the website"
                    : "create one with that permission" + page)
        case .notAllowed:
            "check the permissions of the account and of this \(credential)"
                + (scope.map { "; it needs \($0)" } ?? "")
        case .duplicateKey(elsewhere: true):
            "a key can be in one account only: remove it from the other one (another of your accounts, or a"
                + " repository's deploy keys), or create a new key for this one"
        case .duplicateKey(elsewhere: false): "check the keys on its website; if it is there, nothing is left to do"
        case .duplicateName: "choose another name"
        case .keyRefused: "create a key of the type that it recommends"
        case .nameRefused: "choose another name with letters and digits"
        case .quota: "remove a key that you no longer use, then try again"
        case .clockSkew: "set this computer's clock, then try again"
        case .rateLimit(let seconds): "try again " + (seconds.map { "in " + Self.duration($0) } ?? "later")
        case .serverFailed: "try again in a few minutes, or paste the key on its website"
        case .notAnAnswer:
            "check the address; a proxy or a network's sign-in page may have answered instead"
        case .redirected:
            "check the address, or sign in to your network first; credentials are not sent on to another address"
        case .oldVersion: "paste the key on its website"
        case .incomplete: "check the address and the account's permissions, or paste the key on its website"
        case .refused, .taskFailed: "paste the key on its website"
        case .taskTimedOut: "it may still appear: check the keys on its website in a minute"
        case .notConfirmed, .stillThere, .useless: "check the keys on its website"
        case .network(let failure): failure.hint(service: service, hasOwnHost: hasOwnHost)
        }
    }

    /// A label without the form that it asks for after a comma.
    private static func plain(_ label: String) -> String { String(label.prefix { $0 != "," }) }

    private static func duration(_ seconds: Int) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86400) days"
        }
    }
}

extension UploadFailure.Fate {
    /// The end of a sentence.
    fileprivate var words: String {
        switch self {
        case .notAdded: "its list shows that the key wasn't added"
        case .notYetThere: "its list doesn't have the key yet"
        case .unconfirmed: "it said that it added the key, but its list couldn't be read"
        case .unknown: "it is unknown whether the key was added"
        }
    }
}

extension HTTPFailure {
    fileprivate func message(service: String, hasOwnHost: Bool) -> String {
        switch self {
        case .nameNotResolved(let host) where hasOwnHost:
            "\(service): couldn't resolve \(Visible.line(host))"
        case .nameNotResolved(let host):
            "\(service): couldn't resolve \(Visible.line(host)); this computer may be offline"
        case .noConnection(let host, let reason):
            "\(service): no connection to \(Visible.line(host)): \(Visible.line(reason))"
        case .timedOut(let seconds): "\(service) didn't answer within \(seconds) seconds"
        case .notTrusted(let host, let reason):
            "\(service): the connection to \(Visible.line(host)) isn't trusted: \(Visible.line(reason))"
        case .proxy(let reason): "\(service) can't be reached through the proxy: \(Visible.line(reason))"
        case .cutOff: "the answer of \(service) was cut off"
        case .tooLarge(let limit): "the answer of \(service) is longer than \(Self.size(limit))"
        case .notEncrypted(let url): "\(service): \(Visible.line(url)) isn't encrypted"
        case .cancelled: "canceled"
        case .other(let reason): "the request to \(service) failed: \(Visible.line(reason))"
        }
    }

    private static func size(_ bytes: Int) -> String {
        bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }

    fileprivate func hint(service: String, hasOwnHost: Bool) -> String? {
        switch self {
        case .nameNotResolved where hasOwnHost:
            "check the spelling, and that this computer is on the right network"
        case .nameNotResolved: "check this computer's network, then try again"
        case .noConnection: "check the network, or connect the VPN"
        case .timedOut, .cutOff: "try again; the network may be slow, or a firewall in the way"
        case .notTrusted:
            "if your organization has its own certificate authority, use its CA file; otherwise someone may be"
                + " intercepting the connection"
        case .proxy: "check the environment variables HTTPS_PROXY and NO_PROXY"
        case .tooLarge: "check the address; \(service) sends shorter answers"
        case .notEncrypted: "use an address that starts with https://; plain HTTP works only on this computer"
        case .cancelled, .other: nil
        }
    }
}
