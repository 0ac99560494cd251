/// One of the three NIST curves of RFC 5656; the raw value is its size in bits.
public enum EllipticCurve: Int, CaseIterable, Hashable, Sendable {
    /// secp256r1 of SEC 2, which OpenSSL calls prime256v1.
    case nistp256 = 256
    /// secp384r1 of SEC 2.
    case nistp384 = 384
    /// secp521r1 of SEC 2: 521 bits, not 512.
    case nistp521 = 521

    /// The name on the wire, `nistp256`.
    public var name: String { "nistp\(rawValue)" }

    init?(name: some Collection<UInt8>) {
        guard let curve = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name) }) else { return nil }
        self = curve
    }

    /// The length of a coordinate and of a scalar, in bytes.
    var coordinateLength: Int { (rawValue + 7) / 8 }

    /// The length of an uncompressed point, 04‖X‖Y, in bytes.
    var pointLength: Int { 1 + 2 * coordinateLength }

    /// The digest that RFC 5656 (6.2.1) pairs with the curve.
    var digest: Digest {
        switch self {
        case .nistp256: .sha256
        case .nistp384: .sha384
        case .nistp521: .sha512
        }
    }
}
