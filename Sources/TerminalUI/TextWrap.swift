extension StringProtocol {
    /// The text broken at spaces into lines of at most `columns` cells; a longer word is cut.
    public func wrapped(to columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        return split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            var lines: [String] = []
            var (line, width) = ("", 0)
            // By bytes: to find where each character ends takes longer than all the rest.
            for word in Substring(paragraph).utf8.split(separator: UInt8(ascii: " ")).map(Substring.init) {
                let wordWidth = word.displayWidth
                if !line.isEmpty, width + 1 + wordWidth <= columns {
                    line += " " + word
                    width += 1 + wordWidth
                    continue
                }
                if !line.isEmpty { lines.append(line) }
                var pieces = wordWidth <= columns ? [String(word)] : word.cut(to: columns)
                line = pieces.popLast() ?? ""
                width = line.displayWidth
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
