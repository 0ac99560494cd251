import SSHKey

/// Whether MLDSA44-Ed25519 can be made and used on this computer.
public enum PostQuantumSupport: Hashable, Sendable {
    /// Its ssh doesn't know the type, or wasn't asked yet.
    case unknown
    /// Its ssh knows the type, and OpenSSL can make such keys.
    case available
    /// Its ssh knows the type, and OpenSSL can't make such keys, for this reason.
    case unusable(String)

    /// From the list of `ssh -Q key`, one algorithm a line, and from the OpenSSL that runs.
    public init(_ algorithms: String) {
        guard algorithms.split(whereSeparator: \.isNewline).contains("ssh-mldsa44-ed25519") else {
            self = .unknown
            return
        }
        self = KeyType.mldsa44Ed25519.refusalToGenerate == nil ? .available : .unusable("needs OpenSSL 3.5 or newer")
    }
}
