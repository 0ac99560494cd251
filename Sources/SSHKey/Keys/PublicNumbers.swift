/// The public key of a key, number by number. Numbers are big-endian without leading zeros; points and Edwards
/// keys are the bytes that the wire carries.
enum PublicNumbers: Hashable, Sendable {
    case rsa(n: [UInt8], e: [UInt8])
    case dsa(p: [UInt8], q: [UInt8], g: [UInt8], y: [UInt8])
    case ecdsa(EllipticCurve, point: [UInt8])
    case edwards(EdwardsCurve, publicKey: [UInt8])
    case ecdsaSK(point: [UInt8], application: [UInt8])
    case ed25519SK(publicKey: [UInt8], application: [UInt8])
    case mldsa44Ed25519(publicKey: [UInt8])

    var type: KeyType {
        switch self {
        case .rsa: .rsa
        case .dsa: .dsa
        case .ecdsa: .ecdsa
        case .edwards(.ed25519, _): .ed25519
        case .edwards(.ed448, _): .ed448
        case .ecdsaSK: .ecdsaSK
        case .ed25519SK: .ed25519SK
        case .mldsa44Ed25519: .mldsa44Ed25519
        }
    }

    var bits: Int {
        switch self {
        case .rsa(let n, _): withBytes(n) { $0.bitLength }
        case .dsa(let p, _, _, _): withBytes(p) { $0.bitLength }
        case .ecdsa(let curve, _): curve.rawValue
        case .edwards(.ed448, _): 448
        case .edwards(.ed25519, _), .ecdsaSK, .ed25519SK: 256
        // What ssh-keygen says.
        case .mldsa44Ed25519: 512
        }
    }

    /// The name of the key's algorithm on the wire (RFC 4253, 5656, 8709; OpenSSH, PROTOCOL.u2f).
    var algorithm: String {
        switch self {
        case .rsa: "ssh-rsa"
        case .dsa: "ssh-dss"
        case .ecdsa(let curve, _): "ecdsa-sha2-\(curve.name)"
        case .edwards(let curve, _): curve.algorithm
        case .ecdsaSK: "sk-ecdsa-sha2-nistp256@openssh.com"
        case .ed25519SK: "sk-ssh-ed25519@openssh.com"
        case .mldsa44Ed25519: MLDSA44Ed25519.algorithm
        }
    }

    /// How many fields follow `algorithm` in a blob, each with its length in front; nil for an unknown one.
    static func fieldCount(algorithm: String) -> Int? {
        switch algorithm {
        case "ssh-ed25519", "ssh-ed448", MLDSA44Ed25519.algorithm: 1
        case "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com":
            2
        case "sk-ecdsa-sha2-nistp256@openssh.com": 3
        case "ssh-dss": 4
        default: nil
        }
    }

    /// The fields that follow the algorithm's name in a blob.
    func write(to sink: inout some WireSink & ~Copyable) {
        switch self {
        case .rsa(let n, let e):
            sink.write(mpint: e)
            sink.write(mpint: n)
        case .dsa(let p, let q, let g, let y):
            for number in [p, q, g, y] { sink.write(mpint: number) }
        case .ecdsa(let curve, let point):
            sink.write(string: curve.name)
            sink.write(string: point)
        case .edwards(_, let publicKey), .mldsa44Ed25519(let publicKey):
            sink.write(string: publicKey)
        case .ecdsaSK(let point, let application):
            sink.write(string: EllipticCurve.nistp256.name)
            sink.write(string: point)
            sink.write(string: application)
        case .ed25519SK(let publicKey, let application):
            sink.write(string: publicKey)
            sink.write(string: application)
        }
    }

    /// Reads the fields that follow `algorithm` in a blob, and refuses what can't be a public key.
    init(algorithm: some Collection<UInt8>, from reader: inout WireReader) throws(KeyError) {
        switch String(decoding: algorithm, as: UTF8.self) {
        case "ssh-rsa":
            let e = Array(try reader.mpint())
            self = try .checkedRSA(n: Array(try reader.mpint()), e: e)
        case "ssh-dss":
            let (p, q) = (Array(try reader.mpint()), Array(try reader.mpint()))
            let (g, y) = (Array(try reader.mpint()), Array(try reader.mpint()))
            self = try .checkedDSA(p: p, q: q, g: g, y: y)
        case "ecdsa-sha2-nistp256": self = try .ecdsa(.nistp256, from: &reader)
        case "ecdsa-sha2-nistp384": self = try .ecdsa(.nistp384, from: &reader)
        case "ecdsa-sha2-nistp521": self = try .ecdsa(.nistp521, from: &reader)
        case "ssh-ed25519": self = try .checkedEdwards(.ed25519, Array(try reader.string()))
        case "ssh-ed448": self = try .checkedEdwards(.ed448, Array(try reader.string()))
        case "sk-ecdsa-sha2-nistp256@openssh.com":
            guard case .ecdsa(_, let point) = try Self.ecdsa(.nistp256, from: &reader) else { preconditionFailure() }
            self = .ecdsaSK(point: point, application: Array(try reader.string()))
        case "sk-ssh-ed25519@openssh.com":
            let publicKey = Array(try reader.string())
            _ = try Self.checkedEdwards(.ed25519, publicKey)
            self = .ed25519SK(publicKey: publicKey, application: Array(try reader.string()))
        case MLDSA44Ed25519.algorithm: self = try .checkedMLDSA44Ed25519(Array(try reader.string()))
        case let name:
            throw .unknownAlgorithm(name)
        }
    }

    private static func ecdsa(_ curve: EllipticCurve, from reader: inout WireReader) throws(KeyError) -> Self {
        guard EllipticCurve(name: try reader.string()) == curve else {
            throw .contradiction("the key names two different curves")
        }
        return try checkedECDSA(curve, point: Array(try reader.string()))
    }
}
