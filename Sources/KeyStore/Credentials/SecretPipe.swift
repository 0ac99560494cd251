import Platform
import Secrecy

/// A pipe for the short secret that a program writes; no other program inherits it.
final class SecretPipe: Sendable {
    private let read: Int32
    let write: Int32

    init() throws(Errno) {
        var ends: [Int32] = [-1, -1]
        _ = try retrying { pipe(&ends) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Another process that holds the other end isn't waited for.
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        (read, write) = (ends[0], ends[1])
    }

    deinit {
        close(read)
        close(write)
    }

    /// What has been written, up to the first newline and 16 KiB: no token is longer.
    func contents() -> Secret {
        var bytes = SecretBuffer(capacity: 16 * 1024)
        let limit = 16 * 1024
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 16)
        defer {
            wipe(memory)
            memory.deallocate()
        }
        while bytes.count < limit {
            let count = Platform.read(read, memory.baseAddress, limit - bytes.count)
            if count > 0 { bytes.append(memory[..<count]) } else if count == 0 || errno != EINTR { break }
        }
        return bytes.withBytes { Secret($0.prefix { $0 != 0x0a && $0 != 0x0d }) }
    }
}
