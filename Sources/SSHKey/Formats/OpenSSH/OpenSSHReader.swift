import COpenSSL
import Secrecy

extension OpenSSHFormat {
    /// Every cipher that OpenSSH can write (cipher.c), by its name there.
    static let protections: [Protection] = [
        defaultProtection,
        aes("aes192-ctr", "AES-192-CTR", 24),
        aes("aes128-ctr", "AES-128-CTR", 16),
        aes("aes256-cbc", "AES-256-CBC", 32),
        aes("aes192-cbc", "AES-192-CBC", 24),
        aes("aes128-cbc", "AES-128-CBC", 16),
        aes("rijndael-cbc@lysator.liu.se", "AES-256-CBC", 32),
        gcm("aes256-gcm@openssh.com", "AES-256-GCM", 32),
        gcm("aes128-gcm@openssh.com", "AES-128-GCM", 16),
        Protection(
            name: "3des-cbc", cipher: Cipher(opensslName: "DES-EDE3-CBC", keyLength: 24, ivLength: 8, blockLength: 8)),
        // 64 bytes of key: the second half would encrypt lengths, and a file has none to hide.
        Protection(
            name: "chacha20-poly1305@openssh.com",
            cipher: Cipher(opensslName: "ChaCha20", keyLength: 64, ivLength: 0, blockLength: 8, tagLength: 16)),
    ]

    private static func aes(_ name: String, _ opensslName: String, _ keyLength: Int) -> Protection {
        Protection(
            name: name, cipher: Cipher(opensslName: opensslName, keyLength: keyLength, ivLength: 16, blockLength: 16))
    }

    private static func gcm(_ name: String, _ opensslName: String, _ keyLength: Int) -> Protection {
        Protection(
            name: name,
            cipher: Cipher(
                opensslName: opensslName, keyLength: keyLength, ivLength: 12, blockLength: 16, tagLength: 16))
    }

    /// Ciphers that OpenSSH had until 7.6.
    private static let dropped: Set<String> = ["arcfour", "arcfour128", "arcfour256", "blowfish-cbc", "cast128-cbc"]

    /// What is written at most. A round takes about 8 ms of one core, for the two blocks that most keys need: this is
    /// four seconds there, two on two cores, and 20 times OpenSSH's own 24 rounds. Files with more are read.
    static let mostRounds: UInt32 = 500

    static func read(_ bytes: UnsafeRawBufferPointer, passphrase: Secret?) throws(KeyError) -> KeyFile {
        var reader = WireReader(bytes)
        guard try reader.take(magic.count).equals(magic) else { throw .malformed("not openssh-key-v1 inside") }
        let cipherName = String(decoding: try reader.string(), as: UTF8.self)
        let derivation = String(decoding: try reader.string(), as: UTF8.self)
        let options = try reader.string()
        let count = try reader.uint32()
        guard count == 1 else { throw .unsupported("expected one key in the file, found \(count)") }
        let blob = Array(try reader.string())
        let sealed = try reader.string()

        var file = KeyFile(format: .openssh)
        if blob.isEmpty {
            file.notes.append(.faultyWriter("the public section is empty"))
        } else {
            let outer = try OuterKey(blob: blob)
            (file.publicKey, file.certificate) = (outer.publicKey, outer.certificate)
        }
        if cipherName == "none" {
            guard derivation == "none", options.isEmpty else {
                throw .malformed("a key derivation without a cipher")
            }
            try reader.end()
            try open(sealed, blockLength: clearBlockLength, into: &file)
            return file
        }
        guard let protection = protections.first(where: { $0.name == cipherName }) else {
            let reason = dropped.contains(cipherName) ? "OpenSSH no longer offers" : "is unknown"
            throw .unsupported("encrypted with \(Printable.name(cipherName)), which \(reason)")
        }
        guard derivation == "bcrypt" else {
            throw .unsupported("a key derived with \(Printable.name(derivation)); OpenSSH supports only bcrypt")
        }
        let tag = try reader.take(protection.cipher.tagLength)
        try reader.end()
        guard !sealed.isEmpty, sealed.count % protection.cipher.blockLength == 0 else {
            throw .malformed("the encrypted part (\(sealed.count) bytes) isn't a multiple of the block size")
        }
        var parameters = WireReader(options)
        let salt = Array(try parameters.string())
        let rounds = try parameters.uint32()
        try parameters.end()
        guard !salt.isEmpty, rounds > 0 else { throw .malformed("a bcrypt salt or number of rounds of zero") }
        file.encryption = KeyFile.Encryption(
            cipher: cipherName, derivation: "bcrypt, " + KeyFile.Encryption.cost(rounds, "round", "rounds"))
        guard let passphrase, !passphrase.isEmpty else { return file }
        let cipher = protection.cipher
        let keys = try BcryptPBKDF.derive(
            passphrase: passphrase, salt: salt, rounds: Int(rounds), length: cipher.keyLength + cipher.ivLength)
        let clear = try keys.withBytes { (keys) throws(KeyError) in
            let (key, iv) = (keys.slice(0..<cipher.keyLength), keys.slice(cipher.keyLength..<keys.count))
            return cipher.opensslName == "ChaCha20"
                ? try ChaChaPoly.decrypted(sealed, key: key.slice(0..<32), tag: tag)
                : try cipher.decrypted(sealed, key: key, iv: iv, tag: tag)
        }
        guard let clear else { throw .wrongPassphrase }
        try clear.withBytes { (clear) throws(KeyError) in
            try open(clear, blockLength: cipher.blockLength, into: &file)
        }
        return file
    }

    /// Reads the private section and checks it against the public key outside.
    private static func open(
        _ section: UnsafeRawBufferPointer, blockLength: Int, into file: inout KeyFile
    ) throws(KeyError) {
        var reader = WireReader(section)
        guard try reader.uint32() == reader.uint32() else {
            if file.isEncrypted { throw .wrongPassphrase }
            throw .contradiction("the check numbers don't match")
        }
        let read = try ReadMaterial(wire: &reader)
        let comment = reader.isAtEnd ? "" : Comment.decoded(try reader.string())
        // 1, 2, 3...: OpenSSH adds less than a block, PuTTY up to a whole one.
        let padding = reader.rest
        guard padding.count <= 2 * max(blockLength, 16), padding.indices.allSatisfy({ Int(padding[$0]) == $0 + 1 })
        else { throw .contradiction("the padding after the key is wrong") }
        if section.count % blockLength != 0 { file.notes.append(.faultyWriter("padding is missing after it")) }
        if let outer = file.publicKey { try read.expect(outer.numbers) }
        let key = PrivateKey(read.material, comment: comment)
        file.privateKey = key
        file.publicKey = key.publicKey
        file.notes += read.notes
    }
}

/// A public blob beside a private key: the key itself, or a certificate for it.
struct OuterKey {
    let publicKey: PublicKey
    var certificate: Certificate?

    init(blob: [UInt8], comment: String = "") throws(KeyError) {
        let algorithm = try withBytes(blob) { (bytes) throws(KeyError) in
            var reader = WireReader(bytes)
            return String(decoding: try reader.string(), as: UTF8.self)
        }
        if Certificate.keyAlgorithm(of: algorithm) != nil {
            let certificate = try Certificate(blob: blob, comment: comment)
            publicKey = certificate.publicKey
            self.certificate = certificate
        } else {
            publicKey = try PublicKey(blob: blob, comment: comment)
        }
    }
}

/// chacha20-poly1305@openssh.com with the sequence number 0 (OpenSSH, PROTOCOL.chacha20poly1305).
enum ChaChaPoly {
    /// The plaintext; nil when the tag is wrong.
    static func decrypted(
        _ sealed: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer
    ) throws(KeyError) -> Secret? {
        // Block 0 of the stream makes the key of Poly1305, block 1 and later ones encrypt.
        let zeros = Secret(count: 32) { _ in }
        let macKey = try zeros.withBytes { (zeros) throws(KeyError) in try stream(zeros, key: key, block: 0) }
        guard let macKey, try authenticates(sealed, key: macKey, tag: tag) else { return nil }
        return try stream(sealed, key: key, block: 1)
    }

    private static func stream(
        _ bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, block: UInt8
    ) throws(KeyError) -> Secret? {
        let cipher = Cipher(opensslName: "ChaCha20", keyLength: 32, ivLength: 16, blockLength: 1)
        // OpenSSL's initialisation vector: the block's number, little-endian, then the nonce, all zero here.
        let iv = [block] + [UInt8](repeating: 0, count: 15)
        return try withBytes(iv) { (iv) throws(KeyError) in try cipher.decrypted(bytes, key: key, iv: iv) }
    }

    private static func authenticates(
        _ bytes: UnsafeRawBufferPointer, key: Secret, tag: UnsafeRawBufferPointer
    ) throws(KeyError) -> Bool {
        let algorithm = EVP_MAC_fetch(nil, "POLY1305", nil)
        defer { EVP_MAC_free(algorithm) }
        guard let algorithm, let context = EVP_MAC_CTX_new(algorithm) else { throw .openSSL("use Poly1305") }
        defer { EVP_MAC_CTX_free(context) }
        var computed = [UInt8](repeating: 0, count: 16)
        var length = 0
        let isDone = key.withBytes { key in
            EVP_MAC_init(context, key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count, nil) == 1
                && EVP_MAC_update(context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count) == 1
                && EVP_MAC_final(context, &computed, &length, computed.count) == 1
        }
        guard isDone, length == computed.count else { throw .openSSL("use Poly1305") }
        return tag.equals(computed)
    }
}

/// Text of a file that goes into a message: it must not contain control characters or whole screens.
enum Printable {
    static func name(_ text: String) -> String {
        let line = Comment.singleLine(text)
        return line.isEmpty ? "nothing" : String(line.prefix(60))
    }
}
