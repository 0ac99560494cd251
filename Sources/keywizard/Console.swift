import FoundationEssentials
import Platform
import SSHKey
import Secrecy
import TerminalUI

/// The ordinary screen: data to standard output, messages to standard error, errors with a hint.
///
/// Control characters are replaced in messages, and in data for a terminal: names, comments and replies come from others.
enum Console {
    /// Prints a message on one line, even if a name in it contains a newline.
    static func say(_ line: String) {
        writeAll("keywizard: \(line.safeToDraw)\n", to: STDERR_FILENO)
    }

    /// Prints a line that belongs to the message above it.
    static func detail(_ line: String) {
        writeAll("  \(line.safeToDraw)\n", to: STDERR_FILENO)
    }

    /// Warns of a format with weak encryption.
    static func sayWeakProtection(_ weakness: String?) {
        guard let weakness else { return }
        say(weakness + "; " + PrivateFormat.weakProtectionAdvice)
    }

    /// Replaces the progress line on a terminal.
    static func progress(_ text: String) {
        writeAll("\r\u{1b}[K" + text.safeToDraw, to: STDERR_FILENO)
    }

    static func put(_ text: String) {
        writeAll(inert(text) + "\n", to: STDOUT_FILENO)
    }

    /// Writes a command's data to standard output, unchanged unless it is a terminal.
    static func deliver(_ data: String) throws(CommandError) {
        let data = isatty(STDOUT_FILENO) == 1 ? inert(data) : data
        guard writeAll(data, to: STDOUT_FILENO) else { throw .outputFailed }
    }

    /// The text without control characters except newlines.
    private static func inert(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(\.safeToDraw).joined(separator: "\n")
    }

    /// Writes a command's data as JSON with sorted keys.
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

    /// Throws if standard output is a terminal, where a private key would stay visible.
    static func checkHidesOutput() throws(CommandError) {
        guard isatty(STDOUT_FILENO) == 0 else {
            throw CommandError(
                "the private key would be printed on the terminal",
                hint: "use --output PATH")
        }
    }

    /// Prints an error and its hint.
    static func fail(_ message: String, hint: String?) {
        say(message)
        if let hint { detail(hint) }
    }
}

extension CommandError {
    fileprivate static var outputFailed: CommandError {
        CommandError("couldn't write to standard output: " + String(cString: strerror(errno)))
    }
}
