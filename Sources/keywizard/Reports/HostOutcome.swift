import SSHClient

/// The result of a command at one server of several.
protocol HostOutcome: Encodable, Sendable {
    /// All that `word` can be.
    static var words: [String] { get }

    var login: ServerLogin { get }
    /// The outcome in a word, for tables and for scripts.
    var word: String { get }
    /// What was done and where, or why it was not done.
    var detail: String { get }
    /// Why it was not done, and what to do; nil where it was.
    var problem: HostProblem? { get }
    /// What else was found there.
    var notes: [String] { get }
}

/// A reason for which something was not done at a server.
struct HostProblem: Hashable, Sendable {
    let message: String
    let hint: String?
    /// Whether it may succeed with a user who answers.
    var needsPrompt = false
}

extension HostProblem {
    init(_ failure: ServerFailure) {
        self.init(message: failure.message, hint: failure.hint, needsPrompt: failure.needsPrompt)
    }
}

extension HostResult: HostOutcome {
    static let words = ["added", "already-there", "failed"]

    var detail: String { file ?? failure?.message ?? "" }
    var problem: HostProblem? { failure.map(HostProblem.init) }
    var notes: [String] { outcome.notes.map { $0.message + ($0.hint.map { ": " + $0 } ?? "") } }

    private enum CodingKeys: String, CodingKey { case host, user, port, result, file, message, hint, notes }

    /// Null where there is nothing to say.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(login.host, forKey: .host)
        try object.encode(login.user, forKey: .user)
        try object.encode(login.port, forKey: .port)
        try object.encode(word, forKey: .result)
        try object.encode(file, forKey: .file)
        try object.encode(outcome.message, forKey: .message)
        try object.encode(outcome.hint, forKey: .hint)
        try object.encode(outcome.notes.map(\.message), forKey: .notes)
    }
}
