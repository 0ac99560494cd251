/// Text with holes where secrets go, so that a request can be compared, printed and tested without any.
public struct Template: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// A piece of the text, or a hole.
    public enum Part: Hashable, Sendable {
        /// Text that is no secret.
        case text(String)
        /// A secret as it is.
        case secret(SecretRole)
        /// A secret as the inside of a JSON string.
        case json(SecretRole)
        /// `user:secret` in Base64, for HTTP Basic (RFC 7617).
        case basic(user: String, SecretRole)
    }

    /// In their order, with nothing between them.
    public private(set) var parts: [Part]

    /// The text of these parts.
    public init(_ parts: [Part]) { self.parts = parts }
    public init(stringLiteral text: String) { parts = [.text(text)] }

    /// One text after the other.
    public static func + (left: Template, right: Template) -> Template { Template(left.parts + right.parts) }

    /// The text with each secret's name in its place, for people: `Bearer <token>`.
    public var withoutSecrets: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .secret(let field), .json(let field), .basic(_, let field): "<\(field.rawValue)>"
            }
        }.joined()
    }
}

/// A secret of a credential, by its role; the live side has the bytes.
public enum SecretRole: String, CaseIterable, Hashable, Sendable, Codable {
    /// A token or API key, alone or in a header.
    case token
    /// The password of an account, or an application's own.
    case password
    /// The secret half of an access key, which signs and is never sent.
    case secretKey = "secret key"
    /// What a service gave for a while: in an answer (`HTTPRequest.keeps`), or as a part of temporary credentials.
    case sessionToken = "session token"
}
