import COpenSSL
import Secrecy

/// An EVP_PKEY: a key in the form that OpenSSL signs and verifies with.
final class OpenSSLKey {
    let pointer: OpaquePointer

    /// Takes over a key that OpenSSL made.
    init(adopting pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// A key put together from its numbers, private key and all.
    init(type: String, _ parameters: consuming OpenSSLParameters) throws(KeyError) {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { throw .openSSL("find \(type)") }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1,
            parameters.withParameters({ EVP_PKEY_fromdata(context, &key, Self.keyPair, $0) }) == 1, let key
        else {
            ERR_clear_error()
            throw .openSSL("build the \(type) key")
        }
        pointer = key
    }

    /// EVP_PKEY_KEYPAIR, which is a macro of macros that Swift doesn't see.
    private static let keyPair = OSSL_KEYMGMT_SELECT_ALL_PARAMETERS | OSSL_KEYMGMT_SELECT_KEYPAIR

    /// A fresh key of a type that needs no search.
    init(generating type: String, group: String? = nil) throws(KeyError) {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { throw .openSSL("find \(type)") }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            group.map({ EVP_PKEY_CTX_set_group_name(context, $0) == 1 }) ?? true,
            EVP_PKEY_generate(context, &key) == 1, let key
        else { throw .openSSL("create the \(type) key") }
        pointer = key
    }

    /// The public key of a type whose keys are plain bytes.
    init(publicKey: [UInt8], type: String) throws(KeyError) {
        guard let key = EVP_PKEY_new_raw_public_key_ex(nil, type, nil, publicKey, publicKey.count) else {
            ERR_clear_error()
            throw .openSSL("read the \(type) public key")
        }
        pointer = key
    }

    /// The public key of a type whose keys are plain bytes.
    func publicKey(length: Int) throws(KeyError) -> [UInt8] {
        var publicKey = [UInt8](repeating: 0, count: length)
        var found = length
        guard EVP_PKEY_get_raw_public_key(pointer, &publicKey, &found) == 1, found == length else {
            ERR_clear_error()
            throw .openSSL("derive the public key")
        }
        return publicKey
    }

    func number(_ name: String) throws(KeyError) -> BigNumber {
        let number = BigNumber()
        var pointer: OpaquePointer? = number.pointer
        guard EVP_PKEY_get_bn_param(self.pointer, name, &pointer) == 1 else {
            throw .openSSL("return the number \(name)")
        }
        return number
    }

    /// Signs, and verifies what was signed; `digest` is nil for the Edwards curves, which hash for themselves.
    func prove(digest: Digest?) throws(KeyError) {
        let message = Array("keywizard".utf8)
        try verify(sign(message, digest: digest), of: message, digest: digest)
    }

    /// Signs; `digest` is nil for the Edwards curves and ML-DSA, and `label` the context string of the latter.
    func sign(_ message: [UInt8], digest: Digest?, context label: [UInt8]? = nil) throws(KeyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .openSSL("sign") }
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        let isReady = Self.signatureParameters(label).withParameters {
            EVP_DigestSignInit_ex(context, nil, digest?.name, nil, nil, pointer, $0) == 1
        }
        guard isReady, EVP_DigestSign(context, nil, &length, message, message.count) == 1 else {
            ERR_clear_error()
            throw .openSSL("sign")
        }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw .openSSL("sign")
        }
        return Array(signature.prefix(length))
    }

    /// Refuses a signature that doesn't verify; the parameters are those of `sign`.
    func verify(
        _ signature: [UInt8], of message: [UInt8], digest: Digest?, context label: [UInt8]? = nil
    ) throws(KeyError) {
        guard let context = EVP_MD_CTX_new() else { throw .openSSL("verify") }
        defer { EVP_MD_CTX_free(context) }
        let isReady = Self.signatureParameters(label).withParameters {
            EVP_DigestVerifyInit_ex(context, nil, digest?.name, nil, nil, pointer, $0) == 1
        }
        guard isReady, EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1 else {
            ERR_clear_error()
            throw .contradiction("the public key doesn't verify the private key's signature")
        }
    }

    private static func signatureParameters(_ label: [UInt8]?) -> OpenSSLParameters {
        var parameters = OpenSSLParameters()
        // OSSL_SIGNATURE_PARAM_CONTEXT_STRING
        if let label { parameters.append("context-string", bytes: label) }
        return parameters
    }
}
