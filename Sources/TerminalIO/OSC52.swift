/// The control sequence that asks a terminal to put text on the clipboard (xterm's ctlseqs).
enum OSC52 {
    static func set(_ text: String) -> String { "\u{1b}]52;c;\(base64(text.utf8))\u{07}" }

    /// The same for GNU screen, which passes on what comes in DCS strings, of at most a few hundred bytes each.
    static func throughScreen(_ text: String) -> String {
        let sequence = Array(set(text).utf8)
        return stride(from: 0, to: sequence.count, by: 240).map { start in
            let piece = sequence[start..<min(start + 240, sequence.count)]
            return "\u{1b}P" + String(decoding: piece, as: UTF8.self) + "\u{1b}\\"
        }.joined()
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Base 64 with padding (RFC 4648, section 4).
    private static func base64(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                result.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
