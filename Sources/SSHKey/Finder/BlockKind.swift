/// What the BEGIN line of a block announces.
enum BlockKind: Hashable {
    case openssh, sshcom, rfc4716
    /// A private key in ASN.1, traditional or PKCS #8, or one whose label says nothing.
    case structure(label: String)
    /// A public key in ASN.1.
    case publicKey
    /// EC PARAMETERS, which `openssl ecparam -genkey` writes in front of its key.
    case curve
    case foreign(String, hint: String?)

    init(label: String) {
        switch label {
        case OpenSSHFormat.label: self = .openssh
        case SSHCom.label, "SSH2 PRIVATE KEY": self = .sshcom
        case RFC4716.label: self = .rfc4716
        case "PUBLIC KEY", "RSA PUBLIC KEY", "EC PUBLIC KEY", "DSA PUBLIC KEY": self = .publicKey
        case "EC PARAMETERS": self = .curve
        case "DH PARAMETERS", "X9.42 DH PARAMETERS", "DSA PARAMETERS":
            self = .foreign("parameters without a key", hint: nil)
        case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
            self = .foreign(
                "an X.509 certificate",
                hint: "its private key is in another file; `openssl x509 -pubkey -noout` prints the public one")
        case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
            self = .foreign("a certificate request", hint: "its private key is in another file")
        case "X509 CRL": self = .foreign("a certificate revocation list", hint: nil)
        case "PKCS7", "CMS": self = .foreign("a PKCS#7 file", hint: nil)
        case "SSH SIGNATURE": self = .foreign("a signature made by ssh-keygen", hint: nil)
        case "AGE ENCRYPTED FILE": self = .foreign("a file encrypted with age", hint: "`age --decrypt` opens it")
        case "TSS2 PRIVATE KEY", "TSS2 KEY BLOB":
            self = .foreign("a handle to a key inside a TPM", hint: "the TPM's own agent can use it")
        case _ where label.hasPrefix("PGP "):
            self = .foreign("an OpenPGP file", hint: "`gpg --export-ssh-key` prints a PGP key's SSH form")
        case _ where label.hasSuffix("PRIVATE KEY"): self = .structure(label: label)
        case _ where label.hasSuffix("PUBLIC KEY"): self = .publicKey
        default: self = .foreign("a file of type \(Printable.name(label))", hint: nil)
        }
    }

    /// Whether the label told the truth about what was found.
    func fits(_ file: KeyFile) -> Bool {
        switch (self, file.format) {
        case (.structure("PRIVATE KEY"), .pkcs8), (.structure("ENCRYPTED PRIVATE KEY"), .pkcs8): true
        case (.structure("RSA PRIVATE KEY"), .pem): file.publicKey.map { $0.type == .rsa } ?? true
        case (.structure("EC PRIVATE KEY"), .pem): file.publicKey.map { $0.type == .ecdsa } ?? true
        case (.structure("DSA PRIVATE KEY"), .pem): file.publicKey.map { $0.type == .dsa } ?? true
        case (.structure, _): false
        case (.publicKey, let format): format.isPublic
        case (.openssh, let format): format == .openssh
        default: true
        }
    }
}

extension KeyError {
    static let ssh1Private = KeyError.unsupported(
        "an SSH-1 private key; the protocol is obsolete and no server speaks it", hint: "make a new key")

    /// The refusal of text that begins like something that is no SSH key.
    static func foreignText(_ text: UnsafeRawBufferPointer) -> KeyError? {
        let text = text.trimmed
        if text.starts(with: "{"), text.firstRange(of: "\"kty\"") != nil {
            return .foreign("a JSON Web Key", "convert it to PEM with the program that made it")
        }
        if text.starts(with: "AGE-SECRET-KEY-") || text.starts(with: "# created: ") {
            return .foreign("a private key of age", "age has keys of its own, SSH can't use them")
        }
        if text.starts(with: "age1") { return .foreign("a public key of age") }
        if text.starts(with: "untrusted comment:") { return .foreign("a key or signature of minisign or signify") }
        if text.starts(with: "<RSAKeyValue>") || text.starts(with: "<?xml") { return .foreign("a key or file in XML") }
        if text.starts(with: "-----BEGIN") || text.starts(with: "---- BEGIN") {
            return .malformed("a BEGIN line that is not whole")
        }
        if text.starts(with: "$ANSIBLE_VAULT;") {
            return .foreign("a file encrypted with Ansible Vault", "`ansible-vault view` opens it")
        }
        if isFingerprint(text) { return .foreign("a fingerprint", "the key can't be made from it") }
        if isSSH1Line(text) {
            return .unsupported(
                "an SSH-1 public key; the protocol is obsolete and no server speaks it", hint: "make a new key")
        }
        return nil
    }

    /// The refusal of a binary file that begins like something that is no SSH key.
    static func foreignBinary(_ bytes: UnsafeRawBufferPointer) -> KeyError {
        if bytes.starts(with: "SSHKRL\n") { return .foreign("a key revocation list") }
        if bytes.count > 3, bytes.slice(0..<2).equals([0x1F, 0x8B]) || bytes.starts(with: "PK\u{3}\u{4}") {
            return .foreign("a compressed file", "unpack it first")
        }
        if bytes.count > 3, bytes.slice(0..<4).equals([0xFE, 0xED, 0xFE, 0xED]) {
            return .foreign("a Java keystore", "`keytool -importkeystore -deststoretype pkcs12` is the first step")
        }
        if isOpenPGPKey(bytes) {
            return .foreign("an OpenPGP file", "`gpg --export-ssh-key` prints a PGP key's SSH form")
        }
        return .foreign("a binary file of an unknown kind")
    }

    /// A packet with a public or private key of version 3 to 6 (RFC 9580, 4.2 and 5.5).
    private static func isOpenPGPKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count > 6 else { return false }
        let version: UInt8
        switch bytes[0] {
        case 0x94, 0x98: version = bytes[2]
        case 0x95, 0x99: version = bytes[3]
        case 0xC5, 0xC6: version = bytes[1] < 192 ? bytes[2] : bytes[3]
        default: return false
        }
        return 3...6 ~= version
    }

    /// What ssh-keygen -l prints: "SHA256:..." or "MD5:...", with the size in front or without.
    private static func isFingerprint(_ text: UnsafeRawBufferPointer) -> Bool {
        var lines = TextLines(text)
        let words = lines.next()?.split(separator: UInt8(ascii: " "), maxSplits: 2) ?? []
        return words.prefix(2).contains { word in
            let word = UnsafeRawBufferPointer(rebasing: word)
            return word.starts(with: "SHA256:") || word.starts(with: "MD5:")
        }
    }

    /// Bits, exponent and modulus as decimal numbers.
    private static func isSSH1Line(_ text: UnsafeRawBufferPointer) -> Bool {
        var lines = TextLines(text)
        let words = lines.next()?.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) ?? []
        return words.count >= 3 && words[2].count > 100
            && words.prefix(3).allSatisfy { $0.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
    }
}
