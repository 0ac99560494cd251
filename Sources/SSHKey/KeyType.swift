/// A family of keys, whatever its size.
public enum KeyType: String, CaseIterable, Hashable, Sendable {
    case rsa, dsa, ecdsa, ed25519, ed448, ecdsaSK, ed25519SK

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
        }
    }

    /// Whether the private half lives in an authenticator, and the file holds only a handle to it.
    public var isSecurityKey: Bool { self == .ecdsaSK || self == .ed25519SK }
}
