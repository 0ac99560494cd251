import Secrecy

/// What a text is that was typed or pasted somewhere, in whatever state it arrived.
public enum TextContents: Sendable {
    /// A private key is in it, whole or damaged.
    case privateKey
    /// A public key, with what stands around it; there is no private one beside it.
    case publicKey(PublicKeyText)
    /// Something else that is taken for an SSH key, or a damaged public one.
    case other(KeyError)

    /// Nil for a text of which nothing is known.
    public init?(_ text: String) {
        let bytes = Secret(Array(text.utf8))
        let (found, refusal) = KeyFile.search(bytes, passphrase: nil)
        if found.contains(where: \.isPrivate) {
            self = .privateKey
        } else if let best = KeyFile.choose(found) {
            switch best.outcome {
            case .success(let file):
                guard let key = file.publicKey else { return nil }
                let file = KeyFile.describe(best, among: found, in: bytes).file ?? file
                self = .publicKey(
                    PublicKeyText(publicKey: key, certificate: file.certificate, format: file.format, notes: file.notes)
                )
            case .failure(let error): self = .other(error)
            }
        } else if let refusal {
            self = .other(refusal)
        } else {
            return nil
        }
    }
}
