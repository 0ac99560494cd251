import Secrecy

/// Passphrases made of random words, which people can remember and type.
public enum WordPassphrase {
    /// Six words of a list of 7776 are 77.5 bits: out of reach of guessing even without a slow key derivation.
    public static let wordCount = 6

    /// The longest one, in characters: a terminal of 60 columns shows it whole. Longer ones are drawn again: one in
    /// 460, which costs 0.003 bits.
    public static let longest = 56

    /// Six random words with hyphens between them, chosen by the operating system's generator.
    public static func make() -> Secret {
        while true {
            let words = draw()
            if words.count <= longest { return words }
        }
    }

    private static func draw() -> Secret {
        var generator = SystemRandomNumberGenerator()
        var text = SecretBuffer()
        for place in 0..<wordCount {
            if place > 0 { text.append(UInt8(ascii: "-")) }
            WordList.withWord(Int.random(in: 0..<WordList.count, using: &generator)) { text.append($0) }
        }
        return text.secret()
    }
}
