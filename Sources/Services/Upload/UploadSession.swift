import SSHKey
import Support

/// The credential that is used, without its secrets.
public struct CredentialShape: Hashable, Sendable {
    /// Which of the service's credentials; the usual one when nil.
    public var id: String?
    /// Inputs of the service and of the credential, by id.
    public var values: [String: String]
    /// The key that signs, where requests are signed with one.
    public var signingKey: PublicKey?

    /// A credential of the service's usual kind, unless `id` names another.
    public init(id: String? = nil, values: [String: String] = [:], signingKey: PublicKey? = nil) {
        self.id = id
        self.values = values
        self.signingKey = signingKey
    }
}

/// What has to be computed when a request is sent.
public enum Authentication: Hashable, Sendable {
    /// Nothing but the secrets for the request's holes.
    case inRequest
    /// The headers of AWS Signature Version 4, which `SigV4` makes with the secret key.
    case awsSignature(SigV4.Scope)
    /// The header that `ExoscaleSignature` makes with the secret key.
    case exoscaleSignature(accessKey: String)
    /// The headers `Date` and `Authorization`, which `HTTPSignature` makes with a private key.
    case httpSignature(HTTPSignature.Signer)
}

/// One conversation with a service: where it is, what is known, and the requests that follow from that.
struct UploadSession: Hashable, Sendable {
    let api: API
    let credential: Credential
    let authentication: Authentication
    private(set) var base: String
    var values: Values
    /// What the key was asked to be for; empty where nobody said.
    private let use: String
    /// Whether the user named its host.
    let hasOwnHost: Bool
    private var version = 0

    init(_ api: API, _ shape: CredentialShape, _ address: String?) throws(UploadFailure.Reason) {
        guard let credential = api.credentials.first(where: { shape.id == nil || $0.id == shape.id }) else {
            throw .missingInput("credential")
        }
        self.api = api
        self.credential = credential
        use = shape.values["use"] ?? ""
        hasOwnHost = address?.isEmpty == false

        var values = Values()
        for input in api.inputs + credential.inputs {
            let given = Values(shape.values)
            let isSuperfluous = input.unless.map { given[$0] != nil } ?? false
            guard let value = given[input.id] ?? (isSuperfluous ? nil : input.fallback) else {
                guard input.isOptional || isSuperfluous else { throw .missingInput(input.label) }
                continue
            }
            if let expected = input.objection(to: value) { throw .badInput(input.label, expected: expected) }
            values[input.id] = value
        }
        if case .awsSignature = credential.authorization, values["region"]?.hasPrefix("cn-") == true {
            values["chinaSuffix"] = ".cn"
        }
        base = try api.endpoint.base(address, values)
        values["host"] = api.endpoint.place(base)
        if let version = api.versions.first { values.merge(version.values) }

        switch credential.authorization {
        case .header, .basic: authentication = .inRequest
        case .awsSignature(let service):
            authentication = .awsSignature(
                SigV4.Scope(accessKey: values["accessKey"] ?? "", region: values["region"] ?? "", service: service))
        case .exoscaleSignature: authentication = .exoscaleSignature(accessKey: values["accessKey"] ?? "")
        case .httpSignature:
            guard let key = shape.signingKey else { throw .missingInput("key to sign with") }
            let account = values["account"] ?? ""
            guard let signer = HTTPSignature.Signer(account: account, user: values["user"], key: key) else {
                throw .keyCannotSign(key.displayName)
            }
            authentication = .httpSignature(signer)
        }
        self.values = values
    }

    /// The rule for names of the dialect that is spoken.
    var nameRule: NameRule {
        (version < api.versions.count ? api.versions[version].name : nil) ?? api.name
    }

    var hasOlderVersion: Bool { version + 1 < api.versions.count }

    mutating func useOlderVersion() {
        version += 1
        values.merge(api.versions[version].values)
    }

    /// What is asked before all else, the login first.
    private var lookups: [(lookup: Lookup, isLogin: Bool)] {
        (credential.login.map { [($0, true)] } ?? []) + api.lookups.map { ($0, false) }
    }

    /// Takes from the answer to a lookup, by its number, what later requests need.
    mutating func take(lookup index: Int, from answer: Answer) throws(UploadFailure.Reason) {
        guard let body = answer.body else { throw .notAnAnswer(status: answer.response.status) }
        let lookup = lookups[index].lookup
        for (name, path) in lookup.values {
            guard let value = path.text(in: body, values) else { throw .incomplete(name) }
            values[name] = value
        }
        if let path = lookup.base {
            guard let address = path.text(in: body, values).flatMap({ try? Endpoint.address($0) }) else {
                throw .incomplete("address for keys" + (values["region"].map { " in the region \($0)" } ?? ""))
            }
            base = address
        }
    }
}

/// A page of a list.
struct ListPage: Hashable {
    var number = 1
    /// The cursor or the address that the page before gave.
    var place: String?
    /// The keys of the pages before.
    var seen = 0
    /// The ids of the page before: a service that knows no pages sends the same one again.
    var before: [String?] = []

    /// Whether a refusal says that there is no such page, which is how some lists end.
    func isEnd(_ answer: Answer) -> Bool { number > 1 && [404, 416].contains(answer.response.status) }
}

// MARK: - Requests and answers

extension UploadSession {
    /// The lookup of this number, and how it is recognized; nil when there are no more.
    func lookup(_ index: Int) throws(UploadFailure.Reason) -> (request: HTTPRequest, authentication: Authentication)? {
        guard index < lookups.count else { return nil }
        let (lookup, isLogin) = lookups[index]
        var request = try request(lookup.call, isLogin: isLogin)
        request.keeps = lookup.tokenHeader.map { .init($0, as: .sessionToken) }
        return (request, isLogin ? .inRequest : authentication)
    }

    /// The request that takes a key away.
    func removal(of uploaded: UploadedKey) throws(UploadFailure.Reason) -> HTTPRequest {
        // In a path these two would mean the list, or what is above it, however they are encoded (RFC 3986, 5.2.4).
        guard ![".", ".."].contains(uploaded.id) else { throw .incomplete("id that an address can hold") }
        var session = self
        session.values["id"] = uploaded.id
        session.values["name"] = uploaded.name
        return try session.request(api.delete)
    }

    /// What came back, unless nothing did.
    func answer(_ response: Result<HTTPResponse, HTTPFailure>) throws(UploadFailure.Reason) -> Answer {
        switch response {
        case .success(let response): return Answer(response, api)
        case .failure(let failure): throw .network(failure)
        }
    }

    /// What an answer that refuses means.
    func meaning(of answer: Answer, at time: Int) -> (reason: UploadFailure.Reason, advice: String?) {
        answer.meaning(knowsTime: credential.authorization.knowsTime, at: time)
    }

    /// The keys on a page of the list. An answer without the list isn't an empty one.
    func keys(in answer: Answer, at time: Int) throws(UploadFailure.Reason) -> [ListedKey] {
        guard let body = answer.body else { throw .notAnAnswer(status: answer.response.status) }
        guard let list = api.list.items.values(in: body).first else {
            guard let proof = api.list.proof, !proof.values(in: body).isEmpty else {
                throw .incomplete("list of keys")
            }
            return []
        }
        let entries: [JSON]
        switch (api.format, list) {
        case (.json, .array(let items)) where !api.list.isMap: entries = items
        case (.json, .object(let members)) where api.list.isMap: entries = members.map(\.value)
        // An element without children is read as its text.
        case (.xml, .string(let text)) where text.trimmed.isEmpty: entries = []
        case (.xml, .object(let members)): entries = members.flatMap(\.value.elements)
        default: throw .incomplete("list of keys")
        }
        guard entries.allSatisfy({ if case .object = $0 { true } else { false } }) else {
            throw .incomplete("list of keys")
        }
        return entries.map { entry in
            var key = ListedKey(entry, api.list.entry)
            key.defect = defect(of: entry, at: time)
            return key
        }
    }

    /// What makes a key useless for what was asked, as its entry in an answer says at `time`.
    func defect(of entry: JSON, at time: Int) -> KeyDefect? {
        api.list.defects.first { $0.applies(to: entry, use: use, at: time) }
    }

    func request(
        _ call: Call, isLogin: Bool = false, query: [(String, String)] = []
    ) throws(UploadFailure.Reason) -> HTTPRequest {
        guard var path = call.path.expanded(values, for: .url) else { throw missing(call.path) }
        for (name, value) in query { path += (path.contains("?") ? "&" : "?") + name + "=" + percentEncoded(value) }
        var headers = self.headers(isLogin: isLogin)
        headers += call.headers.compactMap { header in
            header.value.template(values, for: .plain).map { .init(header.name, $0) }
        }
        let hasType = call.headers.contains { $0.name == "Content-Type" }
        var body: Template?
        switch call.body {
        case .json(let json):
            guard let filled = json.filled(values) else { throw .incomplete("body") }
            if !hasType { headers.append(.init("Content-Type", "application/json")) }
            body = Template(filled.joined)
        case .form(let pattern):
            guard let filled = pattern.template(values, for: hasType ? .plain : .url) else { throw missing(pattern) }
            if !hasType {
                headers.append(.init("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"))
            }
            body = filled
        case nil: break
        }
        return HTTPRequest(call.method, base + path, headers: headers, body: body)
    }

    /// The request for a page of the list.
    func list(_ page: ListPage) throws(UploadFailure.Reason) -> HTTPRequest {
        let paging = api.list.paging
        var query: [(String, String)] = []
        if let size = paging.size, let count = paging.count { query.append((size, String(count))) }
        switch paging.kind {
        case .none: break
        case .total, .pages, .open, .link, .sign:
            if let name = paging.page, page.number > 1 { query.append((name, String(page.number))) }
        case .cursor, .marker:
            if let name = paging.page, let place = page.place { query.append((name, place)) }
            if let hole = paging.body {
                var session = self
                session.values[hole] = page.place
                return try session.request(api.list.call, query: query)
            }
        case .address:
            guard let place = page.place else { break }
            var request = try request(api.list.call)
            request.url = place
            return request
        }
        return try request(api.list.call, query: query)
    }

    /// Where the list goes on after this answer; nil when it doesn't.
    func page(
        after page: ListPage, _ answer: Answer, _ entries: [ListedKey]
    ) throws(UploadFailure.Reason) -> ListPage? {
        let paging = api.list.paging
        guard !entries.isEmpty, page.number < Paging.mostPages else { return nil }
        let seen = page.seen + entries.count
        var following = ListPage(number: page.number + 1, seen: seen, before: entries.map(\.id))
        let next = answer.body.flatMap { body in paging.next?.text(in: body) }
        let isFull = entries.count >= paging.count ?? .max
        switch paging.kind {
        case .none: return nil
        case .total: return next.flatMap { Int($0) }.map { seen < $0 } ?? isFull ? following : nil
        case .pages: return next.flatMap { Int($0) }.map { page.number < $0 } ?? isFull ? following : nil
        case .open: return isRepeated(entries, on: page) ? nil : following
        case .link:
            let link = answer.response.headers["link"] ?? ""
            return link.contains("rel=\"next\"") || link.contains("rel=next") ? following : nil
        case .sign: return next.map { _ in following }
        case .cursor: following.place = next
        case .marker: following.place = next.flatMap { _ in entries.last?.name }
        case .address:
            guard let next else { return nil }
            guard let address = resolve(next) else { throw .redirected(to: Visible.line(next)) }
            following.place = address
        }
        return following.place.map { _ in following }
    }

    /// Whether a service that knows no pages has sent the one before again.
    func isRepeated(_ entries: [ListedKey], on page: ListPage) -> Bool {
        page.number > 1 && api.list.paging.kind == .open && page.before == entries.map(\.id)
    }

    func poll(_ address: String) -> HTTPRequest {
        HTTPRequest(.get, address, headers: headers(isLogin: false))
    }

    /// The address that an answer refers to, when it is on the same server: credentials go nowhere else.
    func resolve(_ reference: String) -> String? {
        guard let origin = WebAddress(base)?.origin else { return nil }
        if reference.hasPrefix("/"), !reference.hasPrefix("//") {
            return WebAddress(origin + reference) == nil ? nil : origin + reference
        }
        return WebAddress(reference)?.origin == origin ? reference : nil
    }

    /// The requests of a run, as far as they can be told before any answer.
    func preview(name: String, key: String) -> [(HTTPRequest, Authentication)] {
        var session = self
        for (lookup, _) in lookups {
            for name in lookup.values.keys { session.values[name] = "\(name)-from-the-answer" }
        }
        session.values["name"] = name
        session.values["key"] = key
        session.values["keyBase64"] = base64(Array(key.utf8))
        var requests: [(HTTPRequest, Authentication)] = []
        for (lookup, isLogin) in lookups {
            guard let request = try? session.request(lookup.call, isLogin: isLogin) else { continue }
            requests.append((request, isLogin ? .inRequest : authentication))
            if lookup.base != nil { session.base = "<address-from-the-answer>" }
        }
        if let list = try? session.list(ListPage()) { requests.append((list, authentication)) }
        if let create = try? session.request(api.create.call) { requests.append((create, authentication)) }
        return requests
    }

    private func headers(isLogin: Bool) -> [HTTPRequest.Header] {
        var headers: [HTTPRequest.Header] = []
        let own = isLogin ? [] : api.headers
        if !own.contains(where: { $0.name == "Accept" }) {
            headers.append(.init("Accept", api.format == .json ? "application/json" : "application/xml"))
        }
        headers += own.compactMap { header in
            header.value.template(values, for: .plain).map { .init(header.name, $0) }
        }
        // GitHub answers nobody without it.
        headers.append(.init("User-Agent", "keywizard"))
        guard !isLogin else { return headers }
        switch credential.authorization {
        case .header(let name, let pattern):
            if let value = pattern.template(values, for: .plain) { headers.append(.init(name, value)) }
        case .basic(let user, let role):
            if let user = user.expanded(values) {
                headers.append(.init("Authorization", Template([.text("Basic "), .basic(user: user, role)])))
            }
        case .awsSignature, .exoscaleSignature, .httpSignature: break
        }
        return headers
    }

    private func missing(_ pattern: Pattern) -> UploadFailure.Reason {
        let name = pattern.needs.first { values[$0] == nil }
        let input = (api.inputs + credential.inputs).first { $0.id == name }
        return .missingInput(input?.label ?? name ?? "")
    }
}

extension JSON {
    /// The JSON text with the patterns in its strings filled in. A member whose pattern has no value is left out; nil
    /// when nothing is left.
    fileprivate func filled(_ values: Values) -> [Template.Part]? {
        switch self {
        case .null: return [.text("null")]
        case .bool, .number: return [.text(text ?? "")]
        case .string(let text) where text.hasPrefix("{#") && text.hasSuffix("}"):
            // A number: digits that stand without quotation marks.
            let value = values[String(text.dropFirst(2).dropLast())]
            return value.flatMap { Int($0) }.map { [.text(String($0))] }
        case .string(let text):
            guard let template = Pattern(text)?.template(values, for: .json) else { return nil }
            return [.text("\"")] + template.parts + [.text("\"")]
        case .array(let items):
            let parts = items.compactMap { $0.filled(values) }
            return [.text("[")] + parts.joined(separator: [.text(",")]) + [.text("]")]
        case .object(let members):
            let parts: [[Template.Part]] = members.compactMap { member in
                member.value.filled(values).map { [.text("\"\(JSON.escaped(member.name))\":")] + $0 }
            }
            guard members.isEmpty || !parts.isEmpty else { return nil }
            return [.text("{")] + parts.joined(separator: [.text(",")]) + [.text("}")]
        }
    }
}
