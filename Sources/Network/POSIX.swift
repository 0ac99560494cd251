// The operating system as this module sees it: the only file that imports the C library.
import Platform
import Secrecy
import Synchronization

/// Removes the temporary folders of programs that are under way still, when this program ends without waiting for them.
public func removeTemporaryFolders() { TemporaryFolder.removeAll() }

/// A private folder for files of known names, which goes with its last reference.
private final class TemporaryFolder: Sendable {
    let path: String
    private let names: [String]

    private static let open = Mutex<[String: [String]]>([:])

    /// In the first of `parents` that takes it.
    init(in parents: [String], for names: [String]) throws(NetworkError) {
        for parent in parents {
            var template = Array((parent + "/keywizard-XXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { continue }
            let path = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
            (self.path, self.names) = (path, names)
            Self.open.withLock { $0[path] = names }
            return
        }
        throw .noTemporaryFolder(reason: lastError())
    }

    deinit {
        Self.open.withLock { _ = $0.removeValue(forKey: path) }
        Self.remove(path, names)
    }

    static func removeAll() { open.withLock { $0.forEach(remove) } }

    private static func remove(_ path: String, _ names: [String]) {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }
}

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

/// A place that a program writes a key pair to, in a folder that goes with the last reference.
final class KeyScratch {
    private let folder: TemporaryFolder
    var path: String { folder.path + "/key" }

    /// A handle is 500 bytes; nothing that ssh-keygen writes is longer than this.
    private static let limit = 65536

    init() throws(NetworkError) {
        // /run/user/ID is in memory and belongs to one person; not every system has one.
        let parents = [environmentVariable("XDG_RUNTIME_DIR"), environmentVariable("TMPDIR"), "/tmp"]
        folder = try TemporaryFolder(in: parents.compactMap { $0 }, for: ["key", "key.pub"])
    }

    /// The private file; nil when there is none.
    func contents() -> Secret? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.limit, alignment: 16)
        defer {
            wipe(memory)
            memory.deallocate()
        }
        var done = 0
        while done < memory.count {
            let count = read(file, memory.baseAddress! + done, memory.count - done)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            done += count
        }
        return Secret(UnsafeRawBufferPointer(rebasing: memory[..<done]))
    }
}

/// A variable of the environment; nil when it is not set, or empty.
func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}

/// The folder of the program that `name` means on PATH, links followed; nil when there is none.
func programFolder(_ name: String) -> String? {
    for folder in (environmentVariable("PATH") ?? "").split(separator: ":") {
        let path = folder + "/" + name
        guard access(path, X_OK) == 0, let real = realpath(path, nil) else { continue }
        defer { free(real) }
        return String(String(cString: real).dropLast(name.count + 1))
    }
    return nil
}

func isFile(_ path: String) -> Bool { access(path, R_OK) == 0 }

/// The time in which ^C and ^\ are for the program on the terminal, and not for this one, as in system(3).
///
/// Handlers that do nothing rather than SIG_IGN, which the program would inherit.
public final class InterruptShield {
    private var interrupt = sigaction()
    private var quit = sigaction()

    /// Starts the time; it ends, and the handlers from before are back, when the last reference goes.
    public init() {
        var nothing = sigaction()
        #if canImport(Glibc)
        nothing.__sigaction_handler.sa_handler = { _ in }
        #else
        nothing.__sigaction_u.__sa_handler = { _ in }
        #endif
        nothing.sa_flags = SA_RESTART
        sigaction(SIGINT, &nothing, &interrupt)
        sigaction(SIGQUIT, &nothing, &quit)
    }

    deinit {
        sigaction(SIGINT, &interrupt, nil)
        sigaction(SIGQUIT, &quit, nil)
    }
}

/// Writes a line to standard error, which is the person's terminal.
func writeToTerminal(_ line: String) {
    _ = writeAll(line + "\n", to: STDERR_FILENO)
}

/// Whether all of `text` could be written; errno says why not.
private func writeAll(_ text: String, to descriptor: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
            bytes = bytes.dropFirst(count)
        } else if count == 0 || errno != EINTR {
            return false
        }
    }
    return true
}

private func lastError() -> String {
    String(cString: strerror(errno))
}

/// The system's words for an errno, as a clause.
func systemMessage(_ error: Int32) -> String {
    let text = String(cString: strerror(error))
    return text.prefix(1).lowercased() + text.dropFirst()
}
