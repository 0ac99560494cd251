import SSHKey

/// A key that was pasted somewhere in the wizard: recognised in every format, whatever field it was meant for.
enum PastedKey: Hashable, Sendable {
    /// Nothing of it is kept.
    case privateKey
    case publicKey(PublicKey, format: String, notes: [String])

    /// Nil for text that is no key.
    init?(_ text: String) {
        if Self.privateMarks.contains(where: text.contains) {
            self = .privateKey
            return
        }
        guard Self.publicMarks.contains(where: text.contains), let found = try? PublicKey.parse(text) else {
            return nil
        }
        let certificate = found.certificate == nil ? [] : ["the certificate around the key is left out"]
        self = .publicKey(
            found.publicKey, format: found.format.displayName, notes: certificate + found.notes.map(\.message))
    }

    /// What stands in the private files of every format (PEM and PKCS #8, OpenSSH, ssh.com, PuTTY), and how
    /// OpenSSH's begins between its armour lines, which a selection can miss.
    private static let privateMarks = [
        "PRIVATE KEY-----", "PRIVATE KEY ----", "PuTTY-User-Key-File-", "b3BlbnNzaC1rZXktdj",
    ]
    /// Without one of these no text is tried: a comment or a host name is no key.
    private static let publicMarks = ["AAAA", "PUBLIC KEY-----", "SSH2 PUBLIC KEY"]
}
