import SSHKey
import TerminalUI

extension NewKeyForm {
    func draw(_ frame: inout Frame<Message>, in area: Rect, _ session: Session) {
        var focusRow = 0
        func body(_ frame: inout Frame<Message>, _ area: inout Rect, gaps: (top: Int, buttons: Int)) {
            drawTypes(&frame, &area, session, &focusRow, gap: gaps.top)
            for field in fields where field != .type {
                if field == .proceed { frame.gap(&area, rows: gaps.buttons) }
                if field == focus { focusRow = area.row }
                draw(field, &frame, &area)
            }
            // The buttons' row.
            frame.gap(&area)
        }
        // The smallest terminal has room for all of it, but not always for blank rows too.
        let gaps =
            [(1, 1), (0, 1)].first { gaps in
                frame.rowsNeeded(in: area) { body(&$0, &$1, gaps: gaps) } <= area.rows
            } ?? (0, 0)
        frame.scrolled(in: area, mustShow: { focusRow }) { body(&$0, &$1, gaps: gaps) }
    }

    private func drawTypes(
        _ frame: inout Frame<Message>, _ area: inout Rect, _ session: Session, _ focusRow: inout Int, gap: Int
    ) {
        let glyphs = frame.canvas.glyphs
        frame.marked(glyphs.bullet, recommendation(session), &area, role: .text, markRole: .accent)
        frame.gap(&area, rows: gap)
        if focus == .type { focusRow = area.row + type.chosen }
        var rows = area
        rows.rows = types.count
        frame.choices(
            types.map { type in
                let refusal = refusal(type, session)
                return Choice(
                    label: type.displayName, detail: refusal ?? Self.detail(type, session), isOpen: refusal == nil)
            },
            type, &rows, focused: focus == .type, glyph: { $0 ? glyphs.radioOn : glyphs.radioOff },
            choose: Message.choose)
        area = area.dropFirst(types.count + 1)
    }

    private func draw(_ field: Field, _ frame: inout Frame<Message>, _ area: inout Rect) {
        switch field {
        case .type: break
        case .size:
            label("Size", at: area, &frame)
            frame.field(
                size, column: area.column + 9, row: area.row, columns: 7, focused: focus == .size,
                focus: .focus(Field.size.rawValue))
            var slow = "bits"
            if case .success(.rsa(8192...)) = parameters { slow += "; this size takes minutes to make" }
            frame.canvas.put(slow, column: area.column + 17, row: area.row, role: .muted, limit: area.columns - 17)
            frame.gap(&area)
            drawProblem(&frame, &area)
        case .resident:
            drawTick(isResident, "keep it inside, for use on other computers", field, &frame, &area)
        case .verifies: drawTick(verifies, "ask for the PIN or a fingerprint at each login", field, &frame, &area)
        case .application:
            label("Name", at: area, &frame)
            frame.field(
                application, column: area.column + 9, row: area.row, columns: min(30, area.columns - 9),
                focused: focus == field, focus: .focus(field.rawValue))
            frame.gap(&area)
            drawProblem(&frame, &area)
        case .comment:
            label("Comment", at: area, &frame)
            let words = "its name, no secret"
            let columns = min(40, area.columns - 10 - words.displayWidth)
            frame.field(
                comment, column: area.column + 9, row: area.row, columns: columns,
                focused: focus == .comment, placeholder: "none", focus: .focus(Field.comment.rawValue))
            frame.canvas.put(words, column: area.column + 10 + columns, row: area.row, role: .muted)
            frame.gap(&area)
            if let notice = comment.notice ?? size.notice ?? application.notice {
                frame.canvas.put(
                    notice, column: area.column + 9, row: area.row, role: .warning, limit: area.columns - 9)
                frame.gap(&area)
            }
        case .proceed:
            let end = frame.button(
                "Continue", column: area.column, row: area.row, focused: focus == .proceed, press: .next)
            frame.button(
                "Use a key that I have", column: end + 2, row: area.row, focused: focus == .existing,
                press: .useExisting)
        case .existing: break
        }
    }

    /// What is wrong with the field above, below it.
    private func drawProblem(_ frame: inout Frame<Message>, _ area: inout Rect) {
        guard case .failure(let problem) = parameters else { return }
        var inner = Rect(column: area.column + 9, row: area.row, columns: area.columns - 9, rows: area.rows)
        frame.marked(frame.canvas.glyphs.wrong, problem.message, &inner, role: .failure)
        area = area.dropFirst(inner.row - area.row)
    }

    private func drawTick(
        _ isOn: Bool, _ words: String, _ field: Field, _ frame: inout Frame<Message>, _ area: inout Rect
    ) {
        let line = Rect(column: area.column, row: area.row, columns: area.columns, rows: 1)
        let role: Role = focus == field ? .selected : .text
        if focus == field { frame.canvas.fill(line, role: .selected) }
        frame.canvas.put(
            "[\(isOn ? "x" : " ")] " + words, column: area.column, row: area.row, role: role, limit: area.columns)
        frame.target(line, .toggle(field.rawValue))
        frame.gap(&area)
    }

    private func label(_ text: String, at area: Rect, _ frame: inout Frame<Message>) {
        frame.canvas.put(text, column: area.column, row: area.row, role: .muted)
    }
}
