// How the controls look: fields, buttons, choices, bars. Each is a function of its state, drawn where it is told.

extension Frame {
    /// Draws a one-line field, scrolled so that the cursor can be seen, and takes the cursor when it has the focus.
    public mutating func field(
        _ field: TextField, column: Int, row: Int, columns: Int, focused: Bool, isWrong: Bool = false,
        placeholder: String = "", focus message: Message
    ) {
        let area = Rect(column: column, row: row, columns: columns, rows: 1)
        let role: Role = isWrong ? .wrong : focused ? .typing : .field
        canvas.fill(area, role: role)
        let characters = Array(field.text)
        let (start, offset) = window(characters.map(\.displayWidth), cursor: field.cursor, columns: columns)
        if characters.isEmpty {
            canvas.put(placeholder, column: column, row: row, role: .example, limit: columns)
        } else {
            canvas.put(String(characters[start...]), column: column, row: row, role: role, limit: columns)
        }
        if focused { cursor = Point(column: column + offset, row: row) }
        target(area, message)
    }

    /// Draws a field whose text isn't shown: a mark for each character, or the live side's text when revealed.
    public mutating func secretField(
        _ name: SecretName, count: Int, cursor place: Int, column: Int, row: Int, columns: Int, focused: Bool,
        isWrong: Bool = false, revealed: Bool, focus message: Message
    ) {
        let area = Rect(column: column, row: row, columns: columns, rows: 1)
        let role: Role = isWrong ? .wrong : focused ? .typing : .field
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

    /// Draws a button, filled where Enter presses it: as a rule the one that has the focus. The main button is filled in
    /// any case, and has more room inside. Returns the first column after it.
    @discardableResult
    public mutating func button(
        _ title: String, column: Int, row: Int, focused: Bool, isLit: Bool = false, isMain: Bool = false,
        press message: Message
    ) -> Int {
        let room = isMain ? "  " : " "
        let end = canvas.put(
            room + title + room, column: column, row: row,
            role: focused || isLit ? .enter : isMain ? .main : .button)
        if focused { (focus, focusedButton) = (Point(column: column + room.count, row: row), message) }
        target(Rect(column: column, row: row, columns: end - column, rows: 1), message)
        return end
    }

    /// Draws a bar in steps of an eighth of a cell where the glyphs have them; its last six cells brighten towards the
    /// end, until it is full. `fraction` is from 0 to 1.
    public mutating func bar(_ fraction: Double, column: Int, row: Int, columns: Int) {
        guard columns > 0 else { return }
        let glyphs = canvas.glyphs
        let steps = glyphs.barEighths.count + 1
        // Full only when it is: a bar that looks done and isn't makes people wait for nothing.
        let filled = fraction >= 1 ? columns * steps : min(columns * steps - 1, Int(fraction * Double(columns * steps)))
        let whole = max(0, filled) / steps
        for cell in 0..<columns {
            switch filled - cell * steps {
            case steps...:
                let shade = fraction >= 1 ? 0 : [1, 3, 6].count { whole - cell <= $0 }
                canvas.dot(glyphs.barFull, column: column + cell, row: row, role: .bar(shade: shade))
            case let part where part >= 1:
                canvas.dot(glyphs.barEighths[part - 1], column: column + cell, row: row, role: .tip)
            default: canvas.dot(glyphs.barEmpty, column: column + cell, row: row, role: .track)
            }
        }
    }

    /// Draws a meter of five segments, as many of them reached as `level` says. Returns the first column after it.
    @discardableResult
    public mutating func meter(_ level: Int, column: Int, row: Int, role: Role) -> Int {
        for segment in 0..<5 {
            let isReached = segment < level
            for cell in 0..<4 {
                canvas.dot(
                    isReached ? canvas.glyphs.meterFull : canvas.glyphs.meterEmpty, column: column + segment * 5 + cell,
                    row: row, role: isReached ? role : .rule)
            }
        }
        return column + 25
    }
}
