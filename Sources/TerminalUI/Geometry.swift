/// A size in cells.
public struct Size: Hashable, Sendable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// A cell's place, counted from the top left, both from 0.
public struct Point: Hashable, Sendable {
    public var column: Int
    public var row: Int

    public init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

/// A rectangle of cells.
public struct Rect: Hashable, Sendable {
    public var column: Int
    public var row: Int
    public var columns: Int
    public var rows: Int

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
