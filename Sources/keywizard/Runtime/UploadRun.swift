import Network
import SSHKey
import Secrecy
import Services

/// Walks an upload's steps: sends its requests, with the secrets filled in and signed where they have to be.
struct UploadRun: Sendable {
    /// Signs for a key that the account has: from a file that is open, or by an agent.
    typealias Signer = @Sendable (_ bytes: [UInt8], HTTPSignature.Algorithm) throws(SigningError) -> [UInt8]

    var client: HTTPClient
    var secrets: [SecretRole: Secret]
    var signer: Signer?

    /// Goes on until the upload has an outcome. Cancelling the task ends it at once.
    func run(
        _ upload: Upload, moved: @Sendable (Upload.Phase) -> Void = { _ in }
    ) async -> UploadOutcome {
        var upload = upload
        var secrets = secrets
        while true {
            moved(upload.phase)
            switch upload.step {
            case .finished(let outcome): return outcome
            case .wait(let seconds):
                do {
                    try await Task.sleep(for: .seconds(seconds))
                    upload.waited()
                } catch {
                    // Cancelled: the next request ends at once, and says so.
                    upload.waited()
                }
            case .send(let request, let authentication):
                upload.receive(await send(request, authentication, &secrets), at: now)
            }
        }
    }

    /// Goes through the list of a service.
    func run(_ search: KeySearch) async -> KeySearch.Outcome {
        var (search, secrets) = (search, secrets)
        while true {
            switch search.step {
            case .finished(let outcome): return outcome
            case .send(let request, let authentication):
                search.receive(await send(request, authentication, &secrets), at: now)
            }
        }
    }

    /// Removes a key from a service.
    func run(_ removal: KeyRemoval) async -> KeyRemoval.Outcome {
        var (removal, secrets) = (removal, secrets)
        while true {
            switch removal.step {
            case .finished(let outcome): return outcome
            case .wait(let seconds):
                try? await Task.sleep(for: .seconds(seconds))
                removal.waited()
            case .send(let request, let authentication):
                removal.receive(await send(request, authentication, &secrets), at: now)
            }
        }
    }

    /// Sends a request, and keeps what secrets its answer has for the next ones.
    private func send(
        _ request: HTTPRequest, _ authentication: Authentication, _ secrets: inout [SecretRole: Secret]
    ) async -> Result<HTTPResponse, HTTPFailure> {
        do throws(SigningError) {
            let (signed, known) = (try sign(request, authentication, secrets), secrets)
            var kept: [SecretRole: Secret] = [:]
            let response = await client.send(signed, secrets: { known[$0] }, keep: { kept[$0] = $1 })
            secrets.merge(kept) { $1 }
            return response
        } catch {
            return .failure(.other(error.message))
        }
    }

    private func sign(
        _ request: HTTPRequest, _ authentication: Authentication, _ secrets: [SecretRole: Secret]
    ) throws(SigningError) -> HTTPRequest {
        var request = request
        switch authentication {
        case .inRequest: break
        case .awsSignature(let scope):
            guard let key = secrets[.secretKey] else { throw .unsignable("the secret key is missing") }
            request.headers += try SigV4.headers(
                for: request, scope: scope, secretKey: key, sessionToken: secrets[.sessionToken], at: now)
        case .exoscaleSignature(let accessKey):
            guard let key = secrets[.secretKey] else { throw .unsignable("the secret key is missing") }
            request.headers += try ExoscaleSignature.headers(
                for: request, accessKey: accessKey, secretKey: key, at: now)
        case .httpSignature(let account):
            guard let signer else { throw .unsignable("no key to sign with") }
            request.headers += try HTTPSignature.headers(for: request, by: account, at: now, sign: signer)
        }
        return request
    }

    private var now: Int { wallClock }
}

extension PrivateKey {
    /// Signs requests with this key.
    var requestSigner: UploadRun.Signer {
        { bytes, _ throws(SigningError) in
            do throws(KeyError) {
                return try signature(of: bytes)
            } catch {
                throw .refused(error.message)
            }
        }
    }
}
