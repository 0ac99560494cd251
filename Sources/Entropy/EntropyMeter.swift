/// How much randomness the user has given: PuTTYgen's rule (windows/puttygen.c of PuTTY 0.78 and later) for the
/// pointer, and one of the same kind for keys.
///
/// The meter only counts. Every sample is mixed into the generator whether it is credited or not, and the operating
/// system's generator is always there first.
public struct EntropyMeter: Hashable, Sendable {
    /// PuTTYgen asks for the strength of the key, but no more than the 256 bits that its own generator can hold.
    public static let required = 256
    /// PuTTYgen measured between 1.7 and 2.5 bits in each of an event's numbers and credits 2 for them all.
    public static let bitsPerMovement = 2
    /// The times of key presses are spread over tens of milliseconds, of which the clock tells nanoseconds, and which
    /// key is struck is free. Some 30 of them fill the bar.
    public static let bitsPerKey = 8
    /// Movements closer together than 10 ms are one movement seen twice (a mouse reports up to 1,000 times a second);
    /// keys closer together weren't struck by hand.
    public static let spacing: UInt64 = 10_000_000

    /// Bits credited so far, at most `required`.
    public private(set) var credited = 0
    private var lastMovement: UInt64?
    private var lastKey: UInt64?
    private var last: EntropySample.Source?

    /// A meter with nothing credited.
    public init() {}

    /// Whether `required` bits have been credited; samples after that count no more.
    public var isFull: Bool { credited >= Self.required }
    /// From 0 to 1.
    public var fraction: Double { Double(credited) / Double(Self.required) }

    /// Counts a sample. Returns whether it was credited: not when it repeats the one before (a held key repeats by
    /// itself, a still mouse stays in its cell), nor when it comes too soon after the last credit of its kind.
    @discardableResult public mutating func add(_ sample: EntropySample) -> Bool {
        defer { last = sample.source }
        guard !isFull, sample.source != last else { return false }
        let isKey = if case .key = sample.source { true } else { false }
        if let lastCredit = isKey ? lastKey : lastMovement, sample.time < lastCredit + Self.spacing { return false }
        if isKey { lastKey = sample.time } else { lastMovement = sample.time }
        credited = min(Self.required, credited + (isKey ? Self.bitsPerKey : Self.bitsPerMovement))
        return true
    }
}
