/// ssh_config on the disk.
///
/// A file is replaced as a whole: the new one is complete beside it before it takes its name, the old one is kept
/// under another, and nothing happens when it is no longer what the change was planned for.
public enum SSHConfigFile {
    /// The longest anyone has is some hundred kilobytes.
    static let longest = 4 << 20

    /// The file at `path`, empty when it is missing. A symbolic link is followed, and the result says where to.
    public static func read(_ path: String) throws(ConfigError) -> SSHConfig {
        do throws(Errno) {
            guard try status(of: path) != nil else { return SSHConfig([], path: path) }
            let resolved = try realPath(of: path)
            let folder = try Descriptor.folder(KeyFilePath.folder(of: resolved))
            let file = try content(of: KeyFilePath.name(of: resolved), in: folder)
            return SSHConfig(file?.bytes ?? [], path: resolved)
        } catch  where error == .missing {
            // A link that leads nowhere.
            throw .notAFile(path: path)
        } catch {
            throw ConfigError(error, path: path)
        }
    }

    /// The files of an Include pattern, in lexical order; those that can't be read are left out.
    public static func include(_ pattern: String) -> [SSHConfig] {
        paths(matching: pattern).compactMap { path in try? read(path) }
    }

    /// Makes the change. The old file is kept beside it as NAME.bak-DATE unless the date is nil; the result is that path,
    /// nil without one.
    @discardableResult
    public static func apply(_ change: ConfigChange, date: String?) throws(ConfigError) -> String? {
        let folderPath = KeyFilePath.folder(of: change.path)
        let name = KeyFilePath.name(of: change.path)
        do throws(Errno) {
            let folder = try Descriptor.folder(folderPath)
            let present = try content(of: name, in: folder)
            guard present?.bytes ?? [] == change.old else { throw .exists }
            let new = Replacement(of: present?.status, in: folder)
            try new.write(change.new)
            guard present != nil else {
                try new.place(as: name)
                try folder.sync()
                return nil
            }
            var backup: String?
            if let date {
                backup = try keep(change.old, as: "\(name).bak-\(date)", like: present?.status, in: folder)
            }
            do throws(Errno) {
                guard try content(of: name, in: folder)?.bytes == change.old else { throw .exists }
                try new.take(name)
            } catch {
                if let backup { try? folder.remove(backup) }
                throw error
            }
            try folder.sync()
            return backup.map { folderPath + "/" + $0 }
        } catch {
            throw ConfigError(error, path: change.path)
        }
    }

    /// Writes a copy under `name`, or under the next one that is free; the result is that name.
    private static func keep(
        _ bytes: [UInt8], as name: String, like status: FileStatus?, in folder: Descriptor
    ) throws(Errno) -> String {
        let copy = Replacement(of: status, in: folder)
        try copy.write(bytes)
        for number in 1... {
            let free = number == 1 ? name : "\(name)-\(number)"
            do throws(Errno) {
                try copy.place(as: free)
                return free
            } catch  where error == .exists && number < 1000 {
                continue
            }
        }
        throw .exists
    }

    private static func content(
        of name: String, in folder: Descriptor
    ) throws(Errno) -> (bytes: [UInt8], status: FileStatus)? {
        let file: Descriptor
        do throws(Errno) {
            file = try folder.existingFile(name)
        } catch  where error == .missing {
            return nil
        }
        let status = try file.status()
        guard status.isRegular else { throw .isFolder }
        return (try file.readAll(limit: longest), status)
    }
}

/// A file under a temporary name that is to take the place of another, with its owner and never more permissions.
private final class Replacement {
    private let folder: Descriptor
    private let old: FileStatus?
    private let temporary = temporaryName()
    private var isTaken = false

    init(of old: FileStatus?, in folder: Descriptor) {
        self.folder = folder
        self.old = old
    }

    deinit {
        if !isTaken { try? folder.remove(temporary) }
    }

    func write(_ bytes: [UInt8]) throws(Errno) {
        let file = try folder.newFile(temporary)
        if let old {
            if old.owner != effectiveUser { try file.setOwner(old.owner, group: old.group) }
            do throws(Errno) {
                // Stricter than 0600 stays so; ssh refuses what others may write.
                try file.setMode(old.mode & 0o600)
            } catch {
                guard try !folder.storesModes() else { throw error }
            }
        }
        try bytes.withUnsafeBufferPointer { bytes throws(Errno) in try file.write(UnsafeRawBufferPointer(bytes)) }
        try file.sync()
    }

    /// Gives the file a name that must be free.
    func place(as name: String) throws(Errno) {
        do throws(Errno) {
            try folder.link(temporary, as: name)
        } catch  where error == .notPermitted || error.meansUnsupported {
            try folder.rename(temporary, withoutReplacing: name)
            isTaken = true
        }
    }

    /// Gives the file the name of another, which then is no more.
    func take(_ name: String) throws(Errno) {
        try folder.rename(temporary, replacing: name)
        isTaken = true
    }
}
