import KeyStore
import SSHKey
import TerminalUI
import Support

/// What `inspect` says of a key file.
struct KeyReport: Encodable {
    let file: String
    private let contents: KeyFile
    /// The comment; nil while it is locked up.
    private let comment: String?
    private let warnings: [Warning]
    /// Checks that couldn't be made here.
    private let unchecked: [String]

    init(_ key: OpenedKeyFile, _ blocklists: Blocklists) {
        file = key.argument.path
        contents = key.file
        comment = key.comment
        let weaknesses = contents.publicKey.map { WeaknessReport($0, blocklists) }
        unchecked = weaknesses?.unchecked ?? []
        warnings =
            (weaknesses?.found.map { Warning($0.message, advice: $0.advice) } ?? []) + key.modeWarnings
            + contents.notes.map { Warning($0.message) }
    }

    // MARK: JSON

    private enum CodingKeys: String, CodingKey {
        case file, format, isPrivate = "private", type, bits, fingerprint, fingerprintMD5, comment, encrypted, cipher
        case kdf, certificate, warnings, unchecked
    }

    /// Every member always; null for what is unknown or absent.
    func encode(to encoder: any Encoder) throws {
        let key = contents.publicKey
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(file, forKey: .file)
        try object.encode(contents.format.option, forKey: .format)
        try object.encode(!contents.format.isPublic, forKey: .isPrivate)
        try object.encode(key?.type.option, forKey: .type)
        try object.encode(key?.bits, forKey: .bits)
        try object.encode(key?.fingerprint(.sha256), forKey: .fingerprint)
        try object.encode(key?.fingerprint(.md5), forKey: .fingerprintMD5)
        try object.encode(comment, forKey: .comment)
        try object.encode(contents.isEncrypted, forKey: .encrypted)
        try object.encode(contents.encryption?.cipher, forKey: .cipher)
        try object.encode(contents.encryption?.derivation, forKey: .kdf)
        try object.encode(contents.certificate.map(CertificateReport.init), forKey: .certificate)
        try object.encode(warnings.map(\.sentence), forKey: .warnings)
        try object.encode(unchecked + [contents.privateKey?.unchecked].compactMap { $0 }, forKey: .unchecked)
    }

    // MARK: Text

    /// The report for people: a title, then lines of a label and a text.
    var text: String {
        var lines: [(label: String, text: String)] = []
        if let key = contents.publicKey {
            lines.append(("key", key.displayName))
        } else {
            lines.append(("key", "encrypted; its passphrase is needed"))
        }
        lines.append(
            ("file", (contents.format.isPublic ? "public key, " : "private key, ") + contents.format.displayName))
        if let encryption = contents.encryption {
            lines.append(("protection", "passphrase (\(encryption.cipher), \(encryption.derivation))"))
        } else if contents.publicKey?.type.isSecurityKey ?? false, !contents.format.isPublic {
            lines.append(("protection", "no passphrase; the file is useless without the security key"))
        } else if !contents.format.isPublic {
            lines.append(("protection", "none: anyone who copies the file can use the key"))
        }
        if let key = contents.publicKey {
            lines.append(("fingerprint", key.fingerprint(.sha256)))
            lines.append(("", key.fingerprint(.md5)))
        }
        if let comment, !comment.isEmpty { lines.append(("comment", comment)) }
        if let certificate = contents.certificate {
            lines += CertificateReport(certificate).lines.enumerated().map { ($0 == 0 ? "certificate" : "", $1) }
        }
        for warning in warnings {
            lines.append(("warning", warning.message))
            if let advice = warning.advice { lines.append(("", advice)) }
        }
        lines += unchecked.map { ("not checked", $0) }
        if let unchecked = contents.privateKey?.unchecked { lines.append(("note", unchecked)) }
        let width = lines.map(\.label.count).max() ?? 0
        let title = file == "-" ? "standard input" : file.safeToDraw
        return
            ([title]
            + lines.map { line in
                "  " + line.label + String(repeating: " ", count: width - line.label.count + 2) + line.text.safeToDraw
            }).joined(separator: "\n") + "\n"
    }
}

/// What is wrong with a key or its file, and what to do.
private struct Warning {
    let message: String
    let advice: String?

    init(_ message: String, advice: String? = nil) {
        (self.message, self.advice) = (message, advice)
    }

    var sentence: String { advice.map { message + "; " + $0 } ?? message }
}

extension OpenedKeyFile {
    /// ssh refuses a private key that others may read.
    fileprivate var modeWarnings: [Warning] {
        guard !file.format.isPublic, let mode = argument.mode, mode & 0o077 != 0 else { return [] }
        return [
            Warning(
                "other users can read or write the file (mode \(ShellWord.mode(mode))), so ssh refuses it",
                advice: "run chmod 600 \(ShellWord.quoted(argument.path))")
        ]
    }
}
