/// What to make: a key type with its size.
public enum KeyParameters: Hashable, Sendable {
    /// 256 bits, 128 of strength (RFC 8032); OpenSSH has it since 6.5.
    case ed25519
    /// 448 bits, 224 of strength (RFC 8032, RFC 8709); PuTTY has it, OpenSSH hasn't.
    case ed448
    /// ML-DSA-44 and Ed25519 in one; made where OpenSSL is 3.5 or newer, used where OpenSSH is 10.6 or newer.
    case mldsa44Ed25519
    /// A modulus of so many bits, in `rsaBits` and a multiple of 8; the exponent is 65537.
    case rsa(bits: Int)
    /// A key on one of the NIST curves.
    case ecdsa(EllipticCurve)

    /// The sizes of RSA that can be made, in bits. Shorter ones are refused by servers today, longer ones by
    /// OpenSSL (OPENSSL_RSA_MAX_MODULUS_BITS).
    public static let rsaBits = 2048...16384

    /// The type, without the size.
    public var type: KeyType {
        switch self {
        case .ed25519: .ed25519
        case .ed448: .ed448
        case .mldsa44Ed25519: .mldsa44Ed25519
        case .rsa: .rsa
        case .ecdsa: .ecdsa
        }
    }

    /// The size as people say it: of the modulus, of the curve, 256 for Ed25519, 448 for Ed448, 512 for
    /// MLDSA44-Ed25519.
    public var bits: Int {
        switch self {
        case .ed25519: 256
        case .ed448: 448
        case .mldsa44Ed25519: 512
        case .rsa(let bits): bits
        case .ecdsa(let curve): curve.rawValue
        }
    }

    /// The name for people, with the size where there is a choice: `RSA 4096`, `ECDSA nistp256`.
    public var displayName: String {
        switch self {
        case .ed25519, .ed448, .mldsa44Ed25519: type.displayName
        case .rsa(let bits): "RSA \(bits)"
        case .ecdsa(let curve): "ECDSA \(curve.name)"
        }
    }

    /// Refuses a size of RSA that can't be made, saying why.
    public static func validateRSA(bits: Int) throws(KeyError) {
        guard rsaBits.contains(bits), bits % 8 == 0 else { throw .rsaBits(bits) }
    }
}
