/// The lines of a text, whatever ends them: LF, CR or CR LF. Lines are borrowed, without their ends.
struct TextLines: IteratorProtocol {
    private let text: UnsafeRawBufferPointer
    private var offset = 0

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    mutating func next() -> UnsafeRawBufferPointer? {
        guard offset < text.count else { return nil }
        var end = offset
        while end < text.count, !text[end].isLineEnd { end += 1 }
        let line = text.slice(offset..<end)
        let isPair = end + 1 < text.count && text[end] == UInt8(ascii: "\r") && text[end + 1] == UInt8(ascii: "\n")
        offset = min(end + (isPair ? 2 : 1), text.count)
        return line
    }

    /// What follows the lines that were taken.
    var rest: UnsafeRawBufferPointer { text.slice(offset..<text.count) }
}

extension UnsafeRawBufferPointer {
    /// The text without white space at its ends.
    var trimmed: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, self[start].isWhiteSpace { start += 1 }
        while end > start, self[end - 1].isWhiteSpace { end -= 1 }
        return slice(start..<end)
    }

    /// Where `pattern`, which isn't empty, occurs first, at `start` or later.
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
}

/// What a byte of text is, in ASCII.
extension UInt8 {
    var isLetter: Bool { 0x41...0x5A ~= self & 0xDF }
    var isAlphanumeric: Bool { isLetter || 0x30...0x39 ~= self }
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    var isLineEnd: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
    var isWhiteSpace: Bool { isBlank || isLineEnd }
}
