/// What a folder is like as a place for a key.
public enum FolderState: Hashable, Sendable {
    /// It doesn't exist; `KeyFolder.make` makes it.
    case missing
    /// `storesModes` is false on a Windows drive, where the permissions of a file are Windows' own affair.
    case ready(storesModes: Bool)
    /// It exists and no key may go there: the reason is what saving would fail with.
    case refused(SaveError)
}

/// The folder that a key goes to, `~/.ssh` as a rule.
public enum KeyFolder {
    /// What is at `path` now; saving looks again.
    public static func examine(_ path: String) -> FolderState {
        do throws(SaveError) {
            return .ready(storesModes: try OpenFolder(path).storesModes)
        } catch .folderMissing {
            return .missing
        } catch {
            return .refused(error)
        }
    }

    /// Makes the folder, and the folders above it that are missing, each for its owner alone as OpenSSH wants it.
    public static func make(_ path: String) throws(SaveError) { _ = try makeMissing(path) }

    /// The same; returns those that were missing, the highest first. When this throws, none of them is there.
    static func makeMissing(_ path: String) throws(SaveError) -> [String] {
        var ancestors: [String] = []
        var missing = path
        while case .missing = examine(missing) {
            ancestors.append(missing)
            let parent = KeyFilePath.folder(of: missing)
            guard parent != missing else { break }
            missing = parent
        }
        var made: [String] = []
        do throws(SaveError) {
            try make(ancestors, noting: &made)
            _ = try OpenFolder(path)
            return made
        } catch {
            // Still empty, unless another program was faster.
            made.reversed().forEach(removeFolder)
            throw error
        }
    }

    /// Makes folders, the last one first, and notes those that weren't there.
    private static func make(_ ancestors: [String], noting made: inout [String]) throws(SaveError) {
        for folder in ancestors.reversed() {
            let parent = KeyFilePath.folder(of: folder)
            do throws(Errno) {
                do throws(Errno) {
                    try makeFolder(folder, mode: 0o700)
                } catch  where error == .exists {
                    // Another program was faster: examined below like any other folder.
                    continue
                }
                made.append(folder)
                // A umask may have taken from its owner what opening it needs.
                try setMode(0o700, of: folder)
                try Descriptor.folder(parent).sync()
            } catch {
                throw SaveError(error, path: folder, folder: parent)
            }
        }
    }
}

/// A folder that was opened once and found safe; everything later happens relative to it.
struct OpenFolder {
    let path: String
    let descriptor: Descriptor
    let storesModes: Bool

    init(_ path: String) throws(SaveError) {
        self.path = path
        let status: FileStatus
        do throws(Errno) {
            descriptor = try .folder(path)
            status = try descriptor.status()
            storesModes = try descriptor.storesModes()
        } catch {
            throw SaveError(error, path: path, folder: path)
        }
        if storesModes {
            // Root can change everything anyway.
            guard status.owner == effectiveUser || status.owner == 0 else {
                throw .ownedByOther(path: path, user: status.owner)
            }
            // Where others may write they can put their key instead of ours, unless the sticky bit stops them.
            guard status.mode & 0o022 == 0 || status.mode & 0o1000 != 0 else {
                throw .othersMayWrite(path: path, mode: status.mode)
            }
        }
        if storesModes, let (folder, mode) = othersMayWrite(above: path) {
            throw .othersMayWrite(path: folder, mode: mode)
        }
        do throws(Errno) {
            try descriptor.checkWritable()
        } catch {
            throw SaveError(error, path: path, folder: path)
        }
    }
}
