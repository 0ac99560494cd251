import KeyStore
import Network
import SSHKey
import Secrecy
import Services
import Wizard

/// The question to all services whose credentials are on this computer: which of some keys do they have?
struct ServiceSearch: Sendable {
    let keys: [PublicKey]
    let home: String

    /// A service, with one of the credentials for it.
    private struct Place {
        let service: Service
        let credential: FoundCredential
        let name: String
    }

    /// Asks all of them at once. Cancelling the task ends every question.
    func run(_ post: @escaping @Sendable (Message) -> Void) async {
        let places = places()
        post(.servicesAsked(places.map(\.name)))
        await withTaskGroup(of: Void.self) { group in
            for place in places {
                group.addTask {
                    let answer = await ask(place)
                    if !Task.isCancelled { post(.serviceAnswered(answer)) }
                }
            }
        }
    }

    private func places() -> [Place] {
        let sources = CredentialSources(home: home, folder: workingFolder)
        return (Catalogue.services + UserServices(home: home).services).flatMap { service in
            let found = sources.find(for: service).credentials.filter { $0.isCurrent && !$0.isOfWorkingFolder }
            return found.map { credential in
                let name = found.count == 1 ? service.name : "\(service.name), \(credential.origin)"
                return Place(service: service, credential: credential, name: name)
            }
        }
    }

    private func ask(_ place: Place) async -> ServiceAnswer {
        let (service, credential) = (place.service, place.credential)
        do {
            let client = HTTPClient(
                version: Keywizard.version, caFile: credential.authorities, environment: environmentVariables())
            var run = UploadRun(client: client, secrets: try await credential.load())
            var shape = CredentialShape(id: credential.credential, values: credential.values)
            let kind = service.api?.credentials.first { $0.id == credential.credential }
            if kind?.authorization == .httpSignature {
                let signer = try RequestSigner(
                    agentAt: environmentVariables()["SSH_AUTH_SOCK"], fingerprint: shape.values["keyID"], uploaded: nil,
                    for: .wizard)
                (shape.signingKey, run.signer) = (signer.key, signer.sign)
            }
            let search = KeySearch(for: keys, at: service, with: shape, address: credential.address)
            switch await run.run(search) {
            case .found(let found): return ServiceAnswer(place.name, fingerprints: Set(found.map(\.fingerprint)))
            case .failed(let failure):
                return ServiceAnswer(place.name, problem: Problem(failure.message, hint: failure.hint))
            }
        } catch {
            let problem = Problem(error)
            return ServiceAnswer(place.name, problem: Problem("\(place.name): \(problem.message)", hint: problem.hint))
        }
    }
}
