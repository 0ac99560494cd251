import FoundationEssentials
import SSHKey
import Secrecy
import SSHClient

/// The rotations that aren't over, a file each in `~/.local/state/keywizard/rotations`: for their owner alone, written
/// whole, and without anything secret.
public struct RotationFiles: Sendable {
    /// Where they are.
    public let folder: String
    private let home: String

    /// Below `XDG_STATE_HOME` where that is set.
    public init(environment: CredentialEnvironment = .process, home: String) {
        self.home = home
        folder = environment.stateFolder(home: home) + "/keywizard/rotations"
    }

    /// All of them, in the order of their file names, and why a file is invalid.
    public func read() -> (rotations: [KeyRotation], troubles: [RotationFileError]) {
        var (rotations, troubles) = ([KeyRotation](), [RotationFileError]())
        for name in visibleNames(in: folder) where name.hasSuffix(".json") {
            let path = folder + "/" + name
            let shown = KeyFilePath.abbreviate(path, home: home)
            do throws(ReadError) {
                let bytes = try KeyFileContents(path: path).bytes.withBytes { Array($0) }
                // Under another name it couldn't be ended.
                if let rotation = Self.rotation(bytes), self.name(of: rotation) == name {
                    rotations.append(rotation)
                } else {
                    troubles.append(.damaged(path: shown))
                }
            } catch {
                troubles.append(.unreadable(path: shown, error))
            }
        }
        return (rotations, troubles)
    }

    /// What a file's text says; nil when it isn't what is written here.
    package static func rotation(_ text: [UInt8]) -> KeyRotation? {
        try? JSONDecoder().decode(KeyRotation.self, from: Data(text))
    }

    /// A rotation as its file has it; nil for what JSON can't say.
    package static func text(_ rotation: KeyRotation) -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(rotation)).map { Array($0) }
    }

    /// Writes a rotation as far as it has come, instead of what was said of it before.
    public func keep(_ rotation: KeyRotation) throws(SaveError) {
        let path = folder + "/" + name(of: rotation)
        guard let text = Self.text(rotation) else { throw .system(path: path, reason: "no text for it") }
        if KeyFolder.examine(folder) == .missing { try KeyFolder.make(folder) }
        let open = try OpenFolder(folder)
        let temporary = temporaryName()
        do throws(Errno) {
            let file = try open.descriptor.newFile(temporary)
            do throws(Errno) {
                try Secret(text).withBytes { bytes throws(Errno) in try file.write(bytes) }
                try file.sync()
                try open.descriptor.rename(temporary, replacing: name(of: rotation))
            } catch {
                try? open.descriptor.remove(temporary)
                throw error
            }
            try open.descriptor.sync()
        } catch {
            throw SaveError(error, path: path, folder: folder)
        }
    }

    /// Forgets a rotation: it is over, or was given up.
    public func end(_ rotation: KeyRotation) throws(SaveError) {
        do throws(Errno) {
            let folder = try Descriptor.folder(self.folder)
            try folder.remove(name(of: rotation))
            try folder.sync()
        } catch  where error == .missing {
            return
        } catch {
            throw SaveError(error, path: folder + "/" + name(of: rotation), folder: folder)
        }
    }

    /// By the old key, which only one rotation can replace at a time.
    private func name(of rotation: KeyRotation) -> String {
        let fingerprint = rotation.oldKey.fingerprint(.sha256).dropFirst("SHA256:".count)
        return fingerprint.map { $0 == "/" ? "_" : $0 == "+" ? "-" : String($0) }.joined() + ".json"
    }
}

/// Why a saved replacement can't be resumed.
public enum RotationFileError: Error, Hashable, Sendable {
    /// Its file can't be read.
    case unreadable(path: String, ReadError)
    /// Its file has something else than what was written, or a later version wrote it.
    case damaged(path: String)

    /// What was found; short, because it is on the first page.
    public var message: String {
        switch self {
        case .unreadable: "the saved state of a replacement is unreadable"
        case .damaged: "the saved state of a replacement is damaged"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .unreadable(let path, let error): "\(error.reason): \(path)"
        case .damaged(let path): "both keys are where they were: start the replacement again, or delete \(path)"
        }
    }
}
