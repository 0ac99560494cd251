import COpenSSL
import Secrecy

/// An EVP_PKEY: a key in the form that OpenSSL signs and verifies with.
final class OpenSSLKey {
    let pointer: OpaquePointer

    /// Takes over a key that OpenSSL made.
    init(adopting pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// A key put together from its numbers, private half and all.
    init(type: String, _ parameters: consuming OpenSSLParameters) throws(KeyError) {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { throw .openSSL("find \(type)") }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata_init(context) == 1,
            parameters.withParameters({ EVP_PKEY_fromdata(context, &key, Self.keyPair, $0) }) == 1, let key
        else {
            ERR_clear_error()
            throw .openSSL("put the \(type) key together")
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
        else { throw .openSSL("make the \(type) key") }
        pointer = key
    }

    func number(_ name: String) throws(KeyError) -> BigNumber {
        let number = BigNumber()
        var pointer: OpaquePointer? = number.pointer
        guard EVP_PKEY_get_bn_param(self.pointer, name, &pointer) == 1 else {
            throw .openSSL("give out the number \(name)")
        }
        return number
    }

    /// Signs, and verifies what was signed; `digest` is nil for the Edwards curves, which hash for themselves.
    func prove(digest: Digest?) throws(KeyError) {
        let message = Array("keywizard".utf8)
        let signature = try sign(message, digest: digest)
        guard let context = EVP_MD_CTX_new() else { throw .openSSL("verify") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, digest?.algorithm, nil, pointer) == 1,
            EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        else {
            ERR_clear_error()
            throw .contradiction("a signature by the private key does not verify with the public key")
        }
    }

    /// Signs; `digest` is nil for the Edwards curves.
    func sign(_ message: [UInt8], digest: Digest?) throws(KeyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .openSSL("sign") }
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard EVP_DigestSignInit(context, nil, digest?.algorithm, nil, pointer) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw .openSSL("sign") }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else {
            throw .openSSL("sign")
        }
        return Array(signature.prefix(length))
    }
}
