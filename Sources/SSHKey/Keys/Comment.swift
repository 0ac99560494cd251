/// The free text after a key. It is one line wherever it is written: a newline smuggled into a comment would
/// start a second line of authorized_keys.
enum Comment {
    /// The text of a comment in a file. Where it isn't UTF-8 it was written on Windows, most likely in Latin-1.
    static func decoded(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        return String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// The comment at the end of a line: blanks around it are no part of it, nor is what is written as a blank. So it
    /// is the same when the line is written and read again.
    static func ofLine(_ bytes: UnsafeRawBufferPointer) -> String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
        let text = singleLine(decoded(bytes)).unicodeScalars.drop(while: isBlank)
        guard let last = text.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(text[...last])
    }

    /// The text with control characters (other than the tab) and line separators turned into spaces.
    static func singleLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isBreaking) else { return text }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: text.unicodeScalars.map { isBreaking($0) ? " " : $0 })
        return String(line)
    }

    private static func isBreaking(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }
}
