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

    /// What went wrong, and what to do about it.
    mutating func problem(_ problem: Problem, _ area: inout Rect) {
        marked(canvas.glyphs.wrong, problem.message, &area, role: .failure)
        if let hint = problem.hint { marked(" ", hint, &area, role: .text) }
    }

    /// How work outside ended.
    mutating func report(_ report: Report, _ area: inout Rect) {
        if report.succeeded {
            marked(canvas.glyphs.correct, report.message, &area, role: .success)
        } else {
            marked(canvas.glyphs.wrong, report.message, &area, role: .failure)
        }
        for note in report.notes { marked(canvas.glyphs.bullet, note, &area, role: .text, markRole: .muted) }
        if let hint = report.hint { marked(" ", hint, &area, role: .text) }
    }

    /// A command or a line of a file, broken only between its words, the further lines indented.
    mutating func command(_ text: String, _ area: inout Rect) {
        let indent = text.prefix { $0 == " " }.count
        for (index, line) in text.dropFirst(indent).wrapped(to: area.columns - indent - 2).enumerated()
        where area.rows > 0 {
            canvas.put(line, column: area.column + indent + (index == 0 ? 0 : 2), row: area.row, role: .code)
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
            canvas.put(shown, column: area.column, row: area.row + index, role: .code)
        }
        area = area.dropFirst(min(room, lines.count))
    }

    /// Rows to choose from, with the chosen one marked. Rows that can't be chosen say why in their detail.
    mutating func choices(
        _ rows: [Choice], _ box: ListBox, _ area: inout Rect, focused: Bool, glyph: (Bool) -> Character,
        choose: (Int) -> Message
    ) {
        let visible = area.rows
        let first = box.scrolled(visible: visible)
        let labelWidth = min((rows.map(\.label.displayWidth).max() ?? 0) + 2, area.columns - 2)
        let last = min(first + visible, rows.count) - 1
        for (index, choice) in rows.enumerated().dropFirst(first).prefix(visible) {
            let row = area.row + index - first
            let more =
                index == last && last < rows.count - 1
                ? canvas.glyphs.moreBelow : index == first && first > 0 ? canvas.glyphs.moreAbove : ""
            let end = area.endColumn - (more.isEmpty ? 0 : more.displayWidth + 1)
            let isChosen = index == box.chosen
            let role: Role = isChosen && focused ? .selected : choice.isOpen ? .text : .muted
            let line = Rect(column: area.column, row: row, columns: area.columns, rows: 1)
            if isChosen && focused {
                canvas.fill(line, role: .selected)
                focus = Point(column: area.column, row: row)
            }
            canvas.put(
                String(glyph(isChosen)), column: area.column, row: row, role: isChosen && !focused ? .accent : role)
            canvas.put(choice.label, column: area.column + 2, row: row, role: role, limit: end - area.column - 2)
            let detail = area.column + 2 + labelWidth
            canvas.put(
                choice.detail, column: detail, row: row, role: isChosen && focused ? .selected : .muted,
                limit: end - detail)
            canvas.put(more, column: end + 1, row: row, role: isChosen && focused ? .selected : .accent)
            if choice.isOpen { target(line, choose(index)) }
        }
        area = area.dropFirst(min(rows.count - first, visible))
    }
}

/// A row to choose from.
struct Choice: Hashable {
    var label: String
    var detail: String
    var isOpen = true
}

/// Text that may be longer than its place: lines, and how far they are scrolled.
struct Scroll: Hashable, Sendable {
    private(set) var offset = 0
    /// The user scrolls; until then the page may show what matters most.
    private(set) var isMoved = false

    /// Goes on from what is shown, no further than to the end.
    mutating func handle(_ event: InputEvent, _ session: Session) -> Bool {
        let (limit, shown) = (session.scrollLimit, session.scrollOffset)
        guard event.scrolls else { return false }
        if !isMoved { (offset, isMoved) = (shown, true) }
        switch event {
        case .key(.up): offset = max(0, offset - 1)
        case .key(.down): offset += 1
        case .key(.pageUp): offset = max(0, offset - 8)
        case .key(.pageDown): offset += 8
        case .mouse(let mouse) where mouse.kind == .wheelUp: offset = max(0, offset - 3)
        case .mouse(let mouse) where mouse.kind == .wheelDown: offset += 3
        default: return false
        }
        offset = min(offset, limit)
        return true
    }

    static let keys = KeyBinding<Message>(.up, .down, .pageUp, .pageDown, help: "scroll")
}

extension InputEvent {
    /// True for what a page that scrolls may take for scrolling.
    var scrolls: Bool {
        switch self {
        case .key(.up), .key(.down), .key(.pageUp), .key(.pageDown): true
        case .mouse(let mouse): mouse.kind == .wheelUp || mouse.kind == .wheelDown
        default: false
        }
    }
}

extension Frame<Message> {
    /// What Space presses. Beside a field a button is lit because Enter presses it; there Space is a letter.
    var spaceBar: Message? { cursor == nil && typesInto == nil ? focusedButton : nil }

    /// Draws what `body` draws on as many rows as it needs, shows the part that is scrolled to, and says that
    /// there is more. `mustShow` tells after that which row has to be seen: the one with the focus.
    /// - Returns: the first row after it.
    @discardableResult
    mutating func scrolled(
        _ scroll: Scroll = Scroll(), in area: Rect, mustShow: () -> Int? = { nil },
        _ body: (inout Frame, inout Rect) -> Void
    ) -> Int {
        var tall = Frame(size: Size(columns: area.columns, rows: 400), glyphs: canvas.glyphs)
        var rest = Rect(column: 0, row: 0, columns: area.columns, rows: 400)
        body(&tall, &rest)
        let needed = rest.row
        guard needed > area.rows, area.rows > 1 else {
            take(tall, from: 0, to: area)
            return area.row + min(needed, area.rows)
        }
        // The last row says that there is more, and where.
        let room = Rect(column: area.column, row: area.row, columns: area.columns, rows: area.rows - 1)
        let last = needed - room.rows
        var offset = min(scroll.offset, last)
        // With a row below it, so that the next field is seen coming.
        if let row = mustShow() { offset = min(max(offset, row + 2 - room.rows), row, last) }
        (scrollLimit, scrollOffset) = (last, offset)
        take(tall, from: offset, to: room)
        drawMore(in: area, below: offset < last, above: offset > 0) { .input(.key($0), time: 0) }
        return area.endRow
    }

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
        animates = animates || tall.animates
        for target in tall.targets where rows.contains(target.area.row) {
            var moved = target.area
            moved.column += area.column
            moved.row += area.row - offset
            self.target(moved, target.message)
        }
    }
}
