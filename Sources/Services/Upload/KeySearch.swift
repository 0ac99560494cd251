import SSHKey

/// Which of some keys a service has, as a machine: its list is read page by page and compared. Nothing is changed there.
public struct KeySearch: Hashable, Sendable {
    /// What is to be done next.
    public enum Step: Hashable, Sendable {
        /// A request is to be sent, recognized like that.
        case send(HTTPRequest, Authentication)
        /// There is nothing left to do.
        case finished(Outcome)
    }

    /// The result.
    public enum Outcome: Hashable, Sendable {
        /// Those of the keys that the service has.
        case found([UploadedKey])
        /// Nothing is known, and why.
        case failed(UploadFailure)
    }

    /// What is to be done now.
    public private(set) var step = Step.finished(.found([]))

    private let service: Service
    private let keys: [PublicKey]
    /// What is known of the service so far; what was looked up stays for other requests.
    private(set) var session: UploadSession?
    private var state = State.lookup(0)
    private var found: [UploadedKey] = []
    /// Whether the list has keys that it doesn't show.
    private var hidesKeys = false

    private enum State: Hashable {
        case lookup(Int)
        case page(ListPage)
    }

    /// `address` is the host, or the whole address, where that isn't the usual one.
    public init(
        for keys: [PublicKey], at service: Service, with credential: CredentialShape = CredentialShape(),
        address: String? = nil
    ) {
        (self.service, self.keys) = (service, keys)
        do throws(UploadFailure.Reason) {
            guard let api = service.api else { throw .byHandOnly }
            session = try UploadSession(api, credential, address)
            try look(up: 0)
        } catch {
            fail(error)
        }
    }

    /// What a response, or its absence, means; `time` is when it came, in seconds since 1970.
    public mutating func receive(_ response: Result<HTTPResponse, HTTPFailure>, at time: Int) {
        guard case .send = step, let session else { return }
        do throws(UploadFailure.Reason) {
            let answer = try session.answer(response)
            if answer.isSuccess { try take(answer, at: time) } else { try refused(answer, at: time) }
        } catch {
            fail(error)
        }
    }

    private mutating func take(_ answer: Answer, at time: Int) throws(UploadFailure.Reason) {
        guard let session else { return }
        switch state {
        case .lookup(let index):
            try self.session?.take(lookup: index, from: answer)
            try look(up: index + 1)
        case .page(let page):
            let entries = try session.keys(in: answer, at: time)
            guard !session.isRepeated(entries, on: page) else { return try end() }
            hidesKeys = hidesKeys || entries.contains { entry in keys.contains { entry.likeness(to: $0) == .unknown } }
            for entry in entries {
                guard let key = keys.first(where: { entry.likeness(to: $0) == .same }) else { continue }
                found.append(
                    UploadedKey(
                        service: service.name, name: entry.name, id: entry.id, fingerprint: key.fingerprint(.sha256)))
            }
            guard let next = try session.page(after: page, answer, entries) else { return try end() }
            try list(next)
        }
    }

    /// The list was read to its end. Where it doesn't show its keys, nothing is known of those that weren't found.
    private mutating func end() throws(UploadFailure.Reason) {
        guard !found.isEmpty || !hidesKeys else { throw .incomplete("keys to compare with") }
        step = .finished(.found(found))
    }

    private mutating func look(up index: Int) throws(UploadFailure.Reason) {
        guard let lookup = try session?.lookup(index) else { return try list(ListPage()) }
        state = .lookup(index)
        step = .send(lookup.request, lookup.authentication)
    }

    private mutating func list(_ page: ListPage) throws(UploadFailure.Reason) {
        guard let session else { return }
        state = .page(page)
        step = .send(try session.list(page), session.authentication)
    }

    private mutating func refused(_ answer: Answer, at time: Int) throws(UploadFailure.Reason) {
        guard let session else { return }
        if case .page(let page) = state, page.isEnd(answer) {
            return try end()
        }
        let (reason, advice) = session.meaning(of: answer, at: time)
        if reason == .oldVersion, session.hasOlderVersion {
            self.session?.useOlderVersion()
            found = []
            return try list(ListPage())
        }
        fail(reason, said: answer.said, advice: advice)
    }

    private mutating func fail(_ reason: UploadFailure.Reason, said: String? = nil, advice: String? = nil) {
        step = .finished(.failed(UploadFailure(reason, of: service, session, said: said, advice: advice)))
    }
}

extension UploadFailure {
    /// A failure at a service, with what is known of the credential that was used.
    init(
        _ reason: Reason, of service: Service, _ session: UploadSession?, said: String? = nil, advice: String? = nil,
        isOfRemoval: Bool = false
    ) {
        let credential = session?.credential ?? service.api?.credentials.first
        self.init(
            reason: reason, service: service.name, credential: credential?.name ?? "credential",
            credentialPage: credential?.page.flatMap {
                Endpoint.page($0, session?.values ?? Values(), at: session?.base)
            },
            scope: isOfRemoval ? credential?.removalScope ?? credential?.scope : credential?.scope,
            isOfRemoval: isOfRemoval, hasOwnHost: session?.hasOwnHost ?? false, said: said, advice: advice)
    }
}
