import Secrecy

/// Base64 (RFC 4648, section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each character; 64 for those that have none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The value of a character of either alphabet (RFC 4648, sections 4 and 5); 64 for one that has none.
    static func value(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: values[Int(character)]
        }
    }

    /// Writes `bytes` with their padding, in lines of `columns` characters that each end in a newline, or in one
    /// line without a newline.
    static func encode(
        _ bytes: UnsafeRawBufferPointer, columns: Int? = nil, into sink: inout some WireSink & ~Copyable
    ) {
        var column = 0
        func put(_ character: UInt8, _ sink: inout some WireSink & ~Copyable) {
            sink.write(byte: character)
            column += 1
            if column == columns {
                sink.write(byte: UInt8(ascii: "\n"))
                column = 0
            }
        }
        var index = 0
        while index < bytes.count {
            let taken = min(3, bytes.count - index)
            var group: UInt32 = 0
            for offset in 0..<3 {
                group = group << 8 | (offset < taken ? UInt32(bytes[index + offset]) : 0)
            }
            for position in 0..<4 {
                let value = Int(group >> UInt32(18 - 6 * position) & 63)
                put(position <= taken ? alphabet[value] : UInt8(ascii: "="), &sink)
            }
            index += 3
        }
        if columns != nil, column > 0 { sink.write(byte: UInt8(ascii: "\n")) }
    }

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        withBytes(bytes) { encode($0, into: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes what `text` stands for, skipping white space; the result says whether it was base64 to the end.
    /// Missing padding is allowed, bits that padding should have left zero aren't: one key has one text.
    static func decode(_ text: UnsafeRawBufferPointer, into sink: inout some WireSink & ~Copyable) -> Bool {
        var group: UInt32 = 0
        var length = 0
        var padding = 0
        for character in text {
            switch character {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            case UInt8(ascii: "="): padding += 1
            default:
                let value = values[Int(character)]
                guard value < 64, padding == 0 else { return false }
                group = group << 6 | UInt32(value)
                length += 1
                guard length == 4 else { continue }
                sink.write(byte: UInt8(truncatingIfNeeded: group >> 16))
                sink.write(byte: UInt8(truncatingIfNeeded: group >> 8))
                sink.write(byte: UInt8(truncatingIfNeeded: group))
                (group, length) = (0, 0)
            }
        }
        switch (length, padding) {
        case (0, 0): return true
        case (2, 0), (2, 2):
            sink.write(byte: UInt8(truncatingIfNeeded: group >> 4))
            return group & 15 == 0
        case (3, 0), (3, 1):
            sink.write(byte: UInt8(truncatingIfNeeded: group >> 10))
            sink.write(byte: UInt8(truncatingIfNeeded: group >> 2))
            return group & 3 == 0
        default: return false
        }
    }

    static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        return decode(text, into: &bytes) ? bytes : nil
    }
}
