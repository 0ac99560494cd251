/// Something wrong with a file's text that was put right while reading it. The bytes of the key are never
/// repaired, only the text around them.
public enum Repair: Hashable, Sendable {
    /// EF BB BF in front, which Windows editors write.
    case byteOrderMark
    /// UTF-16 with its byte order mark, as PowerShell's `>` writes it.
    case utf16
    /// Something in front of the key: a mail, a prompt, OpenSSL's "Bag Attributes".
    case surroundingText
    /// White space in front of the lines, as after copying out of YAML.
    case indentation
    /// Backslash and n in the place of newlines, as in JSON and environment variables.
    case escapedNewlines
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
    /// Further public keys after the first one, which was read.
    case moreKeys
    /// Nothing was put right, but few want a server's key where a person's is asked for.
    case hostKey
    /// Other PEM blocks besides the key's: certificates, a public half, further keys.
    case moreBlocks
    /// Primes, exponents or coefficient of RSA, which some programs leave out or write as 0.
    case recomputedNumbers

    /// What was put right: lower case, no full stop.
    public var message: String {
        switch self {
        case .byteOrderMark: "the byte order mark in front of the key was dropped"
        case .utf16: "the text was UTF-16 and was turned into plain text"
        case .surroundingText: "text around the key was left out"
        case .indentation: "the indentation was removed"
        case .escapedNewlines: "newlines written as \\n were put back"
        case .missingEnd: "the END line was missing"
        case .missingArmour: "the BEGIN and END lines were missing"
        case .oneLine: "the line breaks were missing"
        case .brokenLine: "the line was broken and was joined again"
        case .missingType: "the key type in front of the key was missing"
        case .wrongType(let type): "the key type in front of the key was wrong; it is \(type)"
        case .wrongLabel(let label): "the BEGIN line says \(label), which it is not"
        case .hostKey: "the line is one of known_hosts: the key is a server's"
        case .moreKeys: "more keys follow; this is the first"
        case .moreBlocks: "other things in the file were left out"
        case .recomputedNumbers: "numbers missing from the RSA key, or out of order in it, were computed"
        }
    }
}
