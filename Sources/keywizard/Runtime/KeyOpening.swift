import Synchronization

/// One time that a key file is opened, which may take minutes: whether the user still waits for it, and for how long.
final class KeyOpening: Sendable {
    private let start = ContinuousClock.now
    private let isCancelled = Atomic(false)

    var isAwaited: Bool { !isCancelled.load(ordering: .relaxed) }

    /// A wait of more than a second shows how far it is.
    var takesLong: Bool { start.duration(to: .now) > .seconds(1) }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }
}
