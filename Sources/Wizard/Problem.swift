/// Something that went wrong, in words for a page: what was found, and what to do.
public struct Problem: Error, Hashable, Sendable {
    public var message: String
    public var hint: String?

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

/// How a piece of work outside ended, in words for a page.
public struct Report: Hashable, Sendable {
    public var succeeded: Bool
    public var message: String
    public var hint: String?
    /// What else was found or changed.
    public var notes: [String]

    public init(succeeded: Bool, _ message: String, hint: String? = nil, notes: [String] = []) {
        self.succeeded = succeeded
        self.message = message
        self.hint = hint
        self.notes = notes
    }
}
