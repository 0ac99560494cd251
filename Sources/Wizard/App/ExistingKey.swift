import SSHKey
import SSHClient

/// A key file that was found on the disk, as far as it can be read without its passphrase.
public struct FoundKey: Hashable, Sendable {
    /// An absolute path; empty for a key that was pasted.
    public var path: String
    /// Nil for an encrypted file that hides its public key and has no .pub beside it.
    public var publicKey: PublicKey?
    /// The format's name for people.
    public var format: String
    /// False for a public key that stands alone.
    public var hasPrivateHalf: Bool
    /// Whether its passphrase is needed to open the private key.
    public var isEncrypted: Bool
    /// Whole days since the file was last written.
    public var ageInDays: Int
    /// No program has read the file since then, as far as the system tells.
    public var isUnused: Bool
    /// Whether the key itself is good enough.
    public var health: Health
    /// What is wrong with it, a sentence each.
    public var warnings: [String]

    /// A file, by what could be read of it.
    public init(
        path: String, publicKey: PublicKey?, format: String, hasPrivateHalf: Bool, isEncrypted: Bool, ageInDays: Int,
        isUnused: Bool = false, health: Health = .fine, warnings: [String] = []
    ) {
        self.path = path
        self.publicKey = publicKey
        self.format = format
        self.hasPrivateHalf = hasPrivateHalf
        self.isEncrypted = isEncrypted
        self.ageInDays = ageInDays
        self.isUnused = isUnused
        self.health = health
        self.warnings = warnings
    }

    /// How good a key is.
    public enum Health: Hashable, Sendable {
        /// As good as a new one.
        case fine
        /// Of a kind, or a size, that is to be replaced.
        case old
        /// Anyone can compute its private key, or nobody accepts it.
        case weak
    }

    /// Anyone who copies the file can use it.
    var isUnprotected: Bool { hasPrivateHalf && !isEncrypted && publicKey?.type.isSecurityKey != true }

    /// All that a list says of it, what matters least at the end.
    func facts(place: String?) -> [String] {
        let health: [String] =
            switch health {
            case .fine: []
            case .old: ["outdated"]
            case .weak: ["weak"]
            }
        return [publicKey?.displayName ?? format] + health + [protection] + [place].compactMap { $0 }
            + [age]
            + (isForgotten ? ["no read recorded"] : [])
    }

    /// A key that nothing was done with since it was made, and not just now.
    var isForgotten: Bool { hasPrivateHalf && isUnused && ageInDays > 0 }

    /// It was replaced by another key, and is kept.
    var isReplaced: Bool { hasPrivateHalf && path.hasSuffix(KeyRotation.ending) }

    /// The last part of its path.
    var name: String { String(path.split(separator: "/").last ?? "") }

    var protection: String {
        hasPrivateHalf ? isEncrypted ? "passphrase" : "no passphrase" : "public key only"
    }

    var age: String {
        switch ageInDays {
        case ..<1: "from today"
        case 1: "1 day old"
        case 2..<60: "\(ageInDays) days old"
        case 60..<730: "\(ageInDays / 30) months old"
        default: "\(ageInDays / 365) years old"
        }
    }
}

/// A key that the user chose and that could be read.
public struct OpenedKey: Hashable, Sendable {
    /// The file, as the list had it.
    public var found: FoundKey
    /// The public key, which is known by now.
    public var publicKey: PublicKey
    /// Where its public key stands as a file of its own.
    public var publicPath: String?
    /// The format that the private key can be written in again; nil for one that is only read.
    public var privateFormat: PrivateFormat?
    /// The live side holds the private key.
    public var isUnlocked: Bool
    /// What had to be repaired to read it.
    public var notes: [String]

    /// A key, by what opening it showed.
    public init(
        found: FoundKey, publicKey: PublicKey, publicPath: String?, privateFormat: PrivateFormat?, isUnlocked: Bool,
        notes: [String] = []
    ) {
        self.found = found
        self.publicKey = publicKey
        self.publicPath = publicPath
        self.privateFormat = privateFormat
        self.isUnlocked = isUnlocked
        self.notes = notes
    }

    /// What can be done with it, while those rotations aren't ended.
    func purposes(_ interrupted: [InterruptedRotation]) -> [Purpose] {
        let own = interrupted.first { $0.concerns(found.path) }
        if let own { return [.takeUp(own), .giveUp(own)] + purposes.filter { $0 != .replace } }
        return found.isReplaced ? [.putBack, .delete] + (purposes.contains(.test) ? [.test] : []) : purposes
    }

    private var purposes: [Purpose] {
        var purposes = [Purpose.use]
        guard found.hasPrivateHalf else { return purposes }
        if privateFormat != nil { purposes.append(.protect) }
        for format in [PrivateFormat.openssh, .ppk] where format.holds(publicKey.type) && !isIn(format) {
            purposes.append(.convert(format))
        }
        // What ssh itself can read.
        if privateFormat != nil, !isIn(.ppk) { purposes.append(.test) }
        if !isIn(.ppk), !found.path.hasSuffix(".ppk") { purposes.append(.replace) }
        return purposes
    }

    private func isIn(_ format: PrivateFormat) -> Bool {
        format == .ppk ? privateFormat == .ppk || privateFormat == .ppk2 : privateFormat == format
    }

    /// The files as a later page names them.
    var files: SavedFiles {
        let isPuTTY = isIn(.ppk)
        return SavedFiles(
            openSSH: found.hasPrivateHalf && !isPuTTY ? found.path : nil, putty: isPuTTY ? found.path : nil,
            publicKey: publicPath)
    }
}

/// What an existing key is wanted for.
public enum Purpose: Hashable, Sendable {
    /// To be shown, added to the destination, and used for the login.
    case use
    /// To get another passphrase, or a first one.
    case protect
    /// To be saved in another format as well.
    case convert(PrivateFormat)
    /// To be logged in with, where it is already.
    case test
    /// To be replaced by a new key.
    case replace
    /// To resume its interrupted replacement.
    case takeUp(InterruptedRotation)
    /// To have that replacement forgotten; both keys stay.
    case giveUp(InterruptedRotation)
    /// To get its name back, which another key has.
    case putBack
    /// To be deleted, once it was replaced.
    case delete

    /// Nothing is done with its private key, or nothing but by ssh.
    var takesItAsItIs: Bool { self == .use || self == .test }

    /// Its private key has to be opened.
    var opensIt: Bool {
        switch self {
        case .protect, .convert: true
        default: false
        }
    }

    /// What is to be agreed to again; nil for what is done at once.
    func question(_ key: OpenedKey) -> (title: String, text: String, no: String, yes: String)? {
        switch self {
        case .giveUp:
            (
                "Abandon the replacement?", "Both keys stay, here and where you added them.", "Keep it",
                "Abandon"
            )
        case .putBack:
            (
                "Restore the old key?",
                "It gets its name back; the current key becomes \(key.found.name.dropLast(4)).new. Where the old key was "
                    + "removed, it won't work.", "Cancel", "Restore"
            )
        case .delete:
            (
                "Delete the old key?",
                "Deletes \(key.found.name) and its public key file for good. If only this key opens a server, you lose "
                    + "access.", "Cancel", "Delete"
            )
        default: nil
        }
    }

    func words(isEncrypted: Bool) -> String {
        switch self {
        case .use: "Use it: upload it, log in with it"
        case .protect: isEncrypted ? "Change its passphrase" : "Add a passphrase"
        case .convert(.ppk): "Save a copy for PuTTY (.ppk)"
        case .convert: "Save a copy for OpenSSH"
        case .test: "Test a login with it"
        case .replace: "Replace it with a new key"
        case .takeUp: "Resume its replacement"
        case .giveUp: "Abandon its replacement"
        case .putBack: "Restore it"
        case .delete: "Delete it"
        }
    }
}
