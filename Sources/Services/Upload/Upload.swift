import SSHKey
import Support

/// The way of a public key to a service, as a machine: each step is a request or a wait, and what comes back decides
/// the next one. The sequence is always the same: the key is checked here, the keys that are there are listed and compared,
/// the key is created, and the answer, or the list again, has to confirm it.
public struct Upload: Hashable, Sendable {
    /// The next step of the upload's driver.
    public enum Step: Hashable, Sendable {
        /// Send a request, signed or filled as the authentication says; its answer is due to `receive`.
        case send(HTTPRequest, Authentication)
        /// Nothing is to be done for some seconds; then `waited()` is due.
        case wait(seconds: Int)
        /// Nothing more: the outcome.
        case finished(UploadOutcome)
    }

    /// What is going on, for people.
    public enum Phase: Hashable, Sendable {
        /// Exchanging the credential for a session, or asking what the requests need.
        case signingIn
        /// Reading the list of keys that are there.
        case looking
        /// Creating the key.
        case adding
        /// How far a service's own work may be, from 0 to 1, by the time that it may take.
        case working(progress: Double)
        /// Reading the list again, to see that the key is in it.
        case confirming
        /// The outcome is known.
        case finished
    }

    /// What to do next; it changes with `receive` and `waited`.
    public private(set) var step: Step = .wait(seconds: 0)
    /// What to show meanwhile.
    public private(set) var phase = Phase.looking

    let service: Service
    let key: PublicKey
    /// The name that was asked for.
    let wantedName: String
    private var session: UploadSession?
    private var state = State.finished
    /// The name that is used, after the service's rules.
    private(set) var name = ""
    private var takenNames: Set<String> = []
    private var namesTried = 1

    private enum State: Hashable {
        case lookup(Int)
        case listing(Listed)
        case creating
        case working(Work)
        case finished
    }

    /// A list on its way, page by page.
    private struct Listed: Hashable {
        enum Purpose: Hashable {
            case compare
            /// The key was created, with that id if it is known.
            case confirm(id: String?)
            /// The service says that it has the key.
            case find(Refusal)
            /// Nobody knows whether the key was created. `isPending` where the service may still be working on it.
            case settle(Refusal, isPending: Bool)
        }

        var purpose: Purpose
        var page = ListPage()
        var names: Set<String> = []
        /// The names of keys that the list doesn't show: any of them may be this one.
        var hidden: Set<String> = []
        /// The key, where it can't be used as it is there.
        var useless: UploadFailure.Useless?
    }

    /// Why a request came to nothing, kept while the list is read.
    private struct Refusal: Hashable {
        var reason: UploadFailure.Reason
        var said: String?
        var advice: String?
    }

    /// A task of the service.
    private struct Work: Hashable {
        var address: String
        var elapsed = 0
    }

    /// Names that the service finds taken although its list doesn't have them are varied as often as this.
    private static let mostNames = 5

    /// `name` is what the key should be called there; its comment by default. `address` is the host, or the whole
    /// address, where that isn't the usual one.
    public init(
        to service: Service, key: PublicKey, name: String? = nil, with credential: CredentialShape = CredentialShape(),
        at address: String? = nil
    ) {
        self.service = service
        self.key = key
        wantedName = [name ?? "", key.comment].first { !$0.trimmed.isEmpty } ?? "keywizard"
        do throws(UploadFailure.Reason) {
            guard let api = service.api else { throw .byHandOnly }
            if let refusal = service.keys.refusal(of: key) { throw refusal }
            let session = try UploadSession(api, credential, address)
            self.session = session
            try look(up: 0)
        } catch {
            fail(error)
        }
    }

    /// What a response, or its absence, means; `time` is when it came, in seconds since 1970.
    public mutating func receive(_ response: Result<HTTPResponse, HTTPFailure>, at time: Int) {
        guard case .send = step, let session else { return }
        do throws(UploadFailure.Reason) {
            try receive(session.answer(response), at: time)
        } catch {
            stop(Refusal(reason: error))
        }
    }

    /// The wait is over.
    public mutating func waited() {
        guard case .wait = step, case .working(let work) = state, let session else { return }
        step = .send(session.poll(work.address), session.authentication)
    }

    /// The requests that a run may send, with names instead of what only answers tell, for showing.
    public var preview: [(request: HTTPRequest, authentication: Authentication)] {
        guard let session else { return [] }
        return session.preview(name: proposedName, key: line(named: proposedName))
    }

    /// The request that takes the key away again, once it is there.
    public func removal(of uploaded: UploadedKey) -> (request: HTTPRequest, authentication: Authentication)? {
        guard let session, let request = try? session.removal(of: uploaded) else { return nil }
        return (request, session.authentication)
    }
}

// MARK: - The sequence

extension Upload {
    private mutating func receive(_ answer: Answer, at time: Int) throws(UploadFailure.Reason) {
        guard answer.isSuccess else { return try refused(answer, at: time) }
        switch state {
        case .lookup(let index):
            try session?.take(lookup: index, from: answer)
            try look(up: index + 1)
        case .listing(let listed): try receive(page: answer, of: listed, at: time)
        case .creating: try created(answer, at: time)
        case .working(let work): try worked(answer, work)
        case .finished: break
        }
    }

    private mutating func look(up index: Int) throws(UploadFailure.Reason) {
        guard let lookup = try session?.lookup(index) else { return try list(Listed(purpose: .compare)) }
        phase = .signingIn
        state = .lookup(index)
        step = .send(lookup.request, lookup.authentication)
    }

    private mutating func list(_ listed: Listed) throws(UploadFailure.Reason) {
        guard let session else { return }
        phase = listed.purpose == .compare ? .looking : .confirming
        state = .listing(listed)
        step = .send(try session.list(listed.page), session.authentication)
    }

    private mutating func receive(
        page answer: Answer, of listed: Listed, at time: Int
    ) throws(UploadFailure.Reason) {
        guard let session else { return }
        let entries = try session.keys(in: answer, at: time)
        let same = entries.filter { $0.likeness(to: key) == .same }
        if let entry = same.first(where: { $0.defect == nil }) {
            let uploaded = uploaded(id: entry.id, name: entry.name)
            switch listed.purpose {
            case .confirm, .settle: return finish(.created(uploaded))
            case .compare, .find: return finish(.alreadyThere(uploaded))
            }
        }
        // A list that shows no keys still shows that there is one of the new id.
        if case .confirm(let id?) = listed.purpose,
            let entry = entries.first(where: {
                $0.id.map { $0.utf8.elementsEqual(id.utf8) } == true && $0.likeness(to: key) == .unknown
            })
        {
            return finish(.created(uploaded(id: id, name: entry.name ?? name)))
        }
        var listed = listed
        listed.names.formUnion(entries.compactMap(\.name))
        listed.hidden.formUnion(entries.filter { $0.likeness(to: key) == .unknown }.compactMap(\.name))
        if listed.useless == nil { listed.useless = same.first.flatMap(UploadFailure.Useless.init) }
        if let next = try session.page(after: listed.page, answer, entries) {
            listed.page = next
            return try list(listed)
        }
        try end(listed)
    }

    /// The list was read to its end, and no key in it can be used.
    private mutating func end(_ listed: Listed) throws(UploadFailure.Reason) {
        if let useless = listed.useless { return fail(useless) }
        switch listed.purpose {
        case .compare:
            // Another name for what may be the same key would be a second one.
            guard !listed.hidden.contains(proposedName) else { return fail(.duplicateName(proposedName)) }
            takenNames = listed.names
            try create()
        case .confirm: throw .notConfirmed
        case .find(let refusal): fail(refusal)
        case .settle(let refusal, let isPending): fail(refusal, fate: isPending ? .notYetThere : .notAdded)
        }
    }

    private mutating func create() throws(UploadFailure.Reason) {
        name = proposedName
        session?.values["name"] = name
        let line = line(named: name)
        session?.values["key"] = line
        session?.values["keyBase64"] = base64(Array(line.utf8))
        guard let session else { return }
        phase = .adding
        state = .creating
        step = .send(try session.request(session.api.create.call), session.authentication)
    }

    private mutating func created(_ answer: Answer, at time: Int) throws(UploadFailure.Reason) {
        guard let session else { return }
        let rule = session.api.create
        if let task = rule.task, answer.response.status == task.status {
            let addresses = [answer.response.headers["location"], answer.body.flatMap { task.address.text(in: $0) }]
            guard let address = addresses.lazy.compactMap({ $0.flatMap(session.resolve) }).first else {
                throw .incomplete("address of its task")
            }
            return wait(for: Work(address: address), task)
        }
        guard let body = answer.body else { throw .notAnAnswer(status: answer.response.status) }
        var entry = ListedKey(body, rule.entry)
        entry.defect = session.defect(of: body, at: time)
        switch entry.likeness(to: key) {
        case .same where entry.defect != nil: UploadFailure.Useless(entry).map { fail($0) }
        case .same: finish(.created(uploaded(id: entry.id, name: entry.name ?? name)))
        case .different: throw .notConfirmed
        case .unknown: try list(Listed(purpose: .confirm(id: entry.id)))
        }
    }

    private mutating func wait(for work: Work, _ task: TaskRule) {
        phase = .working(progress: min(Double(work.elapsed) / Double(task.limit), 1))
        state = .working(work)
        step = .wait(seconds: task.interval)
    }

    private mutating func worked(_ answer: Answer, _ work: Work) throws(UploadFailure.Reason) {
        guard let task = session?.api.create.task else { return }
        guard let body = answer.body else { throw .notAnAnswer(status: answer.response.status) }
        guard let state = task.state.text(in: body) else { throw .incomplete("state of its task") }
        if task.done.contains(state) {
            return try list(Listed(purpose: .confirm(id: task.id?.text(in: body))))
        }
        guard task.pending.contains(state) else { return fail(.taskFailed, said: answer.said) }
        var work = work
        work.elapsed += task.interval
        guard work.elapsed < task.limit else { throw .taskTimedOut(seconds: task.limit) }
        wait(for: work, task)
    }

    private mutating func refused(_ answer: Answer, at time: Int) throws(UploadFailure.Reason) {
        guard let session else { return }
        if case .listing(let listed) = state, listed.page.isEnd(answer) { return try end(listed) }
        var (reason, advice) = session.meaning(of: answer, at: time)
        switch (reason, state) {
        case (.oldVersion, _) where session.hasOlderVersion:
            self.session?.useOlderVersion()
            if case .listing(let listed) = state { return try list(Listed(purpose: listed.purpose)) }
            return try list(Listed(purpose: .compare))
        case (.duplicateName, .creating):
            takenNames.insert(name)
            if namesTried < Self.mostNames {
                namesTried += 1
                return try create()
            }
            reason = .duplicateName(name)
        case (.duplicateKey, .creating):
            // It wasn't in the list, so it is in another account; or it came there in the meantime.
            return try list(Listed(purpose: .find(Refusal(reason: reason, said: answer.said, advice: advice))))
        case (.nameRefused, _): reason = .nameRefused(name)
        default: break
        }
        stop(Refusal(reason: reason, said: answer.said, advice: advice))
    }

    /// Ends the upload, unless nobody knows whether the key was created: then the list is asked before anything is said.
    private mutating func stop(_ refusal: Refusal) {
        do throws(UploadFailure.Reason) {
            switch state {
            case .creating where refusal.reason.leavesOutcomeOpen:
                try list(Listed(purpose: .settle(refusal, isPending: false)))
            case .working where refusal.reason != .taskFailed && refusal.reason != .network(.cancelled):
                try list(Listed(purpose: .settle(refusal, isPending: true)))
            case .creating where refusal.reason == .network(.cancelled),
                .working where refusal.reason == .network(.cancelled):
                fail(refusal, fate: .unknown)
            case .listing(let listed):
                switch listed.purpose {
                case .compare: fail(refusal)
                case .confirm: fail(refusal, fate: refusal.reason == .notConfirmed ? nil : .unconfirmed)
                case .find(let first): fail(first)
                case .settle(let first, _): fail(first, fate: .unknown)
                }
            default: fail(refusal)
            }
        } catch {
            fail(error)
        }
    }
}

// MARK: - Names and endings

extension Upload {
    /// The name that the key will have, if the service agrees.
    public var proposedName: String {
        guard var rule = session?.nameRule else { return wantedName }
        // The service has found one taken, whatever its rules are.
        if namesTried > 1 { rule.isUnique = true }
        return rule.name(for: wantedName, taken: takenNames)
    }

    /// The line that is sent; some servers fail on a key without a comment.
    private func line(named name: String) -> String {
        var key = key
        if key.comment.isEmpty { key.comment = name }
        return key.line
    }

    private func uploaded(id: String?, name: String?) -> UploadedKey {
        UploadedKey(service: service.name, name: name, id: id, fingerprint: key.fingerprint(.sha256))
    }

    private mutating func finish(_ outcome: UploadOutcome) {
        phase = .finished
        state = .finished
        step = .finished(outcome)
    }

    private mutating func fail(_ reason: UploadFailure.Reason, said: String? = nil, advice: String? = nil) {
        fail(Refusal(reason: reason, said: said, advice: advice))
    }

    private mutating func fail(_ useless: UploadFailure.Useless) {
        fail(.useless(useless.kind, name: useless.name), advice: useless.hint)
    }

    private mutating func fail(_ refusal: Refusal, fate: UploadFailure.Fate? = nil) {
        var failure = UploadFailure(
            refusal.reason, of: service, session, said: refusal.said, advice: refusal.advice)
        failure.fate = fate
        finish(.failed(failure))
    }
}
