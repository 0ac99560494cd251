import Network
import Wizard
import SSHClient

/// Work on a server by the system's ssh, its outcome as a report for a page.
enum Server {
    static func install(_ installation: KeyInstallation) async -> Message {
        do throws(NetworkError) {
            let ssh = SystemSSH()
            try await ssh.check(installation)
            var outcome = installation.outcome(of: try await ssh.run(installation.command))
            if case .failed(.tooManyKeys, _) = outcome {
                // The keys used up the server's patience before the password was asked for.
                var alone = installation
                alone.offersKeys = false
                outcome = alone.outcome(of: try await ssh.run(alone.command))
            }
            let failure: ServerFailure? = if case .failed(let failure, _) = outcome { failure } else { nil }
            let succeeded = failure == nil
            let report = Report(
                succeeded: succeeded,
                succeeded ? outcome.message : "\(installation.login.address): \(outcome.message)", hint: outcome.hint,
                notes: outcome.notes.map { note in note.message + (note.hint.map { ": " + $0 } ?? "") })
            return .upload(.server(.installed(report, notes: outcome.notes, failure: failure)))
        } catch {
            return .upload(.server(.installed(Report(succeeded: false, error.message, hint: error.hint), notes: [])))
        }
    }
}
