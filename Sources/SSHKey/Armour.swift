import Secrecy

/// A block of base64 between a BEGIN and an END line, with the headers in front of it: PEM has five dashes, the
/// files of ssh.com and RFC 4716 have four. Lenient with the text around the bytes, because people paste.
struct Armour {
    let label: String
    let headers: [(name: String, value: String)]
    /// What the base64 stands for, when it is any: blocks that hold no key have other things there.
    private let decoded: Secret?
    private(set) var notes: [Repair] = []
    /// Where the text goes on after it.
    let end: Int

    /// The first block at `start` or later; nil when there is none.
    init?(in text: UnsafeRawBufferPointer, from start: Int) {
        guard let (label, contentStart) = Self.label(in: text, from: start) else { return nil }
        self.label = label
        let (contentEnd, end) = Self.end(in: text, from: contentStart)
        self.end = end ?? contentEnd
        if end == nil { notes.append(.missingEnd) }

        var lines = TextLines(text.slice(contentStart..<contentEnd))
        var headers: [(name: String, value: String)] = []
        var body = lines.rest
        var isFirst = true
        while let line = lines.next()?.trimmed {
            if line.isEmpty {
                (body, isFirst) = (lines.rest, false)
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                if isFirst { notes.append(.oneLine) }
                break
            }
            var value = Self.text(line.slice(colon + 1..<line.count).trimmed)
            // RFC 4716: a backslash at the end continues a value on the next line.
            while value.hasSuffix("\\"), let more = lines.next() { value = value.dropLast() + Self.text(more.trimmed) }
            headers.append((Self.text(line.slice(0..<colon)), value))
            (body, isFirst) = (lines.rest, false)
        }
        self.headers = headers
        decoded = Self.decode(body, isCut: end == nil)
        if Self.isIndented(text, at: contentStart) { notes.append(.indentation) }
    }

    func body() throws(KeyError) -> Secret {
        guard let decoded else { throw .malformed("the base64 of the key is damaged") }
        return decoded
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    private static let longestLabel = 64

    private static func label(in text: UnsafeRawBufferPointer, from start: Int) -> (String, contentStart: Int)? {
        var offset = start
        while true {
            let five = text.firstRange(of: "-----BEGIN ", from: offset)
            let four = text.firstRange(of: "---- BEGIN ", from: offset)
            guard let begin = [five, four].compactMap({ $0 }).min(by: { $0.lowerBound < $1.lowerBound }) else { return nil }
            offset = begin.upperBound
            let rest = text.slice(offset..<min(text.count, offset + longestLabel))
            guard let dashes = rest.firstRange(of: "----") else { continue }
            let label = Self.text(rest.slice(0..<dashes.lowerBound).trimmed)
            guard !label.contains("\n") else { continue }
            var contentStart = offset + dashes.upperBound
            while contentStart < text.count, text[contentStart] == UInt8(ascii: "-") { contentStart += 1 }
            return (label, contentStart)
        }
    }

    /// Where the content ends, and where the END line does; nil when there is no END line.
    private static func end(in text: UnsafeRawBufferPointer, from start: Int) -> (content: Int, line: Int?) {
        let five = text.firstRange(of: "-----END ", from: start)
        let four = five == nil ? text.firstRange(of: "---- END ", from: start) : nil
        let begin = text.firstRange(of: "-----BEGIN ", from: start)?.lowerBound ?? text.count
        guard let end = five ?? four, end.lowerBound < begin else { return (begin, nil) }
        let rest = text.slice(end.upperBound..<min(text.count, end.upperBound + longestLabel))
        var after = end.upperBound + (rest.firstRange(of: "----")?.upperBound ?? 0)
        while after < text.count, text[after] == UInt8(ascii: "-") { after += 1 }
        return (end.lowerBound, after)
    }

    private static func decode(_ text: UnsafeRawBufferPointer, isCut: Bool) -> Secret? {
        var body = SecretBuffer(capacity: text.count)
        if Base64.decode(text, into: &body) { return body.secret() }
        // What was cut off within a group of four: the bytes before it tell how long the whole was.
        var shorter = text.trimmed
        for _ in 0..<3 where isCut && !shorter.isEmpty {
            shorter = shorter.slice(0..<shorter.count - 1).trimmed
            var body = SecretBuffer(capacity: text.count)
            if Base64.decode(shorter, into: &body) { return body.secret() }
        }
        return nil
    }

    private static func isIndented(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start < text.count, text[start] == UInt8(ascii: "\n") || text[start] == UInt8(ascii: "\r") else { return false }
        var lines = TextLines(text.slice(start..<text.count))
        _ = lines.next()
        guard let first = lines.next()?.first else { return false }
        return first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
}
