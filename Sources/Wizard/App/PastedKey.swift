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
        switch TextContents(text) {
        case .privateKey?: self = .privateKey
        case nil where text.contains(Self.privateMark), .other? where text.contains(Self.privateMark):
            self = .privateKey
        case .publicKey(let found)?:
            let weaknesses = found.publicKey.weaknesses.map { $0.message + ": " + $0.advice }
            let certificate = found.certificate == nil ? [] : ["the certificate around the key is left out"]
            self = .publicKey(
                found.publicKey, format: found.format.displayName,
                notes: weaknesses + certificate + found.notes.map(\.message))
        case .other(let error)? where Self.isOther(text): self = .other(error.message, hint: error.hint)
        case nil, .other?: return nil
        }
    }

    /// What only the private half of a PPK has; its first lines may be missing from a selection.
    private static let privateMark = "Private-Lines:"

    /// Whether it may be something of X.509, OpenPGP, age, or a JSON Web Key: an address, a path or a variable that
    /// is pasted into a field is what was meant.
    private static func isOther(_ text: String) -> Bool {
        text.contains("-----BEGIN ") || text.hasPrefix("AGE-SECRET-KEY-") || text.hasPrefix("age1")
            || text.contains("\"kty\"")
    }
}
