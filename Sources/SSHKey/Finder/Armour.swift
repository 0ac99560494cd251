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
        guard let (style, label, contentStart) = Self.label(in: text, from: start) else { return nil }
        self.label = label
        let (contentEnd, end) = Self.end(style, in: text, from: contentStart)
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
            while value.hasSuffix("\\"), value.utf8.count < Self.longestValue, let more = lines.next() {
                value = value.dropLast() + Self.text(more.trimmed)
            }
            headers.append((Self.text(line.slice(0..<colon)), value))
            (body, isFirst) = (lines.rest, false)
        }
        self.headers = headers
        decoded = Self.decode(body, isCut: end == nil)
        if Self.isIndented(text, at: contentStart) { notes.append(.indentation) }
    }

    func body() throws(KeyError) -> Secret {
        guard let decoded else { throw .malformed("the base64 of the key is damaged") }
        guard !decoded.isEmpty else { throw .malformed("a BEGIN line without a key") }
        return decoded
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The two families: PEM, and the files of ssh.com with RFC 4716. The comment of one may quote the other.
    private struct Style {
        let begin: StaticString
        let end: StaticString

        static let pem = Style(begin: "-----BEGIN ", end: "-----END ")
        static let sshCom = Style(begin: "---- BEGIN ", end: "---- END ")
    }

    private static let longestLabel = 64
    /// In bytes; RFC 4716 allows 1,024.
    private static let longestValue = 4096

    /// Where the first BEGIN is, at `start` or later.
    static func begin(in text: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        firstBegin(in: text, from: start)?.start
    }

    private static func firstBegin(in text: UnsafeRawBufferPointer, from start: Int) -> (style: Style, start: Int)? {
        var offset = start
        while let word = text.firstRange(of: "BEGIN ", from: offset) {
            // Both styles have five bytes in front of the word.
            let found = word.lowerBound - 5
            if found >= start {
                let rest = text.slice(found..<word.upperBound)
                for style in [Style.pem, .sshCom] where rest.starts(with: style.begin) { return (style, found) }
            }
            offset = word.upperBound
        }
        return nil
    }

    private static func label(
        in text: UnsafeRawBufferPointer, from start: Int
    ) -> (style: Style, label: String, contentStart: Int)? {
        var offset = start
        while let (style, found) = firstBegin(in: text, from: offset) {
            offset = found + style.begin.utf8CodeUnitCount
            let rest = text.slice(offset..<min(text.count, offset + longestLabel))
            guard let dashes = rest.firstRange(of: "----") else { continue }
            let label = Self.text(rest.slice(0..<dashes.lowerBound).trimmed)
            guard !label.contains("\n") else { continue }
            return (style, label, afterDashes(in: text, from: offset + dashes.upperBound))
        }
        return nil
    }

    /// Where the content ends, and where the END line does; nil when there is no END line before the next BEGIN.
    private static func end(
        _ style: Style, in text: UnsafeRawBufferPointer, from start: Int
    ) -> (content: Int, line: Int?) {
        let following = text.slice(start..<text.count)
        let content = following.slice(0..<(following.firstLine(startingWith: style.begin) ?? following.count))
        guard let end = content.firstRange(of: style.end) else { return (start + content.count, nil) }
        let rest = content.slice(end.upperBound..<min(content.count, end.upperBound + longestLabel))
        let dashes = rest.firstRange(of: "----")?.upperBound ?? 0
        return (start + end.lowerBound, afterDashes(in: text, from: start + end.upperBound + dashes))
    }

    private static func afterDashes(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var after = start
        while after < text.count, text[after] == UInt8(ascii: "-") { after += 1 }
        return after
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
        guard start < text.count, text[start] == UInt8(ascii: "\n") || text[start] == UInt8(ascii: "\r") else {
            return false
        }
        var lines = TextLines(text.slice(start..<text.count))
        _ = lines.next()
        guard let first = lines.next()?.first else { return false }
        return first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
}
