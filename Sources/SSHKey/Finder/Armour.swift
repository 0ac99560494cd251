import Secrecy

/// A block of base64 between a BEGIN and an END line, with the headers in front of it: PEM has five dashes, the
/// files of ssh.com and RFC 4716 have four. Any number is taken, on any line breaks, because people paste.
struct Armour {
    let label: String
    let headers: [(name: String, value: String)]
    /// What the base64 stands for, when it is any: blocks that hold no key have other things there.
    private let decoded: Secret?
    private(set) var notes: [ReadNote] = []
    /// Where it is in the text, its lines included.
    let range: Range<Int>
    /// Between the lines.
    let content: Range<Int>

    /// The block that `begin` opens.
    init(in text: UnsafeRawBufferPointer, after begin: ArmourMarker) {
        label = begin.label
        let (end, limit) = Self.end(of: begin, in: text)
        // The dashes of two lines that stand glued together belong to both.
        let contentEnd = max(end?.range.lowerBound ?? limit, begin.range.upperBound)
        var head = Headers(text, begin.range.upperBound..<contentEnd)
        head.read()
        headers = head.headers
        if end == nil { notes.append(.missingEnd) }
        if !begin.isWhole || !(end?.isWhole ?? true) { notes.append(.damagedMarks) }
        if head.isOneLine { notes.append(.oneLine) }
        content = begin.range.upperBound..<contentEnd

        var body = SecretBuffer(capacity: contentEnd - head.body)
        if end != nil, Base64.decode(text.slice(head.body..<contentEnd), into: &body) {
            decoded = body.secret()
            range = begin.range.lowerBound..<(end?.range.upperBound ?? contentEnd)
        } else if let run = Self.run(text, from: head.body), end == nil || run.isWhole {
            // What is between the key and the END line is no part of it; without an END line the key says how
            // long it is.
            decoded = run.bytes
            if run.isURLSafe { notes.append(.urlSafe) }
            if end != nil, run.range.upperBound < contentEnd,
                !text.slice(run.range.upperBound..<contentEnd).trimmed.isEmpty
            {
                notes.append(.surroundingText)
            }
            range = begin.range.lowerBound..<(end?.range.upperBound ?? run.range.upperBound)
        } else {
            decoded = text.slice(head.body..<contentEnd).trimmed.isEmpty ? Secret([]) : nil
            range = begin.range.lowerBound..<(end?.range.upperBound ?? contentEnd)
        }
        if Self.isIndented(text, at: begin.range.upperBound) { notes.append(.indentation) }
    }

    func body() throws(KeyError) -> Secret {
        guard let decoded else { throw .malformed("the base64 of the key is damaged") }
        guard !decoded.isEmpty else { throw .malformed("a BEGIN line without a key") }
        return decoded
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Whether the key and what is read of the headers is all between the lines: a key that is written again keeps a
    /// comment of ssh.com's and nothing more.
    var holdsNothingElse: Bool {
        let kept: Set<String> = ["proc-type", "dek-info", "comment", "subject"]
        return headers.allSatisfy { kept.contains($0.name.lowercased()) } && !notes.contains(.surroundingText)
            && (label.hasPrefix("SSH2") || header("Comment") == nil)
    }

    /// How many markers are looked at for the END of a block: a comment may quote some.
    private static let mostMarkers = 16

    /// The END of a block, and where it can't go on: at the next BEGIN that isn't in one of its headers.
    private static func end(of begin: ArmourMarker, in text: UnsafeRawBufferPointer) -> (ArmourMarker?, limit: Int) {
        var offset = begin.range.upperBound
        var stranger: ArmourMarker?
        var limit: Int?
        for _ in 0..<mostMarkers {
            guard let marker = ArmourMarker.next(in: text, from: offset) else { break }
            offset = marker.range.upperBound
            if marker.label == begin.label {
                if !marker.isBegin { return (marker, marker.range.lowerBound) }
                limit = limit ?? marker.range.lowerBound
                break
            }
            if marker.isBegin { limit = limit ?? marker.range.lowerBound }
            if !marker.isBegin, limit == nil { stranger = stranger ?? marker }
        }
        return (stranger, limit ?? text.count)
    }

    /// A key that says itself where it ends.
    private static func run(_ text: UnsafeRawBufferPointer, from start: Int) -> Base64Run? {
        var start = start
        while start < text.count, text[start].isWhiteSpace { start += 1 }
        for extent in [KeyExtent.openSSH, KeyExtent.der, KeyExtent.sshCom, KeyExtent.publicBlob] {
            if let run = Base64Run(text, from: start, extent) { return run }
        }
        return nil
    }

    private static func isIndented(_ text: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start < text.count, text[start].isLineEnd else { return false }
        var lines = TextLines(text.slice(start..<text.count))
        _ = lines.next()
        guard let first = lines.next()?.first else { return false }
        return first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
    }

    /// The headers in front of a block's base64, on lines of their own or on one line with it.
    private struct Headers {
        private let text: UnsafeRawBufferPointer
        private let end: Int
        var headers: [(name: String, value: String)] = []
        /// Where the base64 begins.
        private(set) var body: Int
        /// No line ends before the base64 or the first header.
        let isOneLine: Bool

        /// In bytes; RFC 4716 allows 1,024.
        private static let longestValue = 4096
        private static let longestName = 64
        /// A comment's line that someone wrapped isn't longer.
        private static let longestLine = 100

        init(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) {
            (self.text, body, end) = (text, range.lowerBound, range.upperBound)
            let content = text.slice(range)
            let first = content.firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            isOneLine = first.map { !content[$0].isLineEnd } ?? false
        }

        mutating func read() {
            while let header = next() { headers.append(header) }
        }

        private mutating func next() -> (name: String, value: String)? {
            var start = body
            while start < end, text[start].isWhiteSpace { start += 1 }
            var colon = start
            while colon < min(end, start + Self.longestName), Self.isNameCharacter(text[colon]) { colon += 1 }
            guard colon > start, colon < end, text[colon] == UInt8(ascii: ":") else { return nil }
            let name = Self.text(text.slice(start..<colon))
            body = colon + 1
            return (name, value(of: name.lowercased()))
        }

        private mutating func value(of name: String) -> String {
            if isOneLine, name == "proc-type" || name == "dek-info" { return word() }
            var value = ""
            repeat {
                var lineEnd = body
                while lineEnd < end, !text[lineEnd].isLineEnd { lineEnd += 1 }
                let line = text.slice(body..<lineEnd).trimmed
                if value.hasSuffix("\\") { value.removeLast() }
                // With everything on one line, the value ends where the base64 begins.
                let cut = isOneLine ? Self.bodyStart(in: line) : line.count
                value += Self.text(line.slice(0..<cut).trimmed)
                body = cut == line.count ? lineEnd : offset(of: line, cut)
                if body < end, text[body] == UInt8(ascii: "\r") { body += 1 }
                if body < end, text[body] == UInt8(ascii: "\n") { body += 1 }
                // RFC 4716: a backslash at the end continues a value on the next line; a quote that is still open does
                // where someone wrapped the line.
            } while (value.hasSuffix("\\") || Self.isOpen(value)) && value.utf8.count < Self.longestValue && body < end
            return value
        }

        private static func isOpen(_ value: String) -> Bool {
            value.hasPrefix("\"") && (value.utf8.count == 1 || !value.hasSuffix("\"")) && value.utf8.count < longestLine
        }

        private func offset(of line: UnsafeRawBufferPointer, _ position: Int) -> Int {
            guard let start = text.baseAddress, let line = line.baseAddress else { return end }
            return line - start + position
        }

        /// The next word; `AES-128-CBC, 0123` counts as one.
        private mutating func word() -> String {
            func skipBlanks() { while body < end, text[body].isWhiteSpace { body += 1 } }
            skipBlanks()
            let start = body
            repeat {
                skipBlanks()
                while body < end, !text[body].isWhiteSpace { body += 1 }
            } while body < end && text[body - 1] == UInt8(ascii: ",")
            return Self.text(text.slice(start..<body))
        }

        /// Where the base64 of a public or an ssh.com key begins in the text of a header.
        private static func bodyStart(in line: UnsafeRawBufferPointer) -> Int {
            for mark in [" AAAA", " P2/56"] as [StaticString] {
                if let start = line.firstRange(of: mark)?.lowerBound { return start }
            }
            return line.count
        }

        private static func isNameCharacter(_ byte: UInt8) -> Bool {
            byte.isAlphanumeric || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }

        private static func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
    }
}
