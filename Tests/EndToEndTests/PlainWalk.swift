import LocalServer

/// Pieces of a walk in plain mode: questions, by what they end with, and their answers.
enum PlainWalk {
    typealias Answers = [(question: String, answer: String)]

    /// From the first page on, to a destination.
    static func to(_ destination: String) -> Answers {
        [("Enter takes 1, This computer", ""), ("Enter takes 1, A server", destination)]
    }

    static let newKey: Answers = [
        ("Enter takes 1, Ed25519", ""), ("Comment", ""), ("Type anything", "anything"),
        ("Enter takes 1, Continue", ""),
    ]

    static func passphrase(_ text: String) -> Answers {
        [("Type a passphrase", "1"), ("New passphrase:", text), ("Repeat passphrase:", text)]
    }

    static let save: Answers = [("Path of the private key", ""), ("Save these files?", "yes")]

    /// From the public key on; ssh asks for the password unless another key lets it in.
    static func upload(to server: TestServer, asksForPassword: Bool) -> Answers {
        [
            ("Enter takes 1, Continue", ""), ("Enter takes 1, One server", ""),
            ("Host, as in server.example.org", "\(server.user)@127.0.0.1:\(server.port)"),
            ("Enter takes \(server.user)", ""), ("Port", ""),
        ] + (asksForPassword ? [("(yes/no", "yes"), ("password:", server.password)] : [])
            + [("Enter takes 1, Continue", "")]
    }
}

extension Terminal {
    /// Answers a question of plain mode once it is the last thing said.
    func reply(_ question: String, _ answer: String = "") throws {
        try wait("“\(question)” as the last thing said") { Self.lastLine($0).contains(question) }
        try type(answer)
        try press("Enter")
    }

    func reply(_ answers: PlainWalk.Answers) throws {
        for (question, answer) in answers { try reply(question, answer) }
    }

    static func lastLine(_ screen: String) -> Substring {
        screen.split(separator: "\n").last { $0.contains { $0 != " " } } ?? ""
    }
}
