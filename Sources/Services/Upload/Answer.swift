import Support

/// A response, read by the rules of a service.
struct Answer {
    let response: HTTPResponse
    /// The body, when it is what the service speaks.
    let body: JSON?
    private let api: API

    init(_ response: HTTPResponse, _ api: API) {
        self.response = response
        self.api = api
        body =
            switch api.format {
            case .json: JSON.parse(response.body)
            case .xml: JSON.parse(xml: response.body)
            }
    }

    /// Whether there is a body of another kind than the service's.
    private var isPage: Bool { body == nil && !response.body.isEmpty }

    var isSuccess: Bool { (200..<300).contains(response.status) }

    /// The service's words, fit to be shown.
    var said: String? {
        guard let body else { return nil }
        for path in api.words {
            let texts = path.values(in: body).map(\.flattened).filter { !$0.isEmpty }
            if !texts.isEmpty { return Visible.line(texts.joined(separator: "; ")) }
        }
        return nil
    }

    /// What the service means by it, with its own advice. `time` is
    /// when it came by this computer's clock, in seconds since 1970.
    func meaning(knowsTime: Bool, at time: Int) -> (reason: Reason, advice: String?) {
        let status = response.status
        let retry = secondsToWait(at: time)
        if status == 429 || status == 403 && (retry != nil || response.headers["x-ratelimit-remaining"] == "0") {
            return (.rateLimit(seconds: retry), nil)
        }
        if knowsTime, status == 400 || status == 401 || status == 403, let skew = clockSkew(at: time) {
            return (.clockSkew(ahead: skew), nil)
        }
        let code = body.flatMap { body in api.code?.text(in: body) }
        // A page in place of an answer comes from a proxy or a web server in front, and says nothing of the request.
        let found = isPage ? nil : api.meanings.first { $0.fits(status: status, code: code, text: said ?? "") }
        if let found { return (reason(found.kind, at: time), found.hint) }
        return (reason(status: status), nil)
    }

    typealias Reason = UploadFailure.Reason

    private func reason(_ kind: Meaning.Kind, at time: Int) -> Reason {
        switch kind {
        case .badCredential: said?.saysExpired == true ? .expiredCredential : .badCredential
        case .expiredCredential: .expiredCredential
        case .missingScope: .missingScope(scope)
        case .notAllowed: .notAllowed
        case .duplicateKey: .duplicateKey(elsewhere: api.uniqueness == .service)
        case .duplicateName: .duplicateName("")
        case .keyRefused: .keyRefused
        case .nameRefused: .nameRefused("")
        case .quota: .quota
        case .clockSkew: .clockSkew(ahead: difference(at: time))
        case .rateLimit: .rateLimit(seconds: secondsToWait(at: time))
        case .oldVersion: .oldVersion
        }
    }

    /// What a status means everywhere.
    private func reason(status: Int) -> Reason {
        switch status {
        case 500...: .serverFailed(status: status)
        case 300..<400: .redirected(to: response.headers["location"].map { Visible.line($0) })
        case 401: said?.saysExpired == true ? .expiredCredential : .badCredential
        case _ where isPage: .notAnAnswer(status: status)
        case 403: .missingScope(scope)
        default: .refused(status: status)
        }
    }

    /// The scope that was needed, where a header or a list in the answer names it.
    private var scope: String? {
        for name in api.scopeHeaders {
            if let scope = response.headers[name], !scope.trimmed.isEmpty { return Visible.line(scope) }
        }
        return nil
    }

    /// The seconds that the service wants to be left alone for, up to a day.
    private func secondsToWait(at time: Int) -> Int? {
        let headers = response.headers
        let now = headers["date"].flatMap(HTTPDate.time) ?? time
        var seconds: Int?
        if let retry = headers["retry-after"]?.trimmed {
            seconds = Int(retry) ?? HTTPDate.time(retry).map { $0 - now }
        } else if response.status == 429 || (headers["x-ratelimit-remaining"] ?? headers["ratelimit-remaining"]) == "0",
            let reset = (headers["x-ratelimit-reset"] ?? headers["ratelimit-reset"]).flatMap({ Int($0) }),
            (0..<1 << 40).contains(reset)
        {
            // Some count from 1970, some from now.
            seconds = reset > 1_000_000_000 ? reset - now : reset
        }
        return seconds.map { min(max($0, 0), 86400) }
    }

    /// How far this computer's clock is ahead of the server's.
    private func difference(at time: Int) -> Int? {
        response.headers["date"].flatMap(HTTPDate.time).map { time - $0 }
    }

    /// The same, when it is more than signatures are allowed to be off: 300 s for CloudAPI and for EC2.
    private func clockSkew(at time: Int) -> Int? {
        difference(at: time).flatMap { abs($0) > 300 ? $0 : nil }
    }
}

extension String {
    /// Whether a refusal says that the credential was good once.
    fileprivate var saysExpired: Bool { lowercased().contains("expired") }
}
