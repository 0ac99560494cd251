extension HTTPRequest {
    /// The request as `--dry-run` prints it: method, URL, headers and body, with names in the place of secrets and of
    /// what is computed when it is sent.
    public func dryRun(_ authentication: Authentication = .inRequest) -> String {
        var lines = [method.rawValue + " " + url]
        lines += headers.map { "\($0.name): \($0.value.withoutSecrets)" }
        switch authentication {
        case .inRequest: break
        case .awsSignature(let scope):
            lines.append(
                "Authorization: AWS4-HMAC-SHA256 Credential=\(scope.accessKey)/<day>/\(scope.region)/\(scope.service)"
                    + "/aws4_request, Signature=<signature>")
        case .httpSignature(let signer):
            lines.append(
                "Authorization: Signature keyId=\"\(signer.keyID)\",algorithm=\"\(signer.algorithm.rawValue)\","
                    + "signature=\"<signature>\"")
        }
        if let body { lines += ["", body.withoutSecrets] }
        return lines.joined(separator: "\n")
    }
}
