import Testing

@testable import TerminalUI

private enum Message: Hashable, Sendable { case focus, press, other }

@Suite struct ControlsTests {
    private func frame(_ columns: Int, _ rows: Int = 1, glyphs: Glyphs = .unicode) -> Frame<Message> {
        Frame(size: Size(columns: columns, rows: rows), glyphs: glyphs)
    }

    private func bar(_ fraction: Double, _ columns: Int = 10, glyphs: Glyphs = .unicode) -> String {
        var frame = frame(columns, glyphs: glyphs)
        frame.bar(fraction, column: 0, row: 0, columns: columns)
        return frame.canvas.text
    }

    @Test func barIsMeasuredInEighths() {
        #expect(bar(0) == "░░░░░░░░░░")
        #expect(bar(0.5) == "█████░░░░░")
        #expect(bar(1) == "██████████")
        for (eighths, glyph) in Glyphs.unicode.barEighths.enumerated() {
            #expect(bar((8 + Double(eighths + 1)) / 80) == "█\(glyph)░░░░░░░░")
        }
        #expect(bar(0.55, glyphs: .ascii) == "#####.....")
    }

    /// Full means done.
    @Test(arguments: [Glyphs.unicode, .ascii])
    func barIsFullOnlyWhenDone(glyphs: Glyphs) {
        let full = bar(1, glyphs: glyphs)
        for fraction in [0.99, 0.9999, 1.0.nextDown] { #expect(bar(fraction, glyphs: glyphs) != full) }
        #expect(bar(1.5, glyphs: glyphs) == full)
        #expect(bar(-1, glyphs: glyphs) == bar(0, glyphs: glyphs))
    }

    @Test func barNeverGoesBack() {
        var last = -1
        for step in 0...1000 {
            let text = bar(Double(step) / 1000)
            let filled = text.reduce(0) { sum, character in
                sum + (character == "█" ? 8 : (Glyphs.unicode.barEighths.firstIndex(of: character) ?? -1) + 1)
            }
            #expect(filled >= last)
            last = filled
        }
        #expect(last == 80)
    }

    /// The end is bright while it moves: one cell, two and three, and the part of a cell after them.
    @Test func barBrightensTowardsItsEnd() {
        func shades(_ fraction: Double) -> [Role] {
            var frame = frame(16)
            frame.bar(fraction, column: 0, row: 0, columns: 16)
            return (0..<16).map { frame.canvas[column: $0, row: 0].role }
        }
        let body = Array(repeating: Role.bar(shade: 0), count: 4)
        let end = [1, 1, 1, 2, 2, 3].map(Role.bar)
        #expect(shades(10.5 / 16) == body + end + [.tip] + Array(repeating: .track, count: 5))
        #expect(shades(1) == Array(repeating: .bar(shade: 0), count: 16))
        var none = frame(16)
        none.bar(0.5, column: 0, row: 0, columns: 0)
        #expect(none == frame(16))
    }

    @Test func metersHaveFiveSegments() {
        var frame = frame(30)
        #expect(frame.meter(2, column: 1, row: 0, role: .error) == 26)
        #expect(frame.canvas.text == " ━━━━ ━━━━ ──── ──── ────")
        #expect(frame.canvas[column: 1, row: 0].role == .error && frame.canvas[column: 11, row: 0].role == .rule)
    }

    @Test func fieldShowsItsCursor() {
        var frame = frame(20)
        frame.field(TextField("abcdef"), column: 2, row: 0, columns: 10, focused: true, focus: .focus)
        #expect(frame.canvas.text == "  abcdef")
        #expect(frame.cursor == Point(column: 8, row: 0))
        #expect(frame.message(at: Point(column: 11, row: 0)) == .focus)
        #expect(frame.message(at: Point(column: 12, row: 0)) == nil)
    }

    /// Wherever the cursor is in a text of any length, its cell is inside the field.
    @Test func fieldScrolls() {
        var field = TextField("ab鍵cdé鍵鍵fghij鍵")
        for _ in 0...field.text.count {
            for columns in 2...12 {
                var frame = frame(20)
                frame.field(field, column: 4, row: 0, columns: columns, focused: true, focus: .focus)
                let at = frame.cursor?.column ?? -1
                #expect((4..<(4 + columns)).contains(at))
                // Nothing beyond it is drawn.
                for column in (4 + columns)..<20 { #expect(frame.canvas[column: column, row: 0] == .blank) }
            }
            _ = field.handle(.key(.left))
        }
    }

    @Test func placeholderIsNoText() {
        var frame = frame(20)
        frame.field(
            TextField(), column: 0, row: 0, columns: 10, focused: false, placeholder: "name", focus: .focus)
        #expect(frame.canvas.text == "name")
        #expect(frame.canvas[column: 0, row: 0].role == .example)
        #expect(frame.cursor == nil)
    }

    @Test func secretIsHiddenUnlessRevealed() {
        var hidden = frame(20)
        let name = SecretName("passphrase")
        hidden.secretField(
            name, count: 3, cursor: 3, column: 1, row: 0, columns: 10, focused: true, revealed: false, focus: .focus)
        #expect(hidden.canvas.text == " •••")
        #expect(hidden.cursor == Point(column: 4, row: 0))
        #expect(hidden.typesInto == name && hidden.slots.isEmpty)
        var shown = frame(20)
        shown.secretField(
            name, count: 3, cursor: 3, column: 1, row: 0, columns: 10, focused: true, revealed: true, focus: .focus)
        #expect(shown.canvas.text == "" && shown.slots.map(\.secret) == [name])
        // However long it is, it stays in its field.
        var long = frame(20)
        long.secretField(
            name, count: 500, cursor: 500, column: 1, row: 0, columns: 10, focused: true, revealed: false,
            focus: .focus)
        #expect((1..<11).contains(long.cursor?.column ?? -1))
        #expect(long.canvas[column: 11, row: 0] == .blank)
    }

    @Test func buttonsAreClicked() {
        var frame = frame(20)
        let end = frame.button("OK", column: 1, row: 0, focused: true, isMain: true, press: .press)
        #expect(frame.canvas.text == "   OK" && end == 7)
        #expect(frame.canvas[column: 1, row: 0].role == .enter)
        #expect(frame.message(at: Point(column: 6, row: 0)) == .press)
        frame.target(Rect(column: 3, row: 0, columns: 1, rows: 1), .other)
        #expect(frame.message(at: Point(column: 3, row: 0)) == .other)
        #expect(frame.message(at: Point(column: 7, row: 0)) == nil)
        // Filled in any case is only the main one, brightly only what Enter presses.
        var others = self.frame(20)
        others.button("A", column: 0, row: 0, focused: false, isMain: true, press: .press)
        #expect(others.button("B", column: 6, row: 0, focused: false, press: .other) == 9)
        #expect([0, 6].map { others.canvas[column: $0, row: 0].role } == [.main, .button])
    }
}
