/// An HTTP request as a value; the network fills in the secrets.
public struct HTTPRequest: Hashable, Sendable {
    /// A method of RFC 9110; the raw value is its name on the wire.
    public enum Method: String, Hashable, Sendable, Codable {
        /// Reads: lists and lookups.
        case get = "GET"
        /// Creates a key, or signs in.
        case post = "POST"
        /// Replaces what is at the address, or creates it there.
        case put = "PUT"
        /// Removes a key.
        case delete = "DELETE"
    }

    /// A field of a request's header; its value may have holes for secrets.
    public struct Header: Hashable, Sendable {
        /// As it is sent; case means nothing to the server.
        public var name: String
        /// What follows the colon.
        public var value: Template

        /// A field of that name.
        public init(_ name: String, _ value: Template) {
            self.name = name
            self.value = value
        }
    }

    /// What is asked of the address.
    public var method: Method
    /// Absolute, percent-encoded.
    public var url: String
    /// In the order in which they are sent; `Host` and `Content-Length` are the network's.
    public var headers: [Header]
    /// What is sent after the header; nil for none, not even an empty one.
    public var body: Template?
    /// A header of the answer that is a secret: the sender of the request keeps it for the placeholders of later ones, and
    /// takes it out of the response.
    public var keeps: KeptHeader?

    /// A field of an answer's header that is kept as a secret.
    public struct KeptHeader: Hashable, Sendable {
        /// In lower case.
        public var name: String
        /// The hole of later requests that it fills.
        public var role: SecretRole

        /// The field of that name, in lower case.
        public init(_ name: String, as role: SecretRole) {
            self.name = name
            self.role = role
        }
    }

    /// A request to an absolute, percent-encoded URL.
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
    /// The status code of RFC 9110, 200 for OK.
    public var status: Int
    /// By name in lower case; a field that came twice is one value with a comma.
    public var headers: [String: String]
    /// What followed the header, at most as long as the client's limit.
    public var body: [UInt8]

    /// An answer; headers and body are empty unless given.
    public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why there was no answer.
public enum HTTPFailure: Error, Hashable, Sendable {
    /// DNS has no such host, or there is no network to ask by.
    case nameNotResolved(host: String)
    /// Nobody listens there, or there is no way to it; `reason` is the system's, in words.
    case noConnection(host: String, reason: String)
    /// Not connected, or no whole answer, within the limit that ended it.
    case timedOut(seconds: Int)
    /// The certificate isn't trusted, or the two couldn't agree on TLS.
    case notTrusted(host: String, reason: String)
    /// The proxy of the environment failed or refused; the text starts with its name.
    case proxy(String)
    /// The answer ended before it was whole.
    case cutOff
    /// The answer is longer than the limit, in bytes; nothing of it was used.
    case tooLarge(limit: Int)
    /// Only HTTPS leaves this computer; plain HTTP is for loopback.
    case notEncrypted(url: String)
    /// The task was cancelled; the request may have arrived.
    case cancelled
    /// Whatever else, as a clause of libcurl's or our own.
    case other(String)
}
