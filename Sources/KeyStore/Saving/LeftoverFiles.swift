/// Files with whole private keys under temporary names, which a kill may leave: a moment later they would have had their
/// own names, or have been gone.
public enum LeftoverFiles {
    private static let prefix = ".keywizard-key-"

    /// A name for such a file, unlike all others. Its file is locked for as long as the work goes on.
    static func name() -> String { prefix + String(UInt64.random(in: .min ... .max), radix: 36) }

    /// A new file in `folder`, locked, under a name that is its own.
    static func make(in folder: Descriptor) throws(Errno) -> (file: Descriptor, name: String) {
        while true {
            let name = name()
            let file = try folder.newFile(name)
            do throws(Errno) {
                try file.lockWhenFree()
            } catch {
                try? folder.remove(name)
                throw error
            }
            // Another run may have looked in between, and taken it for one that was left.
            if try folder.status(of: name) != nil { return (file, name) }
        }
    }

    /// Removes those of earlier runs from a folder; returns their names.
    @discardableResult
    public static func remove(in path: String) -> [String] {
        // Most folders that are asked for aren't there.
        guard (try? status(of: path)) != nil, let names = try? fileNames(in: path).filter({ $0.hasPrefix(prefix) }),
            !names.isEmpty,
            let folder = try? Descriptor.folder(path)
        else { return [] }
        return names.filter { name in
            // A lock means that a run is at it.
            guard let file = try? folder.existingFile(name), let status = try? file.status(), status.isRegular,
                status.owner == effectiveUser, (try? file.lock()) == true
            else { return false }
            return (try? folder.remove(name)) != nil
        }
    }
}
