import LocalServer

/// Somebody at a terminal of their own.
final class Person {
    let server: TestServer
    private(set) var terminal: Terminal
    var identity: String { server.home + "/.ssh/id_ed25519" }

    init(
        _ settings: [String] = [], hasAgent: Bool = false, arguments: [String] = [], size: String = "80x24",
        config: String? = nil, prepare: (TestServer) throws -> Void = { _ in }
    ) throws {
        let server = TestServer(settings: settings)
        self.server = server
        // The build's folder may be closed to others, and the agent makes its socket in a folder of its own.
        try Shell.run(["install", "-m", "0755", Terminal.keywizard, server.folder + "/keywizard"])
        if let config {
            write(config, to: server.folder + "/given")
            try Shell.run(["install", "-d", "-m", "0700", "-o", server.user, server.home + "/.ssh"])
            try Shell.run(
                [
                    "install", "-m", "0644", "-o", server.user, server.folder + "/given",
                    server.home + "/.ssh/config",
                ])
        }
        try Shell.run(["install", "-d", "-o", server.user, server.folder + "/run"])
        try prepare(server)
        let wizard = [server.folder + "/keywizard"] + arguments
        terminal = try Terminal(
            Self.asThem(server) + (hasAgent ? ["ssh-agent", "-a", server.folder + "/run/ssh-agent.socket"] : [])
                + wizard, size: size)
    }

    /// Starts the wizard once more, as after it was killed.
    func startAgain() throws { terminal = try Terminal(Self.asThem(server) + [server.folder + "/keywizard"]) }

    private static func asThem(_ server: TestServer) -> [String] {
        ["setpriv", "--reuid", server.user, "--regid", "users", "--clear-groups", "env", "HOME=" + server.home]
    }

    /// Runs a program as this person.
    func run(_ command: [String]) throws -> String {
        try Shell.run(Self.asThem(server) + ["SSH_AUTH_SOCK=\(server.folder)/run/ssh-agent.socket"] + command)
    }

    var fingerprint: String {
        get throws { String(try run(["ssh-keygen", "-lf", identity + ".pub"]).split(separator: " ")[1]) }
    }

    func answer(_ question: String, _ keys: String...) throws {
        try terminal.wait(question)
        for key in keys { try terminal.press(key) }
    }

    func type(_ question: String, _ text: String) throws {
        try terminal.wait(question)
        try terminal.type(text)
        try terminal.press("Enter")
    }

    /// Comes to the Save page with a new key.
    func makeKey(for destination: String, mark: String, passphrase: String?) throws {
        try answer("Which computer", "Enter")
        try terminal.type(destination)
        try answer("❯ " + mark, "Enter")
        try answer("Which kind of key?", "Enter")
        try answer("blank area", "C-r")
        try answer("The key pair is made", "Enter")
        try terminal.wait("Protect the key with a passphrase")
        if let passphrase {
            try terminal.type(passphrase)
            try terminal.press("Enter")
            try terminal.type(passphrase)
            try answer("the same", "Enter")
        } else {
            try terminal.press("Tab", "Tab", "Tab", "Tab", "Enter")
            try answer("whoever gets a copy", "C-n")
        }
        try terminal.wait("These files are written:")
    }

    /// Has the wizard put the key on the server, by password.
    func install() throws {
        try terminal.wait("Put the key on the server")
        try terminal.paste("127.0.0.1:\(server.port)")
        try answer(String(server.port), "Tab", "Tab", "Enter")
        try type("(yes/no", "yes")
        try type("password:", server.password)
        try answer("added the key to ~/.ssh/authorized_keys", "Enter")
    }
}
