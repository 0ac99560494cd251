import TerminalUI

// What stands around every page: the name of the program and the title, the rail of steps, the key hints, and help where
// there is room.

/// Where the wizard is in a terminal: all of it, up to a size that the eye still takes in; then in the middle.
struct Stage {
    let area: Rect
    private let kind: Kind

    /// Narrow: no rail, the title's row says the step. Wide: the page's help stands beside it, because longer lines would
    /// only be harder to read.
    private enum Kind { case narrow, medium, wide }

    /// The smallest terminal that every page fits in.
    static let smallest = Size(columns: 60, rows: 18)

    init(in size: Size) {
        kind = size.columns < 80 ? .narrow : size.columns < 116 ? .medium : .wide
        let largest = kind == .narrow ? 78 : kind == .medium ? 100 : 128
        let columns = min(size.columns, largest)
        let rows = min(size.rows, 36)
        area = Rect(
            column: (size.columns - columns) / 2, row: (size.rows - rows) * 2 / 5, columns: columns, rows: rows)
    }

    var size: Size { Size(columns: area.columns, rows: area.rows) }
    var hasRail: Bool { kind != .narrow }
    /// From the left edge to the content.
    private var left: Int { kind == .narrow ? 4 : kind == .medium ? 26 : 30 }
    /// How far the rail's column is before the content's.
    var railWidth: Int { hasRail ? left - 2 : 0 }
    var rail: Rect { Rect(column: area.column + 2, row: area.row + 4, columns: left - 5, rows: area.rows - 7) }
    /// The row of the key hints.
    var hints: Int { area.endRow - 2 }

    /// The page with its title; a blank row stands above the hints.
    var page: Rect {
        let column = area.column + left
        let columns = min(kind == .wide ? 60 : 72, area.endColumn - 2 - column)
        return Rect(column: column, row: area.row + 1, columns: columns, rows: area.rows - 4)
    }

    /// The page where nothing is beside it.
    var wholePage: Rect {
        var whole = page
        whole.columns = area.endColumn - 2 - whole.column
        return whole
    }

    /// Where the help stands, four columns after the page.
    var help: Rect? {
        guard kind == .wide else { return nil }
        let column = page.endColumn + 4
        return Rect(column: column, row: page.row, columns: area.endColumn - 2 - column, rows: page.rows)
    }
}

extension Frame<Message> {
    /// Draws it and the page's title. Returns the area that is the page's own, from the row below the title.
    mutating func drawSurround(
        _ stage: Stage, _ rail: Rail, title: String, mark: Tone?, keys: [KeyBinding<Message>], help: [String]?,
        isWide: Bool, opensRail: Bool
    ) -> Rect {
        let area = stage.area
        let page = isWide ? stage.wholePage : stage.page
        var column = page.column
        if let (sign, role) = mark.flatMap({ $0.mark(canvas.glyphs) }) {
            column = canvas.put(String(sign), column: column, row: page.row, role: role) + 1
        }
        var room = page.endColumn - column
        if stage.hasRail {
            canvas.put("keywizard", column: area.column + 2, row: page.row)
            if !opensRail {
                canvas.put(
                    rail.task, column: area.column + 2, row: page.row + 1, role: .muted, limit: stage.rail.columns)
                draw(rail, stage.rail)
            }
        } else {
            let step = "\(rail.current.rawValue + 1) of \(PageName.allCases.count)"
            canvas.put(step, column: area.endColumn - 2 - step.displayWidth, row: page.row, role: .muted)
            room -= step.displayWidth + 2
        }
        canvas.put(title, column: column, row: page.row, role: .strong, limit: room)
        drawHints(keys, stage)
        if let help, let beside = stage.help { draw(help, beside) }
        return page.dropFirst(1)
    }

    private mutating func draw(_ rail: Rail, _ area: Rect) {
        let glyphs = canvas.glyphs
        for page in PageName.allCases where page.rawValue < area.rows {
            let row = area.row + page.rawValue
            var line = Rect(column: area.column, row: row, columns: area.columns, rows: 1)
            let (sign, role, words) = rail.entry(page, glyphs)
            canvas.put(String(sign), column: line.column, row: row, role: role)
            let isHere = page == rail.current
            canvas.put(
                words, column: line.column + 2, row: row, role: isHere ? .here : .muted, limit: line.columns - 2)
            if page <= rail.reached, !isHere, !rail.isSkipped(page) {
                line.columns = 2 + words.displayWidth
                target(line, .goTo(page))
            }
        }
    }

    /// The page explained, beside it.
    private mutating func draw(_ help: [String], _ area: Rect) {
        var rest = area
        paragraph("About this page", &rest, role: .strong)
        for text in help {
            paragraph(text, &rest, role: .muted)
            gap(&rest)
        }
    }

    /// The keys that have a label, each a button of its own. Help, the way back and the way out have the same places on
    /// every page; the page's own begin where the content does, and the last ones are left to the help where there is no
    /// room.
    private mutating func drawHints(_ keys: [KeyBinding<Message>], _ stage: Stage) {
        let shown = keys.filter { !$0.label.isEmpty && !$0.keys.isEmpty }
        let back = shown.first { $0.keys.contains(.escape) }
        let help = shown.first { $0.keys.contains(.function(1)) }
        let quit = shown.first { $0.keys.contains(.control("c")) }
        var own = shown.filter { ![back, help, quit].contains($0) }
        let area = stage.area
        let end = area.endColumn - 2 - (quit.map(hintWidth) ?? 0)
        if let quit { drawHint(quit, column: end, row: stage.hints) }
        var fixed: [KeyBinding<Message>] = []
        var column = stage.page.column
        let space = stage.hasRail ? 3 : 2
        if stage.hasRail {
            if let help { drawHint(help, column: area.column + 2, row: stage.hints) }
            if let back { column = max(column, drawHint(back, column: area.column + 12, row: stage.hints) + 2) }
        } else {
            fixed = [help, back].compactMap { $0 }
        }
        func width() -> Int { (own + fixed).reduce(-space) { $0 + hintWidth($1) + space } }
        while own.count > 1, column + width() > end - 2 { own.removeLast() }
        for binding in own + fixed { column = drawHint(binding, column: column, row: stage.hints) + space }
    }

    /// Spelled in ASCII, which is the longer of the two: the same hints stand everywhere.
    private func hintWidth(_ binding: KeyBinding<Message>) -> Int {
        Glyphs.ascii.spell(binding.name).count + 1 + Glyphs.ascii.spell(binding.label).count
    }

    @discardableResult
    private mutating func drawHint(_ binding: KeyBinding<Message>, column: Int, row: Int) -> Int {
        let action = canvas.put(binding.name, column: column, row: row) + 1
        let end = canvas.put(binding.label, column: action, row: row, role: .muted)
        if let message = binding.message {
            target(Rect(column: column, row: row, columns: end - column, rows: 1), message)
        }
        return end
    }

    /// What a terminal shows that is too small: which size is needed; everything stays as it was.
    mutating func drawRoomPage(smallest: Size, isLeaving: Bool) {
        let size = canvas.size
        let lines: [(String, Role)] = [
            ("keywizard needs \(smallest.columns)×\(smallest.rows)", .strong),
            ("This window is \(size.columns)×\(size.rows).", .text),
            (isLeaving ? "Press ^C again to quit and discard the key." : "Enlarge it: nothing is lost.", .muted),
        ]
        for (index, (line, role)) in lines.enumerated() {
            canvas.put(
                line, column: max(0, (size.columns - line.displayWidth) / 2), row: max(0, size.rows / 2 - 2) + index,
                role: role, limit: size.columns)
        }
    }
}

extension Tone {
    /// The sign before a line of this tone, and its role.
    func mark(_ glyphs: Glyphs) -> (Character, Role)? {
        switch self {
        case .success: (glyphs.correct, .success)
        case .warning: ("!", .warning)
        case .failure: (glyphs.wrong, .error)
        case .neutral, .muted: nil
        }
    }
}
