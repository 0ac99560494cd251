/// Why a file on a server couldn't be changed, by the words of the program that tried it in the C locale.
public enum WriteError: Hashable, Sendable {
    /// EACCES: the file, or a folder that leads to it, is another account's.
    case permissionDenied
    /// EPERM, which an immutable file answers with.
    case notPermitted
    /// A folder has the file's name.
    case isFolder
    /// A file has the folder's name.
    case isNoFolder
    /// ENOENT, as of a link that leads nowhere.
    case missingFolder
    /// The disk is full, or the account's quota is used up.
    case noSpace
    /// A read-only mount, as on appliances.
    case readOnly
    /// Any other reason, in the words of the server.
    case other(String)

    init(said: String) {
        // Shells and programs differ in their capitals, and in what they put in front or behind.
        let known: [(String, Self)] = [
            ("no space left on device", .noSpace), ("disk quota exceeded", .noSpace), ("file too large", .noSpace),
            ("read-only file system", .readOnly), ("permission denied", .permissionDenied),
            ("operation not permitted", .notPermitted), ("is a directory", .isFolder),
            ("not a directory", .isNoFolder), ("file exists", .isNoFolder),
            ("no such file or directory", .missingFolder),
            // dash's and BusyBox's own words.
            ("directory nonexistent", .missingFolder), ("nonexistent directory", .missingFolder),
        ]
        let folded = said.lowercased()
        self = known.first { folded.contains($0.0) }?.1 ?? .other(lastLines(said).last ?? "no reason given")
    }

    /// The reason, as it follows a colon.
    var message: String {
        switch self {
        case .permissionDenied: "permission denied"
        case .notPermitted: "operation not permitted"
        case .isFolder: "it is a directory"
        case .isNoFolder: "a file has the folder's name"
        case .missingFolder: "no such folder"
        case .noSpace: "no disk space or quota left"
        case .readOnly: "the file system is read-only"
        case .other(let words): words
        }
    }

    /// What to do on the server.
    func hint(for path: String) -> String {
        // Only a name of our own goes into a command.
        let known = ["~/.ssh", "~/.ssh/authorized_keys", "~/.ssh/authorized_keys2"]
        let path = known.contains(path) ? path : known[1]
        return switch self {
        case .permissionDenied:
            "check its owner with ls -ld ~ ~/.ssh \(path); its administrator can change the owner with chown"
        case .notPermitted:
            "the file may be immutable: lsattr -d \(path) shows an i or an a; its administrator can run chattr -ia \(path)"
        case .isFolder, .isNoFolder: "move \(path) away on the server, then try again"
        case .missingFolder: "see where ls -ld ~/.ssh \(path) leads, and create that folder on the server"
        case .noSpace: "free some space on the server, then try again"
        case .readOnly: "ask the server's administrator where its keys are stored"
        case .other: "try to change \(path) on the server by hand"
        }
    }
}
