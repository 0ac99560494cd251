import Secrecy

/// openssh-key-v1 (OpenSSH, PROTOCOL.key), the names and numbers that reading and writing share.
enum OpenSSHFormat {
    static let magic = Array("openssh-key-v1\0".utf8)
    static let label = "OPENSSH PRIVATE KEY"
    /// The width of OpenSSH's own lines.
    static let columns = 70
    static let saltLength = 16

    /// What protects the private key.
    struct Protection: Hashable, Sendable {
        let name: String
        let cipher: Cipher
    }

    static let defaultProtection = Protection(
        name: "aes256-ctr", cipher: Cipher(opensslName: "AES-256-CTR", keyLength: 32, ivLength: 16, blockLength: 16))

    /// The block length of a clear file.
    static let clearBlockLength = 8
}

extension PrivateMaterial {
    /// The algorithm and the numbers in the order of openssh-key-v1 and of the agent protocol (RFC draft
    /// ssh-agent, 3.2): each type has an order of its own, with the public numbers between.
    func write(to sink: inout some WireSink & ~Copyable) {
        sink.write(string: publicNumbers.algorithm)
        switch self {
        case .rsa(let key):
            sink.write(mpint: key.n)
            sink.write(mpint: key.e)
            for number in [key.d, key.iqmp, key.p, key.q] { sink.write(mpint: number) }
        case .dsa(let key):
            publicNumbers.write(to: &sink)
            sink.write(mpint: key.x)
        case .ecdsa(let key):
            publicNumbers.write(to: &sink)
            sink.write(mpint: key.scalar)
        case .edwards(let key):
            publicNumbers.write(to: &sink)
            sink.write(uint32: UInt32(key.seed.count + key.publicKey.count))
            key.seed.withBytes { sink.write($0) }
            withBytes(key.publicKey) { sink.write($0) }
        case .mldsa44Ed25519(let key):
            publicNumbers.write(to: &sink)
            sink.write(string: key.seeds)
        case .securityKey(let key):
            publicNumbers.write(to: &sink)
            sink.write(byte: key.flags)
            sink.write(string: key.handle)
            sink.write(string: key.reserved)
        }
    }
}

extension PrivateKey {
    /// The key as openssh-key-v1; clear without a passphrase.
    func encodedOpenSSH(passphrase: Secret?, rounds: Int) throws(KeyError) -> Secret {
        let check = try randomBytes(4)
        guard let passphrase else {
            return try OpenSSHFormat.file(
                cipher: "none", derivation: "none", options: [], publicKey: publicKey,
                sealed: privateSection(check: check, blockLength: OpenSSHFormat.clearBlockLength))
        }
        return try encryptedOpenSSH(
            passphrase: passphrase, salt: randomBytes(OpenSSHFormat.saltLength), rounds: rounds, check: check)
    }

    /// The key as encrypted openssh-key-v1, nothing left to chance.
    func encryptedOpenSSH(
        passphrase: Secret, salt: [UInt8], rounds: Int, check: [UInt8]
    ) throws(KeyError) -> Secret {
        let protection = OpenSSHFormat.defaultProtection
        let cipher = protection.cipher
        var options: [UInt8] = []
        options.write(string: salt)
        options.write(uint32: UInt32(clamping: rounds))
        let keys = try BcryptPBKDF.derive(
            passphrase: passphrase, salt: salt, rounds: rounds, length: cipher.keyLength + cipher.ivLength)
        let clear = privateSection(check: check, blockLength: cipher.blockLength)
        let sealed = try keys.withBytes { (keys) throws(KeyError) -> [UInt8] in
            try clear.withBytes { (clear) throws(KeyError) -> [UInt8] in
                try cipher.encrypted(
                    clear, key: keys.slice(0..<cipher.keyLength), iv: keys.slice(cipher.keyLength..<keys.count))
            }
        }
        return try OpenSSHFormat.file(
            cipher: protection.name, derivation: "bcrypt", options: options, publicKey: publicKey,
            sealed: Secret(sealed))
    }

    /// The check number twice, the key, its comment, and the padding 1, 2, 3... to a whole block.
    func privateSection(check: [UInt8], blockLength: Int) -> Secret {
        var section = SecretBuffer(capacity: 4096)
        section.append(check)
        section.append(check)
        material.write(to: &section)
        section.write(string: comment)
        var padding: UInt8 = 1
        while section.count % blockLength != 0 {
            section.append(padding)
            padding += 1
        }
        return section.secret()
    }
}

extension OpenSSHFormat {
    fileprivate static func file(
        cipher: String, derivation: String, options: [UInt8], publicKey: PublicKey, sealed: Secret
    ) throws(KeyError) -> Secret {
        var file = SecretBuffer(capacity: 8192)
        file.append(magic)
        file.write(string: cipher)
        file.write(string: derivation)
        file.write(string: options)
        file.write(uint32: 1)
        file.write(string: publicKey.blob)
        file.write(string: sealed)
        return file.withBytes { PEM.encode($0, label: label, columns: columns) }
    }
}
