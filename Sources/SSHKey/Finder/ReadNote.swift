/// What stood in the way of a key when it was read, or is beside it. The bytes of the key are never changed, only
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
    /// A backslash and n instead of newlines, and what else JSON and environment variables have.
    case escapedNewlines
    /// The escapes of a web address, of HTML or of mail (quoted-printable).
    case webEscapes
    /// Quotes, marks or numbers that stood in front of the lines or behind them.
    case decoration
    /// The text was written again in this encoding.
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
        case .byteOrderMark: "removed the byte order mark before the key"
        case .wideCharacters: "converted the text, which was UTF-16 or had zero bytes"
        case .lookAlikes: "replaced look-alike or invisible characters"
        case .surroundingText: "left out the text around the key"
        case .indentation: "removed the indentation"
        case .escapedNewlines: "restored newlines written as \\n"
        case .webEscapes: "decoded the escapes of HTML, URLs or email"
        case .decoration: "removed quotes, marks or numbers around the lines"
        case .encoded(let encoding): "decoded the file, which was encoded again as \(encoding)"
        case .damagedMarks: "the BEGIN or END line was damaged"
        case .missingEnd: "the END line was missing"
        case .missingArmour: "the BEGIN and END lines were missing"
        case .oneLine: "the line breaks were missing"
        case .brokenLine: "joined a wrapped line"
        case .missingType: "the key type before the key was missing"
        case .wrongType(let type): "the key type before the key was wrong; it is \(type)"
        case .wrongLabel(let label): "the BEGIN line says \(label), but it isn't"
        case .urlSafe: "the base64 had - and _ for + and /"
        case .options(let options): "left out the options before the key: \(options)"
        case .authority: "the line marks the key as a certificate authority (cert-authority)"
        case .commentedOut: "the line starts with #, so programs skip it"
        case .hostKey(let host):
            "a known_hosts line (“\(host)”): this is a server's host key"
        case .signer(let name):
            "an allowed_signers line (“\(name)”): the key checks that signer's signatures"
        case .others(let others): Self.sentence(others)
        case .commentEncoding: "the comment was re-encoded after the file was written, and was read as Latin-1"
        case .recomputedNumbers: "recomputed missing or swapped RSA values"
        case .faultyWriter(let mistake): "the program that wrote the key made a mistake: \(mistake); the key is whole"
        }
    }

    /// As many as are named one by one.
    private static let mostNamed = 5

    private static func sentence(_ others: [String]) -> String {
        let named = others.prefix(mostNamed).joined(separator: "; ")
        let more = others.count > mostNamed ? "; and \(others.count - mostNamed) more" : ""
        let things =
            others.count == 1 ? "one more item in the file was" : "\(others.count) more items in the file were"
        return "\(things) left out: \(named)\(more)"
    }
}
