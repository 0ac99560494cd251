import Network
import TerminalUI
import SSHClient

/// Adds a key to servers: at the same time those that need no prompt, then the others one by one.
struct HostInstaller: Sendable {
    /// Beyond this many, people have Ansible; and so many logins at a time are no burden for a network.
    static let handful = 8

    let line: AuthorizedLine
    /// Options of ssh, as its -o takes them.
    let options: [String]

    /// The servers in their order, each as far as it goes without a question. An interrupt ends them all. `moved` hears
    /// of each as it is done.
    func unattended(
        _ logins: [ServerLogin], moved: @escaping @Sendable (HostResult) -> Void = { _ in }
    ) async throws(NetworkError) -> [HostResult] {
        let shield = InterruptShield()
        defer { withExtendedLifetime(shield) {} }
        let results = await withTaskGroup(of: (Int, HostResult).self) { group in
            var results: [Int: HostResult] = [:]
            var rest = logins.enumerated().makeIterator()
            func startNext() {
                guard let (index, login) = rest.next() else { return }
                group.addTask { (index, await install(login, asks: false)) }
            }
            for _ in 0..<Self.handful { startNext() }
            while let (index, result) = await group.next() {
                results[index] = result
                moved(result)
                if result.failure == .cancelled { group.cancelAll() } else { startNext() }
            }
            return logins.indices.compactMap { results[$0] }
        }
        guard !results.contains(where: { $0.failure == .cancelled }) else { throw .cancelled }
        return results
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

    private func install(_ login: ServerLogin, asks: Bool) async -> HostResult {
        var installation = KeyInstallation(login: login, line: line)
        (installation.options, installation.asks) = (options, asks)
        let ssh = asks ? SystemSSH() : SystemSSH(show: { _ in })
        do throws(NetworkError) {
            try await ssh.check(installation)
            var outcome = installation.outcome(of: try await ssh.run(installation.command))
            if case .failed(.tooManyKeys, _) = outcome, asks {
                // The keys used up the server's patience before the password was asked for.
                installation.offersKeys = false
                outcome = installation.outcome(of: try await ssh.run(installation.command))
            }
            return HostResult(login, outcome)
        } catch {
            return HostResult(
                login, .failed(error == .cancelled ? .cancelled : .other(said: [error.message]), notes: []))
        }
    }
}
