import Secrecy

/// The private key file of ssh.com's SSH 2 (PuTTY, import.c, describes it).
enum SSHCom {
    static let label = "SSH2 ENCRYPTED PRIVATE KEY"
    private static let magic: UInt32 = 0x3F6F_F9EB
    private static let rsaType = "if-modn{sign{rsa-pkcs1-sha1},encrypt{rsa-pkcs1v2-oaep}}"
    private static let cipherName = "3des-cbc"
    private static let cipher = Cipher(opensslName: "DES-EDE3-CBC", keyLength: 24, ivLength: 8, blockLength: 8)
    private static let columns = 70

    static func read(_ bytes: UnsafeRawBufferPointer, comment: String, passphrase: Secret?) throws(KeyError) -> KeyFile
    {
        var reader = WireReader(bytes)
        guard try reader.uint32() == magic else { throw .malformed("not a key of ssh.com inside") }
        let length = Int(try reader.uint32())
        guard length <= bytes.count else { throw .truncated(have: bytes.count, need: length) }
        let type = String(decoding: try reader.string(), as: UTF8.self)
        let cipherName = String(decoding: try reader.string(), as: UTF8.self)
        let sealed = try reader.string()
        var file = KeyFile(format: .sshcom)
        guard type.hasPrefix("if-modn{sign{rsa") || type.hasPrefix("dl-modp{sign{dsa") else {
            throw .unsupported("a key of ssh.com of the type \(Printable.name(type))")
        }
        let clear: Secret
        switch cipherName {
        case "none": clear = Secret(sealed)
        case Self.cipherName:
            guard sealed.count % cipher.blockLength == 0 else {
                throw .malformed("the encrypted part (\(sealed.count) bytes) isn't a multiple of the block size")
            }
            file.encryption = KeyFile.Encryption(cipher: cipherName, derivation: "MD5")
            guard let passphrase, !passphrase.isEmpty else { return file }
            clear = try crypt(passphrase) { (key, iv) throws(KeyError) in
                guard let clear = try cipher.decrypted(sealed, key: key, iv: iv) else { throw .wrongPassphrase }
                return clear
            }
        default: throw .unsupported("encrypted with \(Printable.name(cipherName)), which is unknown in this format")
        }
        let read = try clear.withBytes { (clear) throws(KeyError) in
            try payload(clear, isRSA: type.hasPrefix("if-modn"), isEncrypted: file.isEncrypted)
        }
        let key = PrivateKey(read.material, comment: comment)
        (file.privateKey, file.publicKey, file.notes) = (key, key.publicKey, read.notes)
        return file
    }

    /// There is no MAC: nonsense after decryption means a wrong passphrase.
    private static func payload(
        _ clear: UnsafeRawBufferPointer, isRSA: Bool, isEncrypted: Bool
    ) throws(KeyError) -> ReadMaterial {
        do throws(KeyError) {
            var outer = WireReader(clear)
            var reader = WireReader(try outer.string())
            if isRSA {
                let (e, d, n) = (try reader.number(), try reader.number(), try reader.number())
                // The inverse of the first prime modulo the second: ours the other way round.
                let (iqmp, q, p) = (try reader.number(), try reader.number(), try reader.number())
                return ReadMaterial(rsa: try RSAPrivate.checked(n: n, e: e, d: d, p: p, q: q, iqmp: iqmp))
            }
            guard try reader.uint32() == 0 else { throw .unsupported("a DSA key with predefined parameters") }
            let (p, g, q) = (try reader.number(), try reader.number(), try reader.number())
            let (y, x) = (try reader.number(), try reader.number())
            return ReadMaterial(.dsa(try DSAPrivate.checked(p: p, q: q, g: g, y: y, x: x)))
        } catch {
            if isEncrypted { throw .wrongPassphrase }
            throw error
        }
    }

    /// Lends the key of a passphrase, MD5(pass) ‖ MD5(pass ‖ MD5(pass)), and the vector, which is zero.
    private static func crypt<Result>(
        _ passphrase: Secret,
        _ body: (_ key: UnsafeRawBufferPointer, _ iv: UnsafeRawBufferPointer) throws(KeyError) -> Result
    ) throws(KeyError) -> Result {
        var text = SecretBuffer()
        text.append(passphrase)
        let first = try text.withBytes { (text) throws(KeyError) in try Digest.md5.hash(text) }
        text.append(first)
        var key = SecretBuffer()
        key.append(first)
        key.append(try text.withBytes { (text) throws(KeyError) in try Digest.md5.hash(text) })
        return try key.withBytes { (key) throws(KeyError) in
            try withBytes([UInt8](repeating: 0, count: cipher.ivLength)) { (iv) throws(KeyError) in
                try body(key.slice(0..<cipher.keyLength), iv)
            }
        }
    }

    // MARK: Writing

    static func encode(_ key: RSAPrivate, comment: String, passphrase: Secret?) throws(KeyError) -> Secret {
        let key = try key.ordered()
        var payload = SecretBuffer(capacity: 4096)
        for number in [Secret(key.e), key.d, Secret(key.n), key.iqmp, key.q, key.p] { payload.write(number: number) }
        var clear = SecretBuffer(capacity: 4096)
        clear.write(string: payload.secret())
        var sealed = clear.secret()
        if let passphrase {
            let padding = (cipher.blockLength - clear.count % cipher.blockLength) % cipher.blockLength
            clear.append(try randomBytes(padding))
            sealed = try clear.withBytes { (clear) throws(KeyError) in
                try crypt(passphrase) { (key, iv) throws(KeyError) in
                    Secret(try cipher.encrypted(clear, key: key, iv: iv))
                }
            }
        }
        var fields = SecretBuffer(capacity: 4096)
        fields.write(string: rsaType)
        fields.write(string: passphrase == nil ? "none" : cipherName)
        fields.write(string: sealed)
        var blob = SecretBuffer(capacity: 4096)
        blob.write(uint32: magic)
        blob.write(uint32: UInt32(fields.count + 8))
        blob.append(fields.secret())

        var text = SecretBuffer(capacity: 8192)
        text.append("---- BEGIN \(label) ----\n".utf8)
        text.append(RFC4716.commentHeader(comment).utf8)
        blob.withBytes { Base64.encode($0, columns: columns, into: &text) }
        text.append("---- END \(label) ----\n".utf8)
        return text.secret()
    }
}

extension WireReader {
    /// A number of this format: its length in bits, then its bytes.
    fileprivate mutating func number() throws(KeyError) -> UnsafeRawBufferPointer {
        let bits = Int(try uint32())
        return try take((bits + 7) / 8).magnitude
    }
}

extension WireSink where Self: ~Copyable {
    fileprivate mutating func write(number: Secret) {
        number.withBytes {
            write(uint32: UInt32($0.bitLength))
            write($0.magnitude)
        }
    }
}
