import TerminalUI

// Lines with marks, lines of files, and things to do elsewhere.

extension Painter {
    mutating func draw(_ items: [Item]) {
        let width = items.filter { !$0.detail.isEmpty }.map(\.text.displayWidth).max() ?? 0
        for item in items {
            let (mark, role, words) = look(item.mark)
            guard item.detail.isEmpty else {
                frame.canvas.put(String(mark), column: area.column, row: area.row, role: role)
                frame.canvas.put(
                    item.text, column: area.column + 2, row: area.row, role: words, limit: area.columns - 2)
                let column = area.column + 4 + width
                frame.canvas.put(
                    item.detail, column: column, row: area.row, role: .muted, limit: area.endColumn - column)
                frame.gap(&area)
                continue
            }
            frame.marked(mark, item.text, &area, role: words, markRole: role)
        }
    }

    private func look(_ mark: Item.Mark) -> (Character, Role, words: Role) {
        let glyphs = frame.canvas.glyphs
        return switch mark {
        case .done: (glyphs.correct, .success, .text)
        case .now: (glyphs.current, .here, .strong)
        case .ahead: (glyphs.ahead, .muted, .muted)
        case .failed: (glyphs.wrong, .error, .strong)
        case .skipped: (glyphs.skipped, .muted, .muted)
        case .warning: ("!", .warning, .text)
        case .point: (glyphs.bullet, .muted, .text)
        }
    }

    mutating func draw(_ lines: [ConfigPlan.Line]) {
        for line in lines {
            let role: Role =
                switch line.kind {
                case .context: .muted
                case .removed: .error
                case .added: .success
                }
            frame.canvas.put(line.marked, column: area.column, row: area.row, role: role, limit: area.columns)
            frame.gap(&area)
        }
    }

    mutating func draw(_ instruction: Instruction<Event>, _ field: Field<Event>) {
        let isFocused = state.focus?.field == field.id
        let glyphs = frame.canvas.glyphs
        let press = Message.form(.press(.row(Stop(field: field.id), 0, field.label), form: form.id))
        frame.target(Rect(column: area.column, row: area.row, columns: area.columns, rows: 1), press)
        frame.canvas.put(
            String(instruction.isDone ? glyphs.boxOn : glyphs.boxOff), column: area.column, row: area.row,
            role: isFocused ? .accent : .text)
        let indent = { (area: Rect) in
            Rect(column: area.column + 2, row: area.row, columns: area.columns - 2, rows: area.rows)
        }
        var inner = indent(area)
        frame.paragraph(field.label, &inner, role: instruction.isDone ? .muted : .text)
        for line in instruction.command { frame.command(line, &inner) }
        if !field.hint.isEmpty { inner = say(field.hint, .muted, in: inner) }
        switch instruction.outcome {
        case .right(let words): inner = say(words, .success, in: inner)
        case .wrong(let words): inner = say(words, .failure, in: inner)
        case .warned(let words, _): inner = say(words, .warning, in: inner)
        case .missing(_, let words): inner = say(words, .muted, in: inner)
        case nil: break
        }
        area = area.dropFirst(inner.row - area.row)
    }
}
