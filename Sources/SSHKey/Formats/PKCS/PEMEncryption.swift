import COpenSSL
import Secrecy

/// The encryption of traditional PEM (RFC 1421's headers, OpenSSL's key derivation).
enum PEMEncryption {
    /// The modes that OpenSSL takes for key files: the others need more than a key and a vector.
    private static let modes: Set<Int32> = [
        EVP_CIPH_ECB_MODE, EVP_CIPH_CBC_MODE, EVP_CIPH_CFB_MODE, EVP_CIPH_OFB_MODE, EVP_CIPH_CTR_MODE,
    ]

    /// The cipher of a name or dotted object identifier, as OpenSSL's default provider offers it.
    static func cipher(_ name: String) throws(KeyError) -> Cipher {
        guard name.utf8.count <= 40, name.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: ":") }) else {
            throw .malformed("a cipher without a readable name")
        }
        guard let algorithm = EVP_CIPHER_fetch(nil, name, nil) else {
            ERR_clear_error()
            let known = OBJ_sn2nid(name.uppercased()) != NID_undef || OBJ_ln2nid(name.lowercased()) != NID_undef
            ERR_clear_error()
            throw .unsupported(
                "encrypted with \(name.lowercased()), which " + (known ? "OpenSSL no longer offers" : "is unknown"),
                hint: known ? "open it with the program that wrote it, and save it without a passphrase" : nil)
        }
        defer { EVP_CIPHER_free(algorithm) }
        guard modes.contains(EVP_CIPHER_get_mode(algorithm)) else {
            let name = EVP_CIPHER_get0_name(algorithm).map { String(cString: $0) } ?? name
            throw .unsupported("encrypted with \(name.lowercased()), a mode that no key file has")
        }
        return Cipher(
            opensslName: name, keyLength: Int(EVP_CIPHER_get_key_length(algorithm)),
            ivLength: Int(EVP_CIPHER_get_iv_length(algorithm)),
            blockLength: max(16, Int(EVP_CIPHER_get_block_size(algorithm))), isPadded: true)
    }

    /// A DEK-Info header: a cipher and an initialisation vector.
    static func parse(_ header: String) throws(KeyError) -> (name: String, cipher: Cipher, iv: [UInt8]) {
        let parts = header.split(separator: ",", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
        guard parts.count == 2 else { throw .malformed("a DEK-Info header without a vector") }
        let cipher = try cipher(parts[0])
        guard let iv = bytes(hexadecimal: parts[1].utf8), iv.count == cipher.ivLength, iv.count >= 8 else {
            throw .malformed("a DEK-Info vector that doesn't fit \(parts[0])")
        }
        return (parts[0].lowercased(), cipher, iv)
    }

    /// OpenSSL's EVP_BytesToKey with MD5 and one round, salted with the first 8 bytes of the vector.
    static func key(passphrase: Secret, salt: ArraySlice<UInt8>, length: Int) throws(KeyError) -> Secret {
        var key = SecretBuffer(capacity: length + 16)
        var previous = Secret([])
        while key.count < length {
            var text = SecretBuffer()
            text.append(previous)
            text.append(passphrase)
            text.append(salt)
            previous = try text.withBytes { (text) throws(KeyError) in try Digest.md5.hash(text) }
            key.append(previous)
        }
        return key.withBytes { Secret($0.slice(0..<length)) }
    }

    static func decrypt(
        _ body: Secret, _ cipher: Cipher, iv: [UInt8], passphrase: Secret
    ) throws(KeyError) -> Secret {
        let key = try key(passphrase: passphrase, salt: iv.prefix(8), length: cipher.keyLength)
        let clear = try body.withBytes { (body) throws(KeyError) in
            try key.withBytes { (key) throws(KeyError) in
                try withBytes(iv) { (iv) throws(KeyError) in try cipher.decrypted(body, key: key, iv: iv) }
            }
        }
        guard let clear else { throw .wrongPassphrase }
        return clear
    }
}
