import SSHKey
import Secrecy
import Threading

/// The keys of a folder, ~/.ssh as a rule, whatever their files are called.
public struct Inventory: Sendable {
    /// A file that holds a key.
    public struct Entry: Sendable {
        /// The folder, as it was given, and the file's name.
        public let path: String
        /// The twelve permission bits.
        public let mode: UInt32
        /// When it was last written, in seconds since 1970.
        public let modified: Int
        /// Nothing has read it since; false where the system doesn't tell.
        public let isUnread: Bool
        /// What the contents are, whatever the name says.
        public let format: KeyFileFormat
        /// Why ssh doesn't read it although its format is one that it knows; nil where it does.
        public let unreadableForSSH: String?
        /// Nil for an encrypted file that hides its public key (PEM, PKCS#8), unless its .pub tells.
        public internal(set) var publicKey: PublicKey?
        /// `SHA256:` and base64 of `publicKey`; nil when that is.
        public internal(set) var fingerprint: String?
        /// The cipher and the derivation that protect the private key.
        public let encryption: KeyFile.Encryption?
        /// The certificate, when the file is one (`-cert.pub`).
        public let certificate: Certificate?
        /// The public file that belongs to this private one: with the same key in it, by whatever name.
        public internal(set) var publicFile: String?
        /// The private file that this public file or certificate belongs to.
        public internal(set) var privateFile: String?
        /// A file whose name says that it is this one's public key, and which holds another key.
        public internal(set) var mismatchedPublicFile: String?
        /// The first file of the same kind, private or public, that holds the same key; nil for that one itself.
        public internal(set) var duplicateOf: String?

        /// Whether it holds a private key, opened or not.
        public var isPrivate: Bool { !format.isPublic }
        /// Whether a passphrase protects the private key.
        public var isEncrypted: Bool { encryption != nil }
        /// A private key that anyone who gets the file can use.
        public var isUnprotected: Bool { isPrivate && !isEncrypted && publicKey?.type.isSecurityKey != true }
        /// Whether others than the owner may read a private key; ssh refuses to use it then.
        public var othersMayRead: Bool { isPrivate && mode & 0o077 != 0 }
    }

    /// A file that looks like a key and couldn't be read as one.
    public struct Problem: Hashable, Sendable {
        /// The folder, as it was given, and the file's name.
        public let path: String
        /// What is wrong: lower case, no full stop.
        public let message: String
    }

    /// In the order of their paths.
    public let entries: [Entry]
    /// Files that looked like keys but aren't, or can't be read, in the order of their paths.
    public let problems: [Problem]

    /// Files that ssh and others keep there and that are no keys, by name.
    static let otherFiles: Set<String> = [
        "config", "known_hosts", "known_hosts2", "known_hosts.old", "authorized_keys", "authorized_keys2",
        "environment", "rc", "allowed_signers", "agent",
    ]

    /// Reads every file of the folder once, on all processors.
    public init(of folder: String) throws(ReadError) {
        LeftoverFiles.remove(in: folder)
        let names: [String]
        do throws(Errno) {
            names = try fileNames(in: folder).filter { !Self.otherFiles.contains($0) }.sorted()
        } catch {
            throw ReadError(error, path: folder)
        }
        let findings = concurrentMap(names) { Finding(path: folder + "/" + $0) }
        var entries: [Entry] = []
        var problems: [Problem] = []
        for finding in findings {
            switch finding {
            case .key(let entry): entries.append(entry)
            case .problem(let problem): problems.append(problem)
            case .other: continue
            }
        }
        Self.relate(&entries)
        self.entries = entries
        self.problems = problems
    }
}

/// What one file turned out to be.
private enum Finding: Sendable {
    case key(Inventory.Entry)
    case problem(Inventory.Problem)
    case other

    init(path: String) {
        let contents: KeyFileContents
        do throws(ReadError) {
            contents = try KeyFileContents(path: path)
        } catch {
            switch error {
            // Gone meanwhile, no file after all, or too long for a key.
            case .missing, .notAFile, .tooLarge: self = .other
            case .notAllowed, .system: self = .problem(Inventory.Problem(path: path, message: error.message))
            }
            return
        }
        let isExpected = Self.looksLikeKey(contents.bytes, path: path)
        guard isExpected || Self.isBinary(contents.bytes) else {
            self = .other
            return
        }
        do throws(KeyError) {
            let file = try KeyFile.read(contents.bytes, passphrase: nil)
            self = .key(
                Inventory.Entry(
                    path: path, mode: contents.mode, modified: contents.modified, isUnread: contents.isUnread,
                    format: file.format, unreadableForSSH: file.unreadableForSSH(contents.bytes),
                    publicKey: file.publicKey, fingerprint: file.publicKey?.fingerprint(),
                    encryption: file.encryption, certificate: file.certificate))
        } catch {
            self = isExpected ? .problem(Inventory.Problem(path: path, message: error.message)) : .other
        }
    }

    /// Whether it begins as DER and dropbear's files do, which many other things do too.
    private static func isBinary(_ bytes: Secret) -> Bool {
        bytes.withBytes { bytes in
            let start = Array(bytes.prefix(8))
            return start.starts(with: [0x30]) && start.dropFirst().first.map { $0 >= 0x20 } ?? false
                || start.starts(with: [0, 0, 0])
        }
    }

    /// Whether it is worth reading as a key: anything else in the folder is nobody's mistake.
    private static func looksLikeKey(_ bytes: Secret, path: String) -> Bool {
        if path.hasSuffix(".pub") || path.hasSuffix(".ppk") || path.hasSuffix(".pem") { return true }
        if KeyFilePath.name(of: path).hasPrefix("id_") { return true }
        return bytes.withBytes { bytes in
            // An explanation may stand before the key; a whole chain of certificates doesn't.
            let start = UnsafeRawBufferPointer(rebasing: bytes.prefix(4096))
            let marks: [StaticString] = [
                "PRIVATE KEY-----", "PuTTY-User-Key-File-", "SSH2 ", "openssh-key-v1", "PUBLIC KEY-----",
            ]
            if marks.contains(where: start.holds) { return true }
            let types: [StaticString] = ["ssh-", "ecdsa-sha2-", "sk-"]
            return types.contains(where: start.begins)
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func begins(with text: StaticString) -> Bool {
        starts(with: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    fileprivate func holds(_ text: StaticString) -> Bool {
        let text = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard count >= text.count else { return false }
        return (0...(count - text.count)).contains { start in
            self[start] == text[0] && self[start..<(start + text.count)].elementsEqual(text)
        }
    }
}

extension Inventory {
    /// Says which file belongs to which, in time linear in their number.
    fileprivate static func relate(_ entries: inout [Entry]) {
        let places = Dictionary(uniqueKeysWithValues: entries.indices.map { (entries[$0].path, $0) })

        // What the names say.
        for index in entries.indices where entries[index].isPrivate {
            let path = entries[index].path
            let stem = path.hasSuffix(".ppk") ? String(path.dropLast(4)) : path
            guard let neighbour = places[path + ".pub"] ?? places[stem + ".pub"], !entries[neighbour].isPrivate else {
                continue
            }
            if entries[index].publicKey == nil {
                // An encrypted PEM says nothing of its key; the .pub beside it does, and ssh believes it too.
                entries[index].publicKey = entries[neighbour].publicKey
                entries[index].fingerprint = entries[neighbour].fingerprint
            }
            if entries[index].publicKey?.blob == entries[neighbour].publicKey?.blob {
                entries[index].publicFile = entries[neighbour].path
            } else {
                entries[index].mismatchedPublicFile = entries[neighbour].path
            }
        }

        // What the keys say.
        var firstPrivate: [[UInt8]: String] = [:]
        var firstPublic: [[UInt8]: String] = [:]
        for entry in entries where entry.certificate == nil || entry.isPrivate {
            guard let blob = entry.publicKey?.blob else { continue }
            if entry.isPrivate {
                if firstPrivate[blob] == nil { firstPrivate[blob] = entry.path }
            } else if firstPublic[blob] == nil {
                firstPublic[blob] = entry.path
            }
        }
        for index in entries.indices {
            guard let blob = entries[index].publicKey?.blob else { continue }
            let path = entries[index].path
            let first = entries[index].isPrivate ? firstPrivate[blob] : firstPublic[blob]
            if entries[index].certificate == nil || entries[index].isPrivate, first != path {
                entries[index].duplicateOf = first
            }
            if entries[index].isPrivate {
                if entries[index].publicFile == nil { entries[index].publicFile = firstPublic[blob] }
            } else {
                let named = ["-cert.pub", ".pub"].lazy.filter(path.hasSuffix).compactMap { suffix in
                    places[String(path.dropLast(suffix.count))]
                }.first { entries[$0].isPrivate && entries[$0].publicKey?.blob == blob }
                entries[index].privateFile = named.map { entries[$0].path } ?? firstPrivate[blob]
            }
        }
    }
}

/// The results of `work`, which runs on all processors, in the order of the elements.
private func concurrentMap<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ work: @escaping @Sendable (Element) -> Result
) -> [Result] {
    [Result](unsafeUninitializedCapacity: elements.count) { buffer, count in
        nonisolated(unsafe) let results = buffer.baseAddress
        // Each element is written once, by the task with its index.
        inParallel(elements.count) { index in (results! + index).initialize(to: work(elements[index])) }
        count = elements.count
    }
}
