extension StringProtocol {
    /// The text broken at spaces into lines of at most `columns` cells; a longer word is cut.
    public func wrapped(to columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        return split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            var lines: [String] = []
            var line = ""
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, line.displayWidth + 1 + word.displayWidth <= columns {
                    line += " " + word
                    continue
                }
                if !line.isEmpty { lines.append(line) }
                var pieces = word.cut(to: columns)
                line = pieces.popLast() ?? ""
                lines += pieces
            }
            return lines + [line]
        }
    }

    /// The text cut into pieces of at most `columns` cells, wherever that falls: for a key line or a path.
    public func cut(to columns: Int) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var width = 0
        for character in self {
            if width + character.displayWidth > columns, !piece.isEmpty {
                pieces.append(piece)
                (piece, width) = ("", 0)
            }
            piece.append(character)
            width += character.displayWidth
        }
        return piece.isEmpty && !pieces.isEmpty ? pieces : pieces + [piece]
    }
}
