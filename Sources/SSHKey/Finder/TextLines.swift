/// The lines of a text, whatever ends them: LF, CR or CR LF. Lines are borrowed, without their ends.
struct TextLines: IteratorProtocol {
    private let text: UnsafeRawBufferPointer
    private var offset = 0

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    mutating func next() -> UnsafeRawBufferPointer? {
        guard offset < text.count else { return nil }
        var end = offset
        while end < text.count, text[end] != UInt8(ascii: "\n"), text[end] != UInt8(ascii: "\r") { end += 1 }
        let line = text.slice(offset..<end)
        let isPair = end + 1 < text.count && text[end] == UInt8(ascii: "\r") && text[end + 1] == UInt8(ascii: "\n")
        offset = min(end + (isPair ? 2 : 1), text.count)
        return line
    }

    /// What follows the lines that were taken.
    var rest: UnsafeRawBufferPointer { text.slice(offset..<text.count) }
}

extension UnsafeRawBufferPointer {
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }

    /// The text without white space at its ends.
    var trimmed: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, Self.isBlank(self[start]) { start += 1 }
        while end > start, Self.isBlank(self[end - 1]) { end -= 1 }
        return slice(start..<end)
    }

    /// Where `pattern`, which is not empty, occurs first, at `start` or later.
    func firstRange(of pattern: StaticString, from start: Int = 0) -> Range<Int>? {
        let length = pattern.utf8CodeUnitCount
        let first = pattern.utf8Start[0]
        var index = start
        while index + length <= count {
            if self[index] == first, slice(index..<index + length).equals(pattern) { return index..<index + length }
            index += 1
        }
        return nil
    }

    /// Where the first line begins that has `prefix` after its white space.
    func firstLine(startingWith prefix: StaticString) -> Int? {
        var offset = 0
        while let found = firstRange(of: prefix, from: offset)?.lowerBound {
            var start = found
            while start > 0, self[start - 1] == UInt8(ascii: " ") || self[start - 1] == UInt8(ascii: "\t") {
                start -= 1
            }
            if start == 0 || self[start - 1] == UInt8(ascii: "\n") || self[start - 1] == UInt8(ascii: "\r") {
                return start
            }
            offset = found + 1
        }
        return nil
    }
}
