import COpenSSL
import Secrecy

/// One of the two curves of EdDSA (RFC 8032).
enum EdwardsCurve: String, CaseIterable, Hashable, Sendable {
    case ed25519, ed448

    /// The name on the wire (RFC 8709).
    var algorithm: String { "ssh-\(rawValue)" }

    /// The length of a public key, and of the seed that a private key is, in bytes.
    var keyLength: Int {
        switch self {
        case .ed25519: 32
        case .ed448: 57
        }
    }

    var opensslName: String {
        switch self {
        case .ed25519: "ED25519"
        case .ed448: "ED448"
        }
    }

    /// The private key of a seed, its public key derived.
    func key(seed: UnsafeRawBufferPointer) throws(KeyError) -> OpenSSLKey {
        guard seed.count == keyLength else {
            throw .malformed("an \(opensslName) private key of \(seed.count) bytes; it has \(keyLength)")
        }
        guard
            let key = EVP_PKEY_new_raw_private_key_ex(
                nil, opensslName, nil, seed.baseAddress?.assumingMemoryBound(to: UInt8.self), seed.count)
        else { throw .openSSL("read the \(opensslName) key") }
        return OpenSSLKey(adopting: key)
    }

    func publicKey(seed: UnsafeRawBufferPointer) throws(KeyError) -> [UInt8] {
        try key(seed: seed).publicKey(length: keyLength)
    }
}
