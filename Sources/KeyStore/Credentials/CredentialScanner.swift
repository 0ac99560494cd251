import Secrecy

/// A text, and what the readers of all formats find in it.
struct CredentialScanner {
    typealias Trouble = CredentialDocument.Trouble
    typealias Scalar = CredentialDocument.Scalar

    let text: Secret
    let bytes: UnsafeRawBufferPointer

    /// One line, by its places in the text.
    struct Line {
        /// From 1.
        let number: Int
        /// The first byte that is no space; a reader may move it to the right.
        var start: Int
        /// Of its first column.
        let origin: Int
        /// Behind its last byte that is no white space.
        let end: Int

        /// The number of spaces that it begins with.
        var indent: Int { start - origin }
        var isEmpty: Bool { start >= end }

        func trouble(_ reason: String) -> Trouble { Trouble(line: number, reason: reason) }
    }

    /// Without the lines that are empty, and those that begin with one of the `comment` characters.
    func lines(comments: String) -> [Line] {
        var lines: [Line] = []
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        var origin = bytes.starts(with: mark) ? mark.count : 0
        var number = 0
        while origin < bytes.count {
            number += 1
            let newline = bytes[origin...].firstIndex(of: 0x0a) ?? bytes.count
            var end = newline
            while end > origin, isBlank(bytes[end - 1]) { end -= 1 }
            let start = skip(0x20, from: origin, to: end)
            if start < end, !comments.utf8.contains(bytes[start]) {
                lines.append(Line(number: number, start: start, origin: origin, end: end))
            }
            origin = newline + 1
        }
        return lines
    }

    /// The first place from `start` on that doesn't hold `byte`.
    func skip(_ byte: UInt8, from start: Int, to end: Int) -> Int {
        bytes[start..<end].firstIndex { $0 != byte } ?? end
    }

    func skipBlanks(from start: Int, to end: Int) -> Int {
        bytes[start..<end].firstIndex { !isBlank($0) } ?? end
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

    func byte(at index: Int, in line: Line) -> UInt8? { index < line.end ? bytes[index] : nil }

    func holds(_ word: String, at index: Int, in line: Line) -> Bool {
        bytes[index..<line.end].starts(with: word.utf8)
    }

    func plain(_ start: Int, _ end: Int) -> Scalar {
        Scalar(text: text, range: start..<end, style: .plain)
    }

    /// A string in double quotes that begins at `start`, and the place behind it.
    func doubleQuoted(at start: Int, in line: Line) throws(Trouble) -> (Scalar, end: Int) {
        var index = start + 1
        while let byte = byte(at: index, in: line) {
            if byte == UInt8(ascii: "\"") {
                return (Scalar(text: text, range: start + 1..<index, style: .doubleQuoted), index + 1)
            }
            if byte == UInt8(ascii: "\\") {
                index += 1
                guard let code = self.byte(at: index, in: line), "\"\\/nrt".utf8.contains(code) else {
                    throw line.trouble("unsupported escape in a string")
                }
            }
            index += 1
        }
        throw line.trouble("unterminated string")
    }

    /// A string in single quotes that begins at `start`, and the place behind it; in YAML two quotes stand for one.
    func singleQuoted(at start: Int, in line: Line, doubling: Bool) throws(Trouble) -> (Scalar, end: Int) {
        var index = start + 1
        while let byte = byte(at: index, in: line) {
            if byte == UInt8(ascii: "'") {
                guard doubling, self.byte(at: index + 1, in: line) == byte else {
                    let style: Scalar.Style = doubling ? .singleQuoted : .plain
                    return (Scalar(text: text, range: start + 1..<index, style: style), index + 1)
                }
                index += 1
            }
            index += 1
        }
        throw line.trouble("unterminated string")
    }

    func word(_ scalar: Scalar) -> String { CredentialDocument.scalar(scalar).word ?? "" }

    func word(_ start: Int, _ end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }
}
