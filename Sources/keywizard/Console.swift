#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Secrecy
import TerminalUI

/// The ordinary screen: data to standard output, talk to standard error, errors with a hint.
enum Console {
    static func say(_ text: String) {
        write(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    /// Shows a passing text in the place of the one before, on a terminal.
    static func progress(_ text: String) {
        write(Array(("\r\u{1b}[K" + text).utf8), to: STDERR_FILENO)
    }

    static func put(_ text: String) {
        write(Array((text + "\n").utf8), to: STDOUT_FILENO)
    }

    /// Says what went wrong and what to do. What others wrote into it can't act on the terminal.
    static func fail(_ message: String, hint: String?) {
        say("keywizard: " + message.safeToDraw)
        if let hint { say("  " + hint.safeToDraw) }
    }

    /// Writes a secret to standard output. Returns false when it could not be written whole.
    static func put(_ secret: Secret) -> Bool {
        secret.withBytes { write($0, to: STDOUT_FILENO) }
    }

    @discardableResult
    private static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Bool {
        bytes.withContiguousStorageIfAvailable { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                #if canImport(Glibc)
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                #else
                let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
                #endif
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        } ?? false
    }
}
