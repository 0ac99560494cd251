/// Why a key couldn't be made, read or written.
public enum KeyError: Error, Hashable, Sendable {
    /// A size of RSA that isn't made.
    case rsaBits(Int)
    /// The task was cancelled.
    case cancelled
    /// OpenSSL failed where it should not; the text says at what.
    case openSSL(String)
    /// The file is encrypted, and no passphrase was given.
    case passphraseNeeded
    /// The passphrase doesn't open the file.
    case wrongPassphrase
    /// Something real and well-formed that isn't a key that can be used here; the text names it.
    case unsupported(String, hint: String? = nil)
    /// Something that is no SSH key at all; the text names it.
    case foreign(String, hint: String?)
    /// Words instead of a key, a path say, which may be what another question wants; the text names them.
    case standIn(String, hint: String?)
    /// The file breaks the rules of its format.
    case malformed(String)
    /// The file ends too early.
    case truncated(have: Int, need: Int)
    /// Two parts of the file that belong together contradict each other.
    case contradiction(String)
    /// bcrypt with so many rounds that opening the file takes longer than anyone waits.
    case tooManyRounds(Int, seconds: Double)
    /// The file asks for more work or memory than a key file needs.
    case excessive(what: String, found: UInt64, limit: UInt64)
    /// The format has no place for this key type.
    case cannotHold(PrivateFormat, KeyType)
    /// OpenSSL has no ML-DSA; its version is named.
    case noMLDSA(openSSL: String)
    /// The public format has no place for this key type: SPKI has none for security keys and MLDSA44-Ed25519.
    case cannotHoldPublic(PublicFormat, KeyType)

    /// What happened: lower case, no full stop.
    public var message: String {
        switch self {
        case .rsaBits(let bits):
            "RSA \(bits): use \(KeyParameters.rsaBits.lowerBound) to \(KeyParameters.rsaBits.upperBound) bits, a multiple"
                + " of 8"
        case .cancelled: "canceled"
        case .openSSL(let operation): "OpenSSL failed to \(operation)"
        case .passphraseNeeded: "the key is encrypted; its passphrase is needed"
        case .wrongPassphrase: "wrong passphrase"
        case .unsupported(let what, _): what
        case .foreign(let what, _), .standIn(let what, _): "expected a key file, found \(what)"
        case .malformed(let what): what
        case .truncated(let have, let need): "the key is cut off: \(have) of \(need) bytes"
        case .contradiction(let what): what
        case .tooManyRounds(let rounds, let seconds):
            "the file needs \(rounds) rounds of bcrypt, which take \(Self.duration(seconds)) here"
                + "; the limit is \(Self.duration(BcryptPBKDF.longestTime))"
        case .excessive(let what, let found, let limit): "the file needs \(found) \(what); the limit is \(limit)"
        case .cannotHold(_, .dsa): "keywizard doesn't write DSA keys: OpenSSH 10 removed them"
        case .cannotHold(let format, let type): "\(format.rawValue) doesn't support \(type.displayName) keys"
        case .noMLDSA(let version): "OpenSSL \(version) doesn't support MLDSA44-Ed25519 keys"
        case .cannotHoldPublic(let format, let type):
            "\(format.rawValue) doesn't support \(type.displayName) keys"
        }
    }

    private static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(Int(seconds)) seconds"
        case ..<7200: "\(Int(seconds / 60)) minutes"
        case ..<172_800: "\(Int(seconds / 3600)) hours"
        default: "\(Int(seconds / 86400)) days"
        }
    }

    /// What to do about it, where there is something to do.
    public var hint: String? {
        switch self {
        case .rsaBits: "choose 2048, 3072 or 4096"
        case .cancelled, .openSSL, .passphraseNeeded: nil
        case .noMLDSA:
            "OpenSSL 3.5 or newer needed; where ssh is OpenSSH 10.6 or newer: ssh-keygen -t mldsa44-ed25519"
        case .malformed: "the file is damaged or was cut off: get it again, whole, from its source"
        case .wrongPassphrase: "try again; case matters"
        case .unsupported(_, let hint), .foreign(_, let hint), .standIn(_, let hint): hint
        case .truncated: "copy the whole file again"
        case .contradiction: "don't use this key: the file is damaged or was tampered with"
        case .tooManyRounds:
            "on a computer that opens it, `ssh-keygen -p -a 100 -f FILE` sets 100 rounds; ssh-keygen's own number is 24"
        case .excessive: "get the key from its source again; ordinary programs don't write such files"
        case .cannotHold(_, .dsa):
            "ssh-keygen before OpenSSH 10 and puttygen can write it; better, create a new key"
        case .cannotHold(_, let type):
            switch PrivateFormat.allCases.filter({ $0.holds(type) }).map(\.rawValue) {
            case []: "create a new key instead"
            case let formats: "use " + formats.joined(separator: ", ")
            }
        case .cannotHoldPublic(_, let type):
            "use "
                + PublicFormat.allCases.filter { $0.holds(type) }.map(\.rawValue).joined(separator: ", ")
        }
    }
}
