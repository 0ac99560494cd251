import Passphrase

/// What may be known about the two passphrase fields, whose text only the live side has.
public struct PassphraseReport: Hashable, Sendable {
    /// A field's number of characters, and its cursor among them.
    public struct Field: Hashable, Sendable {
        /// In Unicode scalars.
        public var count: Int
        /// From 0, before the first, to `count`.
        public var cursor: Int

        /// An empty field unless said otherwise.
        public init(count: Int = 0, cursor: Int = 0) {
            self.count = count
            self.cursor = cursor
        }
    }
    /// How the confirmation compares with the passphrase.
    public enum Match: Hashable, Sendable {
        /// The confirmation is empty, or the start of the passphrase.
        case open
        /// The same, and not empty.
        case equal
        /// It can't become the same by typing on.
        case different
    }

    /// The first field.
    public var passphrase = Field()
    /// The second field.
    public var confirmation = Field()
    /// How the two compare.
    public var match = Match.open
    /// Nil while the passphrase is empty.
    public var strength: Strength?
    /// The last input was more than one line, too long, or no text.
    public var refusedInput = false

    /// Two empty fields.
    public init() {}
}
