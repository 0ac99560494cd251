/// When a frame may be drawn: 60 a second at most, and none while nothing happens. Times are in nanoseconds of a
/// monotonic clock.
public struct FramePace: Hashable, Sendable {
    private static let interval: UInt64 = 1_000_000_000 / 60 + 1

    private var isStale = true
    /// The frame that is shown fades or turns: it wants to be followed by another.
    public private(set) var animates = false
    private var last: UInt64?

    /// The first frame is due at once.
    public init() {}

    /// Something happened that may show.
    public mutating func note() { isStale = true }

    /// Whether something is to be drawn now.
    public func isDue(at now: UInt64) -> Bool { sleep(at: now) == 0 }

    /// How long nothing need be drawn; nil for as long as nothing happens.
    public func sleep(at now: UInt64) -> UInt64? {
        guard isStale || animates else { return nil }
        guard let last, now < last + Self.interval else { return 0 }
        return last + Self.interval - now
    }

    /// A frame was drawn.
    public mutating func drew(at now: UInt64, animates: Bool) {
        (isStale, last, self.animates) = (false, now, animates)
    }
}
