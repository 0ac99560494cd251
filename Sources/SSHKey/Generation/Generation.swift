extension PrivateKey {
    /// Makes a key pair, proves it with one signature, and reports how far the search is, from 0 to 1, as
    /// PuTTYgen does: `progress` never falls, and is called from any thread. Cancelling the task ends it.
    public static func generate(
        _ parameters: KeyParameters, comment: String, progress: @escaping @Sendable (Double) -> Void
    ) async throws(KeyError) -> PrivateKey {
        guard !Task.isCancelled else { throw .cancelled }
        if case .rsa(let bits) = parameters {
            try KeyParameters.validateRSA(bits: bits)
            // The hunt proves its key itself: off this thread, where cancelling need not wait for it.
            return PrivateKey(.rsa(try await RSAHunt(bits: bits, progress: progress).run()), comment: comment)
        }
        guard let key = try generateAtOnce(parameters, comment: comment) else { preconditionFailure("not RSA") }
        progress(1)
        return key
    }

    /// The same for the keys of curves, which take less time than the start of a thread; nil for RSA.
    public static func generateAtOnce(
        _ parameters: KeyParameters, comment: String
    ) throws(KeyError) -> PrivateKey? {
        let material: PrivateMaterial
        switch parameters {
        case .ed25519: material = .edwards(try .generate(.ed25519))
        case .ed448: material = .edwards(try .generate(.ed448))
        case .mldsa44Ed25519: material = .mldsa44Ed25519(try .generate())
        case .ecdsa(let curve): material = .ecdsa(try .generate(curve))
        case .rsa: return nil
        }
        let key = PrivateKey(material, comment: comment)
        try key.prove()
        return key
    }
}
