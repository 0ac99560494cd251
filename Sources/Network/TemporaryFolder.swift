import CProcess
import Platform
import Synchronization

/// Removes the temporary folders of programs that are under way still, when this program ends without waiting for them.
public func removeTemporaryFolders() { cp_remove_folders() }

/// A private folder for files of known names, which goes with its last reference, or with the signal that ends the
/// process.
public final class TemporaryFolder: Sendable {
    /// Without a slash at its end.
    public let path: String
    private let names: [String]
    private let guarded: Int32

    /// In the first of `parents` that takes it.
    public init(in parents: [String], for names: [String]) throws(NetworkError) {
        for parent in parents {
            var template = Array((parent + "/keywizard-XXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { continue }
            path = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
            self.names = names
            guarded = cp_guard_folder(path, names.map { $0 + "\0" }.joined())
            return
        }
        throw .noTemporaryFolder(reason: lastError())
    }

    deinit {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
        cp_release_folder(guarded)
    }
}
