import TerminalUI

// A form on the screen: which of its rows there is room for, and what of it stays in sight.

extension Frame<Message> {
    /// Draws a form. Blank rows go first where there is little room; then the rows of a long list; what doesn't fit even
    /// so is scrolled. The buttons at the form's end stay in sight.
    mutating func draw<Event>(_ form: Form<Event>, _ state: FormState, in whole: Rect, opening: Int = 0) {
        var area = whole
        if let lead = form.lead {
            var beside = Rect(
                column: area.column + 2 + opening, row: area.row, columns: area.columns - 2 - opening, rows: area.rows)
            paragraph(lead, &beside, role: .muted)
            area = area.dropFirst(beside.row - area.row)
        }
        area = area.dropFirst(1)
        let state = form.settled(state)
        var fields = form.fields.filter { $0.medium != .plain }
        var last = fields.last?.isButtons == true ? [fields.removeLast()] : []
        // A button's result stays beside it.
        if case .note(let tone)? = fields.last?.kind, tone != .neutral, tone != .muted, !last.isEmpty, fields.count > 1
        {
            last.insert(fields.removeLast(), at: 0)
        }
        func painted(_ fields: [Field<Event>], gap: Int, listRows: Int = 400) -> Painter<Event> {
            // Nearly every page is short: a canvas of many rows takes longer than all that is drawn on it.
            for rows in [area.rows + 24, 400] {
                var painter = Painter(
                    form, state, columns: area.columns, rows: rows, glyphs: canvas.glyphs, gap: gap,
                    listRows: min(listRows, rows - 12), opening: opening)
                painter.draw(fields)
                if painter.row < rows || rows == 400 { return painter }
            }
            return painted([], gap: 0)
        }
        let stretches = fields.contains(where: \.fillsRoom)
        var gap = 1
        let foot = painted(last, gap: gap)
        var body = painted(fields, gap: gap, listRows: stretches ? 1 : 400)
        var room = max(1, area.rows - foot.row - (foot.row > 0 ? gap : 0))
        if body.row > room, fields.contains(where: \.isOptional) {
            fields.removeAll(where: \.isOptional)
            body = painted(fields, gap: gap, listRows: stretches ? 1 : 400)
        }
        if body.row > room, gap == 1 {
            gap = 0
            room = max(1, area.rows - foot.row)
            let dense = painted(fields, gap: 0, listRows: stretches ? 1 : 400)
            // What has to be scrolled all the same keeps its blank rows.
            if dense.row <= room { body = dense } else { (gap, room) = (1, max(1, room - min(1, foot.row))) }
        }
        if stretches, body.row < room {
            let more = room - body.row - (fields.contains(where: \.isEntropy) ? -1 : 0)
            body = painted(fields, gap: gap, listRows: 1 + more)
        }
        show(
            body, state, in: Rect(column: area.column, row: area.row, columns: area.columns, rows: min(room, body.row)))
        let below = area.dropFirst(min(room, body.row) + (foot.row > 0 ? gap : 0))
        take(foot.frame, from: 0, to: Rect(column: area.column, row: below.row, columns: area.columns, rows: foot.row))
        if form.isForSelecting { mouse = .off }
    }

    /// Draws a form in a page's place, from the row below the title. The bar beside what has the focus stands in the two
    /// columns before it; the names of facts may begin `opening` columns before it.
    mutating func draw<Event>(_ form: Form<Event>, _ state: FormState, asPage area: Rect, opening: Int = 0) {
        let wide = Rect(
            column: area.column - 2 - opening, row: area.row, columns: area.columns + 2 + opening, rows: area.rows)
        canvas.clip = wide
        draw(form, state, in: wide, opening: opening)
    }

    private mutating func show<Event>(_ body: Painter<Event>, _ state: FormState, in area: Rect) {
        guard body.row > area.rows, area.rows > 1 else { return take(body.frame, from: 0, to: area) }
        let seen = area.rows - 1
        let limit = body.row - seen
        // With a row below it, so that the next field is seen coming.
        let follow = max(0, min(body.focusRows.lowerBound, body.focusRows.upperBound + 1 - seen))
        let offset = min(limit, state.scroll ?? follow)
        take(body.frame, from: offset, to: Rect(column: area.column, row: area.row, columns: area.columns, rows: seen))
        func scroll(_ step: Int) -> Message { .form(.scroll(to: min(max(0, offset + step), limit))) }
        onScroll = [.pageUp: scroll(-8), .pageDown: scroll(8), .wheelUp: scroll(-3), .wheelDown: scroll(3)]
        if body.focusRows.isEmpty { (onScroll[.lineUp], onScroll[.lineDown]) = (scroll(-1), scroll(1)) }
        drawMore(in: area, below: offset < limit, above: offset > 0) { scroll($0 == .pageDown ? 8 : -8) }
    }
}

extension Field {
    var isButtons: Bool { if case .buttons = kind { true } else { false } }
    /// Takes all the room there is.
    fileprivate var fillsRoom: Bool {
        switch kind {
        case .entropy, .rows(.search, _): true
        case .rows(_, let rows): rows.count > 8
        default: false
        }
    }
}
