import Secrecy

/// A server's public key as known_hosts and ssh-keyscan have it; types that this program doesn't know are among them.
public struct HostKey: Hashable, Sendable {
    /// "ssh-ed25519".
    public let algorithm: String
    /// The key on the wire in base64, as it was written: perhaps without padding, and not checked.
    public let base64: String

    /// A key from the two words of a line; neither is checked.
    public init(algorithm: String, base64: String) {
        self.algorithm = algorithm
        self.base64 = base64
    }

    /// The key itself, where its type is known; nil also for what is no key.
    public var publicKey: PublicKey? {
        guard let blob = withBytes(Array(base64.utf8), { Base64.decode($0) }), let key = try? PublicKey(blob: blob),
            key.algorithm == algorithm
        else { return nil }
        return key
    }

    /// "SHA256:..."
    public var fingerprint: String? { publicKey?.fingerprint() }

    /// Whether both are one key; padding is written by some and not by others.
    public func isSame(as other: HostKey) -> Bool {
        algorithm == other.algorithm && base64.prefix { $0 != "=" } == other.base64.prefix { $0 != "=" }
    }
}
