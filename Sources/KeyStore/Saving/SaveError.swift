import Support

/// A reason for which a key was not saved; nothing is left behind, and the key is still in memory.
public enum SaveError: Error, Hashable, Sendable {
    /// A file, folder or link of that name; none is ever replaced.
    case exists(path: String)
    /// A name that is empty, `.` or `..`, too long, or a link that leads in a circle.
    case unusableName(path: String)
    /// A private key under a name that says it may be given away.
    case publicName(path: String)
    /// The folder does not exist, or was taken away meanwhile.
    case folderMissing(path: String)
    /// A file stands where the folder should be.
    case notAFolder(path: String)
    /// The folder's permissions don't let this account make a file; the path is the folder's.
    case notWritable(path: String)
    /// Others may write in the folder and could put their key in its place; `mode` is its twelve permission bits.
    case othersMayWrite(path: String, mode: UInt32)
    /// The folder belongs to another account, by number, which is not root.
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
        case .exists(let path): "there is already something at \(path)"
        case .unusableName(let path): "\(path) can't be the name of a file"
        case .publicName(let path): "\(path) ends in .pub, as public keys do"
        case .folderMissing(let path): "the folder \(path) does not exist"
        case .notAFolder(let path): "\(path) is not a folder"
        case .notWritable(let path): "you may not write in \(path)"
        case .othersMayWrite(let path, let mode): "others may write in \(path) (permissions \(ShellWord.mode(mode)))"
        case .ownedByOther(let path, let user): "\(path) belongs to somebody else (user number \(user))"
        case .readOnlyFileSystem(let path): "\(path) is on a read-only file system"
        case .diskFull(let path): "there is no space left for \(path)"
        case .cannotPlace(let path): "the file system of \(path) can't take a file without the risk of replacing one"
        case .modeNotKept(let path): "the file system of \(path) does not keep the permissions of a private key"
        case .system(let path, let reason): "\(path): \(reason)"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .exists: "choose another name; keywizard never overwrites a key"
        case .unusableName: "choose a shorter name without a slash at its end"
        case .publicName: "leave .pub out; the public key's file gets it"
        case .folderMissing(let path): "make it with mkdir -p \(ShellWord.quoted(path)), or choose another folder"
        case .notAFolder: "choose a folder, or move that file away"
        case .notWritable(let path): "choose another folder, or make yourself the owner of \(path)"
        case .othersMayWrite(let path, _):
            "they could replace your key; run chmod go-w \(ShellWord.quoted(path)), or choose another folder"
        case .ownedByOther: "its owner could replace your key; choose a folder of your own"
        case .readOnlyFileSystem: "choose a folder on another disk"
        case .diskFull: "make some room, or choose a folder on another disk"
        case .cannotPlace, .modeNotKept: "choose a folder on this computer's own disk, such as ~/.ssh"
        case .system: "choose another place, or try again"
        }
    }

    /// What a failed call about `path` in `folder` means to the person.
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
