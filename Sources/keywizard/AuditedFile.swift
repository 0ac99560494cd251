import KeyStore
import SSHKey

/// A key file as an audit sees it: what it is, without its secrets.
struct AuditedFile: Sendable {
    let name: String
    /// The permission bits.
    let mode: UInt32
    let contents: Contents

    enum Contents: Sendable {
        case key(Key)
        /// It looks like a key file and can't be read as one.
        case damaged(KeyError)
        case unreadable(ReadError)
    }

    struct Key: Sendable {
        let format: KeyFileFormat
        let publicKey: PublicKey?
        let isEncrypted: Bool
        let isCertificate: Bool
        let weaknesses: [Weakness]
    }

    /// Reads the file `name` of `folder`; nil when it is no key file, and nothing that was meant to be one.
    init?(_ name: String, in folder: String, blocklists: Blocklists) {
        self.name = name
        let file: KeyFileContents
        do throws(ReadError) {
            file = try KeyFileContents(path: folder + "/" + name)
        } catch {
            switch error {
            case .notAFile, .tooLarge, .missing: return nil
            case .notAllowed, .system: (mode, contents) = (0, .unreadable(error))
            }
            return
        }
        mode = file.mode
        do throws(KeyError) {
            let key = try KeyFile.read(file.bytes, passphrase: nil)
            contents = .key(
                Key(
                    format: key.format, publicKey: key.publicKey, isEncrypted: key.isEncrypted,
                    isCertificate: key.format.isPublic && key.certificate != nil,
                    weaknesses: key.publicKey.map(blocklists.weaknesses(of:)) ?? []))
        } catch {
            guard error.isAboutAKey else { return nil }
            contents = .damaged(error)
        }
    }

    var key: Key? { if case .key(let key) = contents { key } else { nil } }
    var isPrivate: Bool { key.map { !$0.format.isPublic } ?? false }

    /// The name of the public file that belongs beside a private one.
    var publicName: String { (name.hasSuffix(".ppk") ? String(name.dropLast(4)) : name) + ".pub" }

    /// Files of ~/.ssh that hold the keys of others, or none.
    static func isOther(_ name: String) -> Bool {
        ["config", "environment", "rc"].contains(name)
            || ["known_hosts", "authorized_keys", "allowed_signers"].contains(where: name.hasPrefix)
    }
}

extension KeyError {
    /// Whether the file was meant to be a key, and not something else altogether.
    fileprivate var isAboutAKey: Bool {
        if case .unsupported(let what, _) = self { !what.hasSuffix("a key file was expected") } else { true }
    }
}
