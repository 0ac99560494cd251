import Secrecy

/// Escapes that undo themselves character by character.
enum EscapedText {
    /// Backslashes of JSON, shells, properties and Markdown, and PowerShell's back quotes before n and r.
    static func undoBackslashes(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        var hasChanged = false
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            let next = offset + 1 < text.count ? text[offset + 1] : 0
            var length = 2
            switch (byte, next) {
            case (UInt8(ascii: "\\"), UInt8(ascii: "n")), (UInt8(ascii: "`"), UInt8(ascii: "n")):
                sink.put(0x0A, from: offset)
            case (UInt8(ascii: "\\"), UInt8(ascii: "r")), (UInt8(ascii: "`"), UInt8(ascii: "r")): break
            case (UInt8(ascii: "\\"), UInt8(ascii: "t")): sink.put(0x09, from: offset)
            case (UInt8(ascii: "\\"), UInt8(ascii: "u")), (UInt8(ascii: "\\"), UInt8(ascii: "U")),
                (UInt8(ascii: "\\"), UInt8(ascii: "x")):
                let digits = next == UInt8(ascii: "x") ? 2 : next == UInt8(ascii: "u") ? 4 : 8
                guard let value = number(text, offset + 2, digits), let scalar = Unicode.Scalar(value) else {
                    fallthrough
                }
                sink.put(scalar, from: offset)
                length = 2 + digits
            default:
                // Before punctuation and the end of a line the backslash alone goes.
                let isEscape = byte == UInt8(ascii: "\\") && offset + 1 < text.count && !isWordCharacter(next)
                if isEscape { sink.put(next, from: offset + 1) } else { sink.put(byte, from: offset) }
                length = isEscape ? 2 : 1
                hasChanged = hasChanged || isEscape
                offset += length
                continue
            }
            hasChanged = true
            offset += length
        }
        return hasChanged
    }

    /// `%0A` and the like; a plus sign is a blank in forms, where a real one is `%2B`.
    static func undoPercent(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        var hasChanged = false
        let isForm = text.firstRange(of: "%20") == nil
        var offset = 0
        while offset < text.count {
            if text[offset] == UInt8(ascii: "%"), let value = number(text, offset + 1, 2) {
                sink.put(UInt8(value), from: offset)
                hasChanged = true
                offset += 3
            } else {
                sink.put(isForm && text[offset] == UInt8(ascii: "+") ? 0x20 : text[offset], from: offset)
                offset += 1
            }
        }
        return hasChanged
    }

    static func undoQuotedPrintable(
        _ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable
    ) -> Bool {
        // Padding at the end of a line looks like a soft line break; only mail writes the sign itself as =3D.
        var (softBreaks, lineStart) = (0, 0)
        var offset = 0
        let isMail =
            text.firstRange(of: "=3D") != nil || text.firstRange(of: "=0A") != nil || text.firstRange(of: "=20") != nil
        while offset < text.count {
            guard text[offset] == UInt8(ascii: "=") else {
                sink.put(text[offset], from: offset)
                offset += 1
                if text[offset - 1] == 0x0A { lineStart = offset }
                continue
            }
            if let value = number(text, offset + 1, 2) {
                sink.put(UInt8(value), from: offset)
                offset += 3
                continue
            }
            var end = offset + 1
            if end < text.count, text[end] == 0x0D { end += 1 }
            if end < text.count, text[end] == 0x0A {
                // Lines of mail are broken at 76 characters.
                softBreaks += 74...76 ~= offset + 1 - lineStart ? 2 : 1
                offset = end + 1
                lineStart = offset
            } else {
                sink.put(text[offset], from: offset)
                offset += 1
            }
        }
        return isMail || softBreaks > 1
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte >= 0x80
    }

    /// The number that hexadecimal digits at a position make.
    static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> UInt32? {
        guard start + count <= text.count else { return nil }
        var number: UInt32 = 0
        for index in start..<start + count {
            guard let digit = HexadecimalText.digit(text[index]) else { return nil }
            number = number << 4 | UInt32(digit)
        }
        return number
    }
}

/// Text in HTML.
enum HTMLText {
    private static let entities: [String: UInt8] = [
        "lt": 0x3C, "gt": 0x3E, "amp": 0x26, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "plus": 0x2B, "sol": 0x2F,
        "equals": 0x3D, "hyphen": 0x2D, "dash": 0x2D, "ndash": 0x2D, "mdash": 0x2D, "minus": 0x2D, "newline": 0x0A,
        "tab": 0x09, "colon": 0x3A, "lowbar": 0x5F, "commat": 0x40, "period": 0x2E, "num": 0x23, "shy": 0, "zwj": 0,
    ]
    private static let lineBreaks: Set<String> = [
        "br", "p", "div", "li", "tr", "pre", "h1", "h2", "h3", "blockquote", "dd", "dt",
    ]
    private static let longest = 200

    static func strip(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        var hasChanged = false
        var offset = 0
        while offset < text.count {
            switch text[offset] {
            case UInt8(ascii: "&"):
                if let (scalar, length) = entity(text, offset) {
                    if scalar.value > 0 { sink.put(scalar, from: offset) }
                    hasChanged = true
                    offset += length
                    continue
                }
            case UInt8(ascii: "<"):
                if let (isBreak, length) = tag(text, offset) {
                    if isBreak { sink.put(0x0A, from: offset) }
                    hasChanged = true
                    offset += length
                    continue
                }
            default: break
            }
            sink.put(text[offset], from: offset)
            offset += 1
        }
        return hasChanged
    }

    private static func entity(_ text: UnsafeRawBufferPointer, _ start: Int) -> (Unicode.Scalar, length: Int)? {
        let rest = text.slice(start + 1..<min(text.count, start + 12))
        guard let end = rest.firstIndex(of: UInt8(ascii: ";")), end > 1 else { return nil }
        let name = String(decoding: rest.slice(0..<end), as: UTF8.self)
        let number: UInt32? =
            if name.hasPrefix("#x") || name.hasPrefix("#X") {
                UInt32(name.dropFirst(2), radix: 16)
            } else if name.hasPrefix("#") {
                UInt32(name.dropFirst())
            } else {
                entities[name.lowercased()].map { UInt32($0) }
            }
        return number.flatMap(Unicode.Scalar.init).map { ($0, end + 2) }
    }

    private static func tag(_ text: UnsafeRawBufferPointer, _ start: Int) -> (isBreak: Bool, length: Int)? {
        let rest = text.slice(start + 1..<min(text.count, start + longest))
        guard let first = rest.first,
            first.isLetter || first == UInt8(ascii: "/") || first == UInt8(ascii: "!"),
            let end = rest.firstIndex(of: UInt8(ascii: ">"))
        else { return nil }
        let name = rest.slice(0..<end).drop { $0 == UInt8(ascii: "/") }.prefix {
            $0.isAlphanumeric
        }
        return (lineBreaks.contains(String(decoding: name, as: UTF8.self).lowercased()), end + 2)
    }
}
