import Secrecy

extension PPK {
    /// In KiB: 1 GiB. PuTTYgen's default is 8 MiB.
    static let mostMemory: UInt32 = 1 << 20
    /// Memory times passes, in KiB: four times a GiB, which is eight seconds of a processor at worst (a GiB in four passes;
    /// see `KeyDerivation`). PuTTYgen's defaults make about 0.2 GiB.
    static let mostWork: UInt64 = 4 << 20
    /// Each lane is a thread.
    static let mostLanes: UInt32 = 64
    /// Passes times lanes, where there are several: libargon2 starts four threads for each, which takes 0.17 ms.
    static let mostLanePasses: UInt64 = 1 << 13

    /// Reads the PPK whose first line begins at `start`. Returns where the text goes on after it, too.
    static func read(
        _ text: UnsafeRawBufferPointer, from start: Int = 0, passphrase: Secret?
    ) throws(KeyError) -> (file: KeyFile, end: Int) {
        var fields = PPKFields(text, from: start)
        let (version, algorithm) = try fields.firstLine()
        let encryption = String(decoding: try fields.value("Encryption"), as: UTF8.self)
        guard encryption == "none" || encryption == cipherName else {
            throw .unsupported("encrypted with \(Printable.name(encryption)); PuTTY supports only \(cipherName)")
        }
        let comment = Array(try fields.comment())
        let publicBlob = try fields.publicBlob()
        let outer = try OuterKey(blob: publicBlob, comment: Comment.decoded(comment))
        let name = outer.certificate?.algorithm ?? outer.publicKey.algorithm
        guard name.utf8.elementsEqual(algorithm) else {
            throw .contradiction("the first line names another key type than the public key")
        }
        guard fields.hasPrivateHalf else {
            var file = KeyFile(format: .ppkPublic, outer.publicKey, certificate: outer.certificate)
            file.notes = fields.notes
            return (file, fields.end)
        }
        var argon2: Argon2?
        if version == .three, encryption != "none" { argon2 = try fields.argon2() }
        let sealed = try fields.privateBlob()
        let mac = try fields.mac(version)

        var file = KeyFile(format: version.format)
        file.publicKey = outer.publicKey
        file.certificate = outer.certificate
        file.notes = fields.notes
        if encryption != "none" {
            guard sealed.count > 0, sealed.count % cipher.blockLength == 0 else {
                throw .malformed("the encrypted part (\(sealed.count) bytes) isn't a multiple of the block size")
            }
            file.encryption = KeyFile.Encryption(cipher: encryption, derivation: argon2?.summary ?? "SHA-1")
            guard passphrase.map({ !$0.isEmpty }) ?? false else { return (file, fields.end) }
        }
        let sealing = Sealing(
            algorithm: Array(algorithm), encryption: encryption, publicBlob: publicBlob, mac: mac, version: version)
        try sealing.open(sealed, argon2, comments: comments(comment), passphrase: passphrase, into: &file)
        return (file, fields.end)
    }

    /// The comment as it is there, then as it may have been written: without the blanks of who copied it, and in
    /// Latin-1, where an editor saved the file as UTF-8.
    private static func comments(_ comment: [UInt8]) -> [[UInt8]] {
        let trimmed = withBytes(comment) { Array($0.trimmed) }
        var comments = [comment]
        if trimmed != comment { comments.append(trimmed) }
        if let text = String(validating: trimmed, as: UTF8.self), trimmed.contains(where: { $0 >= 0x80 }),
            text.unicodeScalars.allSatisfy({ $0.value < 256 })
        {
            comments.append(text.unicodeScalars.map { UInt8($0.value) })
        }
        return comments
    }

    /// What the MAC of a file covers, besides the comment and the private key.
    private struct Sealing {
        let algorithm: [UInt8]
        let encryption: String
        let publicBlob: [UInt8]
        let mac: PPKFields.MAC
        let version: Version

        /// Decrypts the private key and reads it, if the MAC fits one of `comments`.
        func open(
            _ sealed: Secret, _ argon2: Argon2?, comments: [[UInt8]], passphrase: Secret?, into file: inout KeyFile
        ) throws(KeyError) {
            let keys: Keys
            if let argon2, let passphrase {
                keys = try Keys(passphrase: passphrase, argon2: argon2)
            } else if version == .three {
                keys = .clear
            } else {
                keys = try Keys(passphrase: encryption == "none" ? nil : passphrase)
            }
            let clear = try keys.cipher.map { (cipher) throws(KeyError) in try unseal(sealed, cipher) } ?? sealed
            guard let fitting = try fitting(comments, keys, clear), let numbers = file.publicKey?.numbers else {
                if file.isEncrypted { throw .wrongPassphrase }
                throw .contradiction("the MAC doesn't match: the file was damaged or changed")
            }
            if fitting.count != comments[0].count, fitting.contains(where: { $0 >= 0x80 }) {
                file.notes.append(.commentEncoding)
            }
            let isPadded = file.isEncrypted
            let read = try clear.withBytes { (clear) throws(KeyError) in
                try material(clear, numbers, isPadded: isPadded)
            }
            file.notes += read.notes
            let key = PrivateKey(read.material, comment: Comment.decoded(fitting))
            (file.privateKey, file.publicKey) = (key, key.publicKey)
        }

        /// The first comment that makes the MAC; nil when none does.
        private func fitting(_ comments: [[UInt8]], _ keys: Keys, _ clear: Secret) throws(KeyError) -> [UInt8]? {
            for comment in comments {
                let computed = try clear.withBytes { (clear) throws(KeyError) in
                    switch mac {
                    case .hash: try Digest.sha1.hash(clear).withBytes { Array($0) }
                    case .mac where version == .one:
                        try keys.mac.withBytes { (key) throws(KeyError) in
                            try keys.digest.hmac(key: key, clear).withBytes { Array($0) }
                        }
                    case .mac:
                        try PPK.mac(
                            keys, algorithm: algorithm, encryption: encryption, comment: comment,
                            publicBlob: publicBlob, privateBlob: clear)
                    }
                }
                if withBytes(computed, { $0.equals(mac.bytes) }) { return comment }
            }
            return nil
        }
    }

    fileprivate static func unseal(_ sealed: Secret, _ keys: (key: Secret, iv: Secret)) throws(KeyError) -> Secret {
        let clear = try sealed.withBytes { (sealed) throws(KeyError) in
            try keys.key.withBytes { (key) throws(KeyError) in
                try keys.iv.withBytes { (iv) throws(KeyError) in
                    try cipher.decrypted(sealed, key: key, iv: iv)
                }
            }
        }
        guard let clear else { throw .openSSL("decrypt with \(cipherName)") }
        return clear
    }

    /// Reads the private numbers. What follows them in an encrypted file is padding of any content.
    fileprivate static func material(
        _ blob: UnsafeRawBufferPointer, _ numbers: PublicNumbers, isPadded: Bool
    ) throws(KeyError) -> ReadMaterial {
        var reader = WireReader(blob)
        let read: ReadMaterial
        switch numbers {
        case .rsa(let n, let e):
            let (d, p) = (try reader.mpint(), try reader.mpint())
            let (q, iqmp) = (try reader.mpint(), try reader.mpint())
            read = ReadMaterial(rsa: try RSAPrivate.checked(n: n, e: e, d: d, p: p, q: q, iqmp: iqmp))
        case .dsa, .ecdsa: read = try ReadMaterial(publicNumbers: numbers, secret: try reader.string())
        case .edwards(let curve, let publicKey):
            read = try ReadMaterial(curve, written: try reader.string(), length: curve.keyLength, publicKey: publicKey)
        case .ecdsaSK, .ed25519SK, .mldsa44Ed25519:
            throw .unsupported("a key of type \(numbers.type.displayName) in a PPK, which PuTTY never wrote")
        }
        guard isPadded ? reader.rest.count < 2 * cipher.blockLength : reader.isAtEnd else {
            throw .malformed("\(reader.rest.count) bytes too many after the private key")
        }
        return read
    }
}

extension PPK.Version {
    var format: KeyFileFormat {
        switch self {
        case .one: .ppk1
        case .two: .ppk2
        case .three: .ppk3
        }
    }
}

extension Argon2 {
    /// The derivation as inspect shows it.
    fileprivate var summary: String {
        "\(flavour.rawValue), \(memory) KiB, " + KeyFile.Encryption.cost(passes, "pass", "passes")
    }
}
