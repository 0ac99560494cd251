import Secrecy

/// The ASN.1 structures that hold keys, told apart by their shape: BEGIN lines lie, and DER has none.
enum KeyInfo {
    /// What was found, and in which structure.
    enum Contents {
        case privateKey(ReadMaterial, isPKCS8: Bool)
        case encrypted(PKCS5, sealed: Secret)
        case publicKey(PublicNumbers, isSPKI: Bool)
    }

    /// Reads one structure; `curve` is the one of an EC PARAMETERS block in front of it.
    static func read(_ der: UnsafeRawBufferPointer, curve: EllipticCurve? = nil) throws(KeyError) -> Contents {
        var outer = DERReader(der)
        guard outer.nextTag == ASN1Tag.sequence else { throw .malformed("not a key's structure") }
        var reader = try outer.sequence()
        try outer.end()
        let start = reader
        switch reader.nextTag {
        case ASN1Tag.sequence:
            var algorithm = try reader.sequence()
            switch reader.nextTag {
            case ASN1Tag.octetString:
                let scheme = try PKCS5(algorithm)
                return .encrypted(scheme, sealed: Secret(try reader.octets()))
            case ASN1Tag.bitString where algorithm.nextTag == ASN1Tag.objectIdentifier:
                let numbers = try publicKey(&algorithm, bits: try reader.bits())
                try reader.end()
                return .publicKey(numbers, isSPKI: true)
            case ASN1Tag.sequence:
                throw .foreign("an X.509 certificate or request", "`openssl x509 -pubkey` prints the public key in it")
            default: throw .malformed("not a key's structure")
            }
        case ASN1Tag.objectIdentifier:
            guard try reader.oid().bytes.starts(with: OID(1, 2, 840, 113549, 1, 7).bytes) else {
                throw .malformed("not a key's structure")
            }
            throw .foreign(
                "a PKCS#7 file: certificates without a key",
                "`openssl pkcs7 -print_certs` prints them; the private key is in another file")
        case ASN1Tag.integer:
            let version = try reader.smallVersion()
            switch (version, reader.nextTag) {
            case (0, ASN1Tag.sequence), (1, ASN1Tag.sequence):
                return .privateKey(try pkcs8(&reader), isPKCS8: true)
            case (1, ASN1Tag.octetString):
                return .privateKey(try sec1(start, curve: curve), isPKCS8: false)
            case (3, ASN1Tag.sequence):
                throw .foreign("a PKCS#12 file", "`openssl pkcs12 -nocerts` takes the key out of it")
            default: return try integers(start)
            }
        default: throw .malformed("not a key's structure")
        }
    }

    /// RSA and DSA: integers alone.
    private static func integers(_ start: DERReader) throws(KeyError) -> Contents {
        var (counter, reader) = (start, start)
        var count = 0
        while !counter.isAtEnd, count < 16 {
            let tag = try counter.element().tag
            guard tag == ASN1Tag.integer else {
                if count == 9 { throw .unsupported("an RSA key with more than two primes, which SSH can't use") }
                throw .malformed("not a key's structure")
            }
            count += 1
        }
        switch count {
        case 2:
            let (n, e) = (Array(try reader.integer()), Array(try reader.integer()))
            // The prime and the generator have the same shape.
            guard e.last.map({ $0 & 1 == 1 }) ?? true else {
                throw .foreign("Diffie-Hellman parameters, or an RSA key with an even exponent")
            }
            return .publicKey(try .checkedRSA(n: n, e: e), isSPKI: false)
        case 4:
            // DSAPublicKey, an invention of OpenSSL's.
            let (y, p) = (Array(try reader.integer()), Array(try reader.integer()))
            let (q, g) = (Array(try reader.integer()), Array(try reader.integer()))
            return .publicKey(try .checkedDSA(p: p, q: q, g: g, y: y), isSPKI: false)
        case 6:
            let version = try reader.smallInteger()
            guard version == 0 else { throw .unsupported("a DSA key of version \(version)") }
            let (p, q, g) = (try reader.integer(), try reader.integer(), try reader.integer())
            let (y, x) = (try reader.integer(), try reader.integer())
            let key = try DSAPrivate.checked(p: p, q: q, g: g, y: y, x: x)
            return .privateKey(ReadMaterial(.dsa(key)), isPKCS8: false)
        case 9: return .privateKey(try pkcs1(start), isPKCS8: false)
        default: throw .malformed("\(count) numbers, which make no key")
        }
    }

    /// RSAPrivateKey (RFC 8017, A.1.2).
    private static func pkcs1(_ start: DERReader) throws(KeyError) -> ReadMaterial {
        var reader = start
        let version = try reader.smallInteger()
        guard version == 0 else { throw .unsupported("an RSA key of version \(version), with more than two primes") }
        let (n, e, d) = (try reader.integer(), try reader.integer(), try reader.integer())
        let (p, q) = (try reader.integer(), try reader.integer())
        let (dp, dq) = (try reader.integer(), try reader.integer())
        let iqmp = try reader.integer()
        try reader.end()
        var read = ReadMaterial(rsa: try RSAPrivate.checked(n: n, e: e, d: d, p: p, q: q, iqmp: iqmp))
        guard case .rsa(let key) = read.material else { preconditionFailure("not RSA") }
        // Zero stands for an exponent that the writer left out.
        let expected = try key.remainders()
        for (found, expected) in [(dp, expected.dp), (dq, expected.dq)] {
            if found.isEmpty {
                read.notes = [.recomputedNumbers]
            } else if !p.isEmpty, !expected.withBytes({ $0.magnitude.equals(found) }) {
                throw .contradiction("the CRT exponents don't match the private one")
            }
        }
        return read
    }

    /// ECPrivateKey (RFC 5915), on its own or in PKCS #8, where the curve is named outside.
    private static func sec1(_ start: DERReader, curve outer: EllipticCurve?) throws(KeyError) -> ReadMaterial {
        var reader = start
        let version = try reader.smallInteger()
        guard version == 1 else { throw .unsupported("an EC key of version \(version)") }
        let scalar = try reader.octets()
        var inner: EllipticCurve?
        if let parameters = try reader.optional(ASN1Tag.context(0)) {
            var parameters = DERReader(parameters)
            if outer == nil, let curve = EdwardsCurve.allCases.first(where: { parameters.isNext($0.oid) }) {
                return try edwards(curve, seed: scalar, &reader)
            }
            inner = try Self.curve(&parameters)
        }
        guard let curve = inner ?? outer else {
            throw .unsupported("an EC key that names no curve", hint: "its EC PARAMETERS block is missing")
        }
        guard inner ?? curve == outer ?? curve else { throw .contradiction("the key names two different curves") }
        let key = try ECDSAPrivate(curve, scalar: scalar)
        if let field = try reader.optional(ASN1Tag.context(1)) {
            var field = DERReader(field)
            guard try EllipticPoint(curve, Array(try field.bits())).uncompressed == key.point else {
                throw .contradiction("the public key doesn't match the private key")
            }
        }
        try reader.end()
        return ReadMaterial(.ecdsa(key))
    }

    /// An Edwards key in the structure of an EC key, as Erlang writes it.
    private static func edwards(
        _ curve: EdwardsCurve, seed: UnsafeRawBufferPointer, _ reader: inout DERReader
    ) throws(KeyError) -> ReadMaterial {
        let read = ReadMaterial(.edwards(try EdwardsPrivate(curve, seed: seed)))
        if let field = try reader.optional(ASN1Tag.context(1)) {
            var field = DERReader(field)
            try read.expect(.edwards(curve, publicKey: Array(try field.bits())))
        }
        try reader.end()
        return read
    }

    /// The parameters of an EC key: the name of a curve, or its whole definition.
    static func curve(_ parameters: inout DERReader) throws(KeyError) -> EllipticCurve {
        switch parameters.nextTag {
        case ASN1Tag.objectIdentifier: return try EllipticCurve(oid: try parameters.oid())
        case ASN1Tag.sequence: return try EllipticCurve(definition: try parameters.sequence())
        default: throw .unsupported("an EC key that names no curve")
        }
    }

    /// OneAsymmetricKey (RFC 5958) after its version.
    private static func pkcs8(_ reader: inout DERReader) throws(KeyError) -> ReadMaterial {
        var algorithm = try reader.sequence()
        let oid = try algorithm.oid()
        let contents = try reader.octets()
        let read: ReadMaterial
        switch oid {
        case .rsa:
            var inner = DERReader(contents)
            read = try pkcs1(try inner.sequence())
            try inner.end()
        case .dsa:
            var parameters = try algorithm.sequence()
            let (p, q, g) = (try parameters.integer(), try parameters.integer(), try parameters.integer())
            var inner = DERReader(contents)
            let key = try DSAPrivate.checked(p: p, q: q, g: g, y: nil, x: try inner.integer())
            read = ReadMaterial(.dsa(key))
        case .ec:
            let curve = try Self.curve(&algorithm)
            var inner = DERReader(contents)
            read = try sec1(try inner.sequence(), curve: curve)
            try inner.end()
        case .ed25519, .ed448:
            let curve: EdwardsCurve = oid == .ed25519 ? .ed25519 : .ed448
            // Some programs leave out the inner octet string.
            var inner = DERReader(contents)
            let isBare = contents.count == curve.keyLength || contents.count == 2 * curve.keyLength
            let seed = isBare ? contents : try inner.octets()
            if !isBare { try inner.end() }
            read = try ReadMaterial(
                curve, written: seed, length: curve.keyLength, publicKey: try statedPublicKey(reader))
        default: throw .unusable(oid)
        }
        // Attributes, which say nothing about the key.
        _ = try reader.optional(ASN1Tag.context(0))
        try expectPublicKey(&reader, read)
        try reader.end()
        return read
    }

    /// The public key that is behind an Edwards key; nil where none does.
    private static func statedPublicKey(_ reader: DERReader) throws(KeyError) -> [UInt8]? {
        var reader = reader
        _ = try reader.optional(ASN1Tag.context(0))
        guard let field = try reader.optional(ASN1Tag.context(1, constructed: false)) else { return nil }
        return Array(try DERReader.wholeBytes(field))
    }

    /// Whether the first bytes of a structure are those of a private key, so that what is missing is missing from one.
    static func looksPrivate(_ der: UnsafeRawBufferPointer) -> Bool {
        // SEQUENCE, its length, then a version: 0 or 1, and behind it a number of RSA, an algorithm or an EC scalar.
        let start = der.count > 1 && der[1] > 0x80 ? 2 + Int(der[1] & 0x7F) : 2
        guard der.count > start + 4, der[start] == ASN1Tag.integer, der[start + 1] == 1, der[start + 2] <= 1 else {
            return false
        }
        return [ASN1Tag.integer, ASN1Tag.sequence, ASN1Tag.octetString].contains(der[start + 3])
    }

    /// The public key that version 2 may have: a bit string, implicitly tagged (RFC 5958) or, by older programs,
    /// explicitly.
    private static func expectPublicKey(_ reader: inout DERReader, _ read: ReadMaterial) throws(KeyError) {
        let bits: UnsafeRawBufferPointer
        if let field = try reader.optional(ASN1Tag.context(1, constructed: false)) {
            bits = try DERReader.wholeBytes(field)
        } else if let field = try reader.optional(ASN1Tag.context(1)) {
            var field = DERReader(field)
            bits = try field.bits()
        } else {
            return
        }
        switch read.material.publicNumbers {
        case .rsa: try read.expect(try rsaPublicKey(bits))
        case .dsa(let p, let q, let g, _):
            var inner = DERReader(bits)
            try read.expect(.dsa(p: p, q: q, g: g, y: Array(try inner.integer())))
        case .ecdsa(let curve, _):
            try read.expect(.ecdsa(curve, point: try EllipticPoint(curve, Array(bits)).uncompressed))
        case .edwards(let curve, _): try read.expect(.edwards(curve, publicKey: Array(bits)))
        case .mldsa44Ed25519, .ecdsaSK, .ed25519SK: break
        }
    }

    /// RSAPublicKey (RFC 8017, A.1.1).
    private static func rsaPublicKey(_ der: UnsafeRawBufferPointer) throws(KeyError) -> PublicNumbers {
        var outer = DERReader(der)
        var reader = try outer.sequence()
        let n = Array(try reader.integer())
        return try .checkedRSA(n: n, e: Array(try reader.integer()))
    }

    /// The key of a SubjectPublicKeyInfo (RFC 5280).
    private static func publicKey(
        _ algorithm: inout DERReader, bits: UnsafeRawBufferPointer
    ) throws(KeyError) -> PublicNumbers {
        let oid = try algorithm.oid()
        switch oid {
        case .rsa: return try rsaPublicKey(bits)
        case .dsa:
            guard algorithm.nextTag == ASN1Tag.sequence else { throw .unsupported("a DSA key without its parameters") }
            var parameters = try algorithm.sequence()
            let (p, q) = (Array(try parameters.integer()), Array(try parameters.integer()))
            let g = Array(try parameters.integer())
            var inner = DERReader(bits)
            return try .checkedDSA(p: p, q: q, g: g, y: Array(try inner.integer()))
        case .ec:
            let curve = try Self.curve(&algorithm)
            return .ecdsa(curve, point: try EllipticPoint(curve, Array(bits)).uncompressed)
        case .ed25519: return try .checkedEdwards(.ed25519, Array(bits))
        case .ed448: return try .checkedEdwards(.ed448, Array(bits))
        default: throw .unusable(oid)
        }
    }
}

extension DERReader {
    /// The version in front of a structure; a large number, which isn't a version, counts as 255.
    fileprivate mutating func smallVersion() throws(KeyError) -> Int {
        let number = try integer()
        return number.count > 1 ? 255 : Int(number.first ?? 0)
    }
}

extension KeyError {
    /// The refusal of a key that is real, and for something else.
    static func unusable(_ oid: OID) -> KeyError {
        switch oid {
        case .x25519: .unsupported("X25519 keys can't sign", hint: "create an Ed25519 key")
        case .x448: .unsupported("X448 keys can't sign", hint: "create an Ed25519 key")
        case .dh, .dhx: .unsupported("Diffie-Hellman keys can't sign")
        case .rsaPSS:
            .unsupported(
                "SSH doesn't support RSA keys restricted to PSS signatures", hint: "create a plain RSA key")
        default: .unsupported("SSH doesn't support \(oid.name) keys")
        }
    }

    /// The refusal of a file that is no SSH key at all.
    static func foreign(_ name: String, _ hint: String? = nil) -> KeyError {
        .foreign(name, hint: hint)
    }
}
