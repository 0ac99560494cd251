import Platform
import Synchronization

/// Removes the temporary folders of programs that are under way still, when this program ends without waiting for them.
public func removeTemporaryFolders() { TemporaryFolder.removeAll() }

/// A private folder for files of known names, which goes with its last reference.
final class TemporaryFolder: Sendable {
    let path: String
    private let names: [String]

    private static let open = Mutex<[String: [String]]>([:])

    /// In the first of `parents` that takes it.
    init(in parents: [String], for names: [String]) throws(NetworkError) {
        for parent in parents {
            var template = Array((parent + "/keywizard-XXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { continue }
            let path = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
            (self.path, self.names) = (path, names)
            Self.open.withLock { $0[path] = names }
            return
        }
        throw .noTemporaryFolder(reason: lastError())
    }

    deinit {
        Self.open.withLock { _ = $0.removeValue(forKey: path) }
        Self.remove(path, names)
    }

    static func removeAll() { open.withLock { $0.forEach(remove) } }

    private static func remove(_ path: String, _ names: [String]) {
        for name in names { unlink(path + "/" + name) }
        rmdir(path)
    }
}
