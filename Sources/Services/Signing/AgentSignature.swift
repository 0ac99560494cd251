/// The signature that an SSH agent gives, in the form that other protocols take.
public enum AgentSignature {
    /// The flag that asks for RSA with SHA-256 (SSH_AGENT_RSA_SHA2_256, RFC 8332 in draft-miller-ssh-agent, 4.5.1).
    public static let rsaSHA256Flag: UInt32 = 2

    /// From the signature blob of SSH (RFC 4253, 6.6; RFC 5656, 3.1.2; RFC 8032): RSA and Ed25519 as they are, the two
    /// numbers of ECDSA as DER.
    public static func httpSignature(
        _ blob: [UInt8], algorithm: HTTPSignature.Algorithm
    ) throws(SigningError) -> [UInt8] {
        var reader = StringReader(blob)
        let name = String(decoding: try reader.string(), as: UTF8.self)
        let signature = Array(try reader.string())
        guard reader.isAtEnd, name == algorithm.nameInSSH else { throw .badSignature }
        switch algorithm {
        case .rsaSHA256: return signature
        case .ed25519:
            guard signature.count == 64 else { throw .badSignature }
            return signature
        case .ecdsaSHA256, .ecdsaSHA512:
            var numbers = StringReader(signature)
            let pair = try derInteger(numbers.string()) + derInteger(numbers.string())
            guard numbers.isAtEnd else { throw .badSignature }
            return der(0x30, pair)
        }
    }

    /// An mpint is already what DER wants: big-endian, the sign in its first bit, and no byte too many.
    private static func derInteger(_ mpint: ArraySlice<UInt8>) throws(SigningError) -> [UInt8] {
        guard let first = mpint.first, first < 0x80, mpint.count <= 67,
            mpint.count == 1 || first != 0 || mpint[mpint.startIndex + 1] >= 0x80
        else { throw .badSignature }
        return der(0x02, Array(mpint))
    }

    /// Tag, length and content; the content of a pair for nistp521 needs a second byte of length.
    private static func der(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        (content.count < 0x80 ? [tag, UInt8(content.count)] : [tag, 0x81, UInt8(content.count)]) + content
    }
}

extension HTTPSignature.Algorithm {
    /// The algorithm's name in an SSH signature.
    fileprivate var nameInSSH: String {
        switch self {
        case .rsaSHA256: "rsa-sha2-256"
        case .ecdsaSHA256: "ecdsa-sha2-nistp256"
        case .ecdsaSHA512: "ecdsa-sha2-nistp521"
        case .ed25519: "ssh-ed25519"
        }
    }
}

/// Reads the strings of SSH (RFC 4251, section 5) one after another.
private struct StringReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func string() throws(SigningError) -> ArraySlice<UInt8> {
        guard rest.count >= 4 else { throw .badSignature }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard length <= rest.count else { throw .badSignature }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}
