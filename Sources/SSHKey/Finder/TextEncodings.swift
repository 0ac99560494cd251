import Secrecy

/// UTF-16, which Windows PowerShell writes when output goes to a file, with its byte order mark or without; and other
/// texts with zero bytes in or behind them.
enum WideText {
    static func decode(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        guard let isLittle = isUTF16(text) else {
            // UTF-32, a line of UTF-16 in another text, a buffer written whole: all that is ASCII has zeros around it.
            for (offset, byte) in text.enumerated() where byte != 0 && byte != 0x1A && byte < 0xFE {
                sink.put(byte, from: offset)
            }
            return text.contains { $0 == 0 || $0 == 0x1A || $0 >= 0xFE }
        }
        var offset = 0
        func unit(_ offset: Int) -> UInt16 {
            let (first, second) = (UInt16(text[offset]), UInt16(text[offset + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        while offset + 1 < text.count {
            let first = unit(offset)
            var length = 2
            if UTF16.isLeadSurrogate(first), offset + 3 < text.count, UTF16.isTrailSurrogate(unit(offset + 2)) {
                length = 4
                let scalar = 0x10000 + (UInt32(first) & 0x3FF) << 10 + UInt32(unit(offset + 2)) & 0x3FF
                sink.put(Unicode.Scalar(scalar) ?? "\u{FFFD}", from: offset)
            } else if first != 0xFEFF, first != 0, first != 0x1A {
                sink.put(Unicode.Scalar(first) ?? "\u{FFFD}", from: offset)
            }
            offset += length
        }
        return true
    }

    /// Whether the text is UTF-16, and which byte of a unit comes first; nil when it isn't.
    private static func isUTF16(_ text: UnsafeRawBufferPointer) -> Bool? {
        guard text.count >= 4 else { return nil }
        let start = text.slice(0..<min(text.count & ~1, 256))
        let even = stride(from: 0, to: start.count, by: 2).filter { start[$0] == 0 }.count
        let odd = stride(from: 1, to: start.count, by: 2).filter { start[$0] == 0 }.count
        if text[0] == 0xFF, text[1] == 0xFE { return even > 2 ? nil : true }
        if text[0] == 0xFE, text[1] == 0xFF { return false }
        let half = start.count / 2
        if odd > half * 3 / 4, even < half / 8 { return true }
        if even > half * 3 / 4, odd < half / 8 { return false }
        return nil
    }
}

/// Characters that look like those of a key file, or can't be seen at all.
enum LookAlikes {
    static func replace(_ text: UnsafeRawBufferPointer, into sink: inout some TextSink & ~Copyable) -> Bool {
        var hasChanged = false
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            let (length, replacement) = byte < 0x80 ? control(text, offset) : scalar(text, offset)
            switch replacement {
            case .keep: for index in offset..<offset + length { sink.put(text[index], from: index) }
            case .drop: hasChanged = true
            case .put(let other):
                hasChanged = true
                sink.put(other, from: offset)
            }
            offset += length
        }
        return hasChanged
    }

    private enum Replacement {
        case keep, drop
        case put(UInt8)
    }

    /// ASCII: escape sequences and control characters go, page breaks are line breaks.
    private static func control(_ text: UnsafeRawBufferPointer, _ offset: Int) -> (Int, Replacement) {
        switch text[offset] {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E: (1, .keep)
        case 0x0B, 0x0C: (1, .put(0x0A))
        case 0x1B: (escapeSequence(text, offset), .drop)
        default: (1, .drop)
        }
    }

    /// The length of a sequence that a terminal obeys (ECMA-48, 5.4; xterm's OSC).
    private static func escapeSequence(_ text: UnsafeRawBufferPointer, _ offset: Int) -> Int {
        let longest = 256
        let rest = text.slice(offset..<min(text.count, offset + longest))
        guard rest.count > 1 else { return 1 }
        switch rest[1] {
        case UInt8(ascii: "["):
            let end = rest.slice(2..<rest.count).firstIndex { 0x40...0x7E ~= $0 }
            return end.map { $0 + 3 } ?? 2
        case UInt8(ascii: "]"):
            let end = rest.firstIndex { $0 == 0x07 || $0 == 0x5C }
            return end.map { $0 + 1 } ?? 2
        case UInt8(ascii: "("), UInt8(ascii: ")"): return min(3, rest.count)
        default: return 2
        }
    }

    private static func scalar(_ text: UnsafeRawBufferPointer, _ offset: Int) -> (Int, Replacement) {
        let length = text[offset] >= 0xF0 ? 4 : text[offset] >= 0xE0 ? 3 : 2
        let bytes = text.slice(offset..<min(text.count, offset + length))
        guard text[offset] >= 0xC2, bytes.count == length, bytes.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else {
            return (1, windows(text[offset]))
        }
        let lead = UInt32(bytes[0]) & (0x7F >> UInt32(length))
        let value = bytes.dropFirst().reduce(lead) { $0 << 6 | UInt32($1) & 0x3F }
        return (length, replacement(value))
    }

    /// What word processors, web pages and phones write for the characters of ASCII.
    private static func replacement(_ scalar: UInt32) -> Replacement {
        switch scalar {
        case 0x2010...0x2015, 0x2212, 0x2043, 0xFE58, 0xFE63, 0x2500, 0x2501, 0x30FC: .put(UInt8(ascii: "-"))
        case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: .put(UInt8(ascii: " "))
        case 0xAD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFE00...0xFE0F, 0xFEFF:
            .drop
        case 0x85, 0x2028, 0x2029: .put(UInt8(ascii: "\n"))
        case 0x201C...0x201F, 0xAB, 0xBB: .put(UInt8(ascii: "\""))
        case 0x2018...0x201B: .put(UInt8(ascii: "'"))
        case 0x2044, 0x2215: .put(UInt8(ascii: "/"))
        case 0x2026: .keep
        case 0x2502, 0x2503: .put(UInt8(ascii: "|"))
        case 0xFF01...0xFF5E: .put(UInt8(scalar - 0xFEE0))
        default: .keep
        }
    }

    /// The same of Windows-1252, in a text that is no UTF-8.
    private static func windows(_ byte: UInt8) -> Replacement {
        switch byte {
        case 0x96, 0x97: .put(UInt8(ascii: "-"))
        case 0xA0: .put(UInt8(ascii: " "))
        case 0x93, 0x94: .put(UInt8(ascii: "\""))
        case 0x91, 0x92: .put(UInt8(ascii: "'"))
        case 0xAD: .drop
        default: .keep
        }
    }
}
