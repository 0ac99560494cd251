import KeyStore
import SSHKey
import Secrecy
import Wizard

/// A key file that the wizard opens: read, described for its pages, and its private key lent to the live side.
struct ExistingKeyFile {
    let path: String
    private let replacement: KeyFileReplacement
    private let file: KeyFile

    /// Reads the file at a path as the user typed it, with a passphrase or without one; false from `progress` ends that.
    init(
        _ typed: String, passphrase: Secret?, _ surroundings: Surroundings,
        progress: @escaping @Sendable (Double) -> Bool = { _ in true }
    ) throws {
        guard let path = KeyFilePath.expand(typed, home: surroundings.home) else {
            throw CommandError("“\(typed)” isn't a valid file path", hint: "write it as ~/.ssh/NAME or /folder/NAME")
        }
        self.path = path
        replacement = try KeyFileReplacement(of: path)
        file = try KeyFile.read(replacement.contents.bytes, passphrase: passphrase, progress: progress)
    }

    var privateKey: PrivateKey? { file.privateKey }

    /// What the wizard's pages may know of it.
    func opened() throws -> Wizard.OpenedKey {
        let beside = path.hasSuffix(".ppk") ? String(path.dropLast(4)) + ".pub" : path + ".pub"
        let publicBeside = KeyFileArgument.publicKey(at: beside)
        guard var publicKey = file.publicKey ?? publicBeside else {
            // Nothing but the passphrase shows what is in there.
            throw KeyError.passphraseNeeded
        }
        if publicKey.comment.isEmpty, let publicBeside, publicBeside.blob == publicKey.blob { publicKey = publicBeside }
        let weaknesses = WeaknessReport(publicKey).found
        return Wizard.OpenedKey(
            found: FoundKey(
                path: path, publicKey: publicKey, format: file.format.displayName,
                hasPrivateHalf: !file.format.isPublic,
                isEncrypted: file.isEncrypted, ageInDays: days(since: replacement.contents.modified),
                health: FoundKey.Health(weaknesses), warnings: weaknesses.map { $0.message + ": " + $0.advice }),
            publicKey: publicKey, publicPath: publicBeside?.blob == publicKey.blob ? beside : nil,
            // What can't be written back as it is gets no new passphrase.
            privateFormat: (try? Reprotection(of: file, replacement))?.format,
            isUnlocked: file.privateKey != nil, notes: file.allNotes)
    }

    /// Writes the open key instead of its file, with another passphrase or with none.
    func reprotect(_ key: PrivateKey, passphrase: Secret?) throws {
        try Reprotection(of: file, replacement).write(key, passphrase: passphrase)
    }
}

extension FoundKey {
    /// A file of the inventory; nil for a public one whose private key is listed itself, and for a certificate.
    init?(_ entry: Inventory.Entry) {
        guard entry.privateFile == nil, entry.certificate == nil else { return nil }
        let weaknesses = entry.publicKey.map { WeaknessReport($0).found } ?? []
        var warnings = weaknesses.map { $0.message + ": " + $0.advice }
        if entry.isUnprotected { warnings.append("no passphrase: anyone who copies the file can log in as you") }
        if entry.othersMayRead { warnings.append("other users can read it: run chmod 600 on it") }
        self.init(
            path: entry.path, publicKey: entry.publicKey, format: entry.format.displayName,
            hasPrivateHalf: entry.isPrivate,
            isEncrypted: entry.isEncrypted, ageInDays: days(since: entry.modified),
            isUnused: entry.isPrivate && entry.isUnread, health: Health(weaknesses), warnings: warnings)
    }
}

extension FoundKey.Health {
    fileprivate init(_ weaknesses: [Weakness]) {
        self = weaknesses.contains { $0.severity == .broken } ? .weak : weaknesses.isEmpty ? .fine : .old
    }
}

/// Whole days since a time in seconds since 1970.
private func days(since time: Int) -> Int { max(0, wallClock - time) / 86_400 }
