/// A reason for which ssh_config or known_hosts was not read or not changed; the file is what it was.
public enum ConfigError: Error, Hashable, Sendable {
    /// Somebody else changed the file since it was read.
    case changedMeanwhile(path: String)
    /// A folder, a device or a loop of links in its place.
    case notAFile(path: String)
    /// More than is read: nobody has an ssh_config or known_hosts of that size.
    case tooLong(path: String)
    /// Include more than 16 deep, which ssh refuses too, or of more than 500 files: mostly a circle.
    case tooManyIncludes(path: String)
    /// The file has a byte order mark, NUL bytes, or is UTF-16.
    case notText(path: String, reason: String)
    /// The file or its folder may not be written in by this account.
    case notWritable(path: String)
    /// A read-only mount, as where the file comes out of a system image.
    case readOnlyFileSystem(path: String)
    /// No space, or the account's quota is used up; nothing was changed.
    case diskFull(path: String)
    /// The folder that the file goes to does not exist; the path is the folder's.
    case folderMissing(path: String)
    /// known_hosts has another key of that type for the host, or calls this one revoked.
    case otherHostKey(path: String, line: Int)
    /// Any other error of the system, in its words.
    case system(path: String, reason: String)

    /// What was found.
    public var message: String {
        switch self {
        case .changedMeanwhile(let path): "\(path) was changed by something else just now"
        case .notAFile(let path): "\(path) is not a file"
        case .tooLong(let path): "\(path) is too long to be what its name says"
        case .tooManyIncludes(let path): "the Include lines of \(path) lead in circles"
        case .notText(let path, let reason): "\(path) is not plain text: \(reason)"
        case .notWritable(let path): "you may not change \(path)"
        case .readOnlyFileSystem(let path): "\(path) is on a read-only file system"
        case .diskFull(let path): "there is no space left for \(path)"
        case .folderMissing(let path): "the folder \(path) does not exist"
        case .otherHostKey(let path, let line): "line \(line) of \(path) contradicts the key of that host"
        case .system(let path, let reason): "\(path): \(reason)"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .changedMeanwhile: "look at the change again, then add it"
        case .notAFile, .tooLong: "look at what it is, and move it away"
        case .tooManyIncludes: "ssh refuses that too; take out the Include that leads back"
        case .notText: "ssh doesn't read that; save the file as UTF-8 without a byte order mark, then try again"
        case .notWritable(let path): "make yourself the owner of \(path), or add the lines by hand"
        case .readOnlyFileSystem: "add the lines where that file is made"
        case .diskFull: "make some room, then try again"
        case .folderMissing: "let it be made first"
        case .otherHostKey: "ask the server's administrator why it has another key, before you forget the old one"
        case .system: "try again, or add the lines by hand"
        }
    }

    /// What a failed call about `path` means to the person.
    init(_ error: Errno, path: String) {
        self =
            switch error {
            case .missing: .folderMissing(path: KeyFilePath.folder(of: path))
            case .isFolder, .notFolder, .linkLoop: .notAFile(path: path)
            case .accessDenied, .notPermitted: .notWritable(path: path)
            case .readOnly: .readOnlyFileSystem(path: path)
            case .noSpace, .noQuota: .diskFull(path: path)
            case .tooLarge: .tooLong(path: path)
            case .exists: .changedMeanwhile(path: path)
            default: .system(path: path, reason: error.text)
            }
    }
}
