import Secrecy

/// A file that is to be made.
public struct NewFile: Sendable {
    /// Who may read it; the raw value is the file's permission bits.
    public enum Mode: UInt32, Sendable {
        /// For a private key: only its owner reads it.
        case ownerOnly = 0o600
        /// For a public key: everyone may read it.
        case everyoneReads = 0o644
    }

    /// An absolute path, whose folder exists.
    public var path: String
    /// The whole contents.
    public var bytes: Secret
    /// Its permissions, whatever the umask is; a drive that stores none ignores them.
    public var mode: Mode

    /// A file that `KeyFiles.save` will make.
    public init(path: String, bytes: Secret, mode: Mode) {
        self.path = path
        self.bytes = bytes
        self.mode = mode
    }
}

/// Files of keys on the disk: all of them or none, complete or not there, and never instead of another.
public enum KeyFiles {
    /// Why no private key can have this path, with its public key beside it; whether it is free is another question.
    public static func refusal(of path: String) -> SaveError? {
        let name = KeyFilePath.name(of: path)
        if isPublicName(name) { return .publicName(path: path) }
        // No file system has longer names, and a folder that is missing can't be asked for its own limit.
        guard name.utf8.count + ".pub".utf8.count <= 255 else { return .unusableName(path: path) }
        do throws(Errno) {
            _ = try status(of: path + ".pub")
            return nil
        } catch {
            return SaveError(error, path: path, folder: KeyFilePath.folder(of: path))
        }
    }

    /// Files are shared as public keys by their extension.
    private static func isPublicName(_ name: String) -> Bool { name.hasSuffix(".pub") }

    /// Writes `files`; when this returns they are on the disk, when it throws there is nothing new.
    ///
    /// Should the program be killed between the names of two files, the earlier ones stand: put the private key first.
    /// What `work` notes lets the next run give the public key its file.
    public static func save(_ files: [NewFile], noting work: UnfinishedWork? = nil) throws(SaveError) {
        try save(files, methods: .all, noting: work)
    }

    static func save(
        _ files: [NewFile], methods: PlacingMethods, noting work: UnfinishedWork? = nil
    ) throws(SaveError) {
        var folders: [String: OpenFolder] = [:]
        var staged: [StagedFile] = []
        for file in files {
            let name = KeyFilePath.name(of: file.path)
            guard !["", ".", ".."].contains(name) else { throw .unusableName(path: file.path) }
            if file.mode == .ownerOnly, isPublicName(name) { throw .publicName(path: file.path) }
            let folderPath = KeyFilePath.folder(of: file.path)
            let folder: OpenFolder
            if let known = folders[folderPath] { folder = known } else { folder = try OpenFolder(folderPath) }
            if folders[folderPath] == nil { LeftoverFiles.remove(in: folderPath) }
            folders[folderPath] = folder
            do throws(Errno) {
                // The last word is the system's when the name is given; asking now spares the writing.
                if try folder.descriptor.status(of: name) != nil { throw .exists }
            } catch {
                throw SaveError(error, path: file.path, folder: folderPath)
            }
            staged.append(try StagedFile(file, in: folder, methods: methods))
        }

        let note = work.flatMap { noted(files, staged, $0) }
        defer { withExtendedLifetime(note) {} }
        var placed: [StagedFile] = []
        do throws(SaveError) {
            for file in staged {
                try file.place(methods: methods)
                placed.append(file)
            }
            for folder in folders.values {
                do throws(Errno) {
                    try folder.descriptor.sync()
                } catch {
                    throw SaveError(error, path: folder.path, folder: folder.path)
                }
            }
        } catch {
            placed.forEach { $0.takeBack() }
            throw error
        }
    }

    /// What a kill would leave of a pair, for the next run.
    private static func noted(
        _ files: [NewFile], _ staged: [StagedFile], _ work: UnfinishedWork
    ) -> UnfinishedWork.Entry? {
        guard let first = zip(files, staged).first(where: { $0.0.mode == .ownerOnly }), let place = first.1.place,
            let text = files.first(where: { $0.mode == .everyoneReads })
        else { return nil }
        let contents = text.bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        return work.begin(.init(privateKey: place, publicKey: .init(path: text.path, contents: contents)))
    }
}
