import Network
import TerminalUI
import SSHClient

/// Adds a key to servers: at the same time those that need no prompt, then the others one by one.
struct HostInstaller: Sendable {
    let line: AuthorizedLine
    /// Options of ssh, as its -o takes them.
    let options: [String]
    /// What each server has, from the connection to its answer.
    var timeout = Duration.seconds(60)

    /// The servers in their order, each as far as it goes without a question. `moved` hears of each as it is done.
    func unattended(
        _ logins: [ServerLogin], moved: @escaping @Sendable (HostResult) -> Void = { _ in }
    ) async throws(NetworkError) -> [HostResult] {
        try await check(logins)
        let results = await HostJobs.results(of: logins, done: moved) { await install($0, asks: false) }
        return results.compactMap(\.self)
    }

    /// The same results, after retrying the hosts that needed a prompt on the terminal, if there is one.
    func askWhereNeeded(_ results: [HostResult]) -> [HostResult] {
        guard ControllingTerminal.isThere else { return results }
        var isCancelled = false
        return results.map { result in
            guard result.failure?.needsPrompt == true, !isCancelled else { return result }
            Console.say("logging in to \(result.login.address) …".safeToDraw)
            let asked = blocking { await install(result.login, asks: true) }
            isCancelled = asked.failure == .cancelled
            return asked
        }
    }

    /// Ends where ssh refuses its configuration, or an option, which it does whatever the server is.
    func check(_ logins: [ServerLogin]) async throws(NetworkError) {
        guard let login = logins.first else { return }
        var installation = KeyInstallation(login: login, line: line)
        installation.options = options
        try await SystemSSH(show: { _ in }).check(installation)
    }

    func install(_ login: ServerLogin, asks: Bool) async -> HostResult {
        var installation = KeyInstallation(login: login, line: line)
        (installation.options, installation.asks) = (options, asks)
        let ssh = asks ? SystemSSH() : SystemSSH(show: { _ in })
        do throws(NetworkError) {
            var outcome = try await outcome(of: installation, ssh)
            if case .failed(.tooManyKeys, _) = outcome, asks {
                // The keys used up the server's patience before the password was asked for.
                installation.offersKeys = false
                outcome = try await self.outcome(of: installation, ssh)
            }
            return HostResult(login, outcome)
        } catch {
            return HostResult(
                login, .failed(error == .cancelled ? .cancelled : .other(said: [error.message]), notes: []))
        }
    }

    private func outcome(
        of installation: KeyInstallation, _ ssh: SystemSSH
    ) async throws(NetworkError) -> InstallOutcome {
        var command = installation.command
        command.end(within: timeout)
        return installation.outcome(of: try await ssh.run(command))
    }
}
