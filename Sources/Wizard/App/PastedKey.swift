import SSHKey
import Support

/// A key that was pasted somewhere in the wizard: recognized in every format, whatever field it was meant for.
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
        case .publicKey(let found)?:
            let weaknesses = found.publicKey.weaknesses.map { $0.message + ": " + $0.advice }
            let certificate = found.certificate == nil ? [] : ["the certificate around the key is left out"]
            self = .publicKey(
                found.publicKey, format: found.format.displayName,
                notes: weaknesses + certificate + found.notes.map(\.message))
        case .other(let error)?:
            guard !Self.mayBeAnAnswer(text, error) else { return nil }
            // Nothing was expected here: what it is, without what it isn't.
            if case .foreign(let what, _) = error {
                self = .other(what, hint: error.hint)
            } else if case .standIn(let what, _) = error {
                self = .other(what, hint: error.hint)
            } else {
                self = .other(error.message, hint: error.hint)
            }
        case nil: return nil
        }
    }

    /// Whether a field may want the text that a key can't be read from: on one line a path, an address or a name, and
    /// words that have a key's type among them.
    private static func mayBeAnAnswer(_ text: String, _ error: KeyError) -> Bool {
        switch error {
        case .standIn: !text.trimmed.contains(where: \.isNewline)
        case .malformed: !text.contains("AAAA") && !text.contains("BEGIN ")
        default: false
        }
    }
}
