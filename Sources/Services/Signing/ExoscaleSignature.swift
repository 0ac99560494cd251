import Secrecy
import Support

/// The signature of Exoscale's API (https://openapi-v2.exoscale.com, "API request signature"): HMAC with SHA-256 over the
/// request line, the body, the values of the query in the order of their names, no headers, and the time when it ends.
public enum ExoscaleSignature {
    /// Seconds for which a request is good, as Exoscale's own programs have it.
    private static let lifetime = 600

    /// The header to add to `request`, signed at `time`, in seconds since 1970.
    public static func headers(
        for request: HTTPRequest, accessKey: String, secretKey: Secret, at time: Int
    ) throws(SigningError) -> [HTTPRequest.Header] {
        guard let url = WebAddress(request.url) else { throw .unsignable("its address") }
        // No request to Exoscale has one; which values are signed would have to be said.
        guard url.query == nil else { throw .unsignable("a query") }
        guard let body = (request.body ?? "").plainText else { throw .unsignable("a body with a secret in it") }
        let expires = time + lifetime
        let message = "\(request.method.rawValue) \(url.path)\n\(body)\n\n\n\(expires)"
        let signature = SHA256.hmac(key: secretKey, Array(message.utf8)).withBytes { base64(Array($0)) }
        let value = "EXO2-HMAC-SHA256 credential=\(accessKey),expires=\(expires),signature=\(signature)"
        return [.init("Authorization", Template([.text(value)]))]
    }
}
