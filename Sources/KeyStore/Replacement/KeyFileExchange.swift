/// A key that takes the name of another one, which goes on under a third: with its public key, its certificate and
/// its file for PuTTY.
///
/// At every moment the name means one of the two keys, and nothing is beside it that belongs to the other: ssh
/// offers the key of NAME.pub and signs with that of NAME, and fails where they differ. So the old key gets its second
/// name and takes along what is beside it, then the first name changes hands in one step, and what belongs to the
/// new key comes last. Whenever that is interrupted, doing it again ends it. No file is ever lost: names are given
/// without replacing, but for the one that changes hands, and there the old key has its second name already.
public struct KeyFileExchange: Sendable {
    private let folder: String
    private let name: String
    private let incoming: String
    private let outgoing: String

    /// What may stand beside a private key.
    static let companions = ["-cert.pub", ".pub", ".ppk"]

    /// The key at `incoming` is to be at `path`, and what is there at `outgoing`: paths in one folder.
    public init(at path: String, from incoming: String, to outgoing: String) throws(SaveError) {
        folder = KeyFilePath.folder(of: path)
        name = KeyFilePath.name(of: path)
        self.incoming = KeyFilePath.name(of: incoming)
        self.outgoing = KeyFilePath.name(of: outgoing)
        for other in [incoming, outgoing] where KeyFilePath.folder(of: other) != folder {
            throw .system(path: other, reason: "not in the folder of \(path)")
        }
    }

    /// Changes the names, or those that are left of an earlier time. With nothing at `incoming` there is nothing to do
    /// but for what belongs to it.
    public func perform() throws(SaveError) {
        let open = try OpenFolder(folder)
        do throws(Errno) {
            if try open.descriptor.status(of: incoming) != nil { try changeHands(in: open.descriptor) }
            for ending in Self.companions where try open.descriptor.status(of: incoming + ending) != nil {
                try open.descriptor.rename(incoming + ending, withoutReplacing: name + ending)
            }
            try open.descriptor.sync()
        } catch {
            // A file system without second names can't change hands in one step.
            if error.meansUnsupported || error == .notPermitted { throw .cannotPlace(path: folder + "/" + name) }
            throw SaveError(error, path: folder + "/" + outgoing, folder: folder)
        }
    }

    private func changeHands(in folder: Descriptor) throws(Errno) {
        guard let old = try folder.status(of: name) else {
            // Nobody has the name.
            return try folder.rename(incoming, withoutReplacing: name)
        }
        // The second name may be there since a time that was interrupted.
        let second = try folder.status(of: outgoing)
        if let second, !second.isSame(as: old) { throw .exists }
        if second == nil { try folder.link(name, as: outgoing) }
        for ending in Self.companions where try folder.status(of: name + ending) != nil {
            try folder.rename(name + ending, withoutReplacing: outgoing + ending)
        }
        // On the disk before the name is another's.
        try folder.sync()
        try folder.rename(incoming, replacing: name)
        try folder.sync()
    }
}

extension KeyFiles {
    /// Deletes a key that was replaced, with what is beside it; the private key last, so that what is left can be
    /// deleted again.
    public static func delete(replaced path: String) throws(SaveError) {
        let (folderPath, name) = (KeyFilePath.folder(of: path), KeyFilePath.name(of: path))
        let folder = try OpenFolder(folderPath)
        do throws(Errno) {
            for ending in KeyFileExchange.companions + [""] where try folder.descriptor.status(of: name + ending) != nil
            {
                try folder.descriptor.remove(name + ending)
            }
            try folder.descriptor.sync()
        } catch {
            throw SaveError(error, path: path, folder: folderPath)
        }
    }
}
