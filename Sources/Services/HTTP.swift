/// An HTTP request as a value; the network fills in the secrets.
public struct HTTPRequest: Hashable, Sendable {
    public enum Method: String, Hashable, Sendable, Codable {
        case get = "GET", post = "POST", put = "PUT", delete = "DELETE"
    }

    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: Template

        public init(_ name: String, _ value: Template) {
            self.name = name
            self.value = value
        }
    }

    public var method: Method
    /// Absolute, percent-encoded.
    public var url: String
    public var headers: [Header]
    public var body: Template?
    /// A header of the answer that is a secret: whoever sends the request keeps it for the holes of later ones, and
    /// takes it out of the response.
    public var keeps: KeptHeader?

    public struct KeptHeader: Hashable, Sendable {
        /// In lower case.
        public var name: String
        public var role: SecretRole

        public init(_ name: String, as role: SecretRole) {
            self.name = name
            self.role = role
        }
    }

    public init(
        _ method: Method, _ url: String, headers: [Header] = [], body: Template? = nil, keeps: KeptHeader? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.keeps = keeps
    }
}

/// What a server answered. Header names are in lower case.
public struct HTTPResponse: Hashable, Sendable {
    public var status: Int
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there was no answer.
public enum HTTPFailure: Error, Hashable, Sendable {
    case nameNotResolved(host: String)
    case noConnection(host: String, reason: String)
    case timedOut(seconds: Int)
    /// The certificate is not trusted, or the two could not agree on TLS.
    case notTrusted(host: String, reason: String)
    case proxy(String)
    /// The answer ended before it was whole.
    case cutOff
    case tooLarge(limit: Int)
    /// Only HTTPS leaves this computer; plain HTTP is for loopback.
    case notEncrypted(url: String)
    case cancelled
    case other(String)
}
