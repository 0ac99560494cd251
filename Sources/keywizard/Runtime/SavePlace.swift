import KeyStore
import SSHKey
import Secrecy
import Wizard

/// A place that a key pair is saved to: the path as the user typed it, and the files that go there.
struct SavePlace: Sendable {
    private let plan: SavePlan
    private let surroundings: Surroundings

    init(_ plan: SavePlan, _ surroundings: Surroundings) {
        self.plan = plan
        self.surroundings = surroundings
    }

    private var typed: String { plan.path }

    /// The absolute path without the ending that PuTTY's files have; nil when the text is no path of a file.
    private var stem: String? {
        guard let path = KeyFilePath.expand(typed, home: surroundings.home), !KeyFilePath.name(of: path).isEmpty
        else { return nil }
        return path.hasSuffix(".ppk") ? String(path.dropLast(4)) : path
    }

    /// What is there now.
    func report(label: String) -> PlaceReport {
        guard let stem else {
            return PlaceReport(
                path: typed,
                .problem(Problem("“\(typed)” isn't a valid file path", hint: "write it as ~/.ssh/NAME or /folder/NAME"))
            )
        }
        let (folder, name) = (KeyFilePath.folder(of: stem), KeyFilePath.name(of: stem))
        if let refusal = KeyFiles.refusal(of: stem) { return PlaceReport(path: typed, .problem(Problem(refusal))) }
        switch KeyFolder.examine(folder) {
        case .missing: return PlaceReport(path: typed, .folderMissing(folder))
        case .refused(let error): return PlaceReport(path: typed, .problem(Problem(error)))
        case .ready:
            // Only what would be written has to be free.
            let endings = plan.formats.contains(.openssh) ? KeyName.companions : [".ppk"]
            let free = KeyName.free(base: name, label: label, in: folder, endings: endings)
            guard free != name else { return PlaceReport(path: typed, .free) }
            let path = KeyFilePath.abbreviate(
                (folder == "/" ? "" : folder) + "/" + free, home: surroundings.home)
            return PlaceReport(path: typed, .taken(name: name, free: path))
        }
    }

    /// Writes the pair in every format, all files or none.
    func save(_ key: PrivateKey, passphrase: Secret?) throws(Problem) -> SavedFiles {
        guard let stem else { throw Problem("“\(typed)” isn't a valid file path") }
        let saved = plan.files(at: stem)
        do {
            var files: [NewFile] = []
            if let path = saved.openSSH {
                files.append(
                    NewFile(path: path, bytes: try key.encoded(as: .openssh, passphrase: passphrase), mode: .ownerOnly))
            }
            if let path = saved.putty {
                files.append(
                    NewFile(path: path, bytes: try key.encoded(as: .ppk, passphrase: passphrase), mode: .ownerOnly))
            }
            if let path = saved.publicKey {
                files.append(NewFile(path: path, bytes: Secret((key.publicKey.line + "\n").utf8), mode: .everyoneReads))
            }
            // Before there is a new key, so that none is ever forgotten.
            if var rotation = plan.rotation {
                rotation.newPath = saved.identity
                try RotationFiles(home: surroundings.home).keep(rotation)
            }
            let folder = KeyFilePath.folder(of: stem)
            if plan.makesFolder, KeyFolder.examine(folder) == .missing { try KeyFolder.make(folder) }
            try KeyFiles.save(files, noting: UnfinishedWork(home: surroundings.home))
        } catch let error as SaveError {
            throw Problem(error)
        } catch let error as KeyError {
            throw Problem(error.message, hint: error.hint)
        } catch {
            throw Problem("\(error)")
        }
        return saved
    }
}

extension Problem {
    /// Any module's error, in its own words.
    init(_ error: any Error) {
        let words = CommandError(error)
        self.init(words?.message ?? "\(error)", hint: words?.hint)
    }

    init(_ error: SaveError) {
        self.init(error.message, hint: error.hint)
    }
}
