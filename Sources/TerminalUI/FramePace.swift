/// When a frame may be drawn: 60 a second at most, and none while nothing happens. Times are in nanoseconds of a
/// monotonic clock.
public struct FramePace: Hashable, Sendable {
    private static let interval: UInt64 = 1_000_000_000 / 60 + 1
    /// What moves by itself has half as many.
    private static let step = 2 * interval

    private var isStale = true
    private var changesIn: UInt64?
    private var last: UInt64?

    /// The frame that is shown fades or turns: it wants to be followed by another.
    public var animates: Bool { changesIn != nil }

    /// The first frame is due at once.
    public init() {}

    /// Something happened that may show.
    public mutating func note() { isStale = true }

    /// Whether something is to be drawn now.
    public func isDue(at now: UInt64) -> Bool { sleep(at: now) == 0 }

    /// How long nothing need be drawn; nil for as long as nothing happens.
    public func sleep(at now: UInt64) -> UInt64? {
        guard isStale || animates else { return nil }
        guard let last else { return 0 }
        let changed = changesIn.map { last + max($0, Self.step) }
        let due = min(changed ?? .max, isStale ? last + Self.interval : .max)
        return due > now ? due - now : 0
    }

    /// A frame was drawn, which changes by itself after so many nanoseconds; nil is never.
    public mutating func drew(at now: UInt64, changesIn: UInt64?) {
        (isStale, last, self.changesIn) = (false, now, changesIn)
    }
}
