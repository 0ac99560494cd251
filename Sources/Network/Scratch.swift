import Platform

/// What goes into a program and the log that comes out of it, in a folder that goes with the last reference.
///
/// Input by a file and not by a pipe: a program that ends early would turn our next write into SIGPIPE.
final class Scratch: Sendable {
    private let folder: TemporaryFolder
    private var inputPath: String { folder.path + "/input" }
    var logPath: String { folder.path + "/log" }

    init() throws(NetworkError) {
        folder = try TemporaryFolder(in: [environmentVariable("TMPDIR") ?? "/tmp"], for: ["input", "log"])
    }

    /// A descriptor that reads `text` from its beginning; closing it is the caller's.
    func input(_ text: String) throws(NetworkError) -> Int32 {
        let written = open(inputPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard written >= 0 else { throw .noTemporaryFolder(reason: lastError()) }
        defer { close(written) }
        guard writeAll(text, to: written) else { throw .noTemporaryFolder(reason: lastError()) }
        let read = open(inputPath, O_RDONLY | O_CLOEXEC)
        guard read >= 0 else { throw .noTemporaryFolder(reason: lastError()) }
        return read
    }

    /// At most `limit` bytes of the log, from a place on; empty when there is none.
    func log(from start: Int = 0, limit: Int) -> [UInt8] {
        let log = open(logPath, O_RDONLY | O_CLOEXEC)
        guard log >= 0 else { return [] }
        defer { close(log) }
        guard lseek(log, off_t(start), SEEK_SET) >= 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            while filled < limit {
                let count = read(log, buffer.baseAddress! + filled, limit - filled)
                if count > 0 {
                    filled += count
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
    }
}
