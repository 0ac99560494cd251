import KeyStore
import Platform
import Secrecy
import SSHKey

/// A key file that was named on the command line; `-` is standard input.
struct KeyFileArgument {
    let path: String
    let bytes: Secret
    /// The permission bits; nil for what is no regular file.
    let mode: UInt32?

    /// Only a path that the user named may be a pipe, which is waited for.
    init(_ path: String, limit: Int = KeyFile.longestFile, isNamed: Bool = true) throws(CommandError) {
        self.path = path
        let descriptor = openToRead(path, waits: isNamed)
        guard descriptor >= 0 else { throw .unreadable(path) }
        defer { if path != "-" { close(descriptor) } }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path) }
        if status.st_mode & S_IFMT == S_IFDIR {
            throw CommandError(
                "\(path) is a folder, not a key file", hint: "keywizard audit reads every key of a folder")
        }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        guard isRegular || isNamed else { throw CommandError("\(path) isn't a file") }
        mode = isRegular ? UInt32(status.st_mode) & 0o7777 : nil
        guard !isRegular || status.st_size <= limit else {
            throw CommandError("\(path) has \(status.st_size) bytes; the limit is \(limit)")
        }
        // One byte more, so that a stream that is too long shows.
        guard let bytes = Self.contents(of: descriptor, limit: limit + 1) else { throw .unreadable(path) }
        self.bytes = bytes
    }

    /// A file that is to be replaced, `path` being its name on the command line.
    init(_ path: String, _ replacement: KeyFileReplacement) {
        (self.path, bytes, mode) = (path, replacement.contents.bytes, replacement.contents.mode)
    }

    /// Everything that can be read, up to the limit; nil when reading fails, and errno says why.
    private static func contents(of descriptor: Int32, limit: Int) -> Secret? {
        var contents = SecretBuffer(capacity: 4096)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16384, alignment: 16)
        defer {
            wipe(chunk)
            chunk.deallocate()
        }
        while contents.count < limit {
            let count = read(descriptor, chunk.baseAddress, min(chunk.count, limit - contents.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            contents.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        }
        return contents.secret()
    }

    /// The key of the public file beside one that was named; nil when there is none.
    static func publicKey(at path: String) -> PublicKey? {
        guard let argument = try? KeyFileArgument(path, isNamed: false),
            let file = try? KeyFile.read(argument.bytes, passphrase: nil),
            file.format.isPublic
        else { return nil }
        return file.publicKey
    }
}

extension CommandError {
    fileprivate static func unreadable(_ path: String) -> CommandError {
        switch errno {
        case ENOENT: CommandError("\(path) doesn't exist")
        case EACCES, EPERM: CommandError("no permission to read \(path)", hint: "log in as its owner")
        case let code: CommandError("\(path): " + String(cString: strerror(code)))
        }
    }
}
