import Threading

/// Follows a log while a program writes it.
final class LogTail: Sendable {
    /// Short enough that a list which fills by it seems to fill by itself; there is no event to wait for on all systems.
    private static let interval = Duration.milliseconds(50)

    private let following: Task<Void, Never>

    /// `show` gets each line when it is complete.
    init(_ scratch: Scratch, show: @escaping @Sendable (String) -> Void) {
        following = inBackground {
            var done = 0
            var isLast = false
            while true {
                let bytes = scratch.log(from: done, limit: max(0, SystemSSH.logLimit - done))
                // A line that has only begun waits for its rest.
                let lines = bytes[..<(bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)]
                for line in lines.split(separator: UInt8(ascii: "\n")) { show(String(decoding: line, as: UTF8.self)) }
                done += lines.count
                // What was written before the program ended is there now.
                if isLast { return }
                isLast = (try? await Task.sleep(for: Self.interval)) == nil
            }
        }
    }

    /// Ends it, without waiting.
    func end() { following.cancel() }

    /// Reads what is left; returns when all of it was shown.
    func finish() async {
        following.cancel()
        await following.value
    }
}
