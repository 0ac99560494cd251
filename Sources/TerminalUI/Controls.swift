// How the controls look: fields, buttons, choices, bars. Each is a function of its state, drawn where it is told.

extension Frame {
    /// Draws a one-line field, scrolled so that the cursor can be seen, and takes the cursor when it has the focus.
    public mutating func field(
        _ field: TextField, column: Int, row: Int, columns: Int, focused: Bool, placeholder: String = "",
        focus message: Message
    ) {
        let area = Rect(column: column, row: row, columns: columns, rows: 1)
        let role: Role = focused ? .fieldFocused : .field
        canvas.fill(area, role: role)
        let characters = Array(field.text)
        let (start, offset) = window(characters.map(\.displayWidth), cursor: field.cursor, columns: columns)
        if characters.isEmpty {
            let role: Role = focused ? .placeholderFocused : .placeholder
            canvas.put(placeholder, column: column, row: row, role: role, limit: columns)
        } else {
            canvas.put(String(characters[start...]), column: column, row: row, role: role, limit: columns)
        }
        if focused { cursor = Point(column: column + offset, row: row) }
        target(area, message)
    }

    /// Draws a field whose text isn't shown: a mark for each character, or the live side's text when revealed.
    public mutating func secretField(
        _ name: SecretName, count: Int, cursor place: Int, column: Int, row: Int, columns: Int, focused: Bool,
        revealed: Bool, focus message: Message
    ) {
        let area = Rect(column: column, row: row, columns: columns, rows: 1)
        let role: Role = focused ? .fieldFocused : .field
        canvas.fill(area, role: role)
        if revealed {
            slots.append(SecretSlot(secret: name, column: column, row: row, columns: columns, role: role))
        } else {
            let (start, offset) = window(Array(repeating: 1, count: count), cursor: place, columns: columns)
            let shown = String(repeating: canvas.glyphs.secret, count: min(count - start, columns))
            canvas.put(shown, column: column, row: row, role: role)
            if focused { cursor = Point(column: column + offset, row: row) }
        }
        if focused { typesInto = name }
        target(area, message)
    }

    /// The first character to show, and the cursor's cell counted from it.
    private func window(_ widths: [Int], cursor: Int, columns: Int) -> (start: Int, offset: Int) {
        var start = 0
        var offset = widths.prefix(cursor).reduce(0, +)
        while offset >= columns, start < cursor {
            offset -= widths[start]
            start += 1
        }
        return (start, offset)
    }

    /// Draws a button, lit where Enter presses it: as a rule the one that has the focus. Returns the first column after
    /// it.
    @discardableResult
    public mutating func button(
        _ title: String, column: Int, row: Int, focused: Bool, isLit: Bool = false,
        press message: Message
    ) -> Int {
        let text = "[ \(title) ]"
        let end = canvas.put(
            text, column: column, row: row, role: focused || isLit ? .buttonFocused : .button)
        if focused { (focus, focusedButton) = (Point(column: column + 2, row: row), message) }
        target(Rect(column: column, row: row, columns: end - column, rows: 1), message)
        return end
    }

    /// Draws a bar in steps of an eighth of a cell where the glyphs have them, in shades from its start to its end
    /// unless it is to have one role. `fraction` is from 0 to 1.
    public mutating func bar(_ fraction: Double, column: Int, row: Int, columns: Int, role: Role? = nil) {
        guard columns > 0 else { return }
        let glyphs = canvas.glyphs
        let steps = glyphs.barEighths.count + 1
        // Full only when it is: a bar that looks done and isn't makes people wait for nothing.
        let filled = fraction >= 1 ? columns * steps : min(columns * steps - 1, Int(fraction * Double(columns * steps)))
        for cell in 0..<columns {
            let shade = role ?? .bar(shade: cell * Role.barShades / columns)
            let inCell = filled - cell * steps
            switch inCell {
            case steps...: canvas.dot(glyphs.barFull, column: column + cell, row: row, role: shade)
            case 1..<steps: canvas.dot(glyphs.barEighths[inCell - 1], column: column + cell, row: row, role: shade)
            default: canvas.dot(glyphs.barEmpty, column: column + cell, row: row, role: .barEmpty)
            }
        }
    }
}
