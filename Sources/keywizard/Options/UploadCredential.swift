import KeyStore
import SSHKey
import Secrecy
import Services
import TerminalIO

/// The credential that a command uses, and what was found along with it.
struct UploadCredential {
    var shape: CredentialShape
    /// Gets the secrets, which may mean to ask for them.
    let secrets: () throws -> [SecretRole: Secret]
    var signer: UploadRun.Signer?
    /// The address that goes with it; nil for the usual one.
    var address: String?
    /// The file of authorities to trust, where the source says so.
    var authorities: String?
}

/// Where a command gets its credential from: a file, what other programs have already, or a prompt.
struct UploadCredentialSearch {
    let service: Service
    let api: API
    /// What the command line says.
    let inputs: [String: String]
    let address: String?
    let file: String?
    let signingFile: String?
    let opener: KeyOpener
    let uploaded: PublicKey

    private var environment: [String: String] { environmentVariables() }

    func credential() throws -> UploadCredential {
        // The credential that the inputs belong to, the usual one when they tell nothing.
        guard
            let credential = api.credentials.first(where: { credential in
                let known = Set((api.inputs + credential.inputs).map(\.id))
                return known.isSuperset(of: inputs.keys)
            })
        else { throw unknownInput() }
        var result: UploadCredential
        if let file {
            result = typed(credential) { try CredentialFile.read(file, for: credential) }
        } else if signingFile == nil, let found = try found(inputs.isEmpty ? nil : credential.id) {
            result = found
        } else {
            result = typed(credential) { try asked(credential) }
        }
        result.shape.values.merge(inputs) { $1 }
        if let address { result.address = address }
        if case .httpSignature = credential.authorization { try addSigner(to: &result) }
        return result
    }

    /// One whose secrets come from the user; the environment may know the rest.
    private func typed(
        _ credential: Credential, secrets: @escaping () throws -> [SecretRole: Secret]
    ) -> UploadCredential {
        let inputs = api.inputs + credential.inputs
        let values = inputs.reduce(into: [String: String]()) { values, input in
            values[input.id] = word(input.environment)
        }
        return UploadCredential(
            shape: CredentialShape(id: credential.id, values: values), secrets: secrets, address: target)
    }

    /// The address that the command line or the environment names; nil for the usual one.
    private var target: String? {
        switch api.endpoint {
        case .fixed(_, let names), .host(_, _, let names): address ?? word(names)
        }
    }

    private func word(_ names: [String]) -> String? {
        names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    /// What another program would use now, for the same address if one was given.
    private func found(_ id: String?) throws -> UploadCredential? {
        let sources = CredentialSources(home: ThisComputer.surroundings.home, folder: ".")
        let finding = sources.find(for: service)
        let fitting = finding.credentials.filter { found in
            (id == nil || found.credential == id) && (address == nil || found.belongs(to: address, of: api))
        }
        for other in finding.credentials where address != nil && !other.belongs(to: address, of: api) {
            Console.say("\(other.origin) is for \(other.address ?? "the usual address of \(service.name)"); left out")
        }
        func inUse(_ found: [FoundCredential]) -> FoundCredential? {
            found.first(where: \.isCurrent) ?? (found.count == 1 ? found[0] : nil)
        }
        var current = inUse(fitting)
        if let found = current, found.isOfWorkingFolder, try !agrees(to: found) {
            current = inUse(fitting.filter { !$0.isOfWorkingFolder })
        }
        guard let current else {
            for trouble in finding.troubles { Console.fail(trouble.message, hint: nil) }
            if !fitting.isEmpty {
                Console.say("none of the credentials found is marked as current")
            }
            return nil
        }
        Console.say("using \(current.origin)".safeToDraw)
        return UploadCredential(
            shape: CredentialShape(id: current.credential, values: current.values), secrets: { try load(current) },
            address: current.address, authorities: current.authorities)
    }

    private func load(_ found: FoundCredential) throws -> [SecretRole: Secret] {
        try blocking { () async -> Result<[SecretRole: Secret], CredentialError> in
            do throws(CredentialError) { return .success(try await found.load()) } catch { return .failure(error) }
        }.get()
    }

    /// Whether the user lets a file of the working folder say where a secret goes.
    private func agrees(to found: FoundCredential) throws -> Bool {
        do throws(SecretPrompt.Failure) {
            return try YesNoPrompt.ask(
                "\(found.origin) is in this folder and sends its secret to \(found.address ?? service.name). Use it?"
            )
        } catch {
            guard error == .noTerminal else { throw CommandError("canceled", status: .cancelled) }
            Console.say(
                "\(found.origin) is in this folder, and there is no terminal to ask whether to use it; left out")
            return false
        }
    }

    /// The secrets, asked for on the terminal.
    private func asked(_ credential: Credential) throws -> [SecretRole: Secret] {
        let fields = credential.secrets.filter { !$0.isOptional }
        guard !fields.isEmpty else { return [:] }
        if let page = api.page(of: credential, at: address) { Console.say("create one at \(page)") }
        if let scope = credential.scope { Console.say("it needs \(scope)") }
        // What is typed goes to no other place than the one that is named.
        let place = service.name + (target.map { " at \($0)" } ?? "")
        var secrets: [SecretRole: Secret] = [:]
        for field in fields {
            do throws(SecretPrompt.Failure) {
                secrets[field.role] = try SecretPrompt.ask("\(place), \(field.label): ")
            } catch {
                guard error == .noTerminal else { throw CommandError("canceled", status: .cancelled) }
                let variables = credential.secrets.flatMap(\.environment).joined(separator: " or ")
                throw CommandError(
                    "no \(credential.name) for \(service.name), and no terminal to ask on",
                    hint: "use --credential-file FILE" + (variables.isEmpty ? "" : ", or set \(variables)"),
                    status: .usage)
            }
        }
        return secrets
    }

    private func addSigner(to result: inout UploadCredential) throws {
        let signer =
            try signingFile.map { try RequestSigner(file: $0, opener: opener) }
            ?? RequestSigner(
                agentAt: environment["SSH_AUTH_SOCK"], fingerprint: result.shape.values["keyID"], uploaded: uploaded,
                for: .command)
        Console.say("signing with \(signer.origin)".safeToDraw)
        result.shape.signingKey = signer.key
        result.signer = signer.sign
    }

    private func unknownInput() -> CommandError {
        let known = Set((api.inputs + api.credentials.flatMap(\.inputs)).map(\.id))
        let unknown = inputs.keys.sorted().first { !known.contains($0) }
        return CommandError(
            unknown.map { "\(service.name) has no input “\($0)”" } ?? "these inputs belong to different credentials",
            hint: known.isEmpty ? "it needs none" : "it accepts " + known.sorted().joined(separator: ", "),
            status: .usage
        )
    }
}
