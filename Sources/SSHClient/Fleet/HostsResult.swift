/// The outcome on one server of several.
public struct HostResult: Hashable, Sendable {
    /// The account that was meant.
    public let login: ServerLogin
    /// The outcome there.
    public let outcome: InstallOutcome

    /// The outcome at an account.
    public init(_ login: ServerLogin, _ outcome: InstallOutcome) {
        self.login = login
        self.outcome = outcome
    }

    /// Whether the key is in authorized_keys now, added or there already.
    public var isThere: Bool { failure == nil }

    /// Why the key isn't there; nil when it is.
    public var failure: ServerFailure? {
        if case .failed(let failure, _) = outcome { failure } else { nil }
    }

    /// The outcome in a word, for tables and for scripts.
    public var word: String {
        switch outcome {
        case .added: "added"
        case .alreadyThere: "already-there"
        case .failed: "failed"
        }
    }

    /// The file on the server; nil when the key is in none.
    public var file: String? {
        switch outcome {
        case .added(let file, _), .alreadyThere(let file, _): file
        case .failed: nil
        }
    }
}
