/// Text with holes where secrets go, so that a request can be compared, printed and tested without any.
public struct Template: Hashable, Sendable, ExpressibleByStringInterpolation {
    public enum Part: Hashable, Sendable {
        case text(String)
        /// A secret as it is.
        case secret(SecretRole)
        /// A secret as the inside of a JSON string.
        case json(SecretRole)
        /// `user:secret` in Base64, for HTTP Basic (RFC 7617).
        case basic(user: String, SecretRole)
    }

    public private(set) var parts: [Part]

    public init(_ parts: [Part]) { self.parts = parts }
    public init(stringLiteral text: String) { parts = [.text(text)] }

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
    case token, password, secretKey = "secret key"
    /// What a service gave for a while: in an answer (`HTTPRequest.keeps`), or as a part of temporary credentials.
    case sessionToken = "session token"
}
