/// Why ssh_config or known_hosts wasn't read or changed; the file is what it was.
public enum ConfigError: Error, Hashable, Sendable {
    /// Another program changed the file since it was read.
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
    /// The folder that the file goes to doesn't exist; the path is the folder's.
    case folderMissing(path: String)
    /// known_hosts has another key of that type for the host, or calls this one revoked.
    case otherHostKey(path: String, line: Int)
    /// Any other error of the system, in its words.
    case system(path: String, reason: String)

    /// What was found.
    public var message: String {
        switch self {
        case .changedMeanwhile(let path): "\(path) changed since it was read; nothing was written"
        case .notAFile(let path): "\(path) isn't a file"
        case .tooLong(let path): "\(path) is larger than keywizard reads"
        case .tooManyIncludes(let path): "\(path): too many nested Include files"
        case .notText(let path, let reason): "\(path) isn't plain text: \(reason)"
        case .notWritable(let path): "no permission to change \(path)"
        case .readOnlyFileSystem(let path): "\(path) is on a read-only file system"
        case .diskFull(let path): "no disk space or quota left for \(path)"
        case .folderMissing(let path): "the folder \(path) doesn't exist"
        case .otherHostKey(let path, let line): "\(path), line \(line): other or revoked host key"
        case .system(let path, let reason): "\(path): \(reason)"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .changedMeanwhile: "look at the change again, then add it"
        case .notAFile, .tooLong: "look at what it is, and move it away"
        case .tooManyIncludes: "look for one that includes itself"
        case .notText: "ssh doesn't read that; save the file as UTF-8 without a byte order mark, then try again"
        case .notWritable(let path): "make yourself the owner of \(path), or add the lines by hand"
        case .readOnlyFileSystem: "add the lines where that file is generated"
        case .diskFull: "free some space, then try again"
        case .folderMissing: "create it first"
        case .otherHostKey: "ask the administrator before you remove it"
        case .system: "try again, or add the lines by hand"
        }
    }

    /// What a failed call about `path` means to the user.
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
