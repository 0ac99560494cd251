/// One thing that the user did, and when: what is mixed into the generator.
public struct EntropySample: Hashable, Sendable {
    /// Where the pointer came to, or which key was struck.
    public enum Source: Hashable, Sendable {
        /// The pointer came to a cell.
        case pointer(column: Int, row: Int)
        /// A key was struck; the number only has to differ from key to key.
        case key(UInt64)
    }

    /// What was done; one that repeats the sample before isn't credited.
    public var source: Source
    /// Nanoseconds of a monotonic clock.
    public var time: UInt64

    /// A sample of what was done at `time`, in nanoseconds of a monotonic clock.
    public init(_ source: Source, time: UInt64) {
        self.source = source
        self.time = time
    }

    /// The sample as numbers, for a generator's input: every one of them counts.
    public var words: (UInt64, UInt64, UInt64) {
        switch source {
        case .pointer(let column, let row): (UInt64(truncatingIfNeeded: column), UInt64(truncatingIfNeeded: row), time)
        case .key(let number): (number, .max, time)
        }
    }
}
