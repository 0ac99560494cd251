import Secrecy

/// The private key, with the public numbers that belong to it.
enum PrivateMaterial: Sendable {
    case rsa(RSAPrivate)
    case dsa(DSAPrivate)
    case ecdsa(ECDSAPrivate)
    case edwards(EdwardsPrivate)
    case mldsa44Ed25519(MLDSA44Ed25519)
    case securityKey(SecurityKeyPrivate)

    var publicNumbers: PublicNumbers {
        switch self {
        case .rsa(let key): .rsa(n: key.n, e: key.e)
        case .dsa(let key): .dsa(p: key.p, q: key.q, g: key.g, y: key.y)
        case .ecdsa(let key): .ecdsa(key.curve, point: key.point)
        case .edwards(let key): .edwards(key.curve, publicKey: key.publicKey)
        case .mldsa44Ed25519(let key): .mldsa44Ed25519(publicKey: key.publicKey)
        case .securityKey(let key): key.publicNumbers
        }
    }
}

/// An ECDSA key: a scalar and its point.
struct ECDSAPrivate: Sendable {
    let curve: EllipticCurve
    let point: [UInt8]
    /// As long as a coordinate.
    let scalar: Secret

    /// The key of a scalar, its point derived.
    init(_ curve: EllipticCurve, scalar: UnsafeRawBufferPointer) throws(KeyError) {
        point = try EllipticPoint(curve, scalar: scalar).uncompressed
        self.curve = curve
        self.scalar = BigNumber(scalar).secret(length: curve.coordinateLength)
    }

    static func generate(_ curve: EllipticCurve) throws(KeyError) -> ECDSAPrivate {
        try OpenSSLKey(generating: "EC", group: curve.groupName).number("priv").secret()
            .withBytes { (scalar) throws(KeyError) in try ECDSAPrivate(curve, scalar: scalar) }
    }

    func openSSLKey() throws(KeyError) -> OpenSSLKey {
        var parameters = OpenSSLParameters()
        parameters.append("group", text: curve.groupName)
        parameters.append("pub", bytes: point)
        parameters.append("priv", number: scalar)
        return try OpenSSLKey(type: "EC", parameters)
    }
}

/// An Ed25519 or Ed448 key: a seed and the public key that it makes.
struct EdwardsPrivate: Sendable {
    let curve: EdwardsCurve
    let publicKey: [UInt8]
    let seed: Secret

    /// The key of a seed, its public key derived.
    init(_ curve: EdwardsCurve, seed: UnsafeRawBufferPointer) throws(KeyError) {
        publicKey = try curve.publicKey(seed: seed)
        self.curve = curve
        self.seed = Secret(seed)
    }

    static func generate(_ curve: EdwardsCurve) throws(KeyError) -> EdwardsPrivate {
        let seed = try Secret(count: curve.keyLength) { (seed) throws(KeyError) in try fillPrivately(seed) }
        return try seed.withBytes { (seed) throws(KeyError) in try EdwardsPrivate(curve, seed: seed) }
    }

    func openSSLKey() throws(KeyError) -> OpenSSLKey {
        try seed.withBytes { (seed) throws(KeyError) in try curve.key(seed: seed) }
    }
}

/// A key that lives in a security key; the file has only the handle that the security key knows it by.
struct SecurityKeyPrivate: Sendable {
    let publicNumbers: PublicNumbers
    let flags: UInt8
    let handle: Secret
    let reserved: [UInt8]
}
