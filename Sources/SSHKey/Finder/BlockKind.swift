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
            self = .foreign("parameters without a key", hint: "the key that was made with them is in another file")
        case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
            self = .foreign(
                "an X.509 certificate",
                hint: "its private key is in another file; `openssl x509 -pubkey -noout` prints the public one")
        case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
            self = .foreign("a certificate request", hint: "its private key is in another file")
        case "X509 CRL":
            self = .foreign("a certificate revocation list", hint: "it has no key: name the key's own file")
        case "PKCS7", "CMS":
            self = .foreign(
                "a PKCS#7 file: certificates without a key",
                hint: "`openssl pkcs7 -print_certs` prints them; the private key is in another file")
        case "SSH SIGNATURE":
            self = .foreign(
                "a signature made by ssh-keygen", hint: "`ssh-keygen -Y verify` checks it; the key is in another file")
        case "AGE ENCRYPTED FILE": self = .foreign("a file encrypted with age", hint: "`age --decrypt` opens it")
        case "TSS2 PRIVATE KEY", "TSS2 KEY BLOB":
            self = .foreign("a handle to a key inside a TPM", hint: "the TPM's own agent can use it")
        case _ where label.hasPrefix("PGP "):
            self = .foreign("an OpenPGP file", hint: "`gpg --export-ssh-key` prints a PGP key's SSH form")
        case _ where label.hasPrefix("NEBULA "):
            self = .foreign("a key of Nebula", hint: "SSH can't use Nebula's keys")
        case _ where label.hasSuffix("PRIVATE KEY"): self = .structure(label: label)
        case _ where label.hasSuffix("PUBLIC KEY"): self = .publicKey
        default:
            self = .foreign(
                "a file of type \(Printable.name(label))", hint: "SSH can't use it: name the key's own file")
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
