import Secrecy

/// The bytes of a key file and what its file system says of it.
public struct KeyFileContents: Sendable {
    /// A certificate with a thousand principals has 60 KiB; what is larger than this is no key.
    public static let limit = 1 << 20

    /// The whole file, at most `limit` bytes.
    public let bytes: Secret
    /// The twelve permission bits.
    public let mode: UInt32
    /// Seconds since 1970 at which it was written last.
    public let modified: Int
    /// Nothing but this program has read the file since it was written; false where the system doesn't tell.
    public let isUnread: Bool

    /// Reads the file at an absolute path; links are followed.
    public init(path: String) throws(ReadError) {
        let file: Descriptor
        do throws(Errno) {
            file = try .file(path)
        } catch {
            throw ReadError(error, path: path)
        }
        self = try KeyFileContents(file, path: path)
    }

    /// Reads an open file, `path` being its name in errors.
    init(_ file: Descriptor, path: String) throws(ReadError) {
        do throws(Errno) {
            let status = try file.status()
            guard status.isRegular else {
                throw status.isFolder ? Errno.isFolder : Errno.badCall
            }
            (mode, modified) = (status.mode, status.modified)
            // Looking at a key is no use of it.
            isUnread = file.leaveNoTrace() && !status.wasRead
            // One byte more shows a file that grew meanwhile.
            let buffer = SecretBytes(count: min(status.size, Self.limit) + 1)
            let count = try file.read(into: buffer.memory)
            bytes = buffer.prefix(min(count, Self.limit))
            guard count <= Self.limit else { throw Errno.tooLarge }
        } catch {
            throw ReadError(error, path: path)
        }
    }
}

/// Memory to read into, wiped when it goes.
private final class SecretBytes {
    let memory: UnsafeMutableRawBufferPointer

    init(count: Int) { memory = .allocate(byteCount: count, alignment: 16) }

    deinit {
        wipe(memory)
        memory.deallocate()
    }

    func prefix(_ count: Int) -> Secret { Secret(UnsafeRawBufferPointer(rebasing: memory[..<count])) }
}

/// A reason for which a file couldn't be read.
public enum ReadError: Error, Hashable, Sendable {
    /// No file there, or no folder on the way to it.
    case missing(path: String)
    /// The file belongs to another account, or its permissions keep this one out.
    case notAllowed(path: String)
    /// A folder, a socket or a device.
    case notAFile(path: String)
    /// More than `KeyFileContents.limit` bytes.
    case tooLarge(path: String)
    /// Any other error of the system, in its words.
    case system(path: String, reason: String)

    /// What was found.
    public var message: String {
        switch self {
        case .missing(let path): "\(path) doesn't exist"
        case .notAllowed(let path): "no permission to read \(path)"
        case .notAFile(let path): "\(path) isn't a file"
        case .tooLarge(let path): "\(path) is larger than \(KeyFileContents.limit >> 20) MiB; no key file is"
        case .system(let path, let reason): "\(path): \(reason)"
        }
    }

    /// The message without the path.
    var reason: String {
        switch self {
        case .missing: "no such file"
        case .notAllowed: "no permission to read it"
        case .notAFile: "not a file"
        case .tooLarge: "too large"
        case .system(_, let reason): reason
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .missing: "check the path"
        case .notAllowed: "log in as its owner"
        case .notAFile: "choose a file"
        case .tooLarge, .system: nil
        }
    }

    init(_ error: Errno, path: String) {
        self =
            switch error {
            case .missing, .notFolder: .missing(path: path)
            case .accessDenied, .notPermitted: .notAllowed(path: path)
            case .isFolder, .badCall: .notAFile(path: path)
            case .tooLarge: .tooLarge(path: path)
            default: .system(path: path, reason: error.text)
            }
    }
}
