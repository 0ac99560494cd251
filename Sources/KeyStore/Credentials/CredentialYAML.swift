/// YAML (https://yaml.org/spec/1.2.2) as programs write their configuration: tables and lists by indentation, each value
/// on one line. Anchors, tags, blocks of text, braces and brackets with something in them are refused.
struct CredentialYAML {
    typealias Trouble = CredentialDocument.Trouble

    private let scanner: CredentialScanner
    private var lines: [CredentialScanner.Line]
    private var next = 0

    init(_ scanner: CredentialScanner) {
        self.scanner = scanner
        lines = scanner.lines(comments: "#")
    }

    func read() throws(Trouble) -> CredentialDocument {
        var reader = self
        if let first = lines.first, scanner.bytes[first.start..<first.end].elementsEqual("---".utf8) { reader.next = 1 }
        guard let line = reader.line else { return .nothing }
        let document = try reader.block(indent: line.indent)
        if let rest = reader.line { throw rest.trouble("unexpected indentation") }
        return document
    }

    private var line: CredentialScanner.Line? { next < lines.count ? lines[next] : nil }

    private mutating func block(indent: Int) throws(Trouble) -> CredentialDocument {
        guard let line else { return .nothing }
        return isItem(line) ? try list(indent: indent) : try table(indent: indent)
    }

    private func isItem(_ line: CredentialScanner.Line) -> Bool {
        scanner.bytes[line.start] == UInt8(ascii: "-")
            && (line.start + 1 == line.end || scanner.bytes[line.start + 1] == 0x20)
    }

    private mutating func list(indent: Int) throws(Trouble) -> CredentialDocument {
        var items: [CredentialDocument] = []
        while let line, line.indent == indent, isItem(line) {
            let content = scanner.skip(0x20, from: line.start + 1, to: line.end)
            if content == line.end {
                next += 1
                if let below = self.line, below.indent > indent {
                    items.append(try block(indent: below.indent))
                } else {
                    items.append(.nothing)
                }
                continue
            }
            // What follows the dash stands as if on a line of its own.
            lines[next].start = content
            let hasKey = try key(lines[next]) != nil
            if hasKey || isItem(lines[next]) {
                items.append(try block(indent: lines[next].indent))
            } else {
                items.append(try scalar(lines[next], from: content))
                try advance(past: indent)
            }
        }
        return .list(items)
    }

    private mutating func table(indent: Int) throws(Trouble) -> CredentialDocument {
        var entries: [(key: String, value: CredentialDocument)] = []
        while let line, line.indent == indent {
            guard let (key, end) = try key(line) else { throw line.trouble("expected key: value or a list") }
            guard !entries.contains(where: { $0.key == key }) else { throw line.trouble("duplicate key") }
            let start = scanner.skipBlanks(from: end, to: line.end)
            if start == line.end || scanner.bytes[start] == UInt8(ascii: "#") {
                next += 1
                if let below = self.line, below.indent > indent || below.indent == indent && isItem(below) {
                    entries.append((key, try block(indent: below.indent)))
                } else {
                    entries.append((key, .nothing))
                }
            } else {
                entries.append((key, try scalar(line, from: start)))
                try advance(past: indent)
            }
        }
        return .table(entries)
    }

    /// To the line below a value, which must not go on there.
    private mutating func advance(past indent: Int) throws(Trouble) {
        next += 1
        if let line, line.indent > indent { throw line.trouble("multi-line values aren't supported") }
    }

    /// The key that a line begins with, and the place behind its colon; nil when there is none.
    private func key(_ line: CredentialScanner.Line) throws(Trouble) -> (String, end: Int)? {
        let first = scanner.bytes[line.start]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            let (key, end) = try quoted(line, at: line.start)
            let colon = scanner.skip(0x20, from: end, to: line.end)
            guard scanner.byte(at: colon, in: line) == UInt8(ascii: ":") else { return nil }
            return (scanner.word(key), colon + 1)
        }
        let colon = (line.start..<line.end).first { place in
            scanner.bytes[place] == UInt8(ascii: ":")
                && (place + 1 == line.end || scanner.isBlank(scanner.bytes[place + 1]))
        }
        guard let colon else { return nil }
        guard !"&*!|>%@`?,[]{}<\t".utf8.contains(first) else { throw line.trouble("unsupported key syntax") }
        var end = colon
        while end > line.start, scanner.isBlank(scanner.bytes[end - 1]) { end -= 1 }
        let key = scanner.word(line.start, end)
        guard !key.isEmpty, !key.contains(" #") else { throw line.trouble("unsupported key syntax") }
        return (key, colon + 1)
    }

    /// A value that is on one line.
    private func scalar(_ line: CredentialScanner.Line, from start: Int) throws(Trouble) -> CredentialDocument {
        switch scanner.bytes[start] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let (scalar, end) = try quoted(line, at: start)
            let rest = scanner.skipBlanks(from: end, to: line.end)
            guard rest == line.end || (rest > end && scanner.bytes[rest] == UInt8(ascii: "#")) else {
                throw line.trouble("unexpected text after a string")
            }
            return .scalar(scalar)
        case UInt8(ascii: "!"):
            // glab writes its tokens as `!!null TOKEN`, so that other programs take them for nothing.
            let tag = "!!null "
            guard scanner.holds(tag, at: start, in: line) else { throw line.trouble("a tag") }
            return try scalar(line, from: scanner.skip(0x20, from: start + tag.utf8.count, to: line.end))
        case UInt8(ascii: "&"), UInt8(ascii: "*"): throw line.trouble("an anchor or an alias")
        case UInt8(ascii: "|"), UInt8(ascii: ">"): throw line.trouble("a block of text")
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let value = scanner.bytes[start..<plainEnd(line, from: start)]
            if value.elementsEqual("{}".utf8) { return .table([]) }
            if value.elementsEqual("[]".utf8) { return .list([]) }
            throw line.trouble("a value in braces or brackets")
        case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "]"), UInt8(ascii: "}"),
            UInt8(ascii: ","):
            throw line.trouble("unsupported value syntax")
        default: break
        }
        let end = plainEnd(line, from: start)
        for place in start..<end where scanner.bytes[place] == UInt8(ascii: ":") {
            guard place + 1 < end, !scanner.isBlank(scanner.bytes[place + 1]) else {
                throw line.trouble("a colon in a value")
            }
        }
        // YAML 1.2, 10.3.2.
        let isNull = ["~", "null", "Null", "NULL"].contains { scanner.bytes[start..<end].elementsEqual($0.utf8) }
        return isNull ? .nothing : .scalar(scanner.plain(start, end))
    }

    /// Where a value without quotes ends: before a comment, or with its line.
    private func plainEnd(_ line: CredentialScanner.Line, from start: Int) -> Int {
        var end =
            (start..<line.end).first { place in
                place > start && scanner.bytes[place] == UInt8(ascii: "#") && scanner.isBlank(scanner.bytes[place - 1])
            } ?? line.end
        while end > start, scanner.isBlank(scanner.bytes[end - 1]) { end -= 1 }
        return end
    }

    private func quoted(
        _ line: CredentialScanner.Line, at start: Int
    ) throws(Trouble) -> (CredentialDocument.Scalar, end: Int) {
        scanner.bytes[start] == UInt8(ascii: "\"")
            ? try scanner.doubleQuoted(at: start, in: line)
            : try scanner.singleQuoted(at: start, in: line, doubling: true)
    }
}
