import ArgumentParser
import KeyStore
import Network
import SSHKey
import Services
import Wizard
import SSHClient

/// Why a command failed, in words.
struct CommandError: Error {
    var message: String
    var hint: String?
    var status: ExitStatus

    init(_ message: String, hint: String? = nil, status: ExitStatus = .failed) {
        (self.message, self.hint, self.status) = (message, hint, status)
    }

    /// The words of another module's error; nil for one that isn't about the work.
    init?(_ error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as KeyError: self.init(error.message, hint: error.hint)
        case let error as SaveError: self.init(error.message, hint: error.hint)
        case let error as ReplacementError: self.init(error.message, hint: error.hint)
        case let error as CredentialError: self.init(error.message, hint: error.hint)
        case let error as ReadError: self.init(error.message, hint: error.hint)
        case let error as SecurityKeyFailure: self.init(error.message, hint: error.hint)
        case let error as NetworkError: self.init(error.message, hint: error.hint)
        case let error as AgentError: self.init(error.message, hint: error.hint)
        case let error as SigningError: self.init(error.message, hint: error.hint)
        case let error as CredentialError: self.init(error.message, hint: error.hint)
        case let error as ConfigError: self.init(error.message, hint: error.hint)
        case let error as GitSetupError: self.init(error.message, hint: error.hint)
        case let error as HostsError: self.init(error.message, status: .usage)
        default: return nil
        }
    }

    /// The same, about the file at `path`.
    init(_ error: KeyError, in path: String) {
        self.init(path + ": " + error.message, hint: error.hint)
    }

    /// Tells the user.
    func say() { Console.fail(message, hint: hint) }
}

/// Runs a command's work: what goes wrong is told in one voice and ends with the status that belongs to it.
func reportingErrors(_ work: () throws -> Void) throws {
    do {
        return try work()
    } catch  where isCancellation(error) {
        throw ExitCode(.cancelled)
    } catch {
        guard let problem = CommandError(error) else { throw error }
        problem.say()
        throw ExitCode(problem.status)
    }
}

/// Whether the user ended it.
func isCancellation(_ error: any Error) -> Bool {
    error as? KeyError == .cancelled || error as? SecurityKeyFailure == .cancelled
        || error as? NetworkError == .cancelled
}

/// Does `work` with each of several things, and goes on after those that fail. Throws the status of the whole when
/// one did: failed for a single thing, partly for one of several.
func forEach<Element>(_ elements: [Element], _ work: (Element) throws -> Void) throws {
    var failures = 0
    for element in elements {
        do {
            try work(element)
        } catch {
            guard let problem = CommandError(error) else { throw error }
            problem.say()
            failures += 1
        }
    }
    if failures > 0 { throw ExitCode(elements.count == 1 ? .failed : .partly) }
}

extension ExitCode {
    init(_ status: ExitStatus) { self.init(status.rawValue) }
}
