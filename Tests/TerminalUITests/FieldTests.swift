import Secrecy
import Testing

@testable import TerminalUI

extension TextField {
    fileprivate mutating func press(_ keys: Key...) {
        for key in keys {
            let isTaken = handle(.key(key))
            #expect(isTaken, "\(key)")
        }
    }
}

@Suite struct TextFieldTests {
    @Test func typingAndMoving() {
        var field = TextField("ac")
        #expect(field.cursor == 2)
        field.press(.left)
        field.press(.character("b"))
        #expect(field.text == "abc" && field.cursor == 2)
        field.press(.home, .delete)
        #expect(field.text == "bc" && field.cursor == 0)
        field.press(.backspace, .left)
        #expect(field.text == "bc" && field.cursor == 0)
        field.press(.end, .delete, .right)
        #expect(field.text == "bc" && field.cursor == 2)
    }

    @Test(arguments: [
        (Key.control("u"), "three", 0), (.control("k"), "one two ", 8), (.control("w"), "one three", 4),
        (.control("a"), "one two three", 0), (.control("e"), "one two three", 13),
        (.control("d"), "one two hree", 8),
    ])
    func lineKeys(key: Key, text: String, cursor: Int) {
        var field = TextField("one two three")
        for _ in 0..<5 { _ = field.handle(.key(.left)) }
        field.press(key)
        #expect(field.text == text && field.cursor == cursor)
    }

    @Test func whatIsNotEditingIsLeftToOthers() {
        var field = TextField("a")
        for event in [
            InputEvent.key(.enter), .key(.escape), .key(.tab), .key(.up), .key(.function(1)), .key(.control("c")),
            .mouse(MouseEvent(.press, at: Point(column: 0, row: 0))), .attributes,
        ] {
            let isTaken = field.handle(event)
            #expect(!isTaken)
        }
        #expect(field == TextField("a"))
    }

    /// Each keystroke can be a mark that joins what is before the cursor.
    @Test func marksJoin() {
        var field = TextField("")
        field.press(.character("e"))
        field.press(.character("\u{301}"))
        field.press(.character("x"))
        #expect(field.text == "éx" && field.cursor == 2)
        field.press(.left, .backspace)
        #expect(field.text == "x" && field.cursor == 0)
    }

    @Test(arguments: [
        ("abc", "abc", nil), ("abc\n", "abc", nil), ("\r\nabc\r\n", "abc", nil),
        ("abc\ndef", "abc", "only the first line of the paste was taken"),
        ("a\u{1b}[31mb", "a[31mb", "control characters were left out of the paste"),
        ("a\tb", "ab", "control characters were left out of the paste"),
    ])
    func paste(pasted: String, text: String, notice: String?) {
        var field = TextField()
        let isTaken = field.handle(.paste(Paste(pasted)))
        #expect(isTaken)
        #expect(field.text == text && field.notice == notice)
        _ = field.handle(.key(.character("x")))
        #expect(field.notice == nil)
    }

    @Test func pasteThatIsNotText() {
        var field = TextField("a")
        let isPasteTaken = field.handle(.paste(Paste(Secret([0xff, 0xfe]))))
        #expect(isPasteTaken)
        #expect(field.text == "a" && field.notice != nil)
        let isByteTaken = field.handle(.malformed(0xff))
        #expect(isByteTaken)
        #expect(field.text == "a" && field.notice != nil)
    }

    @Test(arguments: ["\u{202e}", "\u{feff}", "\u{2028}", "\u{e000}"] as [Character])
    func whatCannotBeSeenIsNotTyped(character: Character) {
        var field = TextField("a")
        field.press(.character(character))
        #expect(field.text == "a" && field.notice == "that was no visible character, so it was left out")
    }

    @Test func limit() {
        var field = TextField("abc", limit: 5)
        field.press(.character("é"))
        #expect(field.text == "abcé" && field.notice == nil)
        field.press(.character("x"))
        #expect(field.text == "abcé" && field.notice == "at most 5 bytes fit here")
        _ = field.handle(.key(.backspace))
        #expect(field.text == "abc" && field.notice == nil)
    }

    /// Whatever is typed, the cursor stays in the text and the text within its limit.
    @Test(arguments: 0..<50)
    func randomEditing(seed: UInt64) {
        var random = SplitMix(state: seed)
        var field = TextField(limit: 40)
        let events: [InputEvent] =
            "ab é\u{301}鍵👍🏽\u{200d}".unicodeScalars.map { .key(.character(Character($0))) }
            + [.backspace, .delete, .left, .right, .home, .end, .control("w"), .control("u"), .control("k")]
            .map(InputEvent.key)
            + [.paste(Paste("x\u{301}y")), .paste(Paste("\u{301}"))]
        for _ in 0..<2000 {
            _ = field.handle(events.randomElement(using: &random)!)
            #expect((0...field.text.count).contains(field.cursor))
            #expect(field.text.utf8.count <= 40)
        }
    }
}

@Suite struct SecretFieldTests {
    private func text(_ field: SecretField) -> String { field.withBytes { String(decoding: $0, as: UTF8.self) } }

    @Test func editing() {
        let field = SecretField()
        for character in "aé鍵" { #expect(field.handle(.key(.character(character)))) }
        #expect(text(field) == "aé鍵" && field.count == 3 && field.cursor == 3)
        #expect(field.handle(.key(.left)))
        #expect(field.handle(.key(.backspace)))
        #expect(text(field) == "a鍵" && field.cursor == 1)
        #expect(field.handle(.key(.home)))
        #expect(field.handle(.key(.delete)))
        #expect(text(field) == "鍵" && field.cursor == 0)
        #expect(field.handle(.key(.character("x"))))
        #expect(field.handle(.key(.end)))
        #expect(field.handle(.key(.control("u"))))
        #expect(field.isEmpty && field.cursor == 0)
        #expect(field.handle(.key(.backspace)))
        #expect(field.handle(.key(.delete)))
        #expect(field.handle(.key(.left)))
        #expect(field.isEmpty)
        #expect(!field.handle(.key(.enter)))
        #expect(!field.handle(.key(.up)))
    }

    @Test(arguments: [("pass phrase", "pass phrase"), ("secret\n", "secret"), ("secret\r\n", "secret"), ("", "")])
    func paste(pasted: String, kept: String) {
        let field = SecretField()
        #expect(field.handle(.paste(Paste(pasted))))
        #expect(text(field) == kept && !field.refusedInput)
    }

    /// Half of a paste must not become a passphrase that nobody knows.
    @Test(arguments: [
        Paste("one\ntwo"), Paste("a\u{1b}b"), Paste("a\tb"), Paste(Secret([0x61, 0xff])),
        Paste(Secret(Array(repeating: 0x61, count: 1024))), Paste(Secret([0x61]), dropped: 1),
    ])
    func pasteThatIsNoPassphrase(paste: Paste) {
        let field = SecretField()
        _ = field.handle(.key(.character("k")))
        #expect(field.handle(.paste(paste)))
        #expect(text(field) == "k" && field.refusedInput)
        _ = field.handle(.key(.character("l")))
        #expect(!field.refusedInput)
    }

    @Test func limit() {
        let field = SecretField()
        field.set(Secret(Array(repeating: 0x61, count: SecretField.limit - 1)))
        #expect(field.handle(.key(.character("é"))))
        #expect(field.count == SecretField.limit - 1 && field.refusedInput)
        #expect(field.handle(.key(.character("b"))))
        #expect(field.count == SecretField.limit && !field.refusedInput)
    }

    @Test func aCopyStays() {
        let field = SecretField()
        field.set(Secret(Array("abc".utf8)))
        let copy = field.secret()
        field.clear()
        #expect(field.isEmpty && field.count == 0)
        #expect(copy.withBytes { $0.elementsEqual("abc".utf8) })
    }

    /// What is deleted doesn't stay in memory behind the text.
    @Test func deletedBytesAreWiped() {
        let field = SecretField()
        field.set(Secret(Array("abcdef".utf8)))
        field.withBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            for _ in 0..<6 { _ = field.handle(.key(.backspace)) }
            #expect((0..<6).allSatisfy { base.load(fromByteOffset: $0, as: UInt8.self) == 0 })
        }
    }
}
