/// Something wrong with a file's text that was put right while reading it. The bytes of the key are never
/// repaired, only the text around them.
public enum Repair: Hashable, Sendable {
    case byteOrderMark
    case utf16
    case surroundingText
    case indentation
    case escapedNewlines
    case missingEnd
    case missingArmour
    case oneLine
    case brokenLine
    case missingType
    case wrongType(String)
    case wrongLabel(String)
    case moreKeys
    /// Nothing was put right, but few want a server's key where a person's is asked for.
    case hostKey
    case moreBlocks
    case recomputedNumbers

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
