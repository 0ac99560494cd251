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
            case .json: JSON.parse(response.body.withoutGuard) ?? response.plainText.map(JSON.string)
            case .xml: JSON.parse(xml: response.body)
            }
    }

    /// Whether there is a body of another kind than the service's.
    private var isPage: Bool { body == nil && !response.body.isEmpty }

    var isSuccess: Bool {
        let refuses = body.flatMap { body in api.refusal.map { !$0.values(in: body).isEmpty } } ?? false
        return (200..<300).contains(response.status) && !refuses
    }

    /// The service's words, fit to be shown: its message, what it says of single fields, and details.
    var said: String? {
        guard let body else { return nil }
        if case .string(let text) = body { return text.trimmed.isEmpty ? nil : Visible.line(text) }
        func texts(_ path: JSONPath) -> [String] { path.values(in: body).map(\.flattened) }
        var all = api.words.lazy.map(texts).first { $0.contains { !$0.isEmpty } } ?? []
        all += faults.map(\.text) + api.details.flatMap(texts)
        // What is part of another one is said once.
        let words = all.filter { !$0.isEmpty }.reduce(into: [String]()) { said, text in
            guard !said.contains(where: { $0.contains(text) }) else { return }
            said.removeAll { text.contains($0) }
            said.append(text)
        }
        return words.isEmpty ? nil : Visible.line(words.joined(separator: "; "))
    }

    /// What it says of single fields of the request: the field, and the words about it.
    private var faults: [(field: String?, text: String)] {
        guard let body, let rule = api.faults else { return [] }
        return rule.items.values(in: body).flatMap(\.elements).map { item in
            let field = rule.field.text(in: item)
            let words = rule.words.flatMap { $0.values(in: item).map(\.flattened) }.filter { !$0.isEmpty }
            let text = words.isEmpty ? rule.code?.text(in: item) ?? "" : words.joined(separator: ", ")
            // “key is already in use” names its field itself.
            guard let field, !text.lowercased().contains(field.lowercased()) else { return (field, text) }
            return (field, text.isEmpty ? field : field + ": " + text)
        }
    }

    /// The fields of the request that it names.
    private var fields: Set<String> {
        var names = Set(faults.compactMap(\.field))
        for case .object(let members) in api.fields.flatMap({ path in body.map { path.values(in: $0) } ?? [] }) {
            names.formUnion(members.map(\.name))
        }
        return names
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
        let (fields, said) = (fields, said ?? "")
        let found =
            isPage ? nil : api.meanings.first { $0.fits(status: status, code: code, fields: fields, text: said) }
        if let found { return (reason(found, at: time), found.hint) }
        return (reason(status: status), nil)
    }

    typealias Reason = UploadFailure.Reason

    private func reason(_ meaning: Meaning, at time: Int) -> Reason {
        switch meaning.kind {
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
        case .inputRefused: .inputRefused(api.label(ofInput: meaning.input ?? ""))
        case .accountBlocked: .accountBlocked
        case .actionNeeded: .actionNeeded
        case .addressRefused: .addressRefused
        case .busy: .busy
        }
    }

    /// What a status means everywhere.
    private func reason(status: Int) -> Reason {
        switch status {
        case 500...: .serverFailed(status: status)
        case 300..<400: .redirected(to: response.headers["location"].map { Visible.line($0) })
        case _ where isPage: .notAnAnswer(status: status)
        case 401: said?.saysExpired == true ? .expiredCredential : .badCredential
        // Some services hide what a credential may not see.
        case 403 where scope != nil, 404 where scope != nil: .missingScope(scope)
        case 403: .notAllowed
        case 423: .busy
        default: .refused(status: status)
        }
    }

    /// The scope that was needed, where a header or the answer names it, and the credential isn't said to have it.
    private var scope: String? {
        if let body, let path = api.scope {
            let scopes = path.values(in: body).flatMap(\.elements).compactMap(\.text)
            if !scopes.isEmpty { return Visible.line(scopes.joined(separator: ", ")) }
        }
        func list(_ name: String) -> [String] {
            (response.headers[name] ?? "").split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
        }
        let granted = list("x-oauth-scopes")
        let needed = api.scopeHeaders.lazy.map(list).first { !$0.isEmpty } ?? []
        guard !needed.isEmpty, !needed.contains(where: granted.contains) else { return nil }
        return Visible.line(needed.joined(separator: ", "))
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

extension [UInt8] {
    /// Without the line that Gerrit puts before its JSON, so that no page can run it as a script.
    fileprivate var withoutGuard: [UInt8] { starts(with: ")]}'".utf8) ? Array(dropFirst(4)) : self }
}

extension HTTPResponse {
    /// The words of a refusal that says to be plain text.
    fileprivate var plainText: String? {
        guard status >= 400, headers["content-type"]?.lowercased().hasPrefix("text/plain") == true else { return nil }
        return String(decoding: body, as: UTF8.self)
    }
}

extension String {
    /// Whether a refusal says that the credential was good once.
    fileprivate var saysExpired: Bool {
        let text = lowercased()
        // “invalid, expired, or not supported” says nothing of the kind.
        return text.contains("expired") && !["invalid", "revoked", "not expired"].contains(where: text.contains)
    }
}
