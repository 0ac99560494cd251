import Secrecy

/// What was done to a text on its way, and is undone here in one pass. Every byte that comes out knows where it came
/// from, so that what is found in the new text has its place in the old one.
enum TextLayer: CaseIterable {
    /// UTF-16 and UTF-32, zero bytes, and the end-of-file character of DOS.
    case encoding
    /// Dashes, spaces, quotes and invisible characters of word processors; sequences that color a terminal.
    case lookAlikes
    /// Backslashes of JSON, shells and programming languages.
    case escapes
    /// `%0A` of web addresses and forms.
    case percent
    /// Entities and tags of HTML.
    case html
    /// Quoted-printable of mail (RFC 2045, 6.7).
    case quotedPrintable
    /// What is between all lines of a block, or in front of every line.
    case lines
    /// Hexadecimal digits, as network devices and dump programs print them.
    case hexadecimal

    var note: ReadNote {
        switch self {
        case .encoding: .wideCharacters
        case .lookAlikes: .lookAlikes
        case .escapes: .escapedNewlines
        case .percent, .html, .quotedPrintable: .webEscapes
        case .lines: .decoration
        case .hexadecimal: .encoded("hexadecimal")
        }
    }

    /// Whether nothing of the text is dropped that means anything: a key that is alone in the new text was alone in
    /// the old one.
    var keepsAll: Bool {
        switch self {
        case .encoding, .lookAlikes, .escapes, .percent: true
        case .html, .quotedPrintable, .lines, .hexadecimal: false
        }
    }

    /// The text without this layer; nil where it has none.
    func removed(from text: UnsafeRawBufferPointer) -> Secret? {
        guard isHinted(in: text) else { return nil }
        var sink = TextCollector(capacity: text.count)
        guard apply(to: text, into: &sink), sink.buffer.count > 16 else { return nil }
        return sink.buffer.secret()
    }

    /// Where ranges of the new text are in the old one.
    func origins(of ranges: [Range<Int>], in text: UnsafeRawBufferPointer) -> [Range<Int>] {
        var finder = OriginFinder(ranges)
        _ = apply(to: text, into: &finder)
        return finder.origins(end: text.count)
    }

    private func isHinted(in text: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .encoding:
            text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF])
                || text.contains { $0 == 0 || $0 == 0x1A }
        case .lookAlikes: text.contains { $0 >= 0x7F || $0 < 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        case .escapes: text.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "`") }
        case .percent: text.contains(UInt8(ascii: "%"))
        case .html: text.contains { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") }
        case .quotedPrintable: text.contains(UInt8(ascii: "="))
        case .lines, .hexadecimal: true
        }
    }

    /// Writes the new text; the result says whether it differs.
    private func apply(to text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        switch self {
        case .encoding: WideText.decode(text, into: &sink)
        case .lookAlikes: LookAlikes.replace(text, into: &sink)
        case .escapes: EscapedText.undoBackslashes(text, into: &sink)
        case .percent: EscapedText.undoPercent(text, into: &sink)
        case .html: HTMLText.strip(text, into: &sink)
        case .quotedPrintable: EscapedText.undoQuotedPrintable(text, into: &sink)
        case .lines: DecoratedLines.strip(text, into: &sink)
        case .hexadecimal: HexadecimalText.decode(text, into: &sink)
        }
    }
}

/// Takes a text byte by byte, each with the place that it came from.
protocol TextSink: ~Copyable {
    mutating func put(_ byte: UInt8, from offset: Int)
}

extension TextSink where Self: ~Copyable {
    mutating func put(_ scalar: Unicode.Scalar, from offset: Int) {
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { put(byte, from: offset) }
    }
}

private struct TextCollector: ~Copyable, TextSink {
    var buffer: SecretBuffer

    init(capacity: Int) { buffer = SecretBuffer(capacity: capacity) }

    mutating func put(_ byte: UInt8, from offset: Int) { buffer.append(byte) }
}

/// Watches where the bytes at certain positions come from: a second pass costs less than a place for every byte.
private struct OriginFinder: TextSink {
    /// Positions in the new text, in their order, with the ends of ranges that they are.
    private let wanted: [(position: Int, range: Int, isEnd: Bool)]
    private let count: Int
    private var next = 0
    private var position = 0
    private var starts: [Int]
    private var ends: [Int?]

    init(_ ranges: [Range<Int>]) {
        count = ranges.count
        wanted = ranges.indices.flatMap { index in
            [(ranges[index].lowerBound, index, false), (ranges[index].upperBound, index, true)]
        }.sorted { $0.0 < $1.0 }
        starts = [Int](repeating: 0, count: ranges.count)
        ends = [Int?](repeating: nil, count: ranges.count)
    }

    mutating func put(_ byte: UInt8, from offset: Int) {
        while next < wanted.count, wanted[next].position == position {
            if wanted[next].isEnd { ends[wanted[next].range] = offset } else { starts[wanted[next].range] = offset }
            next += 1
        }
        position += 1
    }

    /// A range that goes on to the end of the new text goes on to the end of the old one.
    func origins(end: Int) -> [Range<Int>] {
        (0..<count).map { index in starts[index]..<max(starts[index], ends[index] ?? end) }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func starts(with prefix: [UInt8]) -> Bool {
        count >= prefix.count && slice(0..<prefix.count).equals(prefix)
    }
}
