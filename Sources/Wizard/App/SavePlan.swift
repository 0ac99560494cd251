import SSHKey
import SSHClient

/// What is at the place that a key would be saved to.
public struct PlaceReport: Hashable, Sendable {
    /// Whether a key can be saved there.
    public enum Verdict: Hashable, Sendable {
        /// Every file of the plan can be made.
        case free
        /// A file of that name exists; the other name is free.
        case taken(name: String, free: String)
        /// The folder is missing and can be made.
        case folderMissing(String)
        /// Nothing can be saved there, for that reason.
        case problem(Problem)
    }

    /// The path that was asked about, as typed.
    public var path: String
    /// What was found.
    public var verdict: Verdict

    /// What was found at `path`.
    public init(path: String, _ verdict: Verdict) {
        self.path = path
        self.verdict = verdict
    }
}

/// What to save, and where.
public struct SavePlan: Hashable, Sendable {
    /// The path of the private key, as typed: `~` and relative paths allowed.
    public var path: String
    /// What is written of the private key: OpenSSH's file, PuTTY's, or both.
    public var formats: [PrivateFormat]
    /// Whether the line goes into a .pub file beside it.
    public var writesPublicKey: Bool
    /// The user agreed that missing folders are made.
    public var makesFolder: Bool
    /// The passphrase fields hold what protects it; false is no passphrase.
    public var protects: Bool
    /// What the agent is asked for once the key is saved; nil when it isn't to have it.
    public var agent: AgentWish?
    /// The rotation that begins with it, to be kept before there is a new key; where that goes is in `path`.
    public var rotation: KeyRotation?
}

extension SavePlan {
    /// The files that it writes, for a path without the ending that PuTTY's files have.
    public func files(at stem: String) -> SavedFiles {
        SavedFiles(
            openSSH: formats.contains(.openssh) ? stem : nil, putty: formats.contains(.ppk) ? stem + ".ppk" : nil,
            publicKey: writesPublicKey ? stem + ".pub" : nil)
    }
}

/// The files that were written, absolute paths.
public struct SavedFiles: Hashable, Sendable {
    /// The private key in OpenSSH's format; nil when only PuTTY can use the key.
    public var openSSH: String?
    /// The private key in PuTTY's format.
    public var putty: String?
    /// Nil when the public key has no file of its own.
    public var publicKey: String?

    /// The files by what they hold; nil for one that wasn't written.
    public init(openSSH: String?, putty: String?, publicKey: String?) {
        self.openSSH = openSSH
        self.putty = putty
        self.publicKey = publicKey
    }

    /// These files together with those that the key had before.
    func joined(to older: SavedFiles) -> SavedFiles {
        SavedFiles(
            openSSH: openSSH ?? older.openSSH, putty: putty ?? older.putty, publicKey: publicKey ?? older.publicKey)
    }

    /// The private key's file to speak of first.
    public var identity: String { openSSH ?? putty ?? publicKey ?? "" }

    /// The files and what each is.
    var list: [(file: String, role: String)] {
        [openSSH.map { ($0, "private key") }, putty.map { ($0, "private key for PuTTY") }].compactMap { $0 }
            + (publicKey.map { [($0, "public key")] } ?? [])
    }

    /// The files that a plan for this path would write.
    static func planned(_ plan: SavePlan) -> [(file: String, role: String)] {
        let stem = plan.path.hasSuffix(".ppk") ? String(plan.path.dropLast(4)) : plan.path
        // What doesn't start at the root is below the home folder.
        return plan.files(at: stem.hasPrefix("/") || stem.hasPrefix("~") ? stem : "~/" + stem).list
    }
}
