import Secrecy

/// What a key file holds, as far as it could be opened.
public struct KeyFile: Sendable {
    /// The format that the contents have, whatever the file is called.
    public let format: KeyFileFormat
    /// How the private key is encrypted; nil when it isn't.
    public internal(set) var encryption: Encryption?
    /// The public key. While the file is locked, this is what the file says, and nothing has proved it.
    public internal(set) var publicKey: PublicKey?
    /// The private key; nil in a public file, and in an encrypted one that was opened without a passphrase.
    public internal(set) var privateKey: PrivateKey?
    /// A certificate that came with the key.
    public internal(set) var certificate: Certificate?
    /// What stood in the way of the key, or is beside it.
    public internal(set) var notes: [ReadNote] = []
    /// Where it is in the file, in bytes.
    public internal(set) var range = 0..<0
    /// Whether the file holds the key and white space: nothing is lost when it is written again.
    public internal(set) var isAlone = false

    /// A cipher and a key derivation, named as in the file.
    public struct Encryption: Hashable, Sendable {
        /// The cipher in the file's own spelling: `aes256-ctr` in OpenSSH's format, `AES-128-CBC` in PEM.
        public let cipher: String
        /// How its key comes from the passphrase, with the cost: `bcrypt, 24 rounds`, `MD5, 1 round`.
        public let derivation: String

        /// A number of what a derivation repeats: `1 round`, `24 rounds`.
        static func cost(_ count: some BinaryInteger, _ one: String, _ more: String) -> String {
            "\(count) \(count == 1 ? one : more)"
        }
    }

    /// What else was found in the file, each described.
    public var others: [String] {
        notes.flatMap { (note) -> [String] in
            guard case .others(let others) = note else { return [] }
            return others
        }
    }

    /// Whether the private key needs a passphrase, even when one has opened it.
    public var isEncrypted: Bool { encryption != nil }

    init(format: KeyFileFormat) { self.format = format }

    /// A file whose private key is open.
    init(format: KeyFileFormat, _ material: PrivateMaterial, comment: String = "") {
        self.format = format
        let key = PrivateKey(material, comment: comment)
        privateKey = key
        publicKey = key.publicKey
    }

    /// A public file.
    init(format: KeyFileFormat, _ publicKey: PublicKey, certificate: Certificate? = nil) {
        self.format = format
        self.publicKey = publicKey
        self.certificate = certificate
    }

    /// The private key, or the reason why it is missing.
    public func openedPrivateKey() throws(KeyError) -> PrivateKey {
        if let privateKey { return privateKey }
        if isEncrypted { throw .passphraseNeeded }
        throw .unsupported(
            "expected a private key, found a public key (\(format.displayName))",
            hint: "the private key is the other file of the pair, without .pub")
    }
}

/// The format of a key file that was read; some of them are never written.
public enum KeyFileFormat: String, CaseIterable, Hashable, Sendable {
    /// openssh-key-v1 between BEGIN and END OPENSSH PRIVATE KEY (OpenSSH's PROTOCOL.key).
    case openssh
    /// `PuTTY-User-Key-File-1`, of PuTTY's development versions before 0.52; read only.
    case ppk1
    /// `PuTTY-User-Key-File-2`, of PuTTY 0.52 to 0.74.
    case ppk2
    /// `PuTTY-User-Key-File-3`, with Argon2; of PuTTY 0.75 and later.
    case ppk3
    /// The private key of ssh.com's and Tectia's programs, between lines of four hyphens.
    case sshcom
    /// PKCS #1, SEC 1 or OpenSSL's DSA in PEM: what OpenSSH wrote before 7.8.
    case pem
    /// PKCS #8 (RFC 5958), plain or encrypted, in PEM.
    case pkcs8
    /// What dropbearkey writes: the parts of the key as the wire has them, without a header; read only.
    case dropbear
    /// The inside of `pem` without its armour; read only.
    case der
    /// The inside of `pkcs8` without its armour; read only.
    case pkcs8DER = "pkcs8-der"
    /// A line of authorized_keys or of a .pub file, a certificate's line too.
    case line
    /// The block between `---- BEGIN SSH2 PUBLIC KEY ----` lines, with its headers.
    case rfc4716
    /// SubjectPublicKeyInfo (RFC 5280) in PEM: BEGIN PUBLIC KEY.
    case spki
    /// SubjectPublicKeyInfo in DER; read only.
    case spkiDER = "spki-der"
    /// RSAPublicKey of PKCS #1 (RFC 8017), in DER or after BEGIN RSA PUBLIC KEY; read only.
    case pkcs1Public = "pkcs1-public"
    /// The bytes of the key on the wire and nothing else (RFC 4253, 6.6); read only.
    case blob
    /// A PPK that ends after its public key.
    case ppkPublic = "ppk-public"

    /// The name for people.
    public var displayName: String {
        switch self {
        case .openssh, .line: "OpenSSH"
        case .ppk1: "PPK version 1"
        case .ppk2: "PPK version 2"
        case .ppk3: "PPK version 3"
        case .sshcom: "ssh.com"
        case .pem: "traditional PEM"
        case .pkcs8: "PKCS#8"
        case .dropbear: "dropbear"
        case .der: "traditional DER"
        case .pkcs8DER: "PKCS#8 in DER"
        case .rfc4716: "RFC 4716"
        case .spki: "SPKI, PEM"
        case .spkiDER: "SPKI, DER"
        case .pkcs1Public: "PKCS#1"
        case .blob: "bare SSH"
        case .ppkPublic: "PPK without its private key"
        }
    }

    /// Whether files of this format hold the public key alone.
    public var isPublic: Bool {
        switch self {
        case .line, .rfc4716, .spki, .spkiDER, .pkcs1Public, .blob, .ppkPublic: true
        case .openssh, .ppk1, .ppk2, .ppk3, .sshcom, .pem, .pkcs8, .dropbear, .der, .pkcs8DER: false
        }
    }

    /// The format to write a key back in.
    public var privateFormat: PrivateFormat? {
        switch self {
        case .openssh: .openssh
        case .ppk1, .ppk2: .ppk2
        case .ppk3: .ppk
        case .sshcom: .sshcom
        case .pem: .pem
        case .pkcs8: .pkcs8
        case .dropbear, .der, .pkcs8DER, .line, .rfc4716, .spki, .spkiDER, .pkcs1Public, .blob, .ppkPublic: nil
        }
    }
}
