/// A JSON value (RFC 8259). Objects keep the order of their members, so that a request is the same bytes every time.
public enum JSON: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// As it was written: an id may have more digits than a Double.
    case number(String)
    /// A string, its escapes resolved.
    case string(String)
    /// An array, in its order.
    case array([JSON])
    /// An object, its members in the order in which they were written.
    case object([Member])

    /// A name with its value in an object.
    public struct Member: Hashable, Sendable {
        /// The name, its escapes resolved.
        public var name: String
        /// The value.
        public var value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// The first member of that name.
    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// A string, a number or a truth value as text.
    package var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// All of its text as one line: `field words; field words`.
    package var flattened: String {
        switch self {
        case .null: ""
        case .string, .number, .bool: text ?? ""
        case .array(let items): items.map(\.flattened).filter { !$0.isEmpty }.joined(separator: "; ")
        case .object(let members):
            members.map { ($0.name + " " + $0.value.flattened) }.joined(separator: "; ")
        }
    }

    /// What is in an array or an object.
    package var all: [JSON] {
        if case .object(let members) = self { members.map(\.value) } else { elements }
    }

    /// The elements of an array; another value is the only element, null has no elements.
    package var elements: [JSON] {
        switch self {
        case .null: []
        case .array(let items): items
        default: [self]
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral text: String) { self = .string(text) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral items: JSON...) { self = .array(items) }
    public init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }
}

extension JSON {
    /// The inside of a JSON string that stands for `text`, as short as RFC 8259 (section 7) allows.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
