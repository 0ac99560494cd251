/// A request as it may be shown: names instead of secrets and of what is computed when it is sent.
public struct ShownRequest: Hashable, Sendable, Encodable {
    /// A field of the header, its secrets replaced by their names.
    public struct Header: Hashable, Sendable, Encodable {
        /// As it is sent.
        public let name: String
        /// `Bearer <token>`, say.
        public let value: String
    }

    /// `GET`, `POST`, `PUT` or `DELETE`.
    public let method: String
    /// Absolute, percent-encoded.
    public let url: String
    /// In the order in which they are sent, with what is computed (a signature) last.
    public let headers: [Header]
    /// The body, its secrets replaced by their names; nil for none.
    public let body: String?

    /// Method and URL, a line for each header, and the body after an empty one.
    public var text: String {
        var lines = [method + " " + url] + headers.map { "\($0.name): \($0.value)" }
        if let body { lines += ["", body] }
        return lines.joined(separator: "\n")
    }
}

extension HTTPRequest {
    /// The request without its secrets.
    public func shown(_ authentication: Authentication = .inRequest) -> ShownRequest {
        var headers = headers.map { ShownRequest.Header(name: $0.name, value: $0.value.withoutSecrets) }
        switch authentication {
        case .inRequest: break
        case .awsSignature(let scope):
            headers.append(
                .init(
                    name: "Authorization",
                    value: "AWS4-HMAC-SHA256 Credential=\(scope.accessKey)/<day>/\(scope.region)/\(scope.service)"
                        + "/aws4_request, Signature=<signature>"))
        case .exoscaleSignature(let accessKey):
            headers.append(
                .init(
                    name: "Authorization",
                    value: "EXO2-HMAC-SHA256 credential=\(accessKey),expires=<time>,signature=<signature>"))
        case .httpSignature(let signer):
            headers.append(
                .init(
                    name: "Authorization",
                    value: "Signature keyId=\"\(signer.keyID)\",algorithm=\"\(signer.algorithm.rawValue)\","
                        + "signature=\"<signature>\""))
        }
        return ShownRequest(method: method.rawValue, url: url, headers: headers, body: body?.withoutSecrets)
    }

    /// The request as `--dry-run` prints it.
    public func dryRun(_ authentication: Authentication = .inRequest) -> String { shown(authentication).text }
}
