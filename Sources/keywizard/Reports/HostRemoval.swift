import SSHClient

/// The result of removing a key from a server.
struct HostRemoval: HostOutcome {
    /// How the work at a server ended.
    enum Ending: Hashable, Sendable {
        /// Nothing was removed: the key is the user's own way in.
        case opensByTheKey
        /// Nothing was removed: the key may be the user's own way in.
        case opensByUnknownKey
        /// The result; where the key is gone, the server was seen to refuse the key.
        case ended(KeyRemovalOutcome)
    }

    static let words = ["removed", "not-there", "failed"]

    let login: ServerLogin
    private let ending: Ending

    init(_ login: ServerLogin, _ ending: Ending) { (self.login, self.ending) = (login, ending) }

    var word: String {
        switch ending {
        case .ended(.removed): "removed"
        case .ended(.notThere): "not-there"
        default: "failed"
        }
    }

    var detail: String { problem?.message ?? (files + ["the server refused the key"]).joined(separator: ", ") }

    private var files: [String] { if case .ended(.removed(_, let files)) = ending { files } else { [] } }

    var problem: HostProblem? {
        let otherLogin = "log in with another key: -o IdentityFile=PATH -o IdentitiesOnly=yes"
        return switch ending {
        case .ended(.removed), .ended(.notThere): nil
        case .ended(.failed(let failure)): HostProblem(failure)
        case .ended(let outcome): HostProblem(message: outcome.message, hint: outcome.hint)
        case .opensByTheKey:
            HostProblem(message: "ssh logs in with this key; removing it could lock you out", hint: otherLogin)
        case .opensByUnknownKey:
            HostProblem(
                message: "ssh doesn't say which key it logs in with; removing this one could lock you out",
                hint: otherLogin)
        }
    }

    var notes: [String] { [] }

    private enum CodingKeys: String, CodingKey { case host, user, port, result, files, message, hint }

    /// Null where there is nothing to say.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(login.host, forKey: .host)
        try object.encode(login.user, forKey: .user)
        try object.encode(login.port, forKey: .port)
        try object.encode(word, forKey: .result)
        try object.encode(files, forKey: .files)
        try object.encode(detail, forKey: .message)
        try object.encode(problem?.hint, forKey: .hint)
    }
}
