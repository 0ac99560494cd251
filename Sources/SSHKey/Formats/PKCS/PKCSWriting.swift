import Secrecy

extension PrivateKey {
    /// The key as PKCS #8 in PEM (RFC 5208; RFC 8410 for the Edwards curves).
    func encodedPKCS8(passphrase: Secret?, iterations: Int) throws(KeyError) -> Secret {
        let structure: Secret
        switch material {
        case .rsa(let key):
            structure = DER.sequence(
                DER.integer(0), DER.sequence(DER.oid(.rsa), DER.null), DER.octets(try key.structure()))
        case .ecdsa(let key):
            structure = DER.sequence(
                DER.integer(0), DER.sequence(DER.oid(.ec), DER.oid(key.curve.oid)),
                DER.octets(key.structure(isNamed: false)))
        case .edwards(let key):
            structure = DER.sequence(
                DER.integer(0), DER.sequence(DER.oid(key.curve.oid)), DER.octets(DER.octets(key.seed)))
        case .dsa, .mldsa44Ed25519, .securityKey: throw .cannotHold(.pkcs8, publicKey.type)
        }
        guard let passphrase else { return structure.withBytes { PEM.encode($0, label: "PRIVATE KEY") } }
        let scheme = try PKCS5.fresh(iterations: iterations)
        let keys = try scheme.keys(passphrase: passphrase)
        let sealed = try structure.encrypted(scheme.cipher, key: keys.key, iv: keys.iv)
        return DER.sequence(scheme.algorithmIdentifier, DER.octets(sealed))
            .withBytes { PEM.encode($0, label: "ENCRYPTED PRIVATE KEY") }
    }

    /// The key as traditional PEM, encrypted with AES-128 as ssh-keygen does it: what PuTTY reads too.
    func encodedPEM(passphrase: Secret?) throws(KeyError) -> Secret {
        let (label, structure): (String, Secret)
        switch material {
        case .rsa(let key): (label, structure) = ("RSA PRIVATE KEY", try key.structure())
        case .ecdsa(let key): (label, structure) = ("EC PRIVATE KEY", key.structure(isNamed: true))
        case .dsa, .edwards, .mldsa44Ed25519, .securityKey: throw .cannotHold(.pem, publicKey.type)
        }
        guard let passphrase else { return structure.withBytes { PEM.encode($0, label: label) } }
        let cipher = try PEMEncryption.cipher("AES-128-CBC")
        let iv = try randomBytes(cipher.ivLength)
        let key = try PEMEncryption.key(passphrase: passphrase, salt: iv.prefix(8), length: cipher.keyLength)
        let sealed = try structure.encrypted(cipher, key: key, iv: Secret(iv))
        let headers = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,\(hexadecimal(iv).uppercased())"]
        return withBytes(sealed) { PEM.encode($0, label: label, headers: headers) }
    }
}

extension Secret {
    fileprivate func encrypted(_ cipher: Cipher, key: Secret, iv: Secret) throws(KeyError) -> [UInt8] {
        try withBytes { (clear) throws(KeyError) in
            try key.withBytes { (key) throws(KeyError) in
                try iv.withBytes { (iv) throws(KeyError) in try cipher.encrypted(clear, key: key, iv: iv) }
            }
        }
    }
}

extension RSAPrivate {
    /// RSAPrivateKey (RFC 8017, A.1.2).
    fileprivate func structure() throws(KeyError) -> Secret {
        let (dp, dq) = try remainders()
        return DER.sequence(
            DER.integer(0), DER.integer(n), DER.integer(e), DER.integer(d), DER.integer(p), DER.integer(q),
            DER.integer(dp), DER.integer(dq), DER.integer(iqmp))
    }
}

extension ECDSAPrivate {
    /// ECPrivateKey (RFC 5915); in PKCS #8 the curve is named outside.
    fileprivate func structure(isNamed: Bool) -> Secret {
        let publicKey = DER.explicit(1, DER.bits(point))
        guard isNamed else { return DER.sequence(DER.integer(1), DER.octets(scalar), publicKey) }
        return DER.sequence(DER.integer(1), DER.octets(scalar), DER.explicit(0, DER.oid(curve.oid)), publicKey)
    }
}
