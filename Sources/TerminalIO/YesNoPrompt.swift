import Platform
import TerminalUI

/// A question on the controlling terminal, whatever standard input and output are.
public enum YesNoPrompt {
    /// Nobody types a longer answer.
    private static let limit = 64

    /// Asks; only a `y` or `yes` is one.
    public static func ask(_ question: String) throws(SecretPrompt.Failure) -> Bool {
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { throw .noTerminal }
        defer { close(terminal) }
        // What was typed before the question could be read is no answer.
        tcflush(terminal, TCIFLUSH)
        writeAll(question.safeToDraw + " [y/N] ", to: terminal)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < limit {
            let count = read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { throw .ended }
            if byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return ["y", "yes"].contains(String(decoding: line, as: UTF8.self).lowercased())
    }
}
