import ArgumentParser
import KeyStore
import SSHKey
import Wizard

/// Why a command failed, in words.
struct CommandError: Error {
    var message: String
    var hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

/// Runs a command's work: what goes wrong is told in one voice and ends with the status that belongs to it.
func reportingErrors(_ work: () throws -> Void) throws {
    let problem: (message: String, hint: String?)
    do {
        return try work()
    } catch let error as CommandError {
        problem = (error.message, error.hint)
    } catch KeyError.cancelled {
        throw ExitCode(ExitStatus.cancelled.rawValue)
    } catch let error as KeyError {
        problem = (error.message, error.hint)
    } catch let error as SaveError {
        problem = (error.message, error.hint)
    }
    Console.fail(problem.message, hint: problem.hint)
    throw ExitCode(ExitStatus.failed.rawValue)
}
