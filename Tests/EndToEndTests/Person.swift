import LocalServer

/// A user at a terminal.
final class Person {
    let server: TestServer
    private(set) var terminal: Terminal
    var identity: String { server.home + "/.ssh/id_ed25519" }

    init(
        _ settings: [String] = [], hasAgent: Bool = false, arguments: [String] = [], size: String = "80x24",
        config: String? = nil, prepare: (TestServer) throws -> Void = { _ in }
    ) throws {
        let server = try TestServer(settings: settings)
        self.server = server
        // The build's folder may be closed to others, and the agent makes its socket in a folder of its own.
        try Shell.run(["install", "-m", "0755", Terminal.keywizard, server.folder + "/keywizard"])
        if let config { server.give(config, as: "config", mode: 0o644) }
        try Shell.run(["install", "-d", "-o", server.user, server.folder + "/run"])
        try prepare(server)
        let wizard = [server.folder + "/keywizard"] + arguments
        terminal = try Terminal(
            Self.asThem(server) + (hasAgent ? ["ssh-agent", "-a", server.folder + "/run/ssh-agent.socket"] : [])
                + wizard, size: size)
    }

    /// Starts the wizard again, as after it was killed.
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

    /// The walk to their account with a new key.
    func walk(_ protection: Walk.Protection) -> Walk {
        Walk(destination: "A server", protection: protection, upload: .server(server, asksForPassword: true))
    }
}
