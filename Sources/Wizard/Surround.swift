import TerminalUI

// What stands around every page: the header, the rail of steps, the footer with the keys.

extension Frame<Message> {
    /// Narrower terminals have no rail; the header says the step instead.
    private static var railFrom: Int { 76 }
    private static var railWidth: Int { 19 }
    /// Lines longer than this are hard to read, so that wider terminals leave the rest blank.
    private static var widest: Int { 100 }

    /// Draws it and the page's title. Returns the area that is the page's own.
    mutating func drawSurround(
        current: PageName, reached: PageName, isSkipped: (PageName) -> Bool, summary: String, title: String,
        keys: [KeyBinding<Message>]
    ) -> Rect {
        let size = canvas.size
        let hasRail = size.columns >= Self.railFrom
        canvas.put("keywizard", column: 1, row: 0, role: .title)
        let right = hasRail ? summary : "\(current.rawValue + 1)/\(PageName.allCases.count) \(current.title)"
        canvas.put(right, column: size.columns - 1 - right.displayWidth, row: 0, role: .muted)
        let line = Rect(column: 0, row: 1, columns: size.columns, rows: 1)
        canvas.fill(line, with: canvas.glyphs.horizontal, role: .rule)
        canvas.fill(Rect(column: 0, row: size.rows - 2, columns: size.columns, rows: 1), with: canvas.glyphs.horizontal, role: .rule)
        drawFooter(keys, row: size.rows - 1)
        let body = Rect(column: 2, row: 2, columns: size.columns - 4, rows: size.rows - 4)
        if hasRail { drawRail(current, reached, isSkipped, body) }
        let left = hasRail ? Self.railWidth : body.column
        let page = Rect(
            column: left, row: body.row, columns: min(Self.widest, size.columns - 2 - left), rows: body.rows)
        canvas.put(title, column: page.column, row: page.row, role: .title, limit: page.columns)
        canvas.clip = page
        return page.dropFirst(2)
    }

    private mutating func drawRail(
        _ current: PageName, _ reached: PageName, _ isSkipped: (PageName) -> Bool, _ body: Rect
    ) {
        let glyphs = canvas.glyphs
        for page in PageName.allCases where page.rawValue < body.rows {
            let row = body.row + page.rawValue
            let (mark, role): (Character, Role) =
                if page == current {
                    (glyphs.current, .stepCurrent)
                } else if isSkipped(page) {
                    (glyphs.skipped, .stepAhead)
                } else if page <= reached {
                    (glyphs.done, .stepDone)
                } else {
                    (glyphs.ahead, .stepAhead)
                }
            canvas.put(String(mark), column: body.column, row: row, role: role)
            canvas.put(page.title, column: body.column + 2, row: row, role: role)
            if page <= reached, page != current, !isSkipped(page) {
                target(Rect(column: body.column, row: row, columns: Self.railWidth - 3, rows: 1), .goTo(page))
            }
        }
    }

    /// The keys that have a label, each a button of its own. What doesn't fit is left to the help, but never the
    /// last two: help and quit.
    private mutating func drawFooter(_ keys: [KeyBinding<Message>], row: Int) {
        let labelled = keys.filter { !$0.label.isEmpty && !$0.keys.isEmpty }
        let width: (KeyBinding<Message>) -> Int = { $0.name.displayWidth + 1 + $0.label.displayWidth + 3 }
        let fixed = labelled.suffix(3)
        var room = canvas.size.columns - 1 - fixed.map(width).reduce(0, +)
        var shown = labelled.dropLast(fixed.count).filter { binding in
            guard width(binding) <= room else { return false }
            room -= width(binding)
            return true
        }
        shown += fixed
        var column = 1
        for binding in shown {
            let start = column
            column = canvas.put(binding.name, column: column, row: row, role: .key) + 1
            column = canvas.put(binding.label, column: column, row: row, role: .muted)
            if let message = binding.message {
                target(Rect(column: start, row: row, columns: column - start, rows: 1), message)
            }
            column += 3
        }
    }

    /// What a terminal shows that is too small: which size is needed; everything stays as it was.
    mutating func drawRoomPage(smallest: Size, isLeaving: Bool) {
        let size = canvas.size
        let lines = [
            "keywizard needs \(smallest.columns)×\(smallest.rows)",
            "this window has \(size.columns)×\(size.rows)",
            isLeaving ? "^C again leaves, and the key is lost" : "make it larger: nothing is lost",
        ]
        for (index, line) in lines.enumerated() {
            canvas.put(
                line, column: max(0, (size.columns - line.displayWidth) / 2), row: max(0, size.rows / 2 - 1) + index,
                role: index == 0 ? .title : .text, limit: size.columns)
        }
    }
}
