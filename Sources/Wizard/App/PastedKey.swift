import SSHKey

/// A key that was pasted somewhere in the wizard: recognised in every format, whatever field it was meant for.
enum PastedKey: Hashable, Sendable {
    /// Nothing of it is kept.
    case privateKey
    case publicKey(PublicKey, format: String, notes: [String])
    /// Something else that is taken for an SSH key: what it is, and what to do.
    case other(String, hint: String?)

    /// Nil for text that is no key.
    init?(_ text: String) {
        if Self.privateMarks.contains(where: text.contains) {
            self = .privateKey
            return
        }
        // A PPK may end after its public half; one that was cut off elsewhere is taken for private.
        let isHalfPPK = text.contains(Self.ppkMark)
        let (isPublic, isOther) = (Self.publicMarks.contains(where: text.contains), Self.isOther(text))
        guard isHalfPPK || isPublic || isOther else { return nil }
        do throws(KeyError) {
            let found = try PublicKey.parse(text)
            let weaknesses = found.publicKey.weaknesses.map { $0.message + ": " + $0.advice }
            let certificate = found.certificate == nil ? [] : ["the certificate around the key is left out"]
            self = .publicKey(
                found.publicKey, format: found.format.displayName,
                notes: weaknesses + certificate + found.notes.map(\.message))
        } catch {
            if isHalfPPK {
                self = .privateKey
            } else if case .unsupported(let what, let hint) = error, isOther {
                self = .other(what, hint: hint)
            } else {
                return nil
            }
        }
    }

    /// What stands in the private files of every format (PEM and PKCS #8, OpenSSH, ssh.com, PuTTY), and how
    /// OpenSSH's begins between its armour lines, which a selection can miss.
    private static let privateMarks = [
        "PRIVATE KEY-----", "PRIVATE KEY ----", "Private-Lines: ", "b3BlbnNzaC1rZXktdj",
    ]
    private static let ppkMark = "PuTTY-User-Key-File-"
    /// Without one of these no text is tried: a comment or a host name is no key.
    private static let publicMarks = ["AAAA", "PUBLIC KEY-----", "SSH2 PUBLIC KEY"]

    /// Whether it may be something of X.509, OpenPGP, age, or a JSON Web Key.
    private static func isOther(_ text: String) -> Bool {
        text.contains("-----BEGIN ") || text.hasPrefix("AGE-SECRET-KEY-") || text.hasPrefix("age1")
            || text.contains("\"kty\"")
    }
}
