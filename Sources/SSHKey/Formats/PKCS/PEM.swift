import Secrecy

/// Armour: base64 between a BEGIN and an END line (RFC 7468, and what came before it).
enum PEM {
    static func encode(
        _ bytes: UnsafeRawBufferPointer, label: String, headers: [String] = [], columns: Int = 64
    ) -> Secret {
        var text = SecretBuffer(capacity: bytes.count * 3 / 2 + 128)
        text.append("-----BEGIN \(label)-----\n".utf8)
        if !headers.isEmpty {
            for header in headers { text.append("\(header)\n".utf8) }
            text.append(UInt8(ascii: "\n"))
        }
        Base64.encode(bytes, columns: columns, into: &text)
        text.append("-----END \(label)-----\n".utf8)
        return text.secret()
    }
}
