import CCurses
import Platform
import Secrecy
import TerminalUI

/// Standard input and output line by line: for a terminal that can't place text, a screen reader, or a pipe.
///
/// It moves no cursor and sets no color. It belongs to the main thread; other threads have `waker`.
public final class LineTerminal {
    /// What ended a wait.
    public enum Event: Hashable, Sendable {
        /// A line, without its end.
        case line(String)
        /// Another thread called `Waker.wake`.
        case woken
        /// ^C.
        case interrupted
        /// Nothing more will come, or nobody reads what is said.
        case ended
    }

    /// What other threads end a wait with.
    public let waker = Waker()
    /// What the locale's encoding can show; ASCII when that was asked for.
    public let glyphs: Glyphs
    /// A user types the lines; else they come from a file or a program.
    public let isInteractive: Bool

    private var buffer: [UInt8] = []
    private var hasEnded = false
    /// Nobody types a longer line, and what is no text must not fill the memory.
    private static let limit = 1 << 20

    /// Nil when the system has no pipe left to wait with.
    public init?(ascii: Bool = false) {
        guard cc_open_lines() else { return nil }
        glyphs = cc_utf8() && !ascii ? .unicode : .ascii
        isInteractive = isatty(STDIN_FILENO) == 1
    }

    deinit { buffer.wipe() }

    /// A terminal can be reached that hides what is typed, whatever standard input is.
    public static var canHideTyping: Bool {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }

    // MARK: Saying

    /// Says a line as it is, unbroken.
    public func say(_ text: String) { write(glyphs.spell(text.safeToDraw) + "\n") }

    /// Says a text of any length, broken at spaces where a terminal is known to be that wide.
    public func sayParagraph(_ text: String) { write(broken(text) + "\n") }

    /// Says the question that the answer follows on the same line.
    public func ask(_ text: String) { write(broken(text)) }

    private func broken(_ text: String) -> String {
        let spelled = glyphs.spell(text.safeToDraw)
        guard let columns, spelled.displayWidth > columns else { return spelled }
        // The last blank is between the question and its answer.
        return spelled.wrapped(to: columns).joined(separator: "\n") + (spelled.hasSuffix(" ") ? " " : "")
    }

    /// The width to break lines at; nil for a file, a program, or a terminal that doesn't tell.
    private var columns: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return nil }
        // A row that is full makes some terminals leave an empty one.
        return Int(size.ws_col) - 1
    }

    /// Shows a secret on the terminal itself, never in what is redirected.
    public func reveal(_ field: SecretField) {
        let terminal = open("/dev/tty", O_WRONLY | O_CLOEXEC)
        guard terminal >= 0 else { return }
        defer { close(terminal) }
        field.withBytes { _ = writeAll($0, to: terminal) }
        writeAll("\n", to: terminal)
    }

    private func write(_ text: String) {
        if !writeAll(text, to: STDOUT_FILENO) { hasEnded = true }
    }

    // MARK: Listening

    /// Waits for the next thing to happen; without `toInput` the lines are left where they are.
    public func wait(toInput: Bool) -> Event {
        while true {
            if toInput, let line = takeLine() { return .line(line) }
            if hasEnded { return .ended }
            let seen = Int(cc_listen(toInput))
            if seen & CC_INTERRUPTED != 0 { return .interrupted }
            if seen & CC_RUNG != 0 { return .woken }
            if seen & CC_INPUT != 0 { read() }
        }
    }

    /// A ^C that came while another program had the terminal was meant for that one.
    public func forgetInterrupt() { cc_forget_interrupt() }

    private func read() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        defer { bytes.wipe() }
        let count = bytes.withUnsafeMutableBytes { cc_read($0.baseAddress, $0.count) }
        if count == 0 { hasEnded = true }
        if count > 0 { buffer += bytes[..<count] }
    }

    /// The first line that is whole; at the end of the input also one without an end.
    private func takeLine() -> String? {
        let end = buffer.firstIndex(of: UInt8(ascii: "\n"))
        guard end != nil || buffer.count > Self.limit || hasEnded && !buffer.isEmpty else { return nil }
        var line = Array(buffer[..<(end ?? buffer.count)])
        defer { line.wipe() }
        var rest = end.map { Array(buffer[($0 + 1)...]) } ?? []
        swap(&buffer, &rest)
        rest.wipe()
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }
}
