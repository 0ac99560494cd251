import FoundationEssentials
import SSHKey
import Secrecy
import Services

/// The rotations that are not over, a file each in `~/.local/state/keywizard/rotations`: for their owner alone, written
/// whole, and without anything secret.
public struct RotationFiles: Sendable {
    /// Where they are.
    public let folder: String

    /// Below `XDG_STATE_HOME` where that is set.
    public init(environment: CredentialEnvironment = .process, home: String) {
        // A relative path is to be ignored (XDG Base Directory Specification).
        let state = environment.word("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        folder = (state ?? home + "/.local/state") + "/keywizard/rotations"
    }

    /// All that can be read, in the order of their files' names.
    public var all: [KeyRotation] {
        visibleNames(in: folder).filter { $0.hasSuffix(".json") }.compactMap { name in
            guard let contents = try? KeyFileContents(path: folder + "/" + name) else { return nil }
            return try? JSONDecoder().decode(KeyRotation.self, from: contents.bytes.withBytes { Data($0) })
        }
    }

    /// Writes a rotation as far as it has come, in the place of what was said of it before.
    public func keep(_ rotation: KeyRotation) throws(SaveError) {
        let path = folder + "/" + name(of: rotation)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(rotation) else { throw .system(path: path, reason: "no text for it") }
        if KeyFolder.examine(folder) == .missing { try KeyFolder.make(folder) }
        let open = try OpenFolder(folder)
        let temporary = ".keywizard-" + String(UInt64.random(in: .min ... .max), radix: 36)
        do throws(Errno) {
            let file = try open.descriptor.newFile(temporary)
            do throws(Errno) {
                try Secret(json).withBytes { bytes throws(Errno) in try file.write(bytes) }
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
