import SSHKey

extension KeyType {
    /// The type as --type has it and JSON says it: `ed25519`, `ecdsa-sk`.
    var option: String { word.lowercased() }
}

extension KeyFileFormat {
    /// The format as --to and --format have it, or its own name where it is only read.
    var option: String {
        switch self {
        case .ppk3: PrivateFormat.ppk.rawValue
        case .line: PublicFormat.openssh.rawValue
        case .openssh, .ppk1, .ppk2, .sshcom, .pem, .pkcs8, .dropbear, .der, .pkcs8DER, .rfc4716, .spki, .spkiDER,
            .pkcs1Public, .blob, .ppkPublic:
            rawValue
        }
    }
}
