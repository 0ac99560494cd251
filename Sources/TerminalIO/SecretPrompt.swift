import CCurses
import Platform
import Secrecy
import TerminalUI

/// A question on the terminal whose answer isn't shown.
public enum SecretPrompt {
    /// What a terminal's line can hold, and more than any passphrase.
    private static let limit = 4096

    /// Why there is no answer.
    public enum Failure: Error, Hashable, Sendable {
        /// The process has no controlling terminal: cron, CI, a service.
        case noTerminal
        /// The terminal ended before a line did.
        case ended
    }

    /// Asks on the controlling terminal, whatever standard input and output are. The answer is a line without its end.
    public static func ask(_ question: String) throws(Failure) -> Secret {
        let terminal = cc_hide_typing()
        guard terminal >= 0 else { throw .noTerminal }
        defer { cc_show_typing() }
        writeAll(question.safeToDraw, to: terminal)
        defer { writeAll("\n", to: terminal) }
        var line = SecretBuffer(capacity: limit)
        var byte: UInt8 = 0
        while line.count < limit {
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { throw .ended }
            if byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        byte = 0
        return line.secret()
    }
}
