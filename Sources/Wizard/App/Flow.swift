import TerminalUI

// Drawing from the top of an area downwards: each piece takes its rows from the area that is left.

extension Frame {
    mutating func paragraph(_ text: String, _ area: inout Rect, role: Role = .text) {
        let end = canvas.wrap(text, in: area, role: role)
        area = area.dropFirst(end - area.row)
    }

    mutating func gap(_ area: inout Rect, rows: Int = 1) {
        area = area.dropFirst(rows)
    }

    /// A paragraph with a mark before it, in a hanging indent.
    mutating func marked(_ mark: Character, _ text: String, _ area: inout Rect, role: Role, markRole: Role? = nil) {
        guard area.rows > 0 else { return }
        canvas.put(String(mark), column: area.column, row: area.row, role: markRole ?? role)
        var inner = Rect(column: area.column + 2, row: area.row, columns: area.columns - 2, rows: area.rows)
        paragraph(text, &inner, role: role)
        area = area.dropFirst(inner.row - area.row)
    }

    /// A command or a line of a file, broken only between its words, the further lines indented.
    mutating func command(_ text: String, _ area: inout Rect) {
        let indent = text.prefix { $0 == " " }.count
        for (index, line) in text.dropFirst(indent).wrapped(to: area.columns - indent - 2).enumerated()
        where area.rows > 0 {
            canvas.put(line, column: area.column + indent + (index == 0 ? 0 : 2), row: area.row, role: .text)
            area = area.dropFirst(1)
        }
    }

    /// Text that is one long word: a key line; at most `rows` rows of it.
    mutating func code(_ text: String, _ area: inout Rect, rows: Int = .max) {
        let room = min(rows, area.rows)
        let lines = text.cut(to: area.columns)
        for (index, line) in lines.prefix(room).enumerated() {
            let isCut = index == room - 1 && lines.count > room
            let shown = isCut ? line.prefix(max(0, area.columns - 1)) + String(canvas.glyphs.ellipsis) : line
            canvas.put(shown, column: area.column, row: area.row + index, role: .text)
        }
        area = area.dropFirst(min(room, lines.count))
    }
}

extension Frame<Message> {
    /// Says in the last row of an area that there is more, and where.
    mutating func drawMore(in area: Rect, below: Bool, above: Bool, press: (Key) -> Message) {
        var column = area.endColumn
        let ways = [
            (below, canvas.glyphs.moreBelow, Key.pageDown), (above, canvas.glyphs.moreAbove, .pageUp),
        ]
        for (isThere, text, key) in ways where isThere {
            column -= text.displayWidth
            canvas.put(text, column: column, row: area.endRow - 1, role: .accent)
            target(
                Rect(column: column, row: area.endRow - 1, columns: text.displayWidth, rows: 1), press(key))
            column -= 2
        }
    }

    /// Takes the rows of a taller frame, with all that belongs to them.
    mutating func take(_ tall: Frame, from offset: Int, to area: Rect) {
        for row in 0..<area.rows {
            for column in 0..<area.columns {
                let cell = tall.canvas[column: column, row: row + offset]
                canvas.copy(cell, column: area.column + column, row: area.row + row)
            }
        }
        let rows = offset..<(offset + area.rows)
        let moved = { (at: Point) in Point(column: area.column + at.column, row: area.row + at.row - offset) }
        if let at = tall.cursor, rows.contains(at.row) { cursor = moved(at) }
        if let at = tall.focus, rows.contains(at.row) { focus = moved(at) }
        focusedButton = tall.focusedButton ?? focusedButton
        for var slot in tall.slots where rows.contains(slot.row) {
            slot.column += area.column
            slot.row += area.row - offset
            slots.append(slot)
        }
        typesInto = tall.typesInto ?? typesInto
        if tall.mouse == .motion { mouse = .motion }
        changesIn = tall.changesIn ?? changesIn
        for target in tall.targets where rows.contains(target.area.row) {
            var moved = target.area
            moved.column += area.column
            moved.row += area.row - offset
            self.target(moved, target.message)
        }
    }
}
