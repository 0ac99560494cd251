import COpenSSL
import Secrecy

/// A symmetric cipher of OpenSSL's, by OpenSSL's name.
struct Cipher: Hashable, Sendable {
    let opensslName: String
    let keyLength: Int
    let ivLength: Int
    let blockLength: Int
    /// The length of the tag of an authenticating cipher, else 0.
    var tagLength = 0
    /// Whether PKCS #7 padding is added and removed.
    var isPadded = false

    /// The ciphertext, PKCS #7 padding included where the cipher has it.
    func encrypted(
        _ bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer
    ) throws(KeyError) -> [UInt8] {
        let context = try CipherContext(self, key: key, iv: iv, isEncrypting: true)
        var output = [UInt8](repeating: 0, count: bytes.count + blockLength)
        let length: Int? = output.withUnsafeMutableBytes { output in
            guard let written = context.update(output.baseAddress, bytes),
                let last = context.finish(output.baseAddress.map { $0 + written })
            else { return nil }
            return written + last
        }
        guard let length else { throw .openSSL("encrypt with \(opensslName)") }
        return Array(output.prefix(length))
    }

    /// The plaintext; nil when the tag or the padding is wrong, which is what a wrong key gives.
    func decrypted(
        _ bytes: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer,
        tag: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) throws(KeyError) -> Secret? {
        let context = try CipherContext(self, key: key, iv: iv, isEncrypting: false)
        guard tag.count == tagLength else { throw .truncated(have: tag.count, need: tagLength) }
        if tagLength > 0 { try context.expect(tag: tag) }
        var length: Int?
        let output = Secret(count: bytes.count + blockLength) { output in
            guard let written = context.update(output.baseAddress, bytes),
                let last = context.finish(output.baseAddress.map { $0 + written })
            else { return }
            length = written + last
        }
        guard let length else {
            ERR_clear_error()
            return nil
        }
        return output.withBytes { Secret($0.slice(0..<length)) }
    }
}

/// An EVP_CIPHER_CTX at work.
private final class CipherContext {
    private let context: OpaquePointer

    init(
        _ cipher: Cipher, key: UnsafeRawBufferPointer, iv: UnsafeRawBufferPointer, isEncrypting: Bool
    ) throws(KeyError) {
        precondition(key.count >= cipher.keyLength && iv.count >= cipher.ivLength)
        guard let context = EVP_CIPHER_CTX_new() else { throw .openSSL("use \(cipher.opensslName)") }
        self.context = context
        let algorithm = EVP_CIPHER_fetch(nil, cipher.opensslName, nil)
        defer { EVP_CIPHER_free(algorithm) }
        guard let algorithm else {
            ERR_clear_error()
            throw .unsupported(
                "encrypted with \(cipher.opensslName), which OpenSSL no longer offers",
                hint: "open it with the program that wrote it, and save it with another cipher or without a passphrase")
        }
        guard EVP_CIPHER_get_key_length(algorithm) == cipher.keyLength,
            EVP_CIPHER_get_iv_length(algorithm) == cipher.ivLength,
            EVP_CipherInit_ex2(
                context, algorithm, key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                iv.baseAddress?.assumingMemoryBound(to: UInt8.self), isEncrypting ? 1 : 0, nil) == 1,
            EVP_CIPHER_CTX_set_padding(context, cipher.isPadded ? 1 : 0) == 1
        else { throw .openSSL("use \(cipher.opensslName)") }
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// The number of bytes written; nil on failure.
    func update(_ output: UnsafeMutableRawPointer?, _ input: UnsafeRawBufferPointer) -> Int? {
        guard let start = input.baseAddress, input.count > 0 else { return 0 }
        var length: Int32 = 0
        guard
            EVP_CipherUpdate(
                context, output?.assumingMemoryBound(to: UInt8.self), &length,
                start.assumingMemoryBound(to: UInt8.self), Int32(input.count)) == 1
        else { return nil }
        return Int(length)
    }

    func finish(_ output: UnsafeMutableRawPointer?) -> Int? {
        var length: Int32 = 0
        guard EVP_CipherFinal_ex(context, output?.assumingMemoryBound(to: UInt8.self), &length) == 1 else { return nil }
        return Int(length)
    }

    func expect(tag: UnsafeRawBufferPointer) throws(KeyError) {
        let tagPointer = UnsafeMutableRawPointer(mutating: tag.baseAddress)
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), tagPointer) == 1 else {
            throw .openSSL("check the tag")
        }
    }
}
