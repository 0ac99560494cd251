// What a public key must be before anything is computed with it. Numbers that are legal but weak pass here:
// `Weakness` speaks about those.

extension PublicNumbers {
    /// OpenSSL's own limit (OPENSSL_RSA_MAX_MODULUS_BITS), which OpenSSH shares.
    static let longestModulus = 16384
    /// The same of DSA (OPENSSL_DSA_MAX_MODULUS_BITS).
    static let longestGroup = 10000

    static func checkedRSA(n: [UInt8], e: [UInt8]) throws(KeyError) -> Self {
        let bits = withBytes(n) { $0.bitLength }
        guard bits > 0, withBytes(e, { $0.bitLength }) > 0 else { throw .malformed("an RSA key with a number of zero") }
        guard bits <= longestModulus else {
            throw .excessive(what: "bits of RSA", found: UInt64(bits), limit: UInt64(longestModulus))
        }
        guard withBytes(e, { $0.bitLength }) <= longestModulus else {
            throw .malformed("the RSA exponent is longer than any modulus may be")
        }
        return .rsa(n: n, e: e)
    }

    static func checkedDSA(p: [UInt8], q: [UInt8], g: [UInt8], y: [UInt8]) throws(KeyError) -> Self {
        let longest = [p, q, g, y].map { number in withBytes(number) { $0.bitLength } }.max() ?? 0
        guard longest <= longestGroup else {
            throw .excessive(what: "bits of DSA", found: UInt64(longest), limit: UInt64(longestGroup))
        }
        let (modulus, order, one) = (BigNumber(p), BigNumber(q), BigNumber(1))
        for number in [g, y] {
            let number = BigNumber(number)
            guard number.compare(one) > 0, number.compare(modulus) < 0 else {
                throw .malformed("a DSA key with a number out of range")
            }
        }
        guard order.compare(one) > 0, order.compare(modulus) < 0, modulus.isOdd else {
            throw .malformed("a DSA key with a number out of range")
        }
        return .dsa(p: p, q: q, g: g, y: y)
    }

    static func checkedECDSA(_ curve: EllipticCurve, point: [UInt8]) throws(KeyError) -> Self {
        guard point.count == curve.pointLength, point.first == 4 else {
            throw .malformed(
                "a \(curve.name) point of \(point.count) bytes; it has \(curve.pointLength), the first one 4")
        }
        _ = try EllipticPoint(curve, point)
        return .ecdsa(curve, point: point)
    }

    static func checkedEdwards(_ curve: EdwardsCurve, _ publicKey: [UInt8]) throws(KeyError) -> Self {
        guard publicKey.count == curve.keyLength else {
            throw .malformed(
                "an \(curve.opensslName) public key of \(publicKey.count) bytes; it has \(curve.keyLength)")
        }
        return .edwards(curve, publicKey: publicKey)
    }

    static func checkedMLDSA44Ed25519(_ publicKey: [UInt8]) throws(KeyError) -> Self {
        guard publicKey.count == MLDSA44Ed25519.publicKeyLength else {
            throw .malformed(
                "an MLDSA44-Ed25519 public key of \(publicKey.count) bytes; it has \(MLDSA44Ed25519.publicKeyLength)")
        }
        return .mldsa44Ed25519(publicKey: publicKey)
    }
}

extension KeyError {
    /// The refusal of an algorithm that is no key type here, named as what it is.
    static func unknownAlgorithm(_ name: String) -> KeyError {
        if (Certificate.keyAlgorithm(of: name) ?? name) == MLDSA44Ed25519.experimentalAlgorithm {
            return .unsupported(
                "\(MLDSA44Ed25519.experimentalAlgorithm): the experimental type of OpenSSH 10.4 and 10.5, which later releases don't accept",
                hint: "create a new key; since OpenSSH 10.6 the type is \(MLDSA44Ed25519.algorithm)")
        }
        if Certificate.keyAlgorithm(of: name) != nil {
            return .unsupported("expected a key, found a certificate (\(name))")
        }
        let isName = !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        return .unsupported(isName ? "unknown key type \(name)" : "a key whose type has no readable name")
    }
}
