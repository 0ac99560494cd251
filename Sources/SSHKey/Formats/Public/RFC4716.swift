/// The public key file of RFC 4716, which PuTTYgen and ssh.com write.
enum RFC4716 {
    static let label = "SSH2 PUBLIC KEY"
    /// PuTTYgen's width; the RFC's limit is 72.
    private static let columns = 64
    /// The RFC's limit for a line with its header, in bytes, without the backslash that continues it.
    private static let longestLine = 71

    static func read(_ armour: Armour) throws(KeyError) -> KeyFile {
        let comment = (armour.header("Comment") ?? armour.header("Subject")).map(unescaped) ?? ""
        let outer = try OuterKey(blob: armour.body().array, comment: comment)
        return KeyFile(format: .rfc4716, outer.publicKey, certificate: outer.certificate)
    }

    static func encode(_ key: PublicKey) -> String {
        var body: [UInt8] = []
        withBytes(key.blob) { Base64.encode($0, columns: columns, into: &body) }
        return "---- BEGIN \(label) ----\n" + commentHeader(escaped(key.comment))
            + String(decoding: body, as: UTF8.self)
            + "---- END \(label) ----\n"
    }

    /// The comment as a header, continued where it is too long for a line; nothing for an empty comment.
    static func commentHeader(_ comment: String) -> String {
        guard !comment.isEmpty else { return "" }
        var lines = [""]
        var length = 0
        for character in "Comment: \"\(comment)\"" {
            let width = String(character).utf8.count
            if length + width > longestLine {
                lines.append("")
                length = 0
            }
            lines[lines.count - 1].append(character)
            length += width
        }
        return lines.joined(separator: "\\\n") + "\n"
    }

    /// PuTTY puts a backslash before a quote and a backslash; the RFC says nothing.
    private static func escaped(_ comment: String) -> String {
        comment.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    /// A comment without its quotes, and without PuTTY's backslashes where it has them throughout.
    private static func unescaped(_ value: String) -> String {
        let text = unquoted(value)
        guard text != value else { return value }
        var plain = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (character, rest.first) {
            case ("\"", _): return text
            case ("\\", "\\"?), ("\\", "\""?): plain.append(rest.removeFirst())
            default: plain.append(character)
            }
        }
        return plain
    }

    /// The value without the quotes that may be around it.
    static func unquoted(_ value: String) -> String {
        guard value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") else { return value }
        return String(value.dropFirst().dropLast())
    }
}
