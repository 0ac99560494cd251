import Secrecy

/// A private key as it was read, with what was put right on the way.
struct ReadMaterial {
    let material: PrivateMaterial
    var notes: [ReadNote] = []

    init(_ material: PrivateMaterial) { self.material = material }

    init(rsa: (key: RSAPrivate, wasIncomplete: Bool)) {
        material = .rsa(rsa.key)
        notes = rsa.wasIncomplete ? [.recomputedNumbers] : []
    }

    /// Refuses a public key that the private one doesn't make. Signing with a public key that belongs to
    /// another private key gives the private key away (Ed25519), so this is never a mere warning.
    func expect(_ publicNumbers: PublicNumbers) throws(KeyError) {
        guard material.publicNumbers == publicNumbers else {
            throw .contradiction("the public key doesn't match the private key")
        }
    }
}

extension ReadMaterial {
    /// Reads what `PrivateMaterial.write(to:)` writes. A certificate instead of the algorithm's name stands
    /// for the public numbers (OpenSSH writes so to its agent).
    init(wire reader: inout WireReader) throws(KeyError) {
        let algorithm = String(decoding: try reader.string(), as: UTF8.self)
        if Certificate.keyAlgorithm(of: algorithm) != nil {
            let certificate = try Certificate(blob: Array(try reader.string()))
            try self.init(certified: certificate.publicKey.numbers, from: &reader)
            try expect(certificate.publicKey.numbers)
            return
        }
        switch algorithm {
        case "ssh-rsa":
            let (n, e) = (try reader.mpint(), try reader.mpint())
            let (d, iqmp) = (try reader.mpint(), try reader.mpint())
            let (p, q) = (try reader.mpint(), try reader.mpint())
            self.init(rsa: try RSAPrivate.checked(n: n, e: e, d: d, p: p, q: q, iqmp: iqmp))
        case "ssh-dss":
            let (p, q, g) = (try reader.mpint(), try reader.mpint(), try reader.mpint())
            let y = try reader.mpint()
            self.init(.dsa(try DSAPrivate.checked(p: p, q: q, g: g, y: y, x: try reader.mpint())))
        default:
            let numbers = try PublicNumbers(algorithm: algorithm.utf8, from: &reader)
            try self.init(certified: numbers, from: &reader)
            try expect(numbers)
        }
    }

    /// The private fields alone, which is what follows a certificate.
    private init(certified numbers: PublicNumbers, from reader: inout WireReader) throws(KeyError) {
        switch numbers {
        case .rsa(let n, let e):
            let (d, iqmp) = (try reader.mpint(), try reader.mpint())
            let (p, q) = (try reader.mpint(), try reader.mpint())
            self.init(rsa: try RSAPrivate.checked(n: n, e: e, d: d, p: p, q: q, iqmp: iqmp))
        case .dsa, .ecdsa:
            try self.init(publicNumbers: numbers, secret: try reader.string())
        case .edwards(let curve, let publicKey):
            // After a certificate OpenSSH repeats the public key.
            var sealed = try reader.string()
            if sealed.equals(publicKey) { sealed = try reader.string() }
            try self.init(curve, written: sealed, length: 2 * curve.keyLength, publicKey: publicKey)
        case .mldsa44Ed25519(let publicKey):
            // After a certificate OpenSSH repeats the public key.
            var seeds = try reader.string()
            if seeds.equals(publicKey) { seeds = try reader.string() }
            self.init(.mldsa44Ed25519(try MLDSA44Ed25519(seeds: seeds, stated: publicKey)))
        case .ecdsaSK, .ed25519SK:
            let flags = try reader.byte()
            let handle = Secret(try reader.string())
            self.init(
                .securityKey(
                    SecurityKeyPrivate(
                        publicNumbers: numbers, flags: flags, handle: handle, reserved: Array(try reader.string()))))
        }
    }

    /// An Edwards key as programs write it: the seed, or the seed with the public key behind it, whichever the format
    /// has; as a number by some, with a zero in front or without the zeros that it begins with. The public key that
    /// the file states decides.
    init(
        _ curve: EdwardsCurve, written: UnsafeRawBufferPointer, length: Int, publicKey: [UInt8]?
    ) throws(KeyError) {
        let seedLength = curve.keyLength
        var seed = Secret(written.slice(0..<min(written.count, seedLength)))
        switch written.count {
        case seedLength, 2 * seedLength: break
        case seedLength + 1 where written[0] == 0: seed = Secret(written.slice(1..<written.count))
        case seedLength - 4..<seedLength where publicKey != nil:
            var padded = SecretBuffer(capacity: seedLength)
            padded.append([UInt8](repeating: 0, count: seedLength - written.count))
            padded.append(written)
            seed = padded.secret()
        default: throw .malformed("an \(curve.opensslName) private key of \(written.count) bytes")
        }
        let key = try seed.withBytes { (seed) throws(KeyError) in try EdwardsPrivate(curve, seed: seed) }
        let behind = written.slice(min(written.count, seedLength)..<written.count)
        guard publicKey ?? key.publicKey == key.publicKey, behind.count < seedLength || behind.equals(key.publicKey)
        else {
            throw .contradiction("the public key doesn't match the private key")
        }
        self.init(.edwards(key))
        if written.count != length {
            notes.append(.faultyWriter("its private part has \(written.count) bytes instead of \(length)"))
        }
    }

    /// A key whose file has one secret number beside the public key: DSA and ECDSA. Some programs write it without the
    /// zero that keeps it from being negative; the public key decides.
    init(publicNumbers: PublicNumbers, secret: UnsafeRawBufferPointer) throws(KeyError) {
        switch publicNumbers {
        case .dsa(let p, let q, let g, let y):
            self.init(
                .dsa(
                    try withBytes(p) { (p) throws(KeyError) in
                        try withBytes(q) { (q) throws(KeyError) in
                            try withBytes(g) { (g) throws(KeyError) in
                                try withBytes(y) { (y) throws(KeyError) in
                                    try DSAPrivate.checked(p: p, q: q, g: g, y: y, x: secret.magnitude)
                                }
                            }
                        }
                    }))
        case .ecdsa(let curve, _):
            self.init(.ecdsa(try ECDSAPrivate(curve, scalar: secret.magnitude)))
        case .rsa, .edwards, .mldsa44Ed25519, .ecdsaSK, .ed25519SK:
            preconditionFailure("\(publicNumbers.type) has more than one secret number")
        }
        try expect(publicNumbers)
        if let first = secret.first, first >= 0x80 {
            notes.append(.faultyWriter("its private number has no zero in front"))
        }
    }
}
