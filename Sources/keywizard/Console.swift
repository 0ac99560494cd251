import FoundationEssentials
import Platform
import SSHKey
import Secrecy
import TerminalUI

/// The ordinary screen: data to standard output, talk to standard error, errors with a hint.
///
/// Whatever is said, and data that goes to a terminal, can't act on it: names, comments and answers come from others.
enum Console {
    /// Says one line: a newline in a name that it holds begins no other one.
    static func say(_ line: String) {
        writeAll(line.safeToDraw + "\n", to: STDERR_FILENO)
    }

    /// Says a text of our own that has several lines.
    static func say(lines text: String) {
        writeAll(inert(text) + "\n", to: STDERR_FILENO)
    }

    /// Says that a format protects weakly, where it does.
    static func sayWeakProtection(_ weakness: String?) {
        guard let weakness else { return }
        say(weakness + "; " + PrivateFormat.weakProtectionAdvice)
    }

    /// Shows a passing text in the place of the one before, on a terminal.
    static func progress(_ text: String) {
        writeAll("\r\u{1b}[K" + text.safeToDraw, to: STDERR_FILENO)
    }

    static func put(_ text: String) {
        writeAll(inert(text) + "\n", to: STDOUT_FILENO)
    }

    /// Writes what a command was asked for to standard output: whole and as it is, unless that is a terminal.
    static func deliver(_ data: String) throws(CommandError) {
        let data = isatty(STDOUT_FILENO) == 1 ? inert(data) : data
        guard writeAll(data, to: STDOUT_FILENO) else { throw .outputFailed }
    }

    /// The text with all its lines, and nothing else for a terminal to obey.
    private static func inert(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(\.safeToDraw).joined(separator: "\n")
    }

    /// Writes what a command was asked for as JSON, in one order always.
    static func deliver(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try deliver(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
    }

    /// Writes one of many results as JSON on a line.
    static func deliver(jsonLine value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try deliver(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
    }

    /// Writes a private key to standard output, whole.
    static func deliver(_ secret: Secret) throws(CommandError) {
        guard secret.withBytes({ writeAll($0, to: STDOUT_FILENO) }) else { throw .outputFailed }
    }

    /// Throws when standard output is a screen, where a private key would stay to be seen.
    static func checkHidesOutput() throws(CommandError) {
        guard isatty(STDOUT_FILENO) == 0 else {
            throw CommandError(
                "standard output is a terminal, and the private key would be shown on it",
                hint: "name a file with --output, or send the output to a file or a program")
        }
    }

    /// Says what went wrong and what to do.
    static func fail(_ message: String, hint: String?) {
        say("keywizard: " + message)
        if let hint { say("  " + hint) }
    }
}

extension CommandError {
    fileprivate static var outputFailed: CommandError {
        CommandError("standard output could not be written: " + String(cString: strerror(errno)))
    }
}
