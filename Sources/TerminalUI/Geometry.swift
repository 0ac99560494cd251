/// A size in cells.
public struct Size: Hashable, Sendable {
    /// Cells in a row.
    public var columns: Int
    /// Rows on the screen.
    public var rows: Int

    /// A size in cells.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// A cell's place, counted from the top left, both from 0.
public struct Point: Hashable, Sendable {
    /// From the left, from 0.
    public var column: Int
    /// From the top, from 0.
    public var row: Int

    /// A cell's place, from 0.
    public init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

/// A rectangle of cells.
public struct Rect: Hashable, Sendable {
    /// Its first column, from 0; it may be off the screen.
    public var column: Int
    /// Its first row, from 0; it may be off the screen.
    public var row: Int
    /// Its width in cells, never below 0.
    public var columns: Int
    /// Its height in cells, never below 0.
    public var rows: Int

    /// A rectangle; a width or height below 0 becomes 0, so that one too large for its surroundings is empty.
    public init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// The first column to its right.
    public var endColumn: Int { column + columns }
    /// The first row below it.
    public var endRow: Int { row + rows }

    /// Whether the cell is inside; of an empty rectangle none is.
    public func contains(_ point: Point) -> Bool {
        point.column >= column && point.column < endColumn && point.row >= row && point.row < endRow
    }

    /// The rectangle without `count` rows at its top.
    public func dropFirst(_ count: Int) -> Rect {
        Rect(column: column, row: row + count, columns: columns, rows: rows - count)
    }

    /// The rectangle inside a border of one cell.
    public var inside: Rect { Rect(column: column + 1, row: row + 1, columns: columns - 2, rows: rows - 2) }
}
