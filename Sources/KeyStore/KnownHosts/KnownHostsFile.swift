import SSHKey

/// known_hosts on the disk. Lines are only ever added, each in one piece at the end, so that ssh may write as well.
public enum KnownHostsFile {
    /// A file of a hundred thousand hosts has some 30 MB.
    static let longest = 64 << 20

    /// What is known at `path`; nothing when the file is missing.
    public static func read(_ path: String) throws(ConfigError) -> KnownHosts {
        do throws(Errno) {
            let file = try Descriptor.file(path)
            guard try file.status().isRegular else { throw .isFolder }
            return KnownHosts(String(decoding: try file.readAll(limit: longest), as: UTF8.self))
        } catch  where error == .missing {
            return KnownHosts("")
        } catch {
            throw ConfigError(error, path: path)
        }
    }

    /// Adds a host's key, unless it is there; the result says whether it was added.
    ///
    /// The name is hidden when that is asked for, or when other names in the file are.
    @discardableResult
    public static func add(
        _ key: HostKey, of host: String, port: Int = 22, to path: String, hidesName: Bool = false
    ) throws(ConfigError) -> Bool {
        let name = KnownHosts.name(host, port: port)
        let isWord = { (text: String) in
            !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }
        guard isWord(name), !name.contains(where: { ",*?!#|@".contains($0) }), isWord(key.algorithm), isWord(key.base64)
        else { throw .system(path: path, reason: "not a known_hosts host key") }
        let outcome: Outcome
        do throws(Errno) {
            outcome = try append(key, of: host, port: port, to: path, hidesName: hidesName)
        } catch {
            throw ConfigError(error, path: path)
        }
        switch outcome {
        case .added: return true
        case .known: return false
        case .contradicted(let line): throw .otherHostKey(path: path, line: line)
        }
    }

    private enum Outcome { case added, known, contradicted(line: Int) }

    private static func append(
        _ key: HostKey, of host: String, port: Int, to path: String, hidesName: Bool
    ) throws(Errno) -> Outcome {
        let folder = try Descriptor.folder(KeyFilePath.folder(of: path))
        let file = try folder.fileToAppend(KeyFilePath.name(of: path))
        guard try file.status().isRegular else { throw .isFolder }
        let bytes = try file.readAll(limit: longest)
        let known = KnownHosts(String(decoding: bytes, as: UTF8.self))
        switch known.standing(of: key, at: host, port: port) {
        case .known: return .known
        case .changed(_, let line), .revoked(let line): return .contradicted(line: line)
        case .new, .newType: break
        }

        var name = KnownHosts.name(host, port: port)
        if hidesName || known.hidesNames {
            guard let hash = try? KnownHostHash(hiding: name) else { throw .notSupported }
            name = hash.text
        }
        // A last line that nobody ended would swallow ours.
        let separator = bytes.isEmpty || bytes.last == UInt8(ascii: "\n") ? "" : "\n"
        let line = Array("\(separator)\(name) \(key.algorithm) \(key.base64)\n".utf8)
        do throws(Errno) {
            try line.withUnsafeBufferPointer { line throws(Errno) in try file.write(UnsafeRawBufferPointer(line)) }
            try file.sync()
            try folder.sync()
        } catch {
            // Half a line would be a wrong one. Not when ssh has written behind it meanwhile.
            if let size = try? file.status().size, size <= bytes.count + line.count {
                try? file.truncate(to: bytes.count)
            }
            throw error
        }
        return .added
    }
}
