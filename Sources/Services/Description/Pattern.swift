import Support

/// Text with holes that are named: `/users/{uuid}/ssh-keys`, `Bearer {token}`. `{word?}` may stay empty.
///
/// Holes for secrets (`{token}`, `{password}`, `{secretKey}`, `{sessionToken}`) stay holes, of the `Template`.
public struct Pattern: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case text(String)
        case value(String, isOptional: Bool)
        case secret(SecretRole)
    }

    /// What the text becomes a part of, which decides how values are written.
    enum Place {
        case plain
        /// A part of a URL or of a form: everything but letters, digits and -._~ is percent-encoded (RFC 3986, 2.3).
        case url
        /// The inside of a JSON string.
        case json
    }

    /// The text as it was written, holes in braces.
    public let text: String
    let parts: [Part]

    /// Nil when a brace has no other.
    public init?(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let inner = rest[rest.index(after: open)...]
            guard let close = inner.firstIndex(of: "}") else { return nil }
            var name = inner[..<close]
            let isOptional = name.last == "?"
            if isOptional { name.removeLast() }
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            parts.append(SecretRole(hole: name).map(Part.secret) ?? .value(String(name), isOptional: isOptional))
            rest = inner[inner.index(after: close)...]
        }
        guard !rest.contains("}") else { return nil }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.text = text
        self.parts = parts
    }

    init(_ parts: [Part]) {
        text = parts.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        self.parts = parts
    }

    /// The names of the values that it can't do without.
    var needs: [String] {
        parts.compactMap { if case .value(let name, false) = $0 { name } else { nil } }
    }

    /// Nil when a value is missing; an optional one too, when it is all there is.
    func template(_ values: Values, for place: Place) -> Template? {
        var result: [Template.Part] = []
        for part in parts {
            switch part {
            case .text(let text): result.append(.text(place == .json ? JSON.escaped(text) : text))
            case .secret(let role): result.append(place == .json ? .json(role) : .secret(role))
            case .value(let name, let isOptional):
                guard let value = values[name] else {
                    guard isOptional, parts.count > 1 else { return nil }
                    continue
                }
                result.append(.text(place.write(value)))
            }
        }
        return Template(result.joined)
    }

    /// The text with its values; a secret has no place in it.
    func expanded(_ values: Values, for place: Place = .plain) -> String? {
        template(values, for: place)?.plainText
    }
}

extension Pattern.Place {
    func write(_ value: String) -> String {
        switch self {
        case .plain: value
        case .url: percentEncoded(value)
        case .json: JSON.escaped(value)
        }
    }
}

extension Pattern: ExpressibleByStringLiteral {
    /// A pattern of the catalogue, written by us.
    public init(stringLiteral text: String) {
        guard let pattern = Pattern(text) else { preconditionFailure("no pattern: \(text)") }
        self = pattern
    }
}

extension SecretRole {
    /// The role that a hole of that name stands for.
    fileprivate init?(hole: Substring) {
        switch hole {
        case "token": self = .token
        case "password": self = .password
        case "secretKey": self = .secretKey
        case "sessionToken": self = .sessionToken
        default: return nil
        }
    }
}

/// What goes into the holes of patterns. An empty text counts as none.
struct Values: Hashable, Sendable {
    private var texts: [String: String] = [:]

    init(_ texts: [String: String] = [:]) {
        for (name, text) in texts { self[name] = text }
    }

    subscript(name: String) -> String? {
        get { texts[name] }
        set { texts[name] = newValue.flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// Those of `others` too, which win.
    mutating func merge(_ others: [String: String]) {
        for (name, text) in others { self[name] = text }
    }
}

/// Everything but the unreserved characters as %XX (RFC 3986, section 2.3), as AWS wants it too.
func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            let digits = String(byte, radix: 16, uppercase: true)
            result += "%" + (digits.count == 1 ? "0" : "") + digits
        }
    }
    return result
}

extension [Template.Part] {
    /// Neighbouring texts as one, so that equal templates are equal values.
    var joined: [Template.Part] {
        reduce(into: []) { result, part in
            if case .text(let text) = part, case .text(let before)? = result.last {
                result[result.count - 1] = .text(before + text)
            } else {
                result.append(part)
            }
        }
    }
}

extension Template {
    /// The text, when there is no secret in it.
    var plainText: String? {
        var result = ""
        for part in parts {
            guard case .text(let text) = part else { return nil }
            result += text
        }
        return result
    }
}
