import ArgumentParser
import Platform

/// Standard input can be read once: at most one of a command's files may be `-`.
func checkStandardInput(_ paths: [String?]) throws {
    guard paths.count(where: { $0 == "-" }) <= 1 else {
        throw ValidationError("- (standard input) can be read only once")
    }
}

/// A descriptor that reads the file at `path`, where `-` is standard input; negative with errno when there is none.
/// A pipe is opened without a writer unless it `waits`.
func openToRead(_ path: String, waits: Bool = true) -> Int32 {
    guard path != "-" else { return STDIN_FILENO }
    while true {
        // O_NOCTTY, because any path may be that of a terminal.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (waits ? 0 : O_NONBLOCK))
        // A pipe with a name is waited for, and a signal can interrupt that.
        if descriptor >= 0 || errno != EINTR { return descriptor }
    }
}
