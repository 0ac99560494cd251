import Secrecy

/// UTF-16, which Windows PowerShell writes when output goes to a file.
enum UTF16Text {
    /// The text in UTF-8; nil when the bytes don't begin with UTF-16's byte order mark.
    static func decoded(_ bytes: UnsafeRawBufferPointer) -> Secret? {
        guard bytes.count >= 4, bytes.count % 2 == 0 else { return nil }
        let isLittle = bytes[0] == 0xFF && bytes[1] == 0xFE
        guard isLittle || (bytes[0] == 0xFE && bytes[1] == 0xFF) else { return nil }
        var text = SecretBuffer(capacity: bytes.count)
        let units = stride(from: 2, to: bytes.count, by: 2).lazy.map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        _ = transcode(units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false) { text.append($0) }
        return text.secret()
    }
}

/// A key in a JSON file or an environment variable, its newlines written as a backslash and an n.
enum EscapedText {
    static func decoded(_ bytes: UnsafeRawBufferPointer) -> Secret {
        var text = SecretBuffer(capacity: bytes.count)
        var index = 0
        while index < bytes.count {
            let isPair = bytes[index] == UInt8(ascii: "\\") && index + 1 < bytes.count
            switch isPair ? bytes[index + 1] : 0 {
            case UInt8(ascii: "n"):
                text.append(UInt8(ascii: "\n"))
                index += 2
            case UInt8(ascii: "r"): index += 2
            default:
                text.append(bytes[index])
                index += 1
            }
        }
        return text.secret()
    }
}
