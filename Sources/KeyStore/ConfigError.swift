/// A reason for which ssh_config or known_hosts was not read or not changed; the file is what it was.
public enum ConfigError: Error, Hashable, Sendable {
    /// Somebody else changed the file since it was read.
    case changedMeanwhile(path: String)
    case notAFile(path: String)
    case tooLong(path: String)
    case tooManyIncludes(path: String)
    case notWritable(path: String)
    case readOnlyFileSystem(path: String)
    case diskFull(path: String)
    case folderMissing(path: String)
    /// known_hosts has another key of that type for the host, or calls this one revoked.
    case otherHostKey(path: String, line: Int)
    case system(path: String, reason: String)

    /// What was found.
    public var message: String {
        switch self {
        case .changedMeanwhile(let path): "\(path) was changed by something else just now"
        case .notAFile(let path): "\(path) is not a file"
        case .tooLong(let path): "\(path) is too long to be what its name says"
        case .tooManyIncludes(let path): "the Include lines of \(path) lead in circles"
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
