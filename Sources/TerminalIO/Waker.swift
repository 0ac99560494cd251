import CCurses
import Synchronization

/// The way to the screen from other threads: ends its wait, and hands it what the terminal should be told.
public final class Waker: Sendable {
    private let sequences = Mutex<[String]>([])

    init() {}

    /// Ends the wait of the main thread, or the next one; many calls may end one wait.
    public func wake() { cc_ring() }

    /// Has a control sequence written between two frames, never in the middle of one.
    public func send(_ sequence: String) {
        sequences.withLock { $0.append(sequence) }
        wake()
    }

    func takeSequences() -> [String] {
        sequences.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
