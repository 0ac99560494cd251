/// What a folder is like as a place for a key.
public enum FolderState: Hashable, Sendable {
    /// It does not exist; `KeyFolder.make` makes it.
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
    public static func make(_ path: String) throws(SaveError) {
        var ancestors: [String] = []
        var missing = path
        while case .missing = examine(missing) {
            ancestors.append(missing)
            let parent = KeyFilePath.folder(of: missing)
            guard parent != missing else { break }
            missing = parent
        }
        for folder in ancestors.reversed() {
            let parent = KeyFilePath.folder(of: folder)
            do throws(Errno) {
                do throws(Errno) {
                    try makeFolder(folder, mode: 0o700)
                } catch  where error == .exists {
                    // Somebody else was faster: examined below like any other folder.
                    continue
                }
                let new = try Descriptor.folder(folder)
                try? new.setMode(0o700)
                try Descriptor.folder(parent).sync()
            } catch {
                throw SaveError(error, path: folder, folder: parent)
            }
        }
        _ = try OpenFolder(path)
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
            // Where others may write they can put their key in the place of ours, unless the sticky bit stops them.
            guard status.mode & 0o022 == 0 || status.mode & 0o1000 != 0 else {
                throw .othersMayWrite(path: path, mode: status.mode)
            }
        }
        do throws(Errno) {
            try descriptor.checkWritable()
        } catch {
            throw SaveError(error, path: path, folder: path)
        }
    }
}
