import Secrecy
import Testing

@testable import TerminalIO
@testable import TerminalUI

@Suite struct SecretWindowTests {
    private static let name = SecretName("passphrase")

    private func slot(columns: Int) -> SecretSlot {
        var frame = Frame<Int>(size: Size(columns: 80, rows: 24), glyphs: .unicode)
        frame.secretField(
            Self.name, count: 0, cursor: 0, column: 5, row: 2, columns: columns, focused: true, revealed: true,
            focus: 0)
        return frame.slots[0]
    }

    private func field(_ text: String, left: Int = 0) -> SecretField {
        let field = SecretField()
        field.set(Secret(Array(text.utf8)))
        for _ in 0..<left { _ = field.handle(.key(.left)) }
        return field
    }

    /// What is between the place and style before, and the restored cursor after.
    private func text(_ window: SecretWindow) throws -> String {
        let all = window.drawing(Style(231, on: 24)).withBytes { Array($0) }
        let before = Array("\u{1b}7\u{1b}[0;38;5;231;48;5;24m\u{1b}[3;6H".utf8)
        let after = Array("\u{1b}8".utf8)
        try #require(all.starts(with: before) && all.suffix(2) == after[...])
        return try #require(String(validating: all[before.count..<(all.count - after.count)], as: UTF8.self))
    }

    @Test(arguments: [
        ("abc", 0, "abc     ", 3), ("", 0, "        ", 0), ("abc", 2, "abc     ", 1),
        // Scrolled until the cursor, behind the last character, is inside.
        ("abcdefgh", 0, "bcdefgh ", 7), ("abcdefghij", 10, "abcdefgh", 0),
        ("日本語鍵", 0, "本語鍵  ", 6), ("日本語鍵x", 5, "日本語鍵", 0), ("a日本語鍵", 5, "a日本語 ", 0),
    ])
    func shown(secret: String, left: Int, shown: String, cursor: Int) throws {
        let window = SecretWindow(slot(columns: 8), of: field(secret, left: left), glyphs: .unicode)
        #expect(try text(window) == shown)
        #expect(window.cursor == Point(column: 5 + cursor, row: 2))
    }

    /// What has several rows is shown from its beginning, broken after a hyphen where there is one.
    @Test(arguments: [
        ("one-two-three", ["one-two-  ", "three     "]), ("abcdefghijkl", ["abcdefghij", "kl        "]),
        ("", ["          "]),
        ("one-two-three-four-five", ["one-two-  ", "three-    "]),
    ])
    func severalRows(secret: String, rows: [String]) throws {
        let slot = SecretSlot(secret: Self.name, column: 5, row: 2, columns: 10, rows: 2, role: .strong)
        let drawn = SecretWindow(slot, of: field(secret), glyphs: .unicode).drawing(Style()).withBytes { Array($0) }
        let places = rows.enumerated().map { "\u{1b}[\(3 + $0);6H" + $1 }
        #expect(drawn == Array(("\u{1b}7\u{1b}[0m" + places.joined() + "\u{1b}8").utf8))
    }

    /// A passphrase may hold what a terminal would act on: the order of writing, joiners, marks without a base.
    @Test(arguments: [Glyphs.unicode, .ascii])
    func nothingIsActedOn(glyphs: Glyphs) throws {
        let alphabet = Array("ab\u{1b}\u{9b}\u{7}\u{202e}\u{200d}\u{301}\u{feff}\u{e000}é鍵👍🏽".unicodeScalars)
        for seed in UInt64(0)..<300 {
            var random = SplitMix(state: seed)
            let count = Int(random.next() % 30)
            var string = String.UnicodeScalarView()
            for _ in 0..<count { string.append(alphabet[Int(random.next() % UInt64(alphabet.count))]) }
            let columns = 2 + Int(random.next() % 20)
            let field = field(String(string), left: count == 0 ? 0 : Int(random.next() % UInt64(count)))
            let window = SecretWindow(slot(columns: columns), of: field, glyphs: glyphs)
            let drawn = try text(window)
            #expect(!drawn.unicodeScalars.contains { Character($0).isUnsafeToDraw })
            #expect(drawn.unicodeScalars.reduce(0) { $0 + $1.displayWidth } == columns)
            #expect((5..<(5 + columns)).contains(window.cursor.column))
        }
    }

    /// The generator of Steele, Lea and Flood.
    private struct SplitMix {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
