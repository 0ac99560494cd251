import FoundationEssentials
import Platform
import Secrecy

/// Private keys whose public files are still to come, noted for the next run in `~/.local/state/keywizard/unfinished` for
/// the case of a kill in between. A note holds nothing secret; where none can be made the work is done without.
public struct UnfinishedWork: Sendable {
    /// Where the notes are.
    public let folder: String

    /// Below `XDG_STATE_HOME` where that is set.
    public init(environment: CredentialEnvironment = .process, home: String) {
        folder = environment.stateFolder(home: home) + "/keywizard/unfinished"
    }

    /// One pair.
    struct Note: Codable {
        /// The private key that comes first, by its place on the disk.
        var privateKey: Place
        /// What is to stand beside it.
        var publicKey: Text

        struct Place: Codable {
            var path: String
            var device: UInt64
            var inode: UInt64
        }

        struct Text: Codable {
            var path: String
            var contents: String
        }
    }

    /// Notes work; the note goes with the last reference to what is returned. Nil where it can't be noted.
    func begin(_ note: Note) -> Entry? {
        guard let text = try? JSONEncoder().encode(note) else { return nil }
        return Entry(in: self.folder, Array(text))
    }

    final class Entry {
        private let path: String
        private let folders: [String]
        private let file: Descriptor

        fileprivate init?(in folder: String, _ text: [UInt8]) {
            guard let made = try? KeyFolder.makeMissing(folder), let open = try? OpenFolder(folder) else { return nil }
            folders = made
            let name = temporaryName() + ".json"
            path = folder + "/" + name
            // The lock tells other runs that this one is alive; it goes with the process, however that ends.
            guard let file = try? open.descriptor.newFile(name), (try? file.lock()) == true,
                (try? Secret(text).withBytes({ bytes throws(Errno) in try file.write(bytes) })) != nil
            else {
                removeFile(path)
                made.reversed().forEach(removeFolder)
                return nil
            }
            self.file = file
        }

        deinit {
            removeFile(path)
            folders.reversed().forEach(removeFolder)
        }
    }

    /// Gives the private keys of earlier runs their public files; returns the paths of these. What another run is at is
    /// left alone.
    public func finish() -> [String] {
        guard (try? status(of: folder)) != nil, let names = try? fileNames(in: folder).sorted(), !names.isEmpty else {
            return []
        }
        return names.compactMap { name in
            let path = folder + "/" + name
            guard let file = try? Descriptor.file(path), (try? file.lock()) == true,
                let status = try? file.status(), status.owner == effectiveUser, status.isRegular
            else { return nil }
            defer { removeFile(path) }
            guard let text = try? file.readAll(limit: 1 << 20),
                let note = try? JSONDecoder().decode(Note.self, from: Data(text))
            else { return nil }
            return finish(note)
        }
    }

    private func finish(_ note: Note) -> String? {
        guard let found = try? status(of: note.privateKey.path), found.isRegular,
            found.device == note.privateKey.device, found.inode == note.privateKey.inode
        else { return nil }
        let file = NewFile(
            path: note.publicKey.path, bytes: Secret(note.publicKey.contents.utf8), mode: .everyoneReads)
        return (try? KeyFiles.save([file])) == nil ? nil : file.path
    }
}
