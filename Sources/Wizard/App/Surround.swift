import TerminalUI

// What stands around every page: the header, the rail of steps, the footer with the keys, and help where there is room.

/// Where the wizard is in a terminal: all of it, up to a size that the eye still takes in; then in the middle.
struct Stage {
    let area: Rect

    /// The smallest terminal that every page fits in.
    static let smallest = Size(columns: 60, rows: 18)
    private static let largest = Size(columns: 160, rows: 60)
    /// Narrower terminals have no rail; the header says the step instead.
    private static let railFrom = 76
    static let railWidth = 19
    /// From here on the page's help is beside it, because longer lines would only be harder to read.
    private static let helpFrom = 120
    private static let longestHelp = 44

    init(in size: Size) {
        let columns = min(size.columns, Self.largest.columns)
        let rows = min(size.rows, Self.largest.rows)
        area = Rect(
            column: (size.columns - columns) / 2, row: (size.rows - rows) / 2, columns: columns, rows: rows)
    }

    var size: Size { Size(columns: area.columns, rows: area.rows) }
    var hasRail: Bool { area.columns >= Self.railFrom }
    private var body: Rect {
        Rect(column: area.column + 2, row: area.row + 2, columns: area.columns - 4, rows: area.rows - 4)
    }
    var rail: Rect { Rect(column: body.column, row: body.row, columns: Self.railWidth - 3, rows: body.rows) }

    /// The page with its title, and its help beside it.
    func page(withHelp: Bool) -> (page: Rect, help: Rect?) {
        let left = hasRail ? area.column + Self.railWidth : body.column
        let page = Rect(column: left, row: body.row, columns: area.endColumn - 2 - left, rows: body.rows)
        guard withHelp, area.columns >= Self.helpFrom else { return (page, nil) }
        let columns = min(Self.longestHelp, page.columns / 3)
        var (short, help) = (page, page)
        short.columns -= columns + 4
        help.columns = columns
        help.column = page.endColumn - columns
        return (short, help)
    }
}

extension Frame<Message> {
    /// Draws it and the page's title. Returns the area that is the page's own.
    mutating func drawSurround(
        _ stage: Stage, current: PageName, reached: PageName, isSkipped: (PageName) -> Bool, summary: String,
        title: String, keys: [KeyBinding<Message>], help: [String]?
    ) -> Rect {
        let area = stage.area
        canvas.put("keywizard", column: area.column + 1, row: area.row, role: .title)
        let right = stage.hasRail ? summary : "\(current.rawValue + 1)/\(PageName.allCases.count) \(current.title)"
        canvas.put(right, column: area.endColumn - 1 - right.displayWidth, row: area.row, role: .muted)
        for row in [area.row + 1, area.endRow - 2] {
            let line = Rect(column: area.column, row: row, columns: area.columns, rows: 1)
            canvas.fill(line, with: canvas.glyphs.horizontal, role: .rule)
        }
        drawFooter(keys, in: Rect(column: area.column + 1, row: area.endRow - 1, columns: area.columns - 1, rows: 1))
        if stage.hasRail { drawRail(current, reached, isSkipped, stage.rail) }
        let (page, beside) = stage.page(withHelp: help != nil)
        if let beside { drawHelp(help ?? [], beside) }
        canvas.put(title, column: page.column, row: page.row, role: .title, limit: page.columns)
        canvas.clip = page
        return page.dropFirst(2)
    }

    private mutating func drawRail(
        _ current: PageName, _ reached: PageName, _ isSkipped: (PageName) -> Bool, _ area: Rect
    ) {
        let glyphs = canvas.glyphs
        for page in PageName.allCases where page.rawValue < area.rows {
            let row = area.row + page.rawValue
            let (mark, role): (Character, Role) =
                if page == current {
                    (glyphs.current, .stepCurrent)
                } else if isSkipped(page) {
                    (glyphs.skipped, .stepAhead)
                } else if page < reached {
                    (glyphs.done, .stepDone)
                } else {
                    (glyphs.ahead, .stepAhead)
                }
            canvas.put(String(mark), column: area.column, row: row, role: role)
            canvas.put(page.title, column: area.column + 2, row: row, role: role)
            if page <= reached, page != current, !isSkipped(page) {
                target(Rect(column: area.column, row: row, columns: area.columns, rows: 1), .goTo(page))
            }
        }
    }

    /// The page explained, beside it, behind a line that joins the two across.
    private mutating func drawHelp(_ paragraphs: [String], _ area: Rect) {
        let line = area.column - 2
        let glyphs = canvas.glyphs
        for row in area.row..<area.endRow { canvas.dot(glyphs.vertical, column: line, row: row, role: .rule) }
        canvas.dot(glyphs.branchDown, column: line, row: area.row - 1, role: .rule)
        canvas.dot(glyphs.branchUp, column: line, row: area.endRow, role: .rule)
        var rest = area
        paragraph("About this page", &rest, role: .title)
        gap(&rest)
        for text in paragraphs {
            paragraph(text, &rest, role: .muted)
            gap(&rest)
        }
    }

    /// The keys that have a label, each a button of its own. What doesn't fit is left to the help, but never the first,
    /// nor the way back, the help and the way out.
    private mutating func drawFooter(_ keys: [KeyBinding<Message>], in area: Rect) {
        var shown = keys.filter { !$0.label.isEmpty && !$0.keys.isEmpty }
        func width(_ space: Int) -> Int {
            shown.reduce(-space) { $0 + $1.name.displayWidth + 1 + $1.label.displayWidth + space }
        }
        while width(2) > area.columns, shown.count > 4 { shown.remove(at: shown.count - 4) }
        let space = width(3) > area.columns ? 2 : 3
        var column = area.column
        for binding in shown {
            let start = column
            column = canvas.put(binding.name, column: column, row: area.row, role: .key) + 1
            column = canvas.put(binding.label, column: column, row: area.row, role: .muted)
            if let message = binding.message {
                target(Rect(column: start, row: area.row, columns: column - start, rows: 1), message)
            }
            column += space
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
