import Testing

@testable import TerminalUI

@Suite struct CanvasTests {
    private func canvas(_ columns: Int, _ rows: Int = 1, glyphs: Glyphs = .unicode) -> Canvas {
        Canvas(size: Size(columns: columns, rows: rows), glyphs: glyphs)
    }

    @Test func textAndItsEnd() {
        var canvas = canvas(10, 2)
        #expect(canvas.put("abc", column: 2, row: 1, role: .accent) == 5)
        #expect(canvas.text == "\n  abc")
        #expect(canvas[column: 2, row: 1] == Cell(character: "a", role: .accent))
        #expect(canvas[column: 5, row: 1] == .blank)
    }

    @Test func aWideCharacterTakesTwoCells() {
        var canvas = canvas(6)
        #expect(canvas.put("a鍵b", column: 0, row: 0) == 4)
        #expect(canvas[column: 1, row: 0].character == "鍵")
        #expect(canvas[column: 2, row: 0].character == nil)
        #expect(canvas[column: 3, row: 0].character == "b")
        #expect(canvas.text == "a鍵b")
    }

    @Test func aMarkSharesItsBasesCell() {
        var canvas = canvas(6)
        #expect(canvas.put("e\u{301}o\u{308}\u{304}x", column: 0, row: 0) == 3)
        #expect(canvas[column: 0, row: 0].character == "é")
        #expect(canvas[column: 1, row: 0].character == "o\u{308}\u{304}")
        #expect(canvas[column: 2, row: 0].character == "x")
    }

    /// A mark without a base would be drawn onto what is left of it.
    @Test func aLoneMarkIsLeftOut() {
        var canvas = canvas(6)
        canvas.put("ab", column: 0, row: 0)
        #expect(canvas.put("\u{301}", column: 2, row: 0) == 2)
        #expect(canvas.text == "ab")
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("日本語", 6, "日本語"),
        // Half of a wide character can't be drawn.
        ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("a日本", 4, "a日…"), ("", 3, ""),
    ])
    func cutWithAnEllipsis(text: String, limit: Int, shown: String) {
        var limited = canvas(20)
        #expect(limited.put(text, column: 3, row: 0, limit: limit) <= 3 + limit)
        #expect(limited.text.drop { $0 == " " } == shown)
        // The same at the screen's edge.
        var narrow = canvas(3 + limit)
        narrow.put(text, column: 3, row: 0)
        #expect(narrow.text.drop { $0 == " " } == shown)
    }

    @Test func nothingIsDrawnOutside() {
        var canvas = canvas(4, 2)
        let before = canvas
        canvas.put("abc", column: 0, row: -1)
        canvas.put("abc", column: 0, row: 2)
        canvas.put("abc", column: 4, row: 0)
        canvas.put("abc", column: .max - 5, row: 0)
        canvas.dot("x", column: -1, row: 0, role: .text)
        #expect(canvas == before)
        canvas.put("abcdef", column: -3, row: 0)
        #expect(canvas.cells.count == 8)
        canvas.fill(Rect(column: -5, row: -5, columns: 50, rows: 50), with: "#", role: .rule)
        #expect(canvas.text == "####\n####")
    }

    /// Whatever text holds, a terminal gets nothing to act on.
    @Test func noControlCharacterIsStored() {
        let nasty = "a\u{1b}[2Jb\u{7}\u{9b}31m\u{202e}c\nd\re\u{0}f\u{200b}\u{feff}g\u{85}\u{e000}"
        for glyphs in [Glyphs.unicode, .ascii] {
            var canvas = canvas(60, 3, glyphs: glyphs)
            canvas.put(nasty, column: 0, row: 0)
            canvas.wrap(nasty, in: Rect(column: 0, row: 1, columns: 30, rows: 2))
            for cell in canvas.cells { #expect(cell.character?.isUnsafeToDraw != true) }
            #expect(canvas.text.hasPrefix(glyphs == .unicode ? "a\u{FFFD}[2Jb" : "a?[2Jb"))
        }
    }

    @Test func onlyASCIIIsDrawnInASCII() {
        var canvas = canvas(60, 5, glyphs: .ascii)
        canvas.put("“é” – 鍵 → …", column: 0, row: 0)
        canvas.corners(Rect(column: 0, row: 1, columns: 10, rows: 3))
        canvas.put(String(repeating: "long ", count: 20), column: 0, row: 4)
        for cell in canvas.cells { #expect(cell.character?.isASCII != false) }
        #expect(canvas.text.hasPrefix("\"?\" - ? > ..."))
    }

    @Test func corners() {
        var canvas = canvas(8, 3)
        canvas.corners(Rect(column: 0, row: 0, columns: 8, rows: 3))
        #expect(canvas.text == "╭──  ──╮\n\n╰──  ──╯")
        var small = self.canvas(8, 3)
        small.corners(Rect(column: 0, row: 0, columns: 5, rows: 3))
        #expect(small == self.canvas(8, 3))
    }

    /// Overwriting half of a wide character leaves no other half, which a terminal would show as garbage.
    @Test func halfAWideCharacterIsNone() {
        var left = canvas(4)
        left.put("鍵", column: 0, row: 0)
        left.put("a", column: 0, row: 0)
        #expect(left[column: 1, row: 0].character == " ")
        var right = canvas(4)
        right.put("鍵", column: 0, row: 0)
        right.put("a", column: 1, row: 0)
        #expect(right[column: 0, row: 0].character == " ")
        #expect(right.text == " a")
        var edge = canvas(4)
        edge.put("鍵a", column: -1, row: 0)
        #expect(edge.text == " a")
        var clipped = canvas(8)
        clipped.clip = Rect(column: 2, row: 0, columns: 3, rows: 1)
        clipped.put("日本語", column: 1, row: 0)
        #expect(clipped.text == "   …")
        #expect(clipped[column: 2, row: 0].character == " ")
        clipped.put("日本語", column: 2, row: 0)
        #expect(clipped.text == "  日…")
    }
}

@Suite struct TextWrapTests {
    @Test(arguments: [
        ("one two three", 8, ["one two", "three"]), ("one two", 7, ["one two"]), ("", 5, [""]),
        ("a\n\nb", 5, ["a", "", "b"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("x abcdefgh y", 4, ["x", "abcd", "efgh", "y"]),
        ("日本語 鍵", 4, ["日本", "語", "鍵"]), ("日本", 1, ["日", "本"]), ("a", 0, []),
        ("e\u{301}e\u{301}e\u{301}", 2, ["éé", "é"]),
    ])
    func wrapped(text: String, columns: Int, lines: [String]) {
        #expect(text.wrapped(to: columns) == lines)
    }

    /// No line is too long, and no word is lost.
    @Test func everyWidth() {
        let text = "When the key pair is made, the private key is written to disk before its public half is shown. 鍵は大切"
        for columns in 2...100 {
            let lines = text.wrapped(to: columns)
            #expect(lines.allSatisfy { $0.displayWidth <= columns })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
    }

    @Test func cut() {
        let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 ada@example"
        for columns in 1...60 { #expect(line.cut(to: columns).joined() == line) }
        #expect("".cut(to: 3) == [""])
    }
}
