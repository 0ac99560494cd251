import Secrecy

/// PuTTY's private key file (PuTTY manual, appendix C), the parts that reading and writing share.
enum PPK {
    enum Version: Int, CaseIterable, Hashable, Sendable {
        case one = 1
        case two, three
    }

    static let cipher = Cipher(opensslName: "AES-256-CBC", keyLength: 32, ivLength: 16, blockLength: 16)
    static let cipherName = "aes256-cbc"
    static let saltLength = 16
    /// The cipher's key and initialisation vector, and the MAC's key.
    static let derivedLength = cipher.keyLength + cipher.ivLength + 32

    /// The keys that a passphrase makes.
    struct Keys {
        /// Key and initialisation vector of the cipher; nil in a clear file.
        let cipher: (key: Secret, iv: Secret)?
        /// The key of the MAC; empty in a clear file of version 3.
        let mac: Secret
        let digest: Digest

        static let clear = Keys(cipher: nil, mac: Secret([]), digest: .sha256)

        /// Version 3.
        init(passphrase: Secret, argon2: Argon2) throws(KeyError) {
            self.init(derived: try argon2.derive(passphrase: passphrase, length: PPK.derivedLength))
        }

        /// Version 3, from what Argon2 made of the passphrase.
        init(derived: Secret) {
            (cipher, mac) = derived.withBytes { keys in
                let keyEnd = PPK.cipher.keyLength
                let ivEnd = keyEnd + PPK.cipher.ivLength
                let cipher = (Secret(keys.slice(0..<keyEnd)), Secret(keys.slice(keyEnd..<ivEnd)))
                return (cipher, Secret(keys.slice(ivEnd..<keys.count)))
            }
            digest = .sha256
        }

        /// Versions 1 and 2, where a clear file has the empty passphrase.
        init(passphrase: Secret?) throws(KeyError) {
            func hash(_ prefix: [UInt8]) throws(KeyError) -> Secret {
                var text = SecretBuffer()
                text.append(prefix)
                if let passphrase { text.append(passphrase) }
                return try text.withBytes { (bytes) throws(KeyError) in try Digest.sha1.hash(bytes) }
            }
            mac = try hash(Array("putty-private-key-file-mac-key".utf8))
            digest = .sha1
            guard passphrase != nil else {
                cipher = nil
                return
            }
            var key = SecretBuffer()
            key.append(try hash([0, 0, 0, 0]))
            key.append(try hash([0, 0, 0, 1]))
            let iv = Secret([UInt8](repeating: 0, count: PPK.cipher.ivLength))
            cipher = (key.withBytes { Secret($0.slice(0..<PPK.cipher.keyLength)) }, iv)
        }

        private init(cipher: (key: Secret, iv: Secret)?, mac: Secret, digest: Digest) {
            (self.cipher, self.mac, self.digest) = (cipher, mac, digest)
        }
    }

    /// The MAC over everything in the file that matters, the private key with its padding included.
    static func mac(
        _ keys: Keys, algorithm: [UInt8], encryption: String, comment: [UInt8], publicBlob: [UInt8],
        privateBlob: UnsafeRawBufferPointer
    ) throws(KeyError) -> [UInt8] {
        var text = SecretBuffer(capacity: 4096)
        text.write(string: algorithm)
        text.write(string: encryption)
        text.write(string: comment)
        text.write(string: publicBlob)
        text.write(string: privateBlob)
        return try keys.mac.withBytes { (key) throws(KeyError) in
            try text.withBytes { (text) throws(KeyError) in
                try keys.digest.hmac(key: key, text).withBytes { Array($0) }
            }
        }
    }
}

extension PrivateKey {
    /// The key as PPK version 3; clear without a passphrase.
    func encodedPPK(passphrase: Secret?, cost: WritingOptions.Argon2Cost) throws(KeyError) -> Secret {
        guard let passphrase else { return try encodedPPK(.three, keys: .clear, derivation: []) }
        var argon2 = Argon2(salt: try randomBytes(PPK.saltLength))
        let derived: Secret
        switch cost {
        case .milliseconds(let milliseconds):
            derived = try argon2.derive(passphrase: passphrase, length: PPK.derivedLength, taking: milliseconds)
        case .passes(let passes):
            argon2.passes = UInt32(clamping: max(passes, 1))
            derived = try argon2.derive(passphrase: passphrase, length: PPK.derivedLength)
        }
        return try encodedPPK(argon2: argon2, derived: derived)
    }

    /// The key as encrypted PPK version 3, nothing left to chance.
    func encodedPPK(passphrase: Secret, argon2: Argon2) throws(KeyError) -> Secret {
        try encodedPPK(argon2: argon2, derived: argon2.derive(passphrase: passphrase, length: PPK.derivedLength))
    }

    private func encodedPPK(argon2: Argon2, derived: Secret) throws(KeyError) -> Secret {
        try encodedPPK(
            .three, keys: PPK.Keys(derived: derived),
            derivation: [
                "Key-Derivation: \(argon2.flavour.rawValue)",
                "Argon2-Memory: \(argon2.memory)",
                "Argon2-Passes: \(argon2.passes)",
                "Argon2-Parallelism: \(argon2.parallelism)",
                "Argon2-Salt: \(hexadecimal(argon2.salt))",
            ])
    }

    /// The key as PPK version 2; clear without a passphrase.
    func encodedPPK2(passphrase: Secret?) throws(KeyError) -> Secret {
        try encodedPPK(.two, keys: PPK.Keys(passphrase: passphrase), derivation: [])
    }

    private func encodedPPK(_ version: PPK.Version, keys: PPK.Keys, derivation: [String]) throws(KeyError) -> Secret {
        let encryption = keys.cipher == nil ? "none" : PPK.cipherName
        let comment = Array(self.comment.utf8)
        let blob = try ppkPrivateBlob(blockLength: keys.cipher == nil ? 1 : PPK.cipher.blockLength)
        let mac = try blob.withBytes { (bytes) throws(KeyError) in
            try PPK.mac(
                keys, algorithm: Array(publicKey.algorithm.utf8), encryption: encryption, comment: comment,
                publicBlob: publicKey.blob, privateBlob: bytes)
        }
        let sealed = try keys.cipher.map { (cipher) throws(KeyError) in try PPK.seal(blob, cipher) } ?? blob

        var file = SecretBuffer(capacity: 8192)
        func line(_ text: String, _ file: inout SecretBuffer) { file.append("\(text)\n".utf8) }
        line("PuTTY-User-Key-File-\(version.rawValue): \(publicKey.algorithm)", &file)
        line("Encryption: \(encryption)", &file)
        line("Comment: \(self.comment)", &file)
        PPK.append("Public-Lines", Secret(publicKey.blob), to: &file)
        for text in derivation { line(text, &file) }
        PPK.append("Private-Lines", sealed, to: &file)
        line("Private-MAC: \(hexadecimal(mac))", &file)
        return file.secret()
    }

    /// The private numbers, then, up to a whole block, bytes of their own hash.
    private func ppkPrivateBlob(blockLength: Int) throws(KeyError) -> Secret {
        var blob = SecretBuffer(capacity: 4096)
        switch material {
        case .rsa(let key):
            let key = try key.ordered()
            for number in [key.d, key.p, key.q, key.iqmp] { blob.write(mpint: number) }
        case .ecdsa(let key): blob.write(mpint: key.scalar)
        case .edwards(let key): blob.write(string: key.seed)
        case .dsa, .mldsa44Ed25519, .securityKey: throw .cannotHold(.ppk, publicKey.type)
        }
        let hash = try blob.withBytes { (bytes) throws(KeyError) in try Digest.sha1.hash(bytes) }
        let padding = (blockLength - blob.count % blockLength) % blockLength
        hash.withBytes { blob.append($0.slice(0..<padding)) }
        return blob.secret()
    }
}

extension PPK {
    fileprivate static func seal(_ blob: Secret, _ keys: (key: Secret, iv: Secret)) throws(KeyError) -> Secret {
        try blob.withBytes { (blob) throws(KeyError) in
            try keys.key.withBytes { (key) throws(KeyError) in
                try keys.iv.withBytes { (iv) throws(KeyError) in
                    Secret(try cipher.encrypted(blob, key: key, iv: iv))
                }
            }
        }
    }

    /// A block of base64 lines, 48 bytes in each, after a header with their number.
    fileprivate static func append(_ name: String, _ bytes: Secret, to file: inout SecretBuffer) {
        file.append("\(name): \((bytes.count + 47) / 48)\n".utf8)
        bytes.withBytes { Base64.encode($0, columns: 64, into: &file) }
    }
}
