/// Columns of text, side by side.
struct Table {
    private let lines: [[String]]

    /// Every row has as many cells as there are titles.
    init(_ titles: [String], _ rows: [[String]]) { lines = [titles] + rows }

    /// Each column as wide as its longest cell, the last one as it comes.
    var text: String {
        let columns = lines[0].indices
        let widths = columns.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            columns.map { column in
                column == columns.last ? cells[column] : cells[column].padded(to: widths[column])
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
