import SSHKey

/// The removal of a key from a service, as a machine: the keys that are there are compared, those that are this one are
/// deleted by their ids, and the list again has to show that they are gone. No other key is touched.
public struct KeyRemoval: Hashable, Sendable {
    /// The result.
    public enum Outcome: Hashable, Sendable {
        /// These were there, and aren't any more.
        case removed([UploadedKey])
        /// The service doesn't have the key.
        case notThere
        /// The key may still be there, and why.
        case failed(UploadFailure)
    }

    /// What is to be done next.
    public enum Step: Hashable, Sendable {
        /// A request is to be sent, recognized like that.
        case send(HTTPRequest, Authentication)
        /// The service has a task to end first; then `waited()` is due.
        case wait(seconds: Int)
        /// There is nothing left to do.
        case finished(Outcome)
    }

    /// What is to be done now.
    public private(set) var step = Step.finished(.notThere)

    private let key: PublicKey
    private let service: Service
    private let credential: CredentialShape
    private let address: String?
    private var search: KeySearch
    private var state = State.searching
    private var checks = 0
    /// What a service said that finds no such key to delete: it is gone already, or this credential may not.
    private var doubt: UploadFailure?

    private enum State: Hashable {
        case searching
        case deleting([UploadedKey], rest: [UploadedKey])
        case checking([UploadedKey])
    }

    /// Services that delete behind the scenes are asked as often as this, at most, and so long after one another.
    private static let (mostChecks, pause) = (10, 3)

    /// `address` is the host, or the whole address, where that isn't the usual one.
    public init(
        of key: PublicKey, from service: Service, with credential: CredentialShape = CredentialShape(),
        address: String? = nil
    ) {
        (self.key, self.service, self.credential, self.address) = (key, service, credential, address)
        search = KeySearch(for: [key], at: service, with: credential, address: address)
        follow()
    }

    /// What a response, or its absence, means; `time` is when it came, in seconds since 1970.
    public mutating func receive(_ response: Result<HTTPResponse, HTTPFailure>, at time: Int) {
        guard case .send = step else { return }
        guard case .deleting(let all, let rest) = state else {
            search.receive(response, at: time)
            return follow()
        }
        switch response {
        case .failure(let failure): fail(.network(failure))
        case .success(let response):
            guard let session = search.session else { return fail(.byHandOnly) }
            let answer = Answer(response, session.api)
            if !answer.isSuccess {
                let (reason, advice) = session.meaning(of: answer, at: time)
                let failure = UploadFailure(
                    reason, of: service, session, said: answer.said, advice: advice, isOfRemoval: true)
                guard response.status == 404 else {
                    step = .finished(.failed(failure))
                    return
                }
                doubt = failure
            }
            delete(rest, of: all)
        }
    }

    /// The wait is over.
    public mutating func waited() {
        guard case .wait = step else { return }
        search = KeySearch(for: [key], at: service, with: credential, address: address)
        follow()
    }

    private mutating func follow() {
        switch search.step {
        case .send(let request, let authentication): step = .send(request, authentication)
        case .finished(.failed(let failure)): step = .finished(.failed(failure))
        case .finished(.found(let found)):
            switch state {
            case .searching where found.isEmpty: step = .finished(.notThere)
            case .searching: delete(found, of: found)
            case .checking(let all) where found.isEmpty: step = .finished(.removed(all))
            case .checking:
                checks += 1
                if let doubt {
                    step = .finished(.failed(doubt))
                } else if checks < Self.mostChecks {
                    step = .wait(seconds: Self.pause)
                } else {
                    fail(.stillThere)
                }
            case .deleting: break
            }
        }
    }

    private mutating func delete(_ keys: [UploadedKey], of all: [UploadedKey]) {
        guard let next = keys.first else {
            state = .checking(all)
            search = KeySearch(for: [key], at: service, with: credential, address: address)
            return follow()
        }
        state = .deleting(all, rest: Array(keys.dropFirst()))
        guard let session = search.session else { return fail(.byHandOnly) }
        do throws(UploadFailure.Reason) {
            step = .send(try session.removal(of: next), session.authentication)
        } catch {
            fail(error)
        }
    }

    private mutating func fail(_ reason: UploadFailure.Reason) {
        step = .finished(.failed(UploadFailure(reason, of: service, search.session)))
    }
}

extension KeyRemoval.Outcome {
    /// What was done or found: lower case, no full stop.
    public func message(at service: String) -> String {
        switch self {
        case .removed(let keys):
            let names = keys.compactMap(\.shownName).map { "“\($0)”" }
            return "removed the old key" + (names.isEmpty ? "" : " " + names.joined(separator: ", "))
                + " from \(service)"
        case .notThere: return "\(service) doesn't have the old key"
        case .failed(let failure): return failure.message
        }
    }

    /// What to do; nil where nothing is to be done.
    public var hint: String? {
        if case .failed(let failure) = self { failure.hint } else { nil }
    }
}
