import CCurl
import Secrecy
import Services

/// HTTPS, and nothing more than uploading a key needs of it.
///
/// Certificates are always verified; redirects are answers, never followed, so no credential goes to another host;
/// nothing is kept between requests: no cookies, no .netrc, no cache, no connection.
public struct HTTPClient: Sendable {
    /// How long and how much.
    public struct Limits: Hashable, Sendable {
        /// Until TLS is agreed on.
        public var connecting: Duration
        /// Until the last byte of the answer, `connecting` included.
        public var whole: Duration
        /// Of an answer, its header included.
        public var bytes: Int

        /// What suits a service's interface: 10 and 30 seconds, 1 MiB.
        public init(
            connecting: Duration = .seconds(10), whole: Duration = .seconds(30), bytes: Int = 1 << 20
        ) {
            self.connecting = connecting
            self.whole = whole
            self.bytes = bytes
        }
    }

    let userAgent: String
    let caFile: String?
    let environment: [String: String]
    let limits: Limits

    /// `caFile` (PEM) is trusted in place of the system's authorities; `environment` is where a proxy is looked for.
    public init(
        version: String, caFile: String? = nil, environment: [String: String], limits: Limits = Limits()
    ) {
        userAgent = "keywizard/\(version)"
        self.caFile = caFile
        self.environment = environment
        self.limits = limits
    }

    /// Sends a request, with `secrets` in its holes. Cancelling the task ends it at once. The header that the request
    /// keeps goes to `keep`, and not into the response.
    public func send(
        _ request: HTTPRequest, secrets: (SecretRole) -> Secret?, keep: (SecretRole, Secret) -> Void = { _, _ in }
    ) async -> Result<HTTPResponse, HTTPFailure> {
        guard Self.isReady else {
            let library = String(cString: cu_library)
            return .failure(.other("\(library) is missing or too old here: install libcurl (on Debian libcurl4)"))
        }
        guard let address = HTTPAddress(request.url) else {
            return .failure(.other("not a web address without a user name"))
        }
        guard address.isEncrypted || address.isLoopback else { return .failure(.notEncrypted(url: request.url)) }
        let filling: HTTPFilling
        do throws(HTTPFilling.Trouble) {
            filling = try HTTPFilling(request, secrets: secrets)
        } catch {
            return .failure(error.failure)
        }
        let proxy = HTTPProxy(for: address, environment: environment)
        let transfer = HTTPTransfer(request, address: address, filling: filling, proxy: proxy, client: self)
        return await transfer.outcome().map { answered in
            if let kept = answered.kept, let role = request.keeps?.role { keep(role, kept) }
            return answered.response
        }
    }

    /// Whether a URL leads to this computer, where plain HTTP is allowed: a caller says so, loudly.
    public static func isLoopback(_ url: String) -> Bool {
        HTTPAddress(url)?.isLoopback ?? false
    }

    /// libcurl's version and those of its own libraries, as it says them; nil where it can't be loaded.
    public static var libraryVersion: String? { isReady ? String(cString: cu_version()) : nil }

    /// libcurl's own start, once.
    static let isReady = cu_start() == CURLE_OK
}
