/// Whether this computer's ssh-keygen can make keys inside a security key.
public enum SecurityKeySupport: Hashable, Sendable {
    /// The algorithms that ssh-keygen knows, the recommended one first.
    case available([SecurityKeyRequest.Algorithm])
    /// Why none can be made here.
    case unavailable(SecurityKeyFailure)

    /// From the list of `ssh -Q key`, one algorithm a line, and whether there is something that talks to security keys.
    public init(algorithms: String, hasMiddleware: Bool) {
        let names = Set(algorithms.split(whereSeparator: \.isNewline))
        let known = SecurityKeyRequest.Algorithm.allCases.filter { names.contains($0.wireName) }
        self = known.isEmpty || !hasMiddleware ? .unavailable(.noMiddleware) : .available(known)
    }
}

extension SecurityKeyRequest.Algorithm {
    /// The name on the wire.
    fileprivate var wireName: Substring {
        switch self {
        case .ed25519SK: "sk-ssh-ed25519@openssh.com"
        case .ecdsaSK: "sk-ecdsa-sha2-nistp256@openssh.com"
        }
    }
}
