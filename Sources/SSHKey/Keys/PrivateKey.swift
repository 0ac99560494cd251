import Secrecy

/// A key pair: the private key, the public key and their comment.
public struct PrivateKey: Sendable {
    let material: PrivateMaterial
    /// The public key; a file whose private key makes another one isn't read.
    public private(set) var publicKey: PublicKey

    /// The comment of both halves: free text, one line.
    public var comment: String {
        get { publicKey.comment }
        set { publicKey.comment = newValue }
    }

    init(_ material: PrivateMaterial, comment: String) {
        self.material = material
        publicKey = PublicKey(material.publicNumbers, comment: comment)
    }

    /// Signs with the private key and verifies with the public one.
    func prove() throws(KeyError) {
        switch material {
        case .rsa(let key): try key.openSSLKey().prove(digest: .sha256)
        case .dsa(let key): try key.openSSLKey().prove(digest: .sha1)
        case .ecdsa(let key): try key.openSSLKey().prove(digest: key.curve.digest)
        case .edwards(let key): try key.openSSLKey().prove(digest: nil)
        case .mldsa44Ed25519(let key): try key.prove()
        case .securityKey: break
        }
    }
}
