import Platform
import Secrecy

/// A place that a program writes a key pair to, in a folder that goes with the last reference.
final class KeyScratch {
    private let folder: TemporaryFolder
    var path: String { folder.path + "/key" }

    /// A handle is 500 bytes; nothing that ssh-keygen writes is longer than this.
    private static let limit = 65536

    init() throws(NetworkError) {
        // /run/user/ID is in memory and belongs to one person; not every system has one.
        // A relative one is to be ignored (XDG Base Directory Specification).
        let runtime = environmentVariable("XDG_RUNTIME_DIR").flatMap { $0.hasPrefix("/") ? $0 : nil }
        let parents = [runtime, environmentVariable("TMPDIR"), "/tmp"]
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
