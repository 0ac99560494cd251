import SSHClient
import SSHKey

/// What the test of a login with a key showed.
struct LoginReport: HostOutcome {
    static let words = ["logged-in", "failed"]

    let login: ServerLogin
    let message: String
    let hint: String?
    /// The account that a greeting names.
    let account: String?
    private let file, fingerprint: String
    private let isLoggedIn: Bool
    private var isCancelled = false
    private var needsPrompt = false

    var word: String { Self.words[isLoggedIn ? 0 : 1] }
    var detail: String { message }
    var problem: HostProblem? {
        isLoggedIn ? nil : HostProblem(message: message, hint: hint, needsPrompt: needsPrompt)
    }
    var notes: [String] { [] }

    init(_ outcome: ProofOutcome, _ verdict: LoginVerdict, _ login: ServerLogin, _ key: TestedKey) {
        (self.login, file, fingerprint) = (login, key.file, key.fingerprint)
        switch (outcome, verdict) {
        case (.proved, .loggedIn(let greeting?, needsMore: false)):
            (isLoggedIn, message, hint, account) = (true, verdict.message, nil, greeting.account)
        case (.proved, .loggedIn):
            (isLoggedIn, message, hint, account) = (true, outcome.message, nil, nil)
        // The key was taken, and what answered says that it is not the account's.
        case (.proved, .failed(let failure)):
            (isLoggedIn, message, hint, account) = (false, failure.message, failure.hint, nil)
        default: (isLoggedIn, message, hint, account) = (false, outcome.message, outcome.hint, nil)
        }
        isCancelled = outcome == .failed(.cancelled)
        needsPrompt =
            switch outcome {
            case .failed(let failure): failure.needsPrompt
            case .notSigned(.noPassphrase), .keyNotOffered(.locked): true
            default: false
            }
    }

    /// A test that could not be made.
    init(_ error: any Error, _ login: ServerLogin, _ key: TestedKey) {
        let problem = CommandError(error) ?? CommandError("\(error)")
        (self.login, file, fingerprint) = (login, key.file, key.fingerprint)
        (isLoggedIn, message, hint, account) = (false, problem.message, problem.hint, nil)
        isCancelled = isCancellation(error)
    }

    /// Throws why the key does not log in.
    func checkLoggedIn() throws(CommandError) {
        guard !isLoggedIn else { return }
        throw CommandError(
            "\(login.address): \(message)", hint: hint, status: isCancelled ? .cancelled : .failed)
    }

    private enum CodingKeys: String, CodingKey {
        case file, fingerprint, host, user, port, loggedIn, account, message, hint
    }

    /// Null where there is nothing to say.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(file, forKey: .file)
        try object.encode(fingerprint, forKey: .fingerprint)
        try object.encode(login.host, forKey: .host)
        try object.encode(login.user, forKey: .user)
        try object.encode(login.port, forKey: .port)
        try object.encode(isLoggedIn, forKey: .loggedIn)
        try object.encode(account, forKey: .account)
        try object.encode(message, forKey: .message)
        try object.encode(hint, forKey: .hint)
    }
}
