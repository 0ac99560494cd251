import SSHKey
import Testing

@testable import Services

/// An upload that is given answers by the test, and what it sent.
struct Conversation {
    /// Sat, 21 Nov 2026 01:22:22 GMT.
    static let now = 1_795_224_142

    var upload: Upload
    private(set) var requests: [HTTPRequest] = []

    init(
        _ service: Service, _ key: PublicKey = Sample.ed25519, name: String? = "laptop",
        with credential: CredentialShape = CredentialShape(), at address: String? = nil
    ) {
        upload = Upload(to: service, key: key, name: name, with: credential, at: address)
    }

    /// The request that waits for an answer, as text.
    var request: String {
        guard case .send(let request, let authentication) = upload.step else { return "\(upload.step)" }
        return request.dryRun(authentication)
    }

    var outcome: UploadOutcome? {
        guard case .finished(let outcome) = upload.step else { return nil }
        return outcome
    }

    var failure: UploadFailure? {
        guard case .failed(let failure) = outcome else { return nil }
        return failure
    }

    mutating func answer(
        _ status: Int, _ body: String = "", _ headers: [String: String] = [:], at time: Int = now,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard case .send(let request, _) = upload.step else {
            Issue.record("no request waits: \(upload.step)", sourceLocation: sourceLocation)
            return
        }
        requests.append(request)
        upload.receive(.success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8))), at: time)
    }

    mutating func answer(_ failure: HTTPFailure) {
        upload.receive(.failure(failure), at: Self.now)
    }
}

/// A refusal of a service, and what it has to mean.
struct Refusal: CustomTestStringConvertible {
    var status: Int
    var body: String
    var headers: [String: String]
    var reason: UploadFailure.Reason

    init(_ status: Int, _ body: String, _ reason: UploadFailure.Reason) {
        self.init(status, body, [:], reason)
    }

    init(_ status: Int, _ body: String, _ headers: [String: String], _ reason: UploadFailure.Reason) {
        self.status = status
        self.body = body
        self.headers = headers
        self.reason = reason
    }

    var testDescription: String { "\(status) \(body.prefix(60))" }
}

func created(_ service: Service, name: String? = "laptop", id: String?, _ key: PublicKey = Sample.ed25519)
    -> UploadOutcome
{
    .created(UploadedKey(service: service.name, name: name, id: id, fingerprint: key.fingerprint(.sha256)))
}

func alreadyThere(
    _ service: Service, name: String?, id: String?, _ key: PublicKey = Sample.ed25519
) -> UploadOutcome {
    .alreadyThere(UploadedKey(service: service.name, name: name, id: id, fingerprint: key.fingerprint(.sha256)))
}

extension Service: CustomTestStringConvertible {
    public var testDescription: String { id }
}
