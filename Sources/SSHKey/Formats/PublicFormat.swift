import Secrecy

/// A file format for public keys.
public enum PublicFormat: String, CaseIterable, Hashable, Sendable {
    /// A line of authorized_keys.
    case openssh
    /// What PuTTYgen's "Save public key" writes.
    case rfc4716
    /// SubjectPublicKeyInfo in PEM, `BEGIN PUBLIC KEY`.
    case spki

    /// Whether a key of `type` can be written in this format.
    public func holds(_ type: KeyType) -> Bool {
        self != .spki || !type.isSecurityKey && type != .mldsa44Ed25519
    }
}

extension PublicKey {
    /// The key as a file of `format`.
    public func encoded(as format: PublicFormat) throws(KeyError) -> String {
        switch format {
        case .openssh: return line + "\n"
        case .rfc4716: return RFC4716.encode(self)
        case .spki:
            guard let structure = subjectPublicKeyInfo else { throw .cannotHoldPublic(format, type) }
            let text = structure.withBytes { PEM.encode($0, label: "PUBLIC KEY") }
            return text.withBytes { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The key as SubjectPublicKeyInfo (RFC 5280; RFC 3279, 5480 and 8410 for the types).
    private var subjectPublicKeyInfo: Secret? {
        switch numbers {
        case .rsa(let n, let e):
            let key = DER.sequence(DER.integer(n), DER.integer(e))
            return DER.sequence(DER.sequence(DER.oid(.rsa), DER.null), DER.bits(key.array))
        case .dsa(let p, let q, let g, let y):
            let parameters = DER.sequence(DER.integer(p), DER.integer(q), DER.integer(g))
            return DER.sequence(DER.sequence(DER.oid(.dsa), parameters), DER.bits(DER.integer(y).array))
        case .ecdsa(let curve, let point):
            return DER.sequence(DER.sequence(DER.oid(.ec), DER.oid(curve.oid)), DER.bits(point))
        case .edwards(let curve, let publicKey):
            return DER.sequence(DER.sequence(DER.oid(curve.oid)), DER.bits(publicKey))
        // ssh-keygen writes none for the composite either.
        case .ecdsaSK, .ed25519SK, .mldsa44Ed25519: return nil
        }
    }
}
