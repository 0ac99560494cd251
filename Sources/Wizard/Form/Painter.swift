import Entropy
import Passphrase
import TerminalUI

/// Draws fields below each other, on as many rows as they take. `Frame.draw` shows those there is room for.
///
/// Left of what has the focus stands a bar; everything else begins two columns further right.
struct Painter<Event: Hashable & Sendable> {
    var frame: Frame<Message>
    /// What is left to draw on.
    var area: Rect
    /// The rows of what has the focus.
    private(set) var focusRows = 0..<0
    let form: Form<Event>
    let state: FormState
    private let gap: Int
    /// How many rows a long list may take.
    private let listRows: Int
    private let lit: Form<Event>.Step?
    /// How far left of everything else the names of facts begin, where the rail opens into a table.
    private let opening: Int

    /// The rows that were drawn on.
    var row: Int { area.row }

    init(
        _ form: Form<Event>, _ state: FormState, columns: Int, rows: Int = 400, glyphs: Glyphs, gap: Int = 1,
        listRows: Int = 400, opening: Int = 0
    ) {
        (self.form, self.state, self.gap, self.listRows, self.opening) = (form, state, gap, listRows, opening)
        frame = Frame(size: Size(columns: columns, rows: rows), glyphs: glyphs)
        area = Rect(column: 2 + opening, row: 0, columns: columns - 2 - opening, rows: rows)
        lit = form.enter(state)
    }

    mutating func draw(_ fields: [Field<Event>]) {
        var previous: Field<Event>? = nil
        var index = 0
        while index < fields.count {
            // Short texts stand beside each other.
            let count = fields[index].isShort && fields.dropFirst(index + 1).first?.isText == true ? 2 : 1
            if area.row > 0, previous?.isNote != true || !fields[index].isNote { frame.gap(&area, rows: gap) }
            if count == 2 { drawBeside(fields[index], fields[index + 1]) } else { draw(fields[index]) }
            previous = fields[index + count - 1]
            index += count
        }
    }

    private mutating func draw(_ field: Field<Event>) {
        let first = area.row
        switch field.kind {
        case .note(let tone): area = say(field.label, tone, in: area)
        case .code(let lines):
            if !field.label.isEmpty { frame.paragraph(field.label, &area, role: .muted) }
            for line in lines { frame.code(line, &area) }
        case .command(let lines):
            if !field.label.isEmpty { frame.paragraph(field.label, &area, role: .muted) }
            for line in lines { frame.command(line, &area) }
        case .difference(let lines): draw(lines)
        case .facts(let facts): draw(facts, field.label)
        case .items(let items): draw(items)
        case .instruction(let instruction): draw(instruction, field)
        case .text, .secret: area = drawTyped(field, in: area)
        case .revealed(let name):
            drawRevealed(name)
        case .rows(.inline, let rows): drawInline(rows, field)
        case .rows(let selection, let rows): draw(rows, selection, field)
        case .progress(let fraction, let caption):
            if !field.label.isEmpty { frame.paragraph(field.label, &area) }
            if let fraction { drawBar(fraction, caption) }
        case .entropy(let sky, _): draw(sky)
        case .buttons(let buttons): draw(buttons, field.id)
        }
        if state.focus?.field == field.id, !field.isButtons, !field.isEntropy {
            // Label and value of what is typed, without its note.
            markFocus(first..<(field.isTyped ? first + 2 : max(first + 1, area.row)))
        }
    }

    private mutating func markFocus(_ rows: Range<Int>) {
        for row in rows { frame.canvas.put(frame.canvas.glyphs.focusBar, column: opening, row: row, role: .accent) }
        focusRows = rows
        if frame.cursor == nil, frame.focus == nil { frame.focus = Point(column: area.column, row: rows.lowerBound) }
    }

    /// Between corners, because it is to be written down now; on two rows, which hold six words of nine letters.
    private mutating func drawRevealed(_ name: SecretName) {
        frame.canvas.corners(Rect(column: area.column, row: area.row, columns: area.columns, rows: 4))
        frame.slots.append(
            SecretSlot(
                secret: name, column: area.column + 4, row: area.row + 1, columns: area.columns - 8, rows: 2,
                role: .strong))
        frame.gap(&area, rows: 4)
    }

    // MARK: - Text

    mutating func say(_ text: String, _ tone: Tone, in place: Rect) -> Rect {
        var area = place
        if let (sign, role) = tone.mark(frame.canvas.glyphs) {
            frame.marked(sign, text, &area, role: .text, markRole: role)
        } else {
            frame.paragraph(text, &area, role: tone == .muted ? .muted : .text)
        }
        return area
    }

    /// Names in a column, and what there is to say beside each. The mark stands before the name.
    private mutating func draw(_ facts: [Fact], _ label: String) {
        if !label.isEmpty { frame.paragraph(label, &area, role: .muted) }
        let glyphs = frame.canvas.glyphs
        let isResult = facts.contains { $0.tone.mark(glyphs) != nil }
        let marks = isResult ? 2 : 0
        let first = area.column - opening
        let longest = min(facts.map(\.name.displayWidth).max() ?? 0, area.columns / 2)
        let width = opening > 0 ? opening : marks + 2 + longest
        for fact in facts {
            if let (sign, role) = fact.tone.mark(glyphs) {
                frame.canvas.put(String(sign), column: first, row: area.row, role: role)
            }
            let end = frame.canvas.put(
                fact.name, column: first + marks, row: area.row, role: isResult ? .muted : .text)
            // A long name has its row to itself.
            if end + 1 > first + width { frame.gap(&area) }
            var right = Rect(
                column: first + width, row: area.row, columns: area.endColumn - first - width, rows: area.rows)
            frame.paragraph(fact.words, &right, role: fact.tone == .muted ? .muted : .text)
            frame.gap(&area, rows: max(1, right.row - area.row))
        }
    }

    // MARK: - What is typed

    /// Label, value and note; the note's row is there when it is empty, so that an error moves nothing.
    private mutating func drawTyped(_ field: Field<Event>, in place: Rect) -> Rect {
        var area = place
        let isFocused = state.focus?.field == field.id
        let press = Message.form(.press(.field(Stop(field: field.id)), form: form.id))
        let label = Rect(column: area.column, row: area.row, columns: area.columns, rows: 1)
        frame.target(label, press)
        frame.canvas.put(
            field.label, column: area.column, row: area.row, role: isFocused ? .strong : .muted, limit: area.columns)
        frame.gap(&area)
        let isWrong = field.isWrong(state)
        switch field.kind {
        case .text(let entry):
            let text = TextField(entry.text, limit: entry.limit, cursor: isFocused ? state.cursor : nil)
            frame.field(
                text, column: area.column, row: area.row, columns: min(area.columns, entry.columns ?? .max),
                focused: isFocused, isWrong: isWrong, placeholder: entry.example, focus: press)
        case .secret(let entry):
            frame.secretField(
                entry.name, count: entry.report.count, cursor: entry.report.cursor, column: area.column, row: area.row,
                columns: area.columns, focused: isFocused, isWrong: isWrong, revealed: entry.isShown, focus: press)
        default: break
        }
        frame.gap(&area)
        return drawNote(field, in: area, isFocused: isFocused)
    }

    private mutating func drawNote(_ field: Field<Event>, in place: Rect, isFocused: Bool) -> Rect {
        var area = place
        if isFocused, let notice = state.notice {
            area = say(notice.sentence, .warning, in: area)
        } else {
            switch field.verdict {
            case .wrong(let words): area = say(words, .failure, in: area)
            case .missing(let words, _) where state.showsMissing: area = say(words, .failure, in: area)
            case .missing(_, let words) where !words.isEmpty: area = say(words, .muted, in: area)
            case .right(let words): area = say(words, .success, in: area)
            case .warned(let words, _): area = say(words, .warning, in: area)
            case .missing, nil:
                if case .secret(let entry) = field.kind, let strength = entry.strength {
                    area = draw(strength, in: area)
                } else {
                    area = say(field.hint, .muted, in: area)
                }
            }
        }
        // Where there is no room for blank rows, an empty note has none either.
        return area.row == place.row && gap > 0 ? place.dropFirst(1) : area
    }

    private mutating func draw(_ strength: Strength, in area: Rect) -> Rect {
        let role: Role = strength.level >= .good ? .success : strength.level == .fair ? .warning : .error
        let end = frame.meter(strength.level.rawValue + 1, column: area.column, row: area.row, role: role) + 1
        frame.canvas.put(strength.level.name, column: end, row: area.row)
        guard let advice = strength.advice else { return area.dropFirst(1) }
        return say(advice, .muted, in: area.dropFirst(1))
    }

    private mutating func drawBeside(_ short: Field<Event>, _ long: Field<Event>) {
        guard case .text(let entry) = short.kind, let columns = entry.columns else { return }
        let width = max(columns, short.label.displayWidth)
        let first = area.row
        var (left, right) = (area, area)
        (right.column, right.columns) = (area.column + width + 4, area.columns - width - 4)
        right = drawTyped(long, in: right)
        // What is said of the short one may take the other's note row.
        if short.note.displayWidth > width {
            frame.canvas.fill(
                Rect(column: area.column, row: first + 2, columns: area.columns, rows: right.row - first - 2),
                role: .text)
        } else {
            left.columns = width
        }
        left = drawTyped(short, in: left)
        frame.gap(&area, rows: max(left.row, right.row) - area.row)
        if state.focus?.field == short.id || state.focus?.field == long.id { markFocus(first..<first + 2) }
    }

    // MARK: - Rows

    private mutating func drawInline(_ rows: [Row<Event>], _ field: Field<Event>) {
        let isFocused = state.focus?.field == field.id
        frame.canvas.put(
            field.label, column: area.column, row: area.row, role: isFocused ? .strong : .muted, limit: area.columns)
        frame.gap(&area)
        let row = rows.first(where: \.isOn)?.label ?? ""
        let end = frame.canvas.put(
            "‹ \(row) ›", column: area.column, row: area.row, role: isFocused ? .here : .text)
        let next = rows.firstIndex(where: \.isOn).map { ($0 + 1) % rows.count } ?? 0
        frame.target(
            Rect(column: area.column, row: area.row, columns: end - area.column, rows: 1),
            .form(.press(.row(Stop(field: field.id), next, rows[next].label), form: form.id)))
        frame.gap(&area)
        area = say(field.hint, .muted, in: area)
    }

    private mutating func draw(_ rows: [Row<Event>], _ selection: Selection, _ field: Field<Event>) {
        let isFocused = state.focus?.field == field.id
        var places = Array(rows.indices)
        var showsChosen = true
        if case .search(let nothingFound) = selection {
            let found = RowSearch(state.filter.text).found(rows)
            places = found.places
            showsChosen = !found.isNone || state.isMarked
            drawFilter(field, "\(found.isNone ? 0 : places.count) of \(rows.count)", isFocused)
            let words = nothingFound.split(separator: "{text}", maxSplits: 1, omittingEmptySubsequences: false)
            if found.isNone { area = say(words.joined(separator: state.filter.text), .warning, in: area) }
        }
        let marked = selection == .checks ? state.row : showsChosen ? rows.firstIndex(where: \.isOn) ?? -1 : -1
        let seen = window(places.count, around: places.firstIndex(of: marked) ?? 0)
        let detailColumn = 4 + min(rows.map(\.label.displayWidth).max() ?? 0, max(24, area.columns * 2 / 5))
        let width = area.columns - (seen.count < places.count ? 2 : 0)
        for place in places[seen] {
            let isMarked = place == marked
            draw(
                rows[place], place, selection, field.id, isHere: isMarked && isFocused, isMarked, detailColumn,
                width: width)
        }
        if seen.count < places.count { drawScrollLine(seen, of: places.count) }
        if let row = rows.indices.contains(marked) ? rows[marked] : nil {
            // Again, where its line is too short for it.
            let words = row.refusal ?? row.detail
            let end = max(detailColumn, row.label.displayWidth + 4) + words.displayWidth
            let tag = row.tag.isEmpty ? 0 : row.tag.displayWidth + 2
            if end + tag > width { area = say(words.sentence, .muted, in: area) }
        }
        if !field.hint.isEmpty { area = say(field.hint, .muted, in: area) }
    }

    private mutating func drawFilter(_ field: Field<Event>, _ count: String, _ isFocused: Bool) {
        let label = field.hint.isEmpty ? "Find" : field.hint
        frame.canvas.put(label, column: area.column, row: area.row, role: .muted)
        let column = area.column + label.displayWidth + 2
        frame.field(
            state.filter, column: column, row: area.row, columns: min(30, area.endColumn - column - 10),
            focused: isFocused, placeholder: "type part of a name",
            focus: .form(.press(.field(Stop(field: field.id)), form: form.id)))
        frame.canvas.put(count, column: area.endColumn - count.displayWidth, row: area.row, role: .muted)
        frame.gap(&area, rows: 1 + gap)
    }

    /// The rows in sight.
    private func window(_ count: Int, around row: Int) -> Range<Int> {
        let height = min(count, max(1, listRows))
        let first = max(0, min(row - height / 2, count - height))
        return first..<first + height
    }

    private mutating func draw(
        _ row: Row<Event>, _ place: Int, _ selection: Selection, _ id: FieldName, isHere: Bool, _ isMarked: Bool,
        _ detailColumn: Int, width: Int
    ) {
        let glyphs = frame.canvas.glyphs
        let line = Rect(column: area.column, row: area.row, columns: width, rows: 1)
        let isChosen = selection == .checks ? row.isOn : isMarked
        let role: Role =
            row.refusal != nil ? .muted : isHere ? .here : isMarked && selection != .checks ? .strong : .text
        let mark =
            selection == .checks
            ? isChosen ? glyphs.boxOn : glyphs.boxOff
            : row.refusal != nil ? glyphs.skipped : isMarked ? glyphs.pointer : " "
        frame.canvas.put(String(mark), column: line.column, row: line.row, role: role)
        let end = line.endColumn - (row.tag.isEmpty ? 0 : row.tag.displayWidth + 2)
        frame.canvas.put(row.label, column: line.column + 2, row: line.row, role: role, limit: end - line.column - 2)
        let detail = max(detailColumn, row.label.displayWidth + 4)
        frame.canvas.put(
            row.refusal ?? row.detail, column: line.column + detail, row: line.row, role: .muted,
            limit: max(0, end - line.column - detail))
        frame.canvas.put(row.tag, column: end + 2, row: line.row)
        frame.target(line, .form(.press(.row(Stop(field: id), place, row.label), form: form.id)))
        if isHere, frame.cursor == nil { frame.focus = Point(column: line.column, row: line.row) }
        frame.gap(&area)
    }

    private mutating func drawScrollLine(_ seen: Range<Int>, of count: Int) {
        let glyphs = frame.canvas.glyphs
        for index in 0..<seen.count {
            let isThumb = index * count / seen.count >= seen.lowerBound && index * count / seen.count < seen.upperBound
            frame.canvas.put(
                isThumb ? glyphs.focusBar : String(glyphs.vertical), column: area.endColumn - 1,
                row: area.row - seen.count + index, role: isThumb ? .thumb : .rule)
        }
    }

    // MARK: - Buttons and bars

    private mutating func draw(_ buttons: [Button<Event>], _ id: FieldName) {
        guard buttons.contains(where: \.isOnScreen) else { return }
        var column = area.column
        for (index, button) in buttons.enumerated() where button.isOnScreen {
            let stop = Stop(field: id, index: index)
            if column > area.column, column + button.label.displayWidth + (button.isMain ? 4 : 2) > area.endColumn {
                frame.gap(&area)
                column = area.column
            }
            let end = frame.button(
                button.label, column: column, row: area.row, focused: state.focus == stop, isLit: lit == .press(button),
                isMain: button.isMain, press: .form(.press(.button(stop, button.label), form: form.id)))
            if state.focus == stop { markFocus(area.row..<area.row + 1) }
            column = end + (button.isMain ? 1 : 2)
        }
        frame.gap(&area)
    }

    /// The number has 17 columns at the right end.
    private mutating func drawBar(_ fraction: Double, _ caption: String) {
        let columns = area.columns - 19
        frame.bar(fraction, column: area.column, row: area.row, columns: columns)
        let isDone = fraction >= 1
        var column = area.endColumn - caption.displayWidth
        if isDone {
            frame.canvas.put(
                String(frame.canvas.glyphs.correct), column: column - 2, row: area.row, role: .success)
        }
        // The number is what changes.
        let number = caption.prefix { $0.isNumber }
        column = frame.canvas.put(number, column: column, row: area.row, role: isDone ? .text : .strong)
        frame.canvas.put(caption.dropFirst(number.count), column: column, row: area.row)
        frame.gap(&area)
    }

    private mutating func draw(_ sky: Sky) {
        var blank = area
        blank.rows = max(3, listRows)
        sky.draw(&frame, in: blank)
        frame.gap(&area, rows: blank.rows + gap)
        drawBar(sky.meter.fraction, "\(sky.meter.credited) of \(EntropyMeter.required) bits")
        if !sky.meter.isFull { frame.mouse = .motion }
        frame.changesIn = sky.changesIn
    }
}

extension Field {
    /// What stands below a field's value.
    fileprivate var note: String {
        switch verdict {
        case .wrong(let words), .right(let words), .warned(let words, _): words
        case .missing, nil: hint
        }
    }
    fileprivate func isWrong(_ state: FormState) -> Bool {
        switch verdict {
        case .wrong: true
        case .missing: state.showsMissing
        default: false
        }
    }
    fileprivate var isNote: Bool { if case .note(let tone) = kind { tone != .neutral } else { false } }
    fileprivate var isTyped: Bool { if case .secret = kind { true } else { isText } }
    fileprivate var isText: Bool { if case .text = kind { true } else { false } }
    fileprivate var isShort: Bool { if case .text(let entry) = kind { entry.columns != nil } else { false } }
}
