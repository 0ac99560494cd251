extension PrivateKey {
    /// Signs bytes as most protocols want it: RSA by PKCS #1 v1.5 with SHA-256 (RFC 8017), ECDSA as DER with the hash of
    /// its curve (RFC 5656, 6.2.1), Ed25519 and Ed448 as they are (RFC 8032),
    /// MLDSA44-Ed25519 as its two signatures one after the other. Refused for DSA, which nobody takes any
    /// more, and for keys that live in a security key.
    public func signature(of bytes: [UInt8]) throws(KeyError) -> [UInt8] {
        switch material {
        case .rsa(let key): try key.openSSLKey().sign(bytes, digest: .sha256)
        case .ecdsa(let key): try key.openSSLKey().sign(bytes, digest: key.curve.digest)
        case .edwards(let key): try key.openSSLKey().sign(bytes, digest: nil)
        case .mldsa44Ed25519(let key): try key.signature(of: bytes)
        case .dsa, .securityKey:
            throw .unsupported(
                "\(publicKey.type.displayName) keys can't sign requests", hint: "use an RSA, ECDSA or Ed25519 key")
        }
    }
}
