/// A family of keys, whatever its size.
public enum KeyType: String, CaseIterable, Hashable, Sendable {
    /// `ssh-rsa` (RFC 4253), whatever digest it signs with (RFC 8332).
    case rsa
    /// `ssh-dss` (RFC 4253), 1,024 bits: read and never made; OpenSSH 10 has dropped it.
    case dsa
    /// `ecdsa-sha2-nistp256`, `-nistp384` and `-nistp521` (RFC 5656).
    case ecdsa
    /// `ssh-ed25519` (RFC 8709).
    case ed25519
    /// `ssh-ed448` (RFC 8709), which OpenSSH doesn't know.
    case ed448
    /// `sk-ecdsa-sha2-nistp256@openssh.com`, in a FIDO security key (OpenSSH's PROTOCOL.u2f).
    case ecdsaSK
    /// `sk-ssh-ed25519@openssh.com`, in a FIDO2 security key (OpenSSH's PROTOCOL.u2f).
    case ed25519SK
    /// `ssh-mldsa44-ed25519`, post-quantum: ML-DSA-44 and Ed25519 in one. OpenSSH has it since 10.6
    /// (draft-miller-sshm-mldsa44-ed25519-composite-sigs-00).
    case mldsa44Ed25519

    /// The name for people, `Ed25519`.
    public var displayName: String {
        switch self {
        case .rsa: "RSA"
        case .dsa: "DSA"
        case .ecdsa: "ECDSA"
        case .ed25519: "Ed25519"
        case .ed448: "Ed448"
        case .ecdsaSK: "ECDSA-SK"
        case .ed25519SK: "Ed25519-SK"
        case .mldsa44Ed25519: "MLDSA44-Ed25519"
        }
    }

    /// The word of `ssh-keygen -l` and of the randomart's frame, `ED25519`.
    public var word: String {
        switch self {
        case .rsa: "RSA"
        case .dsa: "DSA"
        case .ecdsa: "ECDSA"
        case .ed25519: "ED25519"
        case .ed448: "ED448"
        case .ecdsaSK: "ECDSA-SK"
        case .ed25519SK: "ED25519-SK"
        case .mldsa44Ed25519: "MLDSA44-ED25519"
        }
    }

    /// The type's part of OpenSSH's file names: id_rsa, id_ed25519 and so on.
    public var fileName: String {
        switch self {
        case .rsa: "rsa"
        case .dsa: "dsa"
        case .ecdsa: "ecdsa"
        case .ed25519: "ed25519"
        case .ed448: "ed448"
        case .ecdsaSK: "ecdsa_sk"
        case .ed25519SK: "ed25519_sk"
        case .mldsa44Ed25519: "mldsa44_ed25519"
        }
    }

    /// Whether the private key lives in a security key, and the file holds only a handle to it.
    public var isSecurityKey: Bool { self == .ecdsaSK || self == .ed25519SK }
}
