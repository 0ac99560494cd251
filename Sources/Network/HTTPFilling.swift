import Secrecy
import Services

/// A request with its secrets in place, in memory that is wiped: the header lines, each with a zero at its end as
/// libcurl wants them, and the body.
struct HTTPFilling {
    let lines: Secret
    let body: Secret?

    /// Why a request couldn't be filled in; never with a secret in it.
    enum Trouble: Error, Hashable {
        case missing(SecretRole)
        /// A header's value or name has a character that no header can carry: a line break in a pasted token, say.
        case header(String)

        var failure: HTTPFailure {
            switch self {
            case .missing(let role): .other("no \(role.rawValue) to send")
            case .header(let name): .other("the value for the header \(name) has a character that can't be sent")
            }
        }
    }

    init(_ request: HTTPRequest, secrets: (SecretRole) -> Secret?) throws(Trouble) {
        var lines = SecretBuffer(capacity: 1024)
        for header in request.headers {
            let isName = header.name.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ":") }
            guard isName, !header.name.isEmpty else { throw .header("") }
            lines.append(header.name.utf8)
            lines.append(": ".utf8)
            let start = lines.count
            try lines.append(header.value, secrets: secrets)
            let isPrintable = lines.withBytes { bytes in bytes[start...].allSatisfy { $0 >= 0x20 && $0 != 0x7f } }
            guard isPrintable else { throw .header(header.name) }
            lines.append(0)
        }
        // A name without a value keeps libcurl from adding a header of its own: none of them was asked for.
        lines.append("Expect:\0".utf8)
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:\0".utf8)
        }
        self.lines = lines.secret()

        guard let template = request.body else {
            body = nil
            return
        }
        var body = SecretBuffer(capacity: 1024)
        try body.append(template, secrets: secrets)
        self.body = body.secret()
    }
}

extension SecretBuffer {
    fileprivate mutating func append(
        _ template: Template, secrets: (SecretRole) -> Secret?
    ) throws(HTTPFilling.Trouble) {
        func secret(_ role: SecretRole) throws(HTTPFilling.Trouble) -> Secret {
            guard let secret = secrets(role) else { throw .missing(role) }
            return secret
        }
        for part in template.parts {
            switch part {
            case .text(let text): append(text.utf8)
            case .secret(let role): append(try secret(role))
            case .json(let role): try secret(role).withBytes { appendJSON($0) }
            case .basic(let user, let role):
                var pair = SecretBuffer()
                pair.append(user.utf8)
                pair.append(UInt8(ascii: ":"))
                pair.append(try secret(role))
                pair.withBytes { appendBase64($0) }
            }
        }
    }

    /// The inside of a JSON string (RFC 8259, 7).
    fileprivate mutating func appendJSON(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<0x20:
                append("\\u00".utf8)
                append(hexadecimal(byte >> 4))
                append(hexadecimal(byte & 15))
            default: append(byte)
            }
        }
    }

    /// RFC 4648, 4.
    fileprivate mutating func appendBase64(_ bytes: UnsafeRawBufferPointer) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(0) { $0 << 8 | UInt32($1) }
            bits <<= 8 * UInt32(3 - group.count)
            for sextet in 0..<4 {
                append(sextet <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * sextet) & 63)] : UInt8(ascii: "="))
            }
        }
    }
}

private func hexadecimal(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
}
