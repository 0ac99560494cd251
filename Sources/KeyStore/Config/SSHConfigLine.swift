/// One line of ssh_config(5), taken apart as readconf.c and argv_split() of OpenSSH 9.2 do it.
struct SSHConfigLine: Hashable, Sendable {
    /// A keyword and what follows it.
    struct Directive: Hashable, Sendable {
        /// In lower case: keywords are read in any.
        let keyword: String
        let arguments: [Argument]
    }

    struct Argument: Hashable, Sendable {
        /// Without quotes and escapes.
        let value: String
        /// Where it is in the line, with its quotes.
        let range: Range<Int>
    }

    /// All of it, the line end too.
    let bytes: [UInt8]
    /// Nil for comments, for empty lines, and for what ssh would refuse to read.
    let directive: Directive?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        directive = Self.parse(bytes)
    }

    init(_ text: String) { self.init(Array(text.utf8)) }

    /// The line without its end, as it is shown.
    var text: String {
        var content = bytes[...]
        if content.last == UInt8(ascii: "\n") { content = content.dropLast() }
        if content.last == UInt8(ascii: "\r") { content = content.dropLast() }
        return String(decoding: content, as: UTF8.self)
    }

    var indentation: String {
        String(decoding: bytes.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }, as: UTF8.self)
    }

    var isBlank: Bool { bytes.allSatisfy(isSpace) }
    var isComment: Bool { bytes.first { !isSpace($0) } == UInt8(ascii: "#") }
    var endsInNewline: Bool { bytes.last == UInt8(ascii: "\n") }

    /// The same line with another first argument, everything around it kept.
    func replacingArgument(with value: String) -> SSHConfigLine {
        guard let range = directive?.arguments.first?.range else { return self }
        var bytes = bytes
        bytes.replaceSubrange(range, with: SSHConfigLine.quoted(value).utf8)
        return SSHConfigLine(bytes)
    }

    /// `value` as one argument.
    static func quoted(_ value: String) -> String {
        // Versions before 8.7 know no escapes, so a single backslash (DOMAIN\\user) stays as it is.
        let isPlain =
            !value.isEmpty && value.first != "#" && !value.contains("\\\\")
            && !value.utf8.contains { isSpace($0) || $0 == quote || $0 == apostrophe }
        if isPlain { return value }
        var text = "\""
        for character in value {
            if character == "\"" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text + "\""
    }

    private static func parse(_ bytes: [UInt8]) -> Directive? {
        // To ssh a line is a C string, whose last white space doesn't count.
        var line = bytes.prefix { $0 != 0 }
        while let last = line.last, isSpace(last) || last == formFeed { line = line.dropLast() }
        line = line.drop(while: isSpace)
        // The one "=" that may part a keyword from its argument is skipped here as well.
        if line.first == equals { line = line.dropFirst().drop(while: isSpace) }

        var keyword: [UInt8]
        if let end = line.firstIndex(where: { isSpace($0) || $0 == equals || $0 == quote }) {
            keyword = Array(line[..<end])
            if line[end] == quote {
                // A quoted keyword is one, as odd as it looks.
                let inside = line[(end + 1)...].prefix { $0 != quote }
                guard inside.endIndex < line.endIndex else { return nil }
                keyword += inside
                line = line[(inside.endIndex + 1)...].drop(while: isSpace)
            } else {
                line = line[end...].drop(while: isSpace)
                if line.first == equals { line = line.dropFirst().drop(while: isSpace) }
            }
        } else {
            keyword = Array(line)
            line = line[line.endIndex...]
        }
        guard let first = keyword.first, first != UInt8(ascii: "#"), let arguments = arguments(of: line) else {
            return nil
        }
        return Directive(keyword: String(decoding: keyword, as: UTF8.self).lowercased(), arguments: arguments)
    }

    /// The words up to a comment; nil when a quote has no end.
    private static func arguments(of text: ArraySlice<UInt8>) -> [Argument]? {
        var arguments: [Argument] = []
        var index = text.startIndex
        while index < text.endIndex {
            if partsWords(text[index]) {
                index += 1
                continue
            }
            if text[index] == UInt8(ascii: "#") { break }
            let start = index
            var value: [UInt8] = []
            var open: UInt8?
            while index < text.endIndex {
                let byte = text[index]
                let next = index + 1 < text.endIndex ? text[index + 1] : 0
                if byte == backslash {
                    let isEscape =
                        next == apostrophe || next == quote || next == backslash
                        || open == nil && next == UInt8(ascii: " ")
                    if isEscape { index += 1 }
                    value.append(isEscape ? next : byte)
                } else if open == nil, partsWords(byte) {
                    break
                } else if open == nil, byte == quote || byte == apostrophe {
                    open = byte
                } else if byte == open {
                    open = nil
                } else {
                    value.append(byte)
                }
                index += 1
            }
            guard open == nil else { return nil }
            arguments.append(Argument(value: String(decoding: value, as: UTF8.self), range: start..<index))
        }
        return arguments
    }
}

private let quote = UInt8(ascii: "\"")
private let apostrophe = UInt8(ascii: "'")
private let backslash = UInt8(ascii: "\\")
private let equals = UInt8(ascii: "=")
private let formFeed: UInt8 = 0x0C

/// The white space of readconf.c.
private func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
}

/// The white space of argv_split().
private func partsWords(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}
