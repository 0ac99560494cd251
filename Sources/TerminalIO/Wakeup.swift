/// Why waiting ended; empty when the time was up.
public struct Wakeup: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The terminal sent bytes.
    public static let input = Wakeup(rawValue: 1)
    /// The screen has another size now.
    public static let resized = Wakeup(rawValue: 2)
    /// Another thread called `Waker.wake`.
    public static let woken = Wakeup(rawValue: 4)
    /// The program was stopped and continues; the screen is empty until it is drawn.
    public static let resumed = Wakeup(rawValue: 8)
    /// The terminal has gone: nothing will come from it any more.
    public static let hungUp = Wakeup(rawValue: 16)
}
