import KeyStore
import Platform
import Secrecy
import SSHKey

/// The two files of a pair, where a command's --output puts them.
struct PairPlace {
    let privateKey: String
    let publicKey: String

    /// A path from the command line: relative to the working folder, the public key's beside it.
    init(_ typed: String, home: String) throws(CommandError) {
        let absolute = typed.hasPrefix("/") || typed.hasPrefix("~") ? typed : workingFolder + "/" + typed
        guard let full = KeyFilePath.expand(absolute, home: home), !KeyFilePath.name(of: full).isEmpty else {
            throw CommandError(
                "“\(typed)” isn't a valid file path", hint: "write --output as NAME, folder/NAME or ~/.ssh/NAME")
        }
        privateKey = full
        publicKey = (full.hasSuffix(".ppk") ? String(full.dropLast(4)) : full) + ".pub"
    }

    private var folder: String { KeyFilePath.folder(of: privateKey) }

    /// Throws what would keep the files from being saved, as far as that is known before. With `key`, a public
    /// file with this same key doesn't: the copy of a key in another format shares it.
    func check(for key: PublicKey? = nil) throws {
        if let refusal = KeyFiles.refusal(of: privateKey) { throw refusal }
        if isTaken(privateKey) { throw SaveError.exists(path: privateKey) }
        if isTaken(publicKey), key.map(hasPublicFile) != true { throw SaveError.exists(path: publicKey) }
        switch KeyFolder.examine(folder) {
        case .ready: break
        case .refused(let error): throw error
        case .missing:
            guard KeyFilePath.name(of: folder) == ".ssh" else { throw SaveError.folderMissing(path: folder) }
        }
    }

    /// Writes the private key's file, and the public line unless its file has this very key already. Returns the
    /// paths that were written.
    func save(_ file: Secret, _ key: PublicKey) throws -> [String] {
        if case .missing = KeyFolder.examine(folder) { try KeyFolder.make(folder) }
        var files = [NewFile(path: privateKey, bytes: file, mode: .ownerOnly)]
        if !hasPublicFile(of: key) {
            files.append(NewFile(path: publicKey, bytes: Secret((key.line + "\n").utf8), mode: .everyoneReads))
        }
        try KeyFiles.save(files, noting: UnfinishedWork(home: ThisComputer.surroundings.home))
        return files.map(\.path)
    }

    private func hasPublicFile(of key: PublicKey) -> Bool {
        KeyFileArgument.publicKey(at: publicKey)?.blob == key.blob
    }
}

private func isTaken(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
}
