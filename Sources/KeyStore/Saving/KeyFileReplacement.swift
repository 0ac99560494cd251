import Secrecy
import Support

/// A key file that is replaced by a new version of itself, for a change of its passphrase.
///
/// The old file keeps its name until the new one is complete on the disk; then the name changes hands in one step.
/// Whenever that is interrupted, the name means one of the two, whole. A symbolic link stays, what it leads to is
/// replaced.
public struct KeyFileReplacement: Sendable {
    /// Where the file really is, behind symbolic links.
    public let path: String
    /// The contents, as they were when the file was opened, and the permission bits; the new version has its owner's.
    public let contents: KeyFileContents

    private let folder: Descriptor
    private let old: Descriptor
    private let found: FileStatus

    /// Opens the file at `path` and reads it.
    public init(of path: String) throws(ReplacementError) {
        do throws(Errno) {
            self.path = try realPath(of: path)
            folder = try .folder(KeyFilePath.folder(of: self.path))
            old = try folder.existingFile(KeyFilePath.name(of: self.path))
            found = try old.status()
        } catch {
            throw .reading(ReadError(error, path: path))
        }
        do throws(ReadError) {
            contents = try KeyFileContents(old, path: path)
        } catch {
            throw .reading(error)
        }
        LeftoverFiles.remove(in: KeyFilePath.folder(of: self.path))
        // The other names would go on meaning the old file, with the old passphrase.
        guard found.names == 1 else { throw .manyNames(path: path, count: found.names) }
    }

    /// Puts `bytes` instead of what was read, with the same owner, access list and extended attributes, and with no
    /// more permissions than the owner's to read and write. When this throws anything
    /// but `.unconfirmed`, the old file is untouched.
    ///
    /// The new file has a temporary name for a moment, which a kill may leave it; the next run removes it.
    public func replace(with bytes: Secret) throws(ReplacementError) {
        let name = KeyFilePath.name(of: path)
        var temporary = LeftoverFiles.name()
        var isNamed = false
        defer { if isNamed { try? folder.remove(temporary) } }

        // Without a name until it is complete, where the system can: a kill leaves nothing behind.
        let file: Descriptor
        if let nameless = try attempt({ () throws(Errno) in try folder.namelessFile() }) {
            file = nameless
            try? file.lockWhenFree()
        } else {
            let made = try attempt { () throws(Errno) in try LeftoverFiles.make(in: folder) }
            file = made.file
            (temporary, isNamed) = (made.name, true)
        }
        try giveOwnerAndMode(to: file)
        try attempt { () throws(Errno) in
            try bytes.withBytes { bytes throws(Errno) in try file.write(bytes) }
            try file.sync()
        }

        guard let now = try attempt({ () throws(Errno) in try folder.status(of: name) }), now.isUnchanged(since: found)
        else { throw .changed(path: path) }
        try attempt { () throws(Errno) in
            if !isNamed { try file.link(as: temporary, in: folder) }
            isNamed = true
            try folder.rename(temporary, replacing: name)
            isNamed = false
        }
        do throws(Errno) {
            try folder.sync()
        } catch {
            throw .unconfirmed(path: path, reason: error.text)
        }
    }

    private func giveOwnerAndMode(to file: Descriptor) throws(ReplacementError) {
        let new = try attempt { () throws(Errno) in try file.status() }
        if new.owner != found.owner || new.group != found.group {
            do throws(Errno) {
                try file.setOwner(found.owner, group: found.group)
            } catch  where new.owner == found.owner {
                // The group may do nothing with the new file.
            } catch {
                throw .ownerNotKept(path: path, user: found.owner)
            }
        }
        do throws(Errno) {
            try file.takeAttributes(of: old)
        } catch {
            throw .attributesNotKept(path: path, reason: error.text)
        }
        let storesModes = try attempt { () throws(Errno) in try folder.storesModes() }
        // After the access list: the bits of the group, which are its mask, shut out all who are named in it.
        let mode = found.mode & 0o600
        // FAT and the drives of Windows refuse or ignore bits that they can't store.
        try? file.setMode(mode)
        guard !storesModes || (try? file.status().mode) == mode else { throw .modeNotKept(path: path) }
    }

    private func attempt<Result>(_ work: () throws(Errno) -> Result) throws(ReplacementError) -> Result {
        do throws(Errno) {
            return try work()
        } catch {
            throw ReplacementError(replacing: error, path: path)
        }
    }
}

/// A reason for which a key file wasn't replaced.
public enum ReplacementError: Error, Hashable, Sendable {
    /// The old file can't be read, so there is nothing to replace.
    case reading(ReadError)
    /// Hard links: `count` names lead to the file, and only one of them would lead to the new one.
    case manyNames(path: String, count: Int)
    /// The new file has to be made beside the old one, and the folder doesn't let this account.
    case notWritable(folder: String)
    /// A read-only mount.
    case readOnlyFileSystem(path: String)
    /// No space for a second file, or the account's quota is used up; the old one is untouched.
    case diskFull(path: String)
    /// Another owner, by number, whose file the new one can't be made without being root.
    case ownerNotKept(path: String, user: UInt32)
    /// An access list or another extended attribute that the new file can't have.
    case attributesNotKept(path: String, reason: String)
    /// The file system stores permissions, and yet not those that the old file has.
    case modeNotKept(path: String)
    /// Another program changed the file meanwhile.
    case changed(path: String)
    /// The new file is in place, but the disk didn't confirm it.
    case unconfirmed(path: String, reason: String)
    /// Any other error of the system, in its words.
    case system(path: String, reason: String)

    /// What was found.
    public var message: String {
        switch self {
        case .reading(let error): error.message
        case .manyNames(let path, let count):
            "\(path) has \(count) hard links; the others would keep the old file"
        case .notWritable(let folder):
            "no permission to write to \(folder), where the new file is prepared"
        case .readOnlyFileSystem(let path): "\(path) is on a read-only file system"
        case .diskFull(let path): "no disk space or quota left for a new \(path)"
        case .ownerNotKept(let path, let user):
            "\(path) belongs to another account (UID \(user)), and the new file would not"
        case .attributesNotKept(let path, let reason):
            "the access list or another extended attribute of \(path) can't be kept: \(reason)"
        case .modeNotKept(let path): "\(path): this file system doesn't keep file permissions"
        case .changed(let path): "\(path) changed meanwhile and was left as it is"
        case .unconfirmed(let path, let reason): "\(path) was replaced, but syncing it to disk failed: \(reason)"
        case .system(let path, let reason): "\(path): \(reason)"
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .reading(let error): error.hint
        case .manyNames(let path, _):
            "remove the other links (find -samefile \(ShellWord.quoted(path)) lists them), or work on a copy"
        case .notWritable: "make yourself the owner of the folder, or work on a copy of the key elsewhere"
        case .readOnlyFileSystem: "work on a copy of the key elsewhere"
        case .diskFull: "make some room"
        case .ownerNotKept: "run this as the owner of the file"
        case .attributesNotKept(let path, _):
            "remove it (getfattr -d -m - \(ShellWord.quoted(path)) shows them), or work on a copy"
        case .modeNotKept: "work on a copy of the key on this computer's own disk"
        case .changed: "look at the file, then try again"
        case .unconfirmed: "keep a copy of it, and check the health of the disk"
        case .system: nil
        }
    }

    init(replacing error: Errno, path: String) {
        self =
            switch error {
            case .accessDenied, .notPermitted: .notWritable(folder: KeyFilePath.folder(of: path))
            case .readOnly: .readOnlyFileSystem(path: path)
            case .noSpace, .noQuota: .diskFull(path: path)
            default: .system(path: path, reason: error.text)
            }
    }
}
