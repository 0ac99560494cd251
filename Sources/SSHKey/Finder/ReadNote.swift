/// What stood in the way of a key when it was read, or stands beside it. The bytes of the key are never changed, only
/// the text around them is; where a program wrote them wrongly, the note says so.
public enum ReadNote: Hashable, Sendable {
    /// EF BB BF in front, which Windows editors write.
    case byteOrderMark
    /// UTF-16 or UTF-32, as PowerShell's `>` writes it; or zero bytes between or behind the text.
    case wideCharacters
    /// Dashes, spaces and quotes that a word processor put in, invisible characters, colors of a terminal.
    case lookAlikes
    /// Something in front of the key or behind it: a mail, a prompt, OpenSSL's "Bag Attributes", other settings.
    case surroundingText
    /// White space in front of the lines, as after copying out of YAML.
    case indentation
    /// A backslash and n in the place of newlines, and what else JSON and environment variables have.
    case escapedNewlines
    /// The escapes of a web address, of HTML or of mail (quoted-printable).
    case webEscapes
    /// Quotes, marks or numbers that stood in front of the lines or behind them.
    case decoration
    /// The text was written once more in this encoding.
    case encoded(String)
    /// Dashes or blanks of the BEGIN or END line are missing, or too many.
    case damagedMarks
    /// No END line: the text may have been cut off there.
    case missingEnd
    /// No BEGIN and END lines around the base64.
    case missingArmour
    /// BEGIN line, base64 and END line on one line, or runs of spaces where lines ended.
    case oneLine
    /// A public key line that an editor or a terminal wrapped.
    case brokenLine
    /// The base64 of a public key without its type in front.
    case missingType
    /// Another type in front of the base64 than in it; the payload is the one in it, which counts.
    case wrongType(String)
    /// A BEGIN line of another kind than what is inside; the payload is what the line says.
    case wrongLabel(String)
    /// `-` and `_` in the base64, where key files have `+` and `/`.
    case urlSafe
    /// Options of authorized_keys in front of the key.
    case options(String)
    /// The line makes the key an authority that certifies others (`cert-authority`).
    case authority
    /// The line begins with `#`.
    case commentedOut
    /// The line has the shape of known_hosts; the payload is the host's name.
    case hostKey(String)
    /// The line has the shape of allowed_signers; the payload is whom it is about.
    case signer(String)
    /// What else was found in the file, each described.
    case others([String])
    /// The comment of a PPK was re-encoded after it was written.
    case commentEncoding
    /// Primes, exponents or coefficient of RSA, which some programs leave out or write as 0.
    case recomputedNumbers
    /// The program that wrote the key made a mistake that changes nothing of it; the payload is what is wrong.
    case faultyWriter(String)

    /// What was put right: lower case, no full stop.
    public var message: String {
        switch self {
        case .byteOrderMark: "the byte order mark in front of the key was dropped"
        case .wideCharacters: "the text was UTF-16 or had zero bytes in it, and was turned into plain text"
        case .lookAlikes: "characters that look like others, or can't be seen, were replaced"
        case .surroundingText: "text around the key was left out"
        case .indentation: "the indentation was removed"
        case .escapedNewlines: "newlines written as \\n were put back"
        case .webEscapes: "escapes of HTML, of a web address or of mail were undone"
        case .decoration: "quotes, marks or numbers around the lines were removed"
        case .encoded(let encoding): "the whole was written in \(encoding) once more, and was decoded"
        case .damagedMarks: "the BEGIN or END line was damaged"
        case .missingEnd: "the END line was missing"
        case .missingArmour: "the BEGIN and END lines were missing"
        case .oneLine: "the line breaks were missing"
        case .brokenLine: "the line was broken and was joined again"
        case .missingType: "the key type in front of the key was missing"
        case .wrongType(let type): "the key type in front of the key was wrong; it is \(type)"
        case .wrongLabel(let label): "the BEGIN line says \(label), which it is not"
        case .urlSafe: "- and _ stood in the base64 for + and /"
        case .options(let options): "options in front of the key are left out: \(options)"
        case .authority: "the line makes the key a certificate authority (cert-authority), which certifies other keys"
        case .commentedOut: "the line begins with #, so that programs skip it"
        case .hostKey(let host):
            "the line is one of known_hosts (“\(host)” in front): the key is a server's"
        case .signer(let name):
            "the line is one of allowed_signers (“\(name)” in front), which says whose signatures the key makes"
        case .others(let others): Self.sentence(others)
        case .commentEncoding: "the comment was re-encoded after the file was written; it was read as Latin-1"
        case .recomputedNumbers: "numbers missing from the RSA key, or out of order in it, were computed"
        case .faultyWriter(let mistake): "the program that wrote the key made a mistake: \(mistake); the key is whole"
        }
    }

    /// As many as are named one by one.
    private static let mostNamed = 5

    private static func sentence(_ others: [String]) -> String {
        let named = others.prefix(mostNamed).joined(separator: "; ")
        let more = others.count > mostNamed ? "; and \(others.count - mostNamed) more" : ""
        let things =
            others.count == 1 ? "one more thing in the file was" : "\(others.count) more things in the file were"
        return "\(things) left out: \(named)\(more)"
    }
}
