import SSHKey
import Support

/// Why a key did not get to a service, or stayed there: each reason has another remedy.
public struct UploadFailure: Error, Hashable, Sendable {
    /// The kind of failure; those that the service reports come from its description's meanings, else from the status.
    public enum Reason: Error, Hashable, Sendable {
        // Before anything is sent.
        /// The service takes no keys of that type; `taken` are those it takes.
        case typeNotTaken(KeyType, taken: [KeyType])
        /// The service takes RSA keys of other sizes.
        case sizeNotTaken(bits: Int, taken: KeyRules.Sizes)
        /// Something that has to be there is not: an input, by its label, or the address or the credential.
        case missingInput(String)
        /// An input has control characters, is none of its choices, or has another form; by its label, and what is
        /// expected.
        case badInput(String, expected: String)
        /// What was given as the service's address is none; made fit to be shown.
        case badAddress(String)
        /// The key that should sign is of a type that the service knows no signatures of.
        case keyCannotSign(String)
        /// The service has no interface for keys: its web page is the only way.
        case byHandOnly

        // What the service says.
        /// A token or password that is wrong, cut short or revoked: status 401, unless the service says it otherwise.
        case badCredential
        /// The service says that it was right once.
        case expiredCredential
        /// The credential is right, and lacks a scope; the text is what the service says it needs, if it does.
        case missingScope(String?)
        /// The credential is right, but this is not for it.
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
        /// Requests from this network's address are not taken.
        case addressRefused
        /// It may be taken a moment later.
        case busy
        /// The account has as many keys as it may have.
        case quota
        /// In seconds; more than 0 when this computer's clock is ahead; nil when nobody says.
        case clockSkew(ahead: Int?)
        /// Too many requests (status 429 as a rule); after so many seconds they are taken again, nil when nobody says.
        case rateLimit(seconds: Int?)
        /// A status of 500 or more: not for the person to mend.
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
    /// Whether the host is one that the user, or a file of theirs, named.
    let hasOwnHost: Bool
    /// The service's own words, fit to be shown.
    public let said: String?
    /// Advice for this service's special case.
    let advice: String?
    /// What is known of the key, where the failure alone doesn't tell.
    public internal(set) var fate: Fate?

    /// What became of a key whose request, or what followed it, had no clear end.
    public enum Fate: Hashable, Sendable {
        /// The list, read afterwards, doesn't have it.
        case notAdded
        /// The same, while the service may still be working on it.
        case notYetThere
        /// The service said that it took it, and the list could not be read.
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
    /// What the person may do about it.
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
        case .typeNotTaken(let type, _): "\(service) takes no \(type.displayName) keys"
        case .sizeNotTaken(let bits, _): "\(service) takes no RSA keys of \(bits) bits"
        case .missingInput(let label): "\(service) needs to know the \(label)"
        case .badInput(let label, let expected): "the \(Self.plain(label)) has to be \(expected)"
        case .inputRefused(let label): "\(service) refuses the \(Self.plain(label))" + words
        case .accountBlocked: "\(service) says that this account can't be used" + words
        case .actionNeeded: "\(service) wants something done in its web page first" + words
        case .addressRefused: "\(service) takes no requests from this network's address" + words
        case .busy: "\(service) can't do this at the moment" + words
        case .badAddress(let text): "“\(text)” is not an address that \(service) could be at"
        case .keyCannotSign(let key): "\(service) knows no signatures of \(key) keys"
        case .byHandOnly: "\(service) takes keys by hand only"
        case .badCredential: "\(service) doesn't accept this \(credential)" + words
        case .expiredCredential: "this \(credential) of \(service) has expired" + words
        case .missingScope(let scope):
            "this \(credential) of \(service) may not \(isOfRemoval ? "remove" : "add") SSH keys"
                + ((scope?.replacing(", ", with: " or ") ?? self.scope).map { "; it needs \($0)" } ?? "") + words
        case .notAllowed: "\(service) doesn't allow this with this \(credential)" + words
        case .duplicateKey(elsewhere: true): "the key is in use in another account of \(service)" + words
        case .duplicateKey(elsewhere: false): "\(service) says that it has this key already" + words
        case .duplicateName(let name): "\(service) has another key of the name “\(name)”" + words
        case .keyRefused: "\(service) refuses this key" + words
        case .nameRefused(let name): "\(service) refuses the name “\(name)”" + words
        case .quota: "\(service) has no room for another key" + words
        case .clockSkew(let ahead?):
            "this computer's clock is \(Self.duration(abs(ahead))) \(ahead > 0 ? "ahead of" : "behind") \(service)'s"
        case .clockSkew(nil): "\(service) finds that this computer's clock is wrong" + words
        case .rateLimit: "\(service) takes no more requests for now" + words
        case .serverFailed(let status): "\(service) has a problem of its own (status \(status))" + words
        case .notAnAnswer(let status): "what answered is not \(service)'s interface (status \(status))"
        case .redirected(let target): "\(service) sends us elsewhere" + (target.map { ": \($0)" } ?? "")
        case .oldVersion: "\(service) and keywizard have no version of its interface in common" + words
        case .incomplete(let what): "\(service)'s answer has no \(what)"
        case .refused(let status): "\(service) refused the request (status \(status))" + words
        case .taskFailed: "\(service) could not add the key" + words
        case .taskTimedOut(let seconds): "\(service) did not finish within \(seconds) seconds"
        case .notConfirmed: "\(service) said that it took the key, but doesn't list it"
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
            return "look at the keys in its web page; where it is not there, try again"
        }
        let page = credentialPage.map { " at \($0)" } ?? ""
        return switch reason {
        case .typeNotTaken(_, let taken):
            "make a key of another type for it: " + taken.map(\.displayName).joined(separator: ", ")
        case .sizeNotTaken(_, .from(let bits)): "make one of at least \(bits) bits"
        case .sizeNotTaken(_, .only(let sizes)):
            "make one of " + sizes.map(String.init).joined(separator: " or ") + " bits"
        case .missingInput, .badInput: nil
        case .inputRefused(let label): "check the \(Self.plain(label))"
        case .accountBlocked: "log in to its web page to see why, or ask its support or administrator"
        case .actionNeeded: "log in to its web page and do what it says, then try again"
        case .addressRefused: "use a network that it allows, or have this one's address allowed"
        case .busy: "try again in a moment"
        case .badAddress: "give a host like git.example.com, or an address that starts with https://"
        case .keyCannotSign: "sign with an RSA, ECDSA nistp256 or Ed25519 key that the account has"
        case .byHandOnly: "open its page and paste the key there"
        case .badCredential: "check that it was pasted whole, or make a new one" + page
        case .expiredCredential: "make a new one" + page
        case .missingScope where isOfRemoval: "give it that right\(page), or delete the key in the web page"
        case .missingScope: "make one that has it" + page
        case .notAllowed:
            "check the rights of the account and of this \(credential)"
                + (scope.map { "; what is needed is \($0)" } ?? "")
        case .duplicateKey(elsewhere: true):
            "a key can be in one account only: take it out of the other one (another account of yours, or a"
                + " repository's deploy keys), or make a new key for this one"
        case .duplicateKey(elsewhere: false): "look at the keys in its web page; nothing has to be done if it is there"
        case .duplicateName: "choose another name"
        case .keyRefused: "make another key for it, of the type that it recommends"
        case .nameRefused: "choose another name, of letters and digits"
        case .quota: "remove a key that is no longer used, then try again"
        case .clockSkew: "set this computer's clock, then try again"
        case .rateLimit(let seconds): "try again " + (seconds.map { "in " + Self.duration($0) } ?? "later")
        case .serverFailed: "try again in a few minutes; the public key can also be pasted by hand"
        case .notAnAnswer:
            "check the address; a proxy or the sign-in page of a network may have answered in its place"
        case .redirected:
            "check the address, or sign in to your network first; credentials are not sent on to another address"
        case .oldVersion: "paste the key by hand"
        case .incomplete: "check the address and the account's rights, or paste the key by hand"
        case .refused, .taskFailed: "paste the key by hand"
        case .taskTimedOut: "it may still come: look at the keys in its web page in a minute"
        case .notConfirmed, .stillThere, .useless: "look at the keys in its web page"
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
        case .notAdded: "the key was not added, as its list shows"
        case .notYetThere: "its list doesn't have the key yet"
        case .unconfirmed: "it said before that it took the key, which could not be checked"
        case .unknown: "whether the key was added is not known"
        }
    }
}

extension HTTPFailure {
    fileprivate func message(service: String, hasOwnHost: Bool) -> String {
        switch self {
        case .nameNotResolved(let host) where hasOwnHost:
            "\(service): the name \(Visible.line(host)) does not resolve"
        case .nameNotResolved(let host):
            "this computer seems to be offline: the name \(Visible.line(host)) of \(service) does not resolve"
        case .noConnection(let host, let reason):
            "\(service): no connection to \(Visible.line(host)): \(Visible.line(reason))"
        case .timedOut(let seconds): "\(service) did not answer within \(seconds) seconds"
        case .notTrusted(let host, let reason):
            "\(service): \(Visible.line(host)) is not trusted: \(Visible.line(reason))"
        case .proxy(let reason): "\(service) can't be reached through the proxy: \(Visible.line(reason))"
        case .cutOff: "the answer of \(service) ended too early"
        case .tooLarge(let limit): "the answer of \(service) is longer than \(Self.size(limit))"
        case .notEncrypted(let url): "\(service): \(Visible.line(url)) is not encrypted"
        case .cancelled: "cancelled"
        case .other(let reason): "\(service) could not be asked: \(Visible.line(reason))"
        }
    }

    private static func size(_ bytes: Int) -> String {
        bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }

    fileprivate func hint(service: String, hasOwnHost: Bool) -> String? {
        switch self {
        case .nameNotResolved where hasOwnHost:
            "check how the host is spelled, and that this computer is on the network that knows it"
        case .nameNotResolved: "connect it to a network, then try again"
        case .noConnection: "check this computer's network, and whether a VPN is needed"
        case .timedOut, .cutOff: "try again; the network may be slow, or a firewall in the way"
        case .notTrusted:
            "if your organisation has its own certificate authority, trust that by its file; otherwise somebody may be"
                + " in between"
        case .proxy: "check the environment variables HTTPS_PROXY and NO_PROXY"
        case .tooLarge: "check the address; this is not an answer that \(service) gives"
        case .notEncrypted: "use an address that starts with https://; plain HTTP is for this computer alone"
        case .cancelled, .other: nil
        }
    }
}
