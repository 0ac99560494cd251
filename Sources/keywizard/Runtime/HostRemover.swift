import Network
import Platform
import SSHClient
import SSHKey

/// Removes a key from servers, and sees that they refuse it.
struct HostRemover: Sendable {
    let key: PublicKey
    let line: AuthorizedLine
    /// A file with the public key line, for ssh to offer the key.
    let publicFile: String
    /// Options of ssh, as its -o takes them.
    let options: [String]
    /// What each server has, from the connection to its answer.
    let timeout: Duration

    func remove(_ login: ServerLogin, asks: Bool) async -> HostRemoval {
        do throws(NetworkError) {
            return HostRemoval(login, try await steps(login, asks: asks))
        } catch {
            let failure: ServerFailure = error == .cancelled ? .cancelled : .other(said: [error.message])
            return HostRemoval(login, .ended(.failed(failure)))
        }
    }

    private func steps(_ login: ServerLogin, asks: Bool) async throws(NetworkError) -> HostRemoval.Ending {
        let end = ContinuousClock.now + timeout
        let (ssh, quiet) = (asks ? SystemSSH() : SystemSSH(show: { _ in }), SystemSSH(show: { _ in }))
        func run(_ command: RemoteCommand, _ ssh: SystemSSH) async throws(NetworkError) -> CommandResult {
            var command = command
            // The user may have been typing meanwhile.
            command.end(within: asks ? timeout : end - .now)
            return try await ssh.run(command)
        }
        var work = KeyUninstallation(
            line, fingerprint: key.fingerprint(.sha256), publicFile: publicFile, at: login, options: options)
        work.asks = asks
        work.removal.proof = try await quiet.routed(work.removal.proof)
        switch work.outcome(ofTrial: try await run(work.trial, ssh)) {
        case .opensByAnother: break
        case .opensByTheKey: return .opensByTheKey
        case .opensByUnknownKey: return .opensByUnknownKey
        case .failed(let failure): return .ended(.failed(failure))
        }
        var outcome = work.outcome(of: try await run(work.command, ssh))
        if case .failed = outcome { return .ended(outcome) }
        if let check = work.removal.check {
            outcome = work.removal.outcome(outcome, after: try await run(check, quiet))
        }
        return .ended(outcome)
    }
}
