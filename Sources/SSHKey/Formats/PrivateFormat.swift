/// A file format for private keys.
public enum PrivateFormat: String, CaseIterable, Hashable, Sendable {
    /// openssh-key-v1, what OpenSSH writes since 7.8.
    case openssh
    /// PuTTY's format, version 3 (PuTTY 0.75 and later).
    case ppk
    /// PuTTY's format, version 2.
    case ppk2
    /// PKCS #8 in PEM, what OpenSSL 3 writes.
    case pkcs8
    /// The traditional PEM of OpenSSL and of OpenSSH before 7.8.
    case pem
    /// The format of ssh.com.
    case sshcom

    /// Whether a key of `type` can be written in this format. DSA is read and never written: OpenSSH 10 has
    /// dropped it.
    public func holds(_ type: KeyType) -> Bool {
        switch (self, type) {
        case (_, .dsa): false
        case (.openssh, _): true
        case (_, .ecdsaSK), (_, .ed25519SK), (_, .mldsa44Ed25519): false
        case (.ppk, _), (.ppk2, _), (.pkcs8, _): true
        case (.pem, _): type == .rsa || type == .ecdsa
        case (.sshcom, _): type == .rsa
        }
    }
}

/// How a private key is written, where its format leaves a choice.
public struct WritingOptions: Hashable, Sendable {
    /// The rounds of bcrypt_pbkdf in `openssh`; OpenSSH's own default since 9.4.
    public var rounds = 24
    /// The rounds that can be read again: everybody who reads such files bounds the work.
    public static let roundsAllowed = 1...Int(OpenSSHFormat.mostRounds)
    /// The cost of Argon2id in `ppk`.
    public var argon2 = Argon2Cost.milliseconds(100)
    /// The iterations of PBKDF2 in `pkcs8`; what OWASP advises for SHA-256 since 2023.
    public var iterations = 600_000

    /// Options with the costs above.
    public init() {}

    /// How many passes Argon2id makes over its 8 MiB.
    public enum Argon2Cost: Hashable, Sendable {
        /// As many as take this long on this computer, as PuTTYgen does it.
        case milliseconds(Int)
        /// So many, for files that are to be the same every time.
        case passes(Int)
    }
}
