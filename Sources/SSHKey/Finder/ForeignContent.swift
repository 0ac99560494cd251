import Secrecy

// What is mistaken for a key file: each has a name and a next step.

extension KeyError {
    static let ssh1Private = KeyError.unsupported(
        "an SSH-1 private key, which is obsolete", hint: "make a new key")

    /// The refusal of a line that was copied from a screen narrower than it.
    static let screenEdge = KeyError.unsupported(
        "a key that is cut off at the edge of a screen, where nano and less show $ or >",
        hint: "copy the whole line from the key's own file; `cat FILE` shows it")

    /// The refusal of a block whose base64 a log hides.
    static let maskedBlock = KeyError.unsupported(
        "a masked key, with asterisks between its lines",
        hint: "logs and web pages hide secrets: copy the key from its own file")

    static let secureCRT = KeyError.unsupported(
        "a private key in the format of SecureCRT (VanDyke)",
        hint: "in SecureCRT, use Tools > Convert Private Key to OpenSSH Format")

    /// The refusal of a key with dots instead of its middle, as manuals print it.
    static let placeholder = KeyError.unsupported(
        "a shortened key, with dots in place of the rest",
        hint: "copy the whole line from the key's own file, the one that ends in .pub")

    static let shellHint = "paste the key itself: this placeholder was not filled in"

    /// Whether it names something that is no SSH key.
    var isForeign: Bool {
        switch self {
        case .foreign, .standIn: true
        default: false
        }
    }

    /// The refusal of something that nothing is known of, with its first characters.
    static func foreignFile(_ bytes: UnsafeRawBufferPointer) -> KeyError {
        if bytes.contains(where: { $0 < 0x09 || $0 > 0x0D && $0 < 0x20 && $0 != 0x1B }) { return .foreignBinary(bytes) }
        let most = 24
        let start = Printable.name(String(decoding: bytes.trimmed.prefix(most), as: UTF8.self))
        let dots = bytes.trimmed.count > most ? "…" : ""
        return .foreign(
            "text that isn't a known kind of key (“\(start)\(dots)”)",
            "a public key is one line that starts with its type, such as ssh-ed25519; a private key starts with -----BEGIN"
        )
    }

    /// The refusal of text that begins like something that is no SSH key.
    static func foreignText(_ bytes: UnsafeRawBufferPointer) -> KeyError? {
        let text = bytes.trimmed
        let head = text.slice(0..<min(text.count, 4096))
        for rule in textRules where rule.fits(head) { return rule.refusal }
        return variable(text) ?? masked(text) ?? template(text) ?? fingerprint(text) ?? path(text) ?? ssh1(text)
            ?? encodedBinary(text) ?? halfKey(text) ?? document(text)
    }

    static let gpgHint = "`gpg --export-ssh-key` prints a PGP key's SSH form"
}
