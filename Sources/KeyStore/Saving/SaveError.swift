import Support

/// A reason for which a key wasn't saved; nothing is left behind, and the key is still in memory.
public enum SaveError: Error, Hashable, Sendable {
    /// A file, folder or link of that name; none is ever replaced.
    case exists(path: String)
    /// A name that is empty, `.` or `..`, too long, or a link that leads in a circle.
    case unusableName(path: String)
    /// A private key under a public key's name.
    case publicName(path: String)
    /// The folder doesn't exist, or was taken away meanwhile.
    case folderMissing(path: String)
    /// A file stands where the folder should be.
    case notAFolder(path: String)
    /// The folder's permissions don't let this account make a file; the path is the folder's.
    case notWritable(path: String)
    /// Others may write in the folder and could put their key in its place; `mode` is its twelve permission bits.
    case othersMayWrite(path: String, mode: UInt32)
    /// The folder belongs to another account, by number, which isn't root.
    case ownedByOther(path: String, user: UInt32)
    /// A read-only mount.
    case readOnlyFileSystem(path: String)
    /// No space, or the account's quota is used up; the path is the key's.
    case diskFull(path: String)
    /// A file system that can neither link nor rename without replacing.
    case cannotPlace(path: String)
    /// The file system stores permissions, and yet not those that the file was to have.
    case modeNotKept(path: String)
    /// Any other error of the system, in its words.
    case system(path: String, reason: String)

    /// What was found.
    public var message: String {
        switch self {
        case .exists(let path): "\(path) already exists"
        case .unusableName(let path): "\(path) isn't a valid file name"
        case .publicName(let path): "\(path) ends in .pub, as public keys do"
        case .folderMissing(let path): "the folder \(path) doesn't exist"
        case .notAFolder(let path): "\(path) isn't a folder"
        case .notWritable(let path): "no permission to write to \(path)"
        case .othersMayWrite(let path, let mode):
            "other users can write to \(path) (mode \(ShellWord.mode(mode))) and replace your key"
        case .ownedByOther(let path, let user): "\(path) belongs to another account (UID \(user))"
        case .readOnlyFileSystem(let path): "\(path) is on a read-only file system"
        case .diskFull(let path): "no disk space or quota left for \(path)"
        case .cannotPlace(let path): "\(path): this file system can't prevent overwriting"
        case .modeNotKept(let path): "\(path): this file system doesn't keep file permissions"
        case .system(let path, let reason): "\(path): \(reason)"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .exists: "choose another name; keywizard never overwrites a key"
        case .unusableName: "choose a shorter name without a slash at its end"
        case .publicName: "leave out .pub; the public key file gets it"
        case .folderMissing(let path): "create it with mkdir -p \(ShellWord.quoted(path)), or choose another folder"
        case .notAFolder: "choose a folder, or move that file away"
        case .notWritable(let path): "choose another folder, or make yourself the owner of \(path)"
        case .othersMayWrite(let path, _):
            "run chmod go-w \(ShellWord.quoted(path)), or choose another folder"
        case .ownedByOther: "its owner could replace your key; choose a folder of your own"
        case .readOnlyFileSystem: "choose a folder on another disk"
        case .diskFull: "free some space, or choose a folder on another disk"
        case .cannotPlace, .modeNotKept: "choose a folder on this computer's own disk, such as ~/.ssh"
        case .system: "choose another place, or try again"
        }
    }

    /// What a failed call about `path` in `folder` means to the user.
    init(_ error: Errno, path: String, folder: String) {
        self =
            switch error {
            case .exists: .exists(path: path)
            case .nameTooLong, .linkLoop: .unusableName(path: path)
            case .missing: .folderMissing(path: folder)
            case .notFolder: .notAFolder(path: folder)
            case .accessDenied, .notPermitted: .notWritable(path: folder)
            case .readOnly: .readOnlyFileSystem(path: folder)
            case .noSpace, .noQuota: .diskFull(path: path)
            default: .system(path: path, reason: error.text)
            }
    }
}
