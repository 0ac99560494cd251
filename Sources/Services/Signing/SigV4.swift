import Secrecy

/// AWS Signature Version 4: the headers that sign a request ("AWS Signature Version 4 for API requests" in the IAM User
/// Guide).
public enum SigV4 {
    /// What the signature is for.
    public struct Scope: Hashable, Sendable {
        /// The access key id, which is no secret: `AKIA...`, `ASIA...` for temporary credentials.
        public var accessKey: String
        /// Of the endpoint: `us-east-1`.
        public var region: String
        /// The service's code in lower case: `ec2`.
        public var service: String

        init(accessKey: String, region: String, service: String) {
            self.accessKey = accessKey
            self.region = region
            self.service = service
        }
    }

    /// The headers to add to `request`, whose `Host` header follows from its URL. The token belongs to temporary
    /// credentials. Signed are the host, the type of the body, and all that starts with `x-amz-`.
    public static func headers(
        for request: HTTPRequest, scope: Scope, secretKey: Secret, sessionToken: Secret? = nil, at time: Int
    ) throws(SigningError) -> [HTTPRequest.Header] {
        guard let url = WebAddress(request.url) else { throw .unsignable("its address") }
        guard let body = (request.body ?? "").plainText else { throw .unsignable("a body with a secret in it") }
        let date = CalendarTime(time).basic

        var signed: [(name: String, value: [UInt8])] = [
            ("host", Array(url.authority.utf8)), ("x-amz-date", Array(date.utf8)),
        ]
        for header in request.headers {
            let name = header.name.lowercased()
            guard name == "content-type" || name.hasPrefix("x-amz-") else { continue }
            guard let value = header.value.plainText else { throw .unsignable("the header \(header.name)") }
            signed.append((name, Array(value.collapsed.utf8)))
        }
        if let sessionToken { signed.append(("x-amz-security-token", sessionToken.withBytes { Array($0) })) }
        signed.sort { $0.name < $1.name }
        defer { for index in signed.indices { signed[index].value.wipe() } }

        let names = signed.map(\.name).joined(separator: ";")
        let (path, query) = (canonicalPath(url.path), canonicalQuery(url.query))
        var canonical = Array("\(request.method.rawValue)\n\(path)\n\(query)\n".utf8)
        defer { canonical.wipe() }
        // The token must not stay behind in a smaller storage.
        canonical.reserveCapacity(canonical.count + signed.reduce(1024) { $0 + $1.name.utf8.count + $1.value.count })
        for header in signed {
            canonical.append(contentsOf: "\(header.name):".utf8)
            canonical.append(contentsOf: header.value)
            canonical.append(UInt8(ascii: "\n"))
        }
        canonical.append(contentsOf: "\n\(names)\n\(hexadecimal(SHA256.hash(Array(body.utf8))))".utf8)

        let day = String(date.prefix(8))
        let credentialScope = "\(day)/\(scope.region)/\(scope.service)/aws4_request"
        let toSign = "AWS4-HMAC-SHA256\n\(date)\n\(credentialScope)\n\(hexadecimal(SHA256.hash(canonical)))"

        let key = [day, scope.region, scope.service, "aws4_request"].reduce(secretKey.prefixed("AWS4")) { key, part in
            SHA256.hmac(key: key, Array(part.utf8))
        }
        let signature = SHA256.hmac(key: key, Array(toSign.utf8)).withBytes { hexadecimal($0) }
        var headers = [HTTPRequest.Header("X-Amz-Date", Template(stringLiteral: date))]
        if sessionToken != nil { headers.append(.init("X-Amz-Security-Token", Template([.secret(.sessionToken)]))) }
        headers.append(
            .init(
                "Authorization",
                Template([
                    .text(
                        "AWS4-HMAC-SHA256 Credential=\(scope.accessKey)/\(credentialScope), SignedHeaders=\(names), "
                            + "Signature=\(signature)")
                ])))
        return headers
    }

    /// The path, each of its segments encoded again, as for every service but S3.
    private static func canonicalPath(_ path: String) -> String {
        var segments: [String] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: true) where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(percentEncoded(String(segment))) }
        }
        let joined = "/" + segments.joined(separator: "/")
        return path.hasSuffix("/") && joined != "/" ? joined + "/" : joined
    }

    /// The parameters in the order of their names, as they are encoded in the request.
    private static func canonicalQuery(_ query: String?) -> String {
        (query ?? "").split(separator: "&").map { $0.contains("=") ? String($0) : $0 + "=" }
            .map { parameter in parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
            .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
            .map { $0.joined(separator: "=") }.joined(separator: "&")
    }
}

/// Why a request couldn't be signed.
public enum SigningError: Error, Hashable, Sendable {
    /// Something in the request can't be signed; the text says what.
    case unsignable(String)
    /// The signature isn't one of the key's kind.
    case badSignature
    /// Who holds the key didn't sign, for that reason.
    case refused(String)

    /// What happened: lower case, no full stop.
    public var message: String {
        switch self {
        case .unsignable(let what): "can't sign the request: \(what)"
        case .badSignature: "the signature isn't from this key"
        case .refused(let reason): "the key didn't sign: \(reason)"
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .unsignable: nil
        case .badSignature: "check which key the agent holds"
        case .refused: "unlock the key, or choose another one"
        }
    }
}

extension Secret {
    /// The same with a text in front.
    fileprivate func prefixed(_ text: String) -> Secret {
        let prefix = Array(text.utf8)
        return Secret(count: prefix.count + count) { result in
            result.copyBytes(from: prefix)
            withBytes { UnsafeMutableRawBufferPointer(rebasing: result[prefix.count...]).copyMemory(from: $0) }
        }
    }
}

extension String {
    /// Without space at its ends, and with one space for several within.
    fileprivate var collapsed: String { split(separator: " ").joined(separator: " ") }
}
