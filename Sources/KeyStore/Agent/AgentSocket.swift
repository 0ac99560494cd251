import Platform
import Secrecy

/// A connection to an agent's socket, each of whose waits ends in time.
final class AgentSocket {
    private let number: Int32

    /// Connects; waits no longer than until `deadline`.
    init(path: String, deadline: Deadline) throws(AgentError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !path.isEmpty, path.utf8.count < room, !path.utf8.contains(0) else {
            throw .notReached(path: path, reason: "invalid socket path")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }

        #if canImport(Glibc)
        number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        number = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        guard number >= 0 else { throw .notReached(path: path, reason: Errno.last.text) }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        #if canImport(Darwin)
        var on: Int32 = 1
        setsockopt(number, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout.size(ofValue: on)))
        #endif

        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        while true {
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(number, $0, size) }
            }
            if result == 0 || errno == EISCONN { return }
            switch errno {
            case EINTR: continue
            case EAGAIN, EINPROGRESS, EALREADY:
                // An agent listens, but its queue is full: to be tried again (unix(7)).
                guard !deadline.hasPassed else { throw .timedOut(path: path) }
                poll(nil, 0, 10)
            case ENOENT: throw .noSocket(path: path)
            case ECONNREFUSED: throw .dead(path: path)
            default: throw .notReached(path: path, reason: Errno.last.text)
            }
        }
    }

    deinit { close(number) }

    /// Sends all of `message`.
    func send(_ message: Secret, deadline: Deadline) throws(SocketFailure) {
        try message.withBytes { bytes throws(SocketFailure) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Glibc)
                let count = Glibc.send(number, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
                #else
                let count = Darwin.send(number, part.baseAddress, part.count, 0)
                #endif
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else {
                    try waitOrFail(for: POLLOUT, until: deadline)
                }
            }
        }
    }

    /// Receives exactly `count` bytes.
    func receive(_ count: Int, deadline: Deadline) throws(SocketFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { recv(number, $0.baseAddress! + filled, count - filled, 0) }
            if got > 0 {
                filled += got
            } else if got == 0 {
                throw .closed
            } else {
                try waitOrFail(for: POLLIN, until: deadline)
            }
        }
        return bytes
    }

    /// After a call that failed: waits until it may be made again, or says why not.
    private func waitOrFail(for event: Int32, until deadline: Deadline) throws(SocketFailure) {
        if errno == EINTR { return }
        guard errno == EAGAIN || errno == EWOULDBLOCK else { throw .closed }
        var status = pollfd(fd: number, events: Int16(event), revents: 0)
        while true {
            guard !deadline.hasPassed else { throw .timedOut }
            let ready = poll(&status, 1, Int32(clamping: deadline.millisecondsLeft))
            if ready > 0 { return }
            guard ready == 0 || errno == EINTR else { throw .closed }
        }
    }
}

enum SocketFailure: Error { case closed, timedOut }

/// A moment after which waiting ends.
struct Deadline {
    private let moment: ContinuousClock.Instant

    init(after time: Duration) { moment = .now + time }

    var hasPassed: Bool { ContinuousClock.now >= moment }

    var millisecondsLeft: Int64 {
        let left = (moment - .now).components
        return max(left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1, 0)
    }
}
