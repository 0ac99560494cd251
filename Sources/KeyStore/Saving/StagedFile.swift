import Secrecy

/// A file that is complete on the disk but doesn't have its name yet.
///
/// Without a name at all where the system can do that, so that even a kill leaves nothing behind; otherwise under
/// a random one beside its destination.
final class StagedFile {
    private let folder: OpenFolder
    private let path: String
    private let file: Descriptor
    private var temporaryName: String?

    /// Writes `new` with its final permissions from the first byte on.
    init(_ new: NewFile, in folder: OpenFolder, methods: PlacingMethods) throws(SaveError) {
        self.folder = folder
        path = new.path
        do throws(Errno) {
            if methods.contains(.nameless), let nameless = try folder.descriptor.namelessFile() {
                file = nameless
            } else {
                let made = try LeftoverFiles.make(in: folder.descriptor)
                file = made.file
                temporaryName = made.name
            }
        } catch {
            throw SaveError(error, path: new.path, folder: folder.path)
        }
        // From here on deinit takes the temporary name away again.
        do throws(Errno) {
            do throws(Errno) {
                try file.setMode(new.mode.rawValue)
            } catch  where !folder.storesModes {
                // FAT refuses bits that it can't store.
            }
            try new.bytes.withBytes { bytes throws(Errno) in try file.write(bytes) }
            try file.sync()
        } catch {
            throw SaveError(error, path: new.path, folder: folder.path)
        }
        guard !folder.storesModes || (try? file.status().mode) == new.mode.rawValue else {
            throw .modeNotKept(path: new.path)
        }
    }

    deinit {
        if let temporaryName { try? folder.descriptor.remove(temporaryName) }
    }

    private var name: String { KeyFilePath.name(of: path) }

    /// The file's place on the disk, which stays when it gets its name.
    var place: UnfinishedWork.Note.Place? {
        (try? file.status()).map { .init(path: path, device: $0.device, inode: $0.inode) }
    }

    /// Gives the file its name, never instead of anything.
    func place(methods: PlacingMethods) throws(SaveError) {
        do throws(Errno) {
            guard let temporaryName else { return try file.link(as: name, in: folder.descriptor) }
            do throws(Errno) {
                guard methods.contains(.link) else { throw .notSupported }
                try folder.descriptor.link(temporaryName, as: name)
            } catch  where error == .notPermitted || error.meansUnsupported {
                guard methods.contains(.rename) else { throw .notSupported }
                try folder.descriptor.rename(temporaryName, withoutReplacing: name)
                self.temporaryName = nil
            }
        } catch  where error.meansUnsupported {
            throw .cannotPlace(path: path)
        } catch {
            throw SaveError(error, path: path, folder: folder.path)
        }
    }

    /// Removes the name again if it still means this very file.
    func takeBack() {
        guard let ours = try? file.status(), let found = try? folder.descriptor.status(of: name),
            found.isSame(as: ours)
        else { return }
        try? folder.descriptor.remove(name)
    }
}

/// The ways to give a finished file its name without replacing anything; which of them work depends on the file system.
struct PlacingMethods: OptionSet {
    let rawValue: Int

    /// O_TMPFILE and linkat: Linux's own file systems.
    static let nameless = PlacingMethods(rawValue: 1)
    /// A second name for the temporary file, whose first one then goes: every Unix file system.
    static let link = PlacingMethods(rawValue: 2)
    /// renameat2 or renameatx_np told not to replace: file systems without links, such as FAT.
    static let rename = PlacingMethods(rawValue: 4)
    static let all: PlacingMethods = [.nameless, .link, .rename]
}
