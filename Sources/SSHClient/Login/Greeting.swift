/// What a service says after a login, instead of starting a shell.
public struct Greeting: Hashable, Sendable {
    /// The whole line, fit to be shown.
    public let text: String
    /// The account that the key belongs to, where the service says.
    public let account: String?

    /// What comes before and after the account's name at each service.
    private static let forms = [
        // Gitea and Forgejo, which go on "with the key named ...".
        ("Hi there, ", "! You've successfully authenticated"),
        // GitHub and sourcehut; a deploy key has "OWNER/REPOSITORY" for a name.
        ("Hi ", "! You've successfully authenticated"),
        ("Welcome to GitLab, @", "!"),
        // Bitbucket until 2023, and since.
        ("logged in as ", "."),
    ]

    /// Services that don't say who.
    private static let anonymous = ["authenticated via ssh key", "remote: Shell access is not supported"]

    /// The greeting among lines that the server sent; nil when no line is a known one. `expected` are words
    /// of one that is described with its service.
    init?(in said: String, expecting expected: String? = nil) {
        for line in lastLines(said, 50) {
            for (before, after) in Self.forms {
                guard let start = line.firstRange(of: before), let end = line[start.upperBound...].firstRange(of: after)
                else { continue }
                let account = String(line[start.upperBound..<end.lowerBound])
                guard !account.isEmpty, !account.contains(" ") else { continue }
                self.init(text: line, account: account)
                return
            }
            if (Self.anonymous + [expected].compactMap { $0 }).contains(where: line.contains) {
                self.init(text: line, account: nil)
                return
            }
        }
        return nil
    }

    private init(text: String, account: String?) {
        self.text = text
        self.account = account
    }

    /// The user in what cloud-init leaves for root: Please login as the user "ubuntu" rather than the user "root".
    static func otherUser(in said: String) -> String? {
        guard let start = said.firstRange(of: "Please login as the user \""),
            let end = said[start.upperBound...].firstRange(of: "\" rather than the user \"")
        else { return nil }
        let user = String(said[start.upperBound..<end.lowerBound])
        return ServerLogin.validate(user: user) == nil ? user : nil
    }
}
