import ArgumentParser
import KeyStore
import Network
import SSHClient

/// What the commands that log in hand on to ssh.
struct SSHOptions: ParsableArguments {
    @Option(
        name: [.customShort("o", allowingJoined: true), .customLong("ssh-option")],
        help: ArgumentHelp("Passed to ssh as -o.", valueName: "option"))
    var options: [String] = []

    func validate() throws {
        if let bad = options.first(where: { $0.isEmpty || $0.contains { $0.isNewline } }) {
            throw ValidationError("“\(bad)” isn't an ssh option")
        }
    }

    /// The account at an address; where it names no user, the one that ssh itself would take.
    func login(_ addressee: HostAddressee) async throws -> ServerLogin { try await addressee.login(options: options) }
}

extension HostAddressee {
    /// The account; where no user was written, the one that ssh itself would take. `options` are ssh's, as its -o takes
    /// them.
    func login(options: [String]) async throws -> ServerLogin {
        if let user, let login = login(user: user) { return login }
        guard let login = login(user: try await EffectiveConfig.ask(about: host, options: options).user) else {
            throw CommandError("ssh reports no user for \(host)", hint: "write USER@\(host)")
        }
        return login
    }
}
