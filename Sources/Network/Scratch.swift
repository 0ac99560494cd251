import Platform

/// What goes into a program and the log that comes out of it, in a folder that goes with the last reference.
///
/// Input by a file and not by a pipe: a program that ends early would turn our next write into SIGPIPE.
final class Scratch: Sendable {
    private let folder: TemporaryFolder
    private var inputPath: String { folder.path + "/input" }
    var logPath: String { folder.path + "/log" }
    /// Where ssh's LocalCommand writes a word.
    var signalPath: String { folder.path + "/signal" }

    init() throws(NetworkError) {
        folder = try TemporaryFolder(
            in: [environmentVariable("TMPDIR") ?? "/tmp"], for: ["input", "log", "signal", "config"])
    }

    /// A descriptor that reads `text` from its beginning; closing it is the caller's.
    func input(_ text: String) throws(NetworkError) -> Int32 {
        try write(text, to: inputPath)
        let read = open(inputPath, O_RDONLY | O_CLOEXEC)
        guard read >= 0 else { throw .noTemporaryFolder(reason: lastError()) }
        return read
    }

    /// The path of a file with a configuration for ssh.
    func configuration(_ text: String) throws(NetworkError) -> String {
        let path = folder.path + "/config"
        try write(text, to: path)
        return path
    }

    private func write(_ text: String, to path: String) throws(NetworkError) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .noTemporaryFolder(reason: lastError()) }
        defer { close(file) }
        guard writeAll(text, to: file) else { throw .noTemporaryFolder(reason: lastError()) }
    }

    /// At most `limit` bytes of the log, from a place on; empty when there is none.
    func log(from start: Int = 0, limit: Int) -> [UInt8] { contents(of: logPath, from: start, limit: limit) }

    /// What ssh's LocalCommand wrote; empty when there is nothing.
    func signal() -> [UInt8] { contents(of: signalPath, from: 0, limit: 256) }

    private func contents(of path: String, from start: Int, limit: Int) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        guard lseek(file, off_t(start), SEEK_SET) >= 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            while filled < limit {
                let count = read(file, buffer.baseAddress! + filled, limit - filled)
                if count > 0 {
                    filled += count
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
    }
}
