import Secrecy

#if canImport(CZxcvbn)
import CZxcvbn
#endif

/// How long a passphrase would hold out against guessing.
public struct Strength: Hashable, Sendable {
    /// The levels of zxcvbn's own scale, by the number of guesses needed: 10^3, 10^6, 10^8 and 10^10.
    public enum Level: Int, Hashable, Sendable, CaseIterable, Comparable {
        /// Fewer than 10^3 guesses: among the first that anyone tries.
        case veryWeak
        /// Fewer than 10^6 guesses: holds against guessing at a login that limits attempts, and nothing else.
        case weak
        /// Fewer than 10^8 guesses: holds against guessing at a login, not against anyone who has the encrypted file.
        case fair
        /// Fewer than 10^10 guesses: holds for a while against anyone who has the encrypted file.
        case good
        /// 10^10 guesses or more: holds against anyone who has the encrypted file and much time.
        case strong

        /// The level for people, in lower case: `very weak`.
        public var name: String {
            switch self {
            case .veryWeak: "very weak"
            case .weak: "weak"
            case .fair: "fair"
            case .good: "good"
            case .strong: "strong"
            }
        }

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// The level that `bits` comes to.
    public let level: Level
    /// Binary logarithm of the guesses needed.
    public let bits: Int
    /// What makes it weak and what to do about it; nil when nothing does. Never a part of the passphrase.
    public let advice: String?

    init(bits: Double, advice: String?) {
        self.bits = Int(bits.rounded(.down))
        let guesses = [(3.0, Level.veryWeak), (6, .weak), (8, .fair), (10, .good)]
        // log2(10) turns the scale's powers of ten into bits.
        level = guesses.first { bits < $0.0 * 3.321928 }?.1 ?? .strong
        self.advice = level >= .good ? nil : advice
    }
}

extension Strength {
    /// Estimates a passphrase by zxcvbn (Wheeler, "zxcvbn: low-budget password strength estimation", USENIX 2016).
    /// - Parameter passphrase: UTF-8 without NUL; what comes after its first 128 bytes only adds strength.
    public init(of passphrase: UnsafeRawBufferPointer) {
        #if canImport(CZxcvbn)
        let text = Secret(count: min(passphrase.count, 128) + 1) { target in
            target.copyBytes(from: passphrase.prefix(target.count - 1))
        }
        self = text.withBytes { bytes in
            var matches: UnsafeMutablePointer<ZxcMatch_t>?
            let bits = ZxcvbnMatch(bytes.assumingMemoryBound(to: CChar.self).baseAddress, nil, &matches)
            defer { ZxcvbnFreeInfo(matches) }
            return Strength(bits: bits, advice: Self.advice(for: matches, length: text.count - 1))
        }
        #else
        // Without the estimator only the length is known: two bits a character is what English words have.
        self.init(bits: Double(passphrase.count) * 2, advice: "make it longer: several unrelated words")
        #endif
    }

    #if canImport(CZxcvbn)
    /// The advice for the longest part that follows a pattern.
    private static func advice(for first: UnsafeMutablePointer<ZxcMatch_t>?, length: Int) -> String {
        var longest: (type: UInt32, length: Int32) = (BRUTE_MATCH.rawValue, 0)
        var match = first
        while let part = match?.pointee {
            let type = part.Type.rawValue & ~MULTIPLE_MATCH.rawValue
            if type != BRUTE_MATCH.rawValue, type != NON_MATCH.rawValue, part.Length > longest.length {
                longest = (type, part.Length)
            }
            match = part.Next
        }
        return switch ZxcTypeMatch_t(longest.type) {
        case DICTIONARY_MATCH where Int(longest.length) == length:
            "a single common word: add a few more, unrelated ones"
        case DICTIONARY_MATCH: "common words: add another one or two, unrelated"
        case DICT_LEET_MATCH: "swapping letters for signs, like @ for a, hardly helps: add another word"
        case REPEATS_MATCH: "repeats are easy to guess: add words instead"
        case SEQUENCE_MATCH: "sequences like abc or 6543 are easy to guess: add words instead"
        case SPATIAL_MATCH: "rows of keys are easy to guess: add words instead"
        case DATE_MATCH, YEAR_MATCH: "dates and years are easy to guess: add words instead"
        default: "make it longer: another word or two"
        }
    }
    #endif
}
