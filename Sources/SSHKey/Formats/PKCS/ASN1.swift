import COpenSSL
import Secrecy

/// An object identifier.
struct OID: Hashable, Sendable {
    /// The contents of its DER element.
    let bytes: [UInt8]

    init(contents: UnsafeRawBufferPointer) { bytes = Array(contents) }

    /// From its dotted numbers, two at least.
    init(_ numbers: UInt64...) {
        var bytes: [UInt8] = []
        for number in [numbers[0] * 40 + numbers[1]] + numbers.dropFirst(2) {
            var groups = [UInt8(number & 127)]
            var rest = number >> 7
            while rest > 0 {
                groups.append(UInt8(rest & 127) | 128)
                rest >>= 7
            }
            bytes += groups.reversed()
        }
        self.bytes = bytes
    }

    /// The dotted form, `1.3.101.112`.
    var dotted: String {
        var numbers: [UInt64] = []
        var number: UInt64 = 0
        for byte in bytes.prefix(64) {
            number = number << 7 | UInt64(byte & 127)
            guard byte < 128 else { continue }
            if numbers.isEmpty {
                let first = min(number / 40, 2)
                numbers += [first, number - first * 40]
            } else {
                numbers.append(number)
            }
            number = 0
        }
        return numbers.map(String.init).joined(separator: ".")
    }

    /// OpenSSL's short name for it, or the dotted form where it has none.
    var name: String {
        let identifier = OBJ_txt2nid(dotted)
        guard identifier != NID_undef, let name = OBJ_nid2sn(identifier) else {
            ERR_clear_error()
            return Self.newer[dotted] ?? dotted
        }
        return String(cString: name)
    }

    var hasName: Bool { name != dotted }

    /// Key types that OpenSSL 3.0 doesn't know yet (FIPS 203, 204).
    private static let newer = [
        "2.16.840.1.101.3.4.3.17": "ML-DSA-44", "2.16.840.1.101.3.4.3.18": "ML-DSA-65",
        "2.16.840.1.101.3.4.3.19": "ML-DSA-87", "2.16.840.1.101.3.4.4.1": "ML-KEM-512",
        "2.16.840.1.101.3.4.4.2": "ML-KEM-768", "2.16.840.1.101.3.4.4.3": "ML-KEM-1024",
    ]

    static let rsa = OID(1, 2, 840, 113549, 1, 1, 1)
    static let rsaPSS = OID(1, 2, 840, 113549, 1, 1, 10)
    static let dsa = OID(1, 2, 840, 10040, 4, 1)
    static let ec = OID(1, 2, 840, 10045, 2, 1)
    static let x25519 = OID(1, 3, 101, 110)
    static let x448 = OID(1, 3, 101, 111)
    static let ed25519 = OID(1, 3, 101, 112)
    static let ed448 = OID(1, 3, 101, 113)
    static let dh = OID(1, 2, 840, 113549, 1, 3, 1)
    static let dhx = OID(1, 2, 840, 10046, 2, 1)
}

extension EllipticCurve {
    var oid: OID {
        switch self {
        case .nistp256: OID(1, 2, 840, 10045, 3, 1, 7)
        case .nistp384: OID(1, 3, 132, 0, 34)
        case .nistp521: OID(1, 3, 132, 0, 35)
        }
    }

    init(oid: OID) throws(KeyError) {
        guard let curve = Self.allCases.first(where: { $0.oid == oid }) else {
            throw .unsupported("an EC key on the curve \(oid.name); SSH supports only nistp256, nistp384 and nistp521")
        }
        self = curve
    }
}

extension EdwardsCurve {
    var oid: OID {
        switch self {
        case .ed25519: .ed25519
        case .ed448: .ed448
        }
    }
}

/// The tags of ASN.1 that key files use.
enum ASN1Tag {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let null: UInt8 = 0x05
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30

    /// A tag of the context: explicit ones are constructed.
    static func context(_ number: UInt8, constructed: Bool = true) -> UInt8 {
        number | (constructed ? 0xA0 : 0x80)
    }
}
