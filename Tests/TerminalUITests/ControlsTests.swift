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

    /// The color is the public key of the place, so that the filled part is the start of the whole ramp.
    @Test func barShades() {
        var frame = frame(64)
        frame.bar(1, column: 0, row: 0, columns: 64)
        #expect(frame.canvas[column: 0, row: 0].role == .bar(shade: 0))
        #expect(frame.canvas[column: 63, row: 0].role == .bar(shade: Role.barShades - 1))
        var half = self.frame(64)
        half.bar(0.5, column: 0, row: 0, columns: 64)
        #expect(half.canvas[column: 10, row: 0] == frame.canvas[column: 10, row: 0])
        #expect(half.canvas[column: 40, row: 0].role == .barEmpty)
        half.bar(0.5, column: 0, row: 0, columns: 0)
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
        #expect(frame.canvas[column: 0, row: 0].role == .placeholder)
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
        let end = frame.button("OK", column: 1, row: 0, focused: true, press: .press)
        #expect(frame.canvas.text == " [ OK ]" && end == 7)
        #expect(frame.canvas[column: 1, row: 0].role == .buttonFocused)
        #expect(frame.message(at: Point(column: 6, row: 0)) == .press)
        frame.target(Rect(column: 3, row: 0, columns: 1, rows: 1), .other)
        #expect(frame.message(at: Point(column: 3, row: 0)) == .other)
        #expect(frame.message(at: Point(column: 7, row: 0)) == nil)
    }
}
