import Secrecy

/// A key of two algorithms, ML-DSA-44 and Ed25519: a signature counts only if both parts verify
/// (draft-miller-sshm-mldsa44-ed25519-composite-sigs-00; draft-ietf-lamps-pq-composite-sigs-18).
struct MLDSA44Ed25519: Sendable {
    /// The public key of ML-DSA-44, then that of Ed25519.
    let publicKey: [UInt8]
    /// The seed of ML-DSA-44, then that of Ed25519.
    let seeds: Secret
    /// Whether both parts of the public key were derived; OpenSSL before 3.5 derives the one of Ed25519 only.
    let isDerived: Bool

    static let algorithm = "ssh-mldsa44-ed25519"
    /// The name of OpenSSH 10.4 and 10.5, where the type was an experiment.
    static let experimentalAlgorithm = algorithm + "@openssh.com"
    static let publicKeyLength = MLDSA44.publicKeyLength + EdwardsCurve.ed25519.keyLength
    static let seedsLength = MLDSA44.seedLength + EdwardsCurve.ed25519.keyLength
    static let signatureLength = MLDSA44.signatureLength + 64

    /// The key of two seeds, its public key derived. Where OpenSSL has no ML-DSA, that part of the public key is taken
    /// from `stated`, the public key that the file shows.
    init(seeds: UnsafeRawBufferPointer, stated: [UInt8]?) throws(KeyError) {
        guard seeds.count == Self.seedsLength else {
            throw .malformed("an MLDSA44-Ed25519 private key of \(seeds.count) bytes; it has \(Self.seedsLength)")
        }
        isDerived = stated == nil || MLDSA44.isAvailable
        let first: [UInt8]
        if let stated, !isDerived {
            first = Array(stated.prefix(MLDSA44.publicKeyLength))
        } else {
            first = try Self.mldsa(seeds).publicKey(length: MLDSA44.publicKeyLength)
        }
        publicKey = first + (try Self.ed25519(seeds).publicKey(length: EdwardsCurve.ed25519.keyLength))
        self.seeds = Secret(seeds)
    }

    static func generate() throws(KeyError) -> MLDSA44Ed25519 {
        let seeds = try Secret(count: seedsLength) { (seeds) throws(KeyError) in try fillPrivately(seeds) }
        return try seeds.withBytes { (seeds) throws(KeyError) in try MLDSA44Ed25519(seeds: seeds, stated: nil) }
    }

    /// Signs with both algorithms; the signature of ML-DSA comes first.
    func signature(of message: [UInt8]) throws(KeyError) -> [UInt8] {
        let representative = try Self.representative(of: message)
        return try seeds.withBytes { (seeds) throws(KeyError) in
            try Self.mldsa(seeds).sign(representative, digest: nil, context: Self.label)
                + Self.ed25519(seeds).sign(representative, digest: nil)
        }
    }

    /// Signs with both private keys and verifies each part with its public key.
    func prove() throws(KeyError) {
        let message = Array("keywizard".utf8)
        try Self.verify(signature(of: message), of: message, by: publicKey)
    }

    /// Refuses a signature of which one part or both don't verify.
    static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) throws(KeyError) {
        guard signature.count == signatureLength else { throw .malformed("a signature of \(signature.count) bytes") }
        let representative = try representative(of: message)
        try OpenSSLKey(publicKey: Array(publicKey.prefix(MLDSA44.publicKeyLength)), type: MLDSA44.opensslName)
            .verify(Array(signature.prefix(MLDSA44.signatureLength)), of: representative, digest: nil, context: label)
        try OpenSSLKey(
            publicKey: Array(publicKey.dropFirst(MLDSA44.publicKeyLength)), type: EdwardsCurve.ed25519.opensslName
        )
        .verify(Array(signature.dropFirst(MLDSA44.signatureLength)), of: representative, digest: nil)
    }

    /// ML-DSA's context, and part of what both sign: neither part can be passed off as a signature by its own algorithm.
    private static let label = Array("COMPSIG-MLDSA44-Ed25519-SHA512".utf8)

    /// What both algorithms sign instead of the message, its context empty.
    static func representative(of message: [UInt8]) throws(KeyError) -> [UInt8] {
        Array("CompositeAlgorithmSignatures2025".utf8) + label + [0] + (try Digest.sha512.hash(message))
    }

    private static func mldsa(_ seeds: UnsafeRawBufferPointer) throws(KeyError) -> OpenSSLKey {
        try MLDSA44.key(seed: seeds.slice(0..<MLDSA44.seedLength))
    }

    private static func ed25519(_ seeds: UnsafeRawBufferPointer) throws(KeyError) -> OpenSSLKey {
        try EdwardsCurve.ed25519.key(seed: seeds.slice(MLDSA44.seedLength..<seeds.count))
    }
}

extension PrivateKey {
    /// What couldn't be checked about the key here, and why, as a sentence; nil where all was.
    public var unchecked: String? {
        guard case .mldsa44Ed25519(let key) = material, !key.isDerived else { return nil }
        return "the ML-DSA public key was not checked: OpenSSL 3.5 or newer needed"
    }
}

extension KeyType {
    /// Why keys of this type can't be made here; nil when they can: MLDSA44-Ed25519 needs OpenSSL 3.5 or newer.
    public var refusalToGenerate: KeyError? { self == .mldsa44Ed25519 ? MLDSA44.refusal : nil }
}
