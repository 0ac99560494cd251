import KeyStore
import Network
import Secrecy
import Services
import Threading
import Wizard

/// The live side of an upload: the services that there are, the credentials that were found for one, the transfer.
final class UploadSide {
    private let surroundings: Surroundings
    private let fields: SecretFields
    private let mailbox: Mailbox
    /// The credentials that were found, in the order in which the wizard knows them.
    private var credentials: [FoundCredential] = []
    private var upload: Task<Void, Never>?

    init(_ surroundings: Surroundings, _ fields: SecretFields, _ mailbox: Mailbox) {
        (self.surroundings, self.fields, self.mailbox) = (surroundings, fields, mailbox)
    }

    func findServices() {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground {
            let own = UserServices(home: home)
            mailbox.post(
                .message(.destination(.servicesFound(own.services, troubles: own.troubles.map(\.message)))))
        }
    }

    func findCredentials(_ service: Service) {
        let (home, mailbox) = (surroundings.home, mailbox)
        inBackground {
            let sources = CredentialSources(home: home, folder: workingFolder)
            mailbox.post(.credentials(sources.find(for: service).credentials))
        }
    }

    /// Takes what was found. Returns what the wizard may know of it.
    func hold(_ found: [FoundCredential]) -> [CredentialOffer] {
        credentials = found
        return found.enumerated().map { number, found in
            CredentialOffer(
                number: number, origin: found.origin, credential: found.credential, values: found.values,
                address: found.address, isOfWorkingFolder: found.isOfWorkingFolder)
        }
    }

    func start(_ order: UploadOrder) {
        let typed = fields.credential
        let passphrase = fields.field(.signing).secret()
        let surroundings = surroundings
        let found = order.offer.flatMap { credentials.indices.contains($0) ? credentials[$0] : nil }
        let mailbox = mailbox
        upload = inBackground {
            do {
                if let found, let api = order.service.api, !found.belongs(to: order.address, of: api) {
                    throw CommandError(
                        "\(found.origin) is for \(found.address ?? "the usual address of \(order.service.name)")",
                        hint: "type the credential for \(order.address ?? order.service.name)")
                }
                let secrets = if let found { try await found.load() } else { typed }
                let authorities = order.authorities.flatMap { $0.isEmpty ? nil : $0 }.map { typed in
                    KeyFilePath.expand(typed, home: surroundings.home) ?? typed
                }
                var run = UploadRun(
                    client: HTTPClient(
                        version: Keywizard.version, caFile: authorities ?? found?.authorities,
                        environment: environmentVariables()),
                    secrets: secrets)
                var shape = CredentialShape(id: order.credential, values: order.values)
                if order.isSigned {
                    let signer = try RequestSigner(order, passphrase: passphrase, surroundings)
                    (shape.signingKey, run.signer) = (signer.key, signer.sign)
                }
                let upload = Upload(to: order.service, key: order.key, name: order.name, with: shape, at: order.address)
                let outcome = await run.run(upload) { mailbox.post(.message(.upload(.service(.moved($0))))) }
                if order.keepsAccess {
                    let access = ServiceAccess(run: run, shape: shape, address: order.address)
                    mailbox.post(.access(access, order.service.id))
                }
                if !Task.isCancelled { mailbox.post(.message(.upload(.service(.finished(outcome))))) }
            } catch {
                mailbox.post(.message(.upload(.service(.refused(Problem(error))))))
            }
        }
    }

    func cancel() {
        upload?.cancel()
        upload = nil
    }
}

extension RequestSigner {
    /// The key that an upload names: of a file, or in the agent.
    fileprivate init(_ order: UploadOrder, passphrase: Secret, _ surroundings: Surroundings) throws {
        guard let path = order.signingFile, !path.isEmpty else {
            try self.init(
                agentAt: environmentVariables()["SSH_AUTH_SOCK"], fingerprint: order.values["keyID"],
                uploaded: order.key, for: .wizard)
            return
        }
        let file = try ExistingKeyFile(path, passphrase: passphrase.isEmpty ? nil : passphrase, surroundings)
        guard let key = file.privateKey else { throw CommandError(.passphraseNeeded, in: path) }
        self.init(key, from: path)
    }
}
