import Testing

@testable import TerminalUI
import Platform

@Suite struct DisplayWidthTests {
    #if os(Linux)
    /// What glibc had otherwise before it came to the Unicode that this project follows, with its first version that has
    /// the same. Characters that an older one doesn't know at all have no width there.
    private static let changed: [(characters: ClosedRange<UInt32>, since: String)] = [
        (0x2630...0x2637, "2.41"), (0x268A...0x268F, "2.41"), (0x1D300...0x1D356, "2.41"), (0x1D360...0x1D376, "2.41"),
        // Hangul's fillers, and the medial ra of Ahom.
        (0x3164...0x3164, "2.41"), (0xFFA0...0xFFA0, "2.41"), (0x1171E...0x1171E, "2.41"),
    ]

    /// Every character that libc knows how wide to draw, against libc's own table in C.UTF-8, which ncurses uses.
    @Test func agreesWithLibc() throws {
        let version = try unsafeBitCast(
            #require(dlsym(nil, "gnu_get_libc_version")), to: (@convention(c) () -> UnsafePointer<CChar>).self)()
        let minor = try #require(Int(String(cString: version).split(separator: ".")[1]))
        let excepted = try Self.changed.filter { try #require(Int($0.since.dropFirst(2))) > minor }
        let locale = try #require(newlocale(1 << LC_CTYPE, "C.UTF-8", nil))
        let before = uselocale(locale)
        defer {
            uselocale(before)
            freelocale(locale)
        }
        // Glibc's module leaves it out, because it is the public key of X/Open.
        let symbol = try #require(dlsym(nil, "wcwidth"))
        let wcwidth = unsafeBitCast(symbol, to: (@convention(c) (wchar_t) -> CInt).self)
        var compared = 0
        var different: [String] = []
        for value in UInt32(0x20)...0x10ffff where !excepted.contains(where: { $0.characters.contains(value) }) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let character = Character(scalar)
            let width = Int(wcwidth(wchar_t(bitPattern: value)))
            // A newer libc knows more characters, and what is never drawn has no width.
            guard width >= 0, !character.isUnsafeToDraw else { continue }
            compared += 1
            if character.displayWidth != width {
                different.append("U+\(String(value, radix: 16)): \(character.displayWidth), libc \(width)")
            }
        }
        #expect(compared > 140_000)
        #expect(different == [])
    }
    #endif

    @Test(arguments: [
        ("", 0), ("a", 1), ("é", 1), ("e\u{301}", 1), ("鍵", 2), ("한", 2), ("각", 2), ("ｶ", 1), ("Ａ", 2), ("🔑", 2),
        ("👩‍👩‍👧", 2), ("❤️", 2), ("─", 1), ("\u{301}", 0), ("日本語 key", 10),
    ])
    func widths(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test(arguments: [
        "\u{1b}", "\0", "\u{7f}", "\n", "\u{9b}", "\u{202e}", "\u{2066}", "\u{200b}", "\u{2028}", "\u{e000}",
        "\u{fff9}", "\u{ad}", "\u{feff}",
    ])
    func whatATerminalWouldActOnIsUnsafe(character: Character) {
        #expect(character.isUnsafeToDraw)
        #expect("a\(character)b".safeToDraw == "a\u{FFFD}b")
    }

    @Test func whatIsSafeStays() {
        for text in ["plain", "e\u{301}", "👩‍👩‍👧", "日本語", "a b"] { #expect(text.safeToDraw == text) }
    }
}
