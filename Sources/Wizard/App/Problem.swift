/// Something that went wrong, in words for a page: what was found, and what to do.
public struct Problem: Error, Hashable, Sendable {
    /// What was found: lower case, no full stop.
    public var message: String
    /// What to do; nil where nothing is to be done.
    public var hint: String?

    /// A problem, and what to do where something is to be done.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

/// How a piece of work outside ended, in words for a page.
public struct Report: Hashable, Sendable {
    /// Whether it was done.
    public var succeeded: Bool
    /// What was done or found: lower case, no full stop.
    public var message: String
    /// What to do; nil where nothing is to be done.
    public var hint: String?
    /// What else was found or changed.
    public var notes: [String]

    /// An ending in words; notes where there are any.
    public init(succeeded: Bool, _ message: String, hint: String? = nil, notes: [String] = []) {
        self.succeeded = succeeded
        self.message = message
        self.hint = hint
        self.notes = notes
    }
}
