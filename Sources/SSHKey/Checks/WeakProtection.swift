extension KeyFileFormat {
    /// Why a passphrase protects little in this format: what makes its key is so quick that passphrases are tried by the
    /// billion. Lower case, no full stop; nil where it takes its time.
    public var weakProtection: String? {
        switch self {
        case .pem: "the pem format protects weakly: one round of MD5 makes its key"
        case .sshcom: "the sshcom format protects weakly: 3DES, and one round of MD5 makes its key"
        case .ppk1, .ppk2: "the ppk2 format protects weakly: one round of SHA-1 makes its key"
        default: nil
        }
    }
}

extension PrivateFormat {
    /// The same of a format that is written.
    public var weakProtection: String? {
        switch self {
        case .pem: KeyFileFormat.pem.weakProtection
        case .sshcom: KeyFileFormat.sshcom.weakProtection
        case .ppk2: KeyFileFormat.ppk2.weakProtection
        case .openssh, .ppk, .pkcs8: nil
        }
    }

    /// What to do about it.
    public static let weakProtectionAdvice = "keywizard convert --to openssh (or ppk) creates a better protected copy"
}
