/// One cell of the screen.
public struct Cell: Hashable, Sendable {
    /// What is drawn; nil in the second cell of a wide character.
    public var character: Character?
    /// What it means, from which the palette makes its color.
    public var role: Role

    static let blank = Cell(character: " ", role: .text)
}

/// A screen's worth of cells. Drawing beyond its edges is cut off; nothing that a terminal would act on gets in.
public struct Canvas: Hashable, Sendable {
    /// The size, which stays: a terminal of another size gets another canvas.
    public let size: Size
    /// The characters that lines, marks and bars are drawn with.
    public let glyphs: Glyphs
    /// Row by row, `size.columns` cells each.
    public private(set) var cells: [Cell]
    /// What is drawn outside of it is cut off.
    public var clip: Rect

    /// A canvas of blanks, none of it clipped.
    public init(size: Size, glyphs: Glyphs) {
        self.size = size
        self.glyphs = glyphs
        cells = Array(repeating: .blank, count: max(0, size.columns * size.rows))
        clip = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
    }

    /// The cell at a place, which must be on the canvas.
    public subscript(column column: Int, row row: Int) -> Cell { cells[row * size.columns + column] }

    /// Draws text from a place on, at most `limit` cells of it, and ends it with an ellipsis where it is cut.
    /// - Returns: the first column after it.
    @discardableResult
    public mutating func put(
        _ text: some StringProtocol, column: Int, row: Int, role: Role = .text, limit: Int = .max
    ) -> Int {
        let spelled = glyphs.spell(String(text))
        let end = min(clip.endColumn, limit == .max ? .max : column + limit)
        let fits = column + spelled.displayWidth <= end
        var at = column
        for character in spelled {
            let shown = character.isUnsafeToDraw ? glyphs.spell("\u{FFFD}").first! : character
            let width = shown.displayWidth
            if !fits, at + width >= end {
                if at < end { set(glyphs.ellipsis, at, row, role); at += 1 }
                break
            }
            // A lone combining mark has no cell of its own to go to.
            guard width > 0 else { continue }
            set(shown, at, row, role)
            if width == 2 { set(nil, at + 1, row, role) }
            at += width
        }
        return at
    }

    /// Draws text over several lines of a rectangle, broken at spaces. Returns the first row after it.
    @discardableResult
    public mutating func wrap(_ text: some StringProtocol, in area: Rect, role: Role = .text) -> Int {
        var row = area.row
        // Spelled first: an ellipsis of three dots has to fit as well.
        for line in glyphs.spell(String(text)).wrapped(to: area.columns) where row < area.endRow {
            put(line, column: area.column, row: row, role: role, limit: area.columns)
            row += 1
        }
        return row
    }

    /// Draws one character in every cell of a rectangle.
    public mutating func fill(_ area: Rect, with character: Character = " ", role: Role) {
        for row in area.row..<area.endRow {
            for column in area.column..<area.endColumn { set(character, column, row, role) }
        }
    }

    /// Draws the corners of a rectangle: what stands between them is to be looked at.
    public mutating func corners(_ area: Rect, role: Role = .rule) {
        guard area.columns >= 6, area.rows >= 2 else { return }
        let (right, bottom) = (area.endColumn - 1, area.endRow - 1)
        for row in [area.row, bottom] {
            for column in [area.column + 1, area.column + 2, right - 2, right - 1] {
                set(glyphs.horizontal, column, row, role)
            }
        }
        set(glyphs.topLeft, area.column, area.row, role)
        set(glyphs.topRight, right, area.row, role)
        set(glyphs.bottomLeft, area.column, bottom, role)
        set(glyphs.bottomRight, right, bottom, role)
    }

    /// Draws one character in one cell.
    public mutating func dot(_ character: Character, column: Int, row: Int, role: Role) {
        set(character, column, row, role)
    }

    /// Puts a cell of another canvas into a place.
    public mutating func copy(_ cell: Cell, column: Int, row: Int) {
        set(cell.character, column, row, cell.role)
    }

    /// The screen as text, one line a row, without the blanks at their ends.
    public var text: String {
        (0..<size.rows).map { row in
            var line = ""
            for column in 0..<size.columns { self[column: column, row: row].character.map { line.append($0) } }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    private mutating func set(_ character: Character?, _ column: Int, _ row: Int, _ role: Role) {
        guard clip.contains(Point(column: column, row: row)) else { return }
        let index = row * size.columns + column
        // Half a wide character can't be drawn: the rest of one beside the new cell becomes a blank.
        if character != nil, cells[index].character == nil, column > 0 { cells[index - 1].character = " " }
        if column + 1 < size.columns, cells[index + 1].character == nil { cells[index + 1].character = " " }
        let isOrphan = character == nil && (column == clip.column || cells[index - 1].character?.displayWidth != 2)
        cells[index] = Cell(character: isOrphan ? " " : character, role: role)
    }
}
