import ArgumentParser
import KeyStore
import Network
import Platform
import Secrecy
import Services
import SSHKey
import TerminalUI
import Wizard
import Support

/// `keywizard upload`: adds a public key to a service through its API.
struct UploadKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload",
        abstract: "Add a public key to a service.",
        usage: "keywizard upload [OPTIONS] FILE --to SERVICE",
        discussion: """
            FILE is a public key in any format, or a private key, whose public key is used; a private key never leaves \
            this computer. A key that is already there counts as done.

            The credential comes from --credential-file, else from the environment variables and files of the service's \
            own programs, else from a prompt. The first line of a credential file is the secret, or each secret has a \
            line ROLE=VALUE: token, password, secret-key, session-token.
            Triton needs no secret: a key in the account signs the request, from the agent or --sign-with.

              keywizard upload ~/.ssh/id_ed25519.pub --to github
              keywizard upload key.ppk --to gitlab --url git.example.com --credential-file token.txt
              keywizard upload key.pub --to ec2 --input region=eu-central-1 --dry-run

            Inputs that are checked before anything is sent: \(limitedInputs).
            """)

    /// `github: use=keys or ssh_signing_keys; …`
    private static var limitedInputs: String {
        Catalogue.services.compactMap { service -> String? in
            let inputs = (service.api?.inputs ?? []) + (service.api?.credentials.flatMap(\.inputs) ?? [])
            let words = inputs.compactMap { input in input.expectation.map { "\(input.id)=" + $0 } }
            return words.isEmpty ? nil : service.id + ": " + words.joined(separator: ", ")
        }.joined(separator: "; ")
    }

    @Argument(help: ArgumentHelp("The key file; - is stdin.", valueName: "file"))
    var file: String

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp("The service; keywizard services lists them.", valueName: "service"))
    var service: String

    @Option(help: ArgumentHelp("The name of the key there (its comment).", valueName: "text"))
    var name: String?

    @Option(help: ArgumentHelp("First line is the secret, or ROLE=VALUE lines (- is stdin).", valueName: "file"))
    var credentialFile: String?

    @Option(help: ArgumentHelp("The host or URL of the service.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("Trust only this CA (PEM).", valueName: "file"))
    var caFile: String?

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp(
            "Another value that the service needs, such as region=eu-central-1.", valueName: "name=value"))
    var inputs: [String] = []

    @Option(help: ArgumentHelp("The key that signs the request.", valueName: "file"))
    var signWith: String?

    @OptionGroup var options: PassphraseOptions

    @Flag(help: "Print the requests without secrets, send none.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try checkStandardInput([file, credentialFile, signWith, options.passphraseFile])
        _ = try values()
    }

    /// The inputs by their names.
    private func values() throws -> [String: String] {
        try inputs.reduce(into: [:]) { values, input in
            let parts = input.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--input is NAME=VALUE, not “\(input.safeToDraw)”")
            }
            values[String(parts[0])] = String(parts[1])
        }
    }

    func run() throws {
        try reportingErrors {
            let services = UserServices(home: ThisComputer.surroundings.home)
            services.sayTroubles()
            let service = try services.named(service)
            if let names = services.notOwn[service.id] {
                Console.say(
                    "your own services can use only variables that start with \(service.variablePrefix), and no programs; "
                        + "left out: " + names.joined(separator: ", "))
            }
            let opener = try KeyOpener(options)
            let key = try opener.publicKeyToGive(file)
            guard let api = service.api else { throw byHand(service, key) }

            let search = UploadCredentialSearch(
                service: service, api: api, inputs: try values(), address: url, file: credentialFile,
                signingFile: signWith, opener: opener, uploaded: key)
            // Before the user unlocks a signing key in vain.
            if let refusal = service.refusal(of: key) { throw CommandError(refusal) }
            let credential = try search.credential()
            let upload = Upload(to: service, key: key, name: name, with: credential.shape, at: credential.address)
            if case .finished(.failed(let failure)) = upload.step {
                throw CommandError(failure, inputs: api, credential)
            }
            if let warning = service.warning(about: key, credential.shape.values) {
                Console.say("warning: \(warning)".safeToDraw)
            }
            try checkEncryption(upload)
            if dryRun { return try deliver(upload.preview.map { $0.request.shown($0.authentication) }) }
            try report(send(upload, credential, try credential.secrets()), to: service)
        }
    }

    private func send(
        _ upload: Upload, _ credential: UploadCredential, _ secrets: [SecretRole: Secret]
    ) -> UploadOutcome {
        let client = HTTPClient(
            version: Keywizard.version, caFile: caFile ?? credential.authorities, environment: environmentVariables())
        let run = UploadRun(client: client, secrets: secrets, signer: credential.signer)
        let shows = isatty(STDERR_FILENO) == 1
        defer { if shows { Console.progress("") } }
        return blocking { await run.run(upload) { phase in if shows { Console.progress(phase.words) } } }
    }

    private func report(_ outcome: UploadOutcome, to service: Service) throws {
        switch outcome {
        case .failed(let failure): throw CommandError(failure)
        case .created(let key), .alreadyThere(let key):
            Console.say(outcome.message.safeToDraw)
            guard json else { return }
            let isNew = if case .created = outcome { true } else { false }
            try Console.deliver(
                json: Description(key, service: service.id, result: isNew ? "created" : "already-there"))
        }
    }

    private func deliver(_ requests: [ShownRequest]) throws {
        if json { return try Console.deliver(json: requests) }
        // The separator of files of requests, as editors know them (.http).
        let texts = requests.map { request in
            request.text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).safeToDraw + "\n" }
                .joined()
        }
        try Console.deliver(texts.joined(separator: "\n###\n\n"))
    }

    /// Plain HTTP is an error except on this computer, where it is a warning.
    private func checkEncryption(_ upload: Upload) throws {
        let urls = upload.preview.map { $0.request.url.lowercased() }
        guard let url = urls.first(where: { $0.hasPrefix("http://") }) else { return }
        guard HTTPClient.isLoopback(url) else {
            throw CommandError(
                "\(url) isn't encrypted", hint: "use an address that starts with https://", status: .usage)
        }
        Console.say("warning: plain HTTP: the credential goes unencrypted to \(url) on this computer")
    }

    /// The steps on the website, for a service without an API.
    private func byHand(_ service: Service, _ key: PublicKey) -> CommandError {
        let guide = service.guide(at: url)
        Console.say("\(service.name) has no API for keys. Paste the key on its website:".safeToDraw)
        for (number, step) in guide.steps.enumerated() { Console.detail("\(number + 1). \(step.text)") }
        for remark in guide.remarks { Console.detail(remark) }
        Console.say("public key line:")
        Console.detail(key.line)
        return CommandError("nothing was uploaded", hint: "paste the line above on its website")
    }

    /// Null where the service doesn't say.
    private struct Description: Encodable {
        let service: String
        let key: UploadedKey
        let result: String

        init(_ key: UploadedKey, service: String, result: String) {
            (self.key, self.service, self.result) = (key, service, result)
        }

        private enum CodingKeys: String, CodingKey { case service, name, id, fingerprint, result }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: CodingKeys.self)
            try object.encode(service, forKey: .service)
            try object.encode(key.name, forKey: .name)
            try object.encode(key.id, forKey: .id)
            try object.encode(key.fingerprint, forKey: .fingerprint)
            try object.encode(result, forKey: .result)
        }
    }
}

extension Service {
    /// Why it doesn't accept the key, whatever the credential; nil if it does.
    fileprivate func refusal(of key: PublicKey) -> UploadFailure? {
        guard case .finished(.failed(let failure)) = Upload(to: self, key: key).step else { return nil }
        return failure.remedies.first == .otherKey ? failure : nil
    }
}

extension CommandError {
    init(_ failure: UploadFailure) {
        let status: ExitStatus =
            switch failure.reason {
            case .missingInput, .badInput, .badAddress: .usage
            case .network(.cancelled): .cancelled
            default: .failed
            }
        self.init(failure.message, hint: failure.hint, status: status)
        if case .network(.notTrusted) = failure.reason { hint = hint.map { $0 + " (--ca-file FILE)" } }
    }

    /// The same, naming the missing option.
    fileprivate init(_ failure: UploadFailure, inputs api: API, _ credential: UploadCredential) {
        self.init(failure)
        let label: String
        switch failure.reason {
        case .missingInput(let missing), .badInput(let missing, _): label = missing
        default: return
        }
        let own = api.credentials.first { $0.id == credential.shape.id } ?? api.credentials.first
        let input = (api.inputs + (own?.inputs ?? [])).first { $0.label == label }
        let variables = (input?.environment ?? []).map { ", or set \($0)" }.first ?? ""
        hint = input.map { "use --input \($0.id)=VALUE\(variables)" } ?? (label == "host" ? "use --url HOST" : hint)
    }
}

extension Upload.Phase {
    /// The phase as a line on the terminal.
    fileprivate var words: String {
        switch self {
        case .signingIn: "signing in …"
        case .looking: "checking the keys there …"
        case .adding: "adding the key …"
        case .working(let progress): "waiting for the service: \(Int(progress * 100)) %"
        case .confirming: "confirming …"
        case .finished: ""
        }
    }
}
