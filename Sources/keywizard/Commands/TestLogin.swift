import ArgumentParser
import KeyStore
import Network
import SSHKey
import Services
import TerminalUI
import SSHClient
import Support

/// `keywizard test`: logs in with one key only.
struct TestLogin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test a login with one key only.",
        usage: "keywizard test [OPTIONS] FILE --host [USER@]HOST[:PORT]",
        discussion: """
            Runs ssh with your ssh configuration and this key only: another key, certificate or password that opens the \
            account doesn't count. The login is confirmed by a random word that comes back through the session, or by \
            ssh's LocalCommand. An encrypted key is unlocked by the agent that holds it, else with its passphrase. \
            Without a terminal nothing is asked, and an unknown host key is a failure.

            A Git service has no shell; its greeting names the account of the key:

              keywizard test ~/.ssh/id_ed25519 --host git@github.com
            """)

    @Argument(help: ArgumentHelp("The private key file.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The server; the user defaults to ssh's.", valueName: "[user@]host[:port]"))
    var host: String

    @OptionGroup var ssh: SSHOptions
    @OptionGroup var options: PassphraseOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard file != "-" else { throw ValidationError("ssh can't read a key from standard input; name its file") }
        do throws(HostsError) { _ = try HostAddressee(host) } catch { throw ValidationError(error.message) }
    }

    func run() throws {
        try reportingErrors {
            let key = try TestedKey(file, KeyOpener(options))
            let addressee = try HostAddressee(host)
            let shield = InterruptShield()
            defer { withExtendedLifetime(shield) {} }
            let run = LoginTestRun(key: key, options: ssh.options, asks: ControllingTerminal.isThere)
            let (login, outcome, verdict) = try blocking {
                () async -> Result<(ServerLogin, ProofOutcome, LoginVerdict), any Error> in
                do { return .success(try await run.test(addressee)) } catch { return .failure(error) }
            }.get()
            try report(outcome, verdict, login, key.fingerprint)
        }
    }

    private func report(
        _ outcome: ProofOutcome, _ verdict: LoginVerdict, _ login: ServerLogin, _ fingerprint: String
    ) throws {
        let description = Description(outcome, verdict, login, fingerprint, file)
        if json { try Console.deliver(json: description) }
        if description.isProved {
            Console.say("\(login.address): \(description.message)".safeToDraw)
        } else {
            throw CommandError(
                "\(login.address): \(description.message)", hint: description.hint,
                status: outcome == .failed(.cancelled) ? .cancelled : .failed)
        }
    }

    /// Null where there is nothing to say.
    struct Description: Encodable {
        let login: ServerLogin
        let fingerprint, file, message: String
        let hint, account: String?
        let isProved: Bool

        init(
            _ outcome: ProofOutcome, _ verdict: LoginVerdict, _ login: ServerLogin, _ fingerprint: String,
            _ file: String
        ) {
            (self.login, self.fingerprint, self.file) = (login, fingerprint, file)
            switch (outcome, verdict) {
            case (.proved, .loggedIn(let greeting?, needsMore: false)):
                (isProved, message, hint, account) = (true, verdict.message, nil, greeting.account)
            case (.proved, .loggedIn):
                (isProved, message, hint, account) = (true, outcome.message, nil, nil)
            // The key was taken, and what answered says that it isn't the account's.
            case (.proved, .failed(let failure)):
                (isProved, message, hint, account) = (false, failure.message, failure.hint, nil)
            default: (isProved, message, hint, account) = (false, outcome.message, outcome.hint, nil)
            }
        }

        private enum CodingKeys: String, CodingKey {
            case file, fingerprint, host, user, port, loggedIn, account, message, hint
        }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: CodingKeys.self)
            try object.encode(file, forKey: .file)
            try object.encode(fingerprint, forKey: .fingerprint)
            try object.encode(login.host, forKey: .host)
            try object.encode(login.user, forKey: .user)
            try object.encode(login.port, forKey: .port)
            try object.encode(isProved, forKey: .loggedIn)
            try object.encode(account, forKey: .account)
            try object.encode(message, forKey: .message)
            try object.encode(hint, forKey: .hint)
        }
    }
}

/// One login with a key file.
struct LoginTestRun {
    let key: TestedKey
    /// As ssh's -o takes them.
    let options: [String]
    let asks: Bool

    private var ssh: SystemSSH { asks ? SystemSSH() : SystemSSH(show: { _ in }) }

    func test(_ addressee: HostAddressee) async throws -> (ServerLogin, ProofOutcome, LoginVerdict) {
        let login = try await addressee.login(options: options)
        var proof = LoginProof(login: login, identityFile: key.path, fingerprint: key.fingerprint)
        (proof.options, proof.asks) = (options, asks)
        proof = try await ssh.routed(proof)
        guard key.isEncrypted else { return try await test(proof) }
        if let opened = key.opened {
            return try await ssh.withAgent(for: key.publicKey.line) { [proof] socket, publicFile in
                do throws(AgentError) { try Agent(socketPath: socket).add(opened) } catch {
                    throw CommandError("ssh-agent: \(error.message)", hint: error.hint)
                }
                var proof = proof
                (proof.identityFile, proof.agentSocket, proof.usesAgent) = (publicFile, socket, true)
                return try await test(proof)
            }
        }
        proof.usesAgent = key.isHeld(by: proof.route?.agentSocket(in: environmentVariables()))
        guard proof.usesAgent || asks else { throw key.passphraseMissing }
        return try await test(proof)
    }

    private func test(_ proof: LoginProof) async throws -> (ServerLogin, ProofOutcome, LoginVerdict) {
        var test = LoginTest(proof, serviceUser: Catalogue.serviceUser(at: proof.login))
        test.asksAboutHostKey = asks
        let result = try await ssh.run(test.command)
        return (proof.login, proof.outcome(of: result), test.verdict(of: result))
    }
}

extension Catalogue {
    /// The user that everybody logs in to a service as, where a service is what is at that address.
    fileprivate static func serviceUser(at login: ServerLogin) -> String? {
        let checks = services.compactMap { $0.login(at: nil) }
        let hosts = [login.host.lowercased()]
        return checks.first { check in
            login.user == check.user
                && (hosts.contains(check.host.text) || check.alternative.map(hosts.contains) == true)
        }?.user
    }
}

/// A key file as ssh would use it.
struct TestedKey {
    /// As it was named.
    let file: String
    /// Absolute, because ssh takes other paths as seen from elsewhere.
    let path: String
    let publicKey: PublicKey
    let isEncrypted: Bool
    /// Set where a passphrase was there to open it.
    let opened: PrivateKey?

    var fingerprint: String { publicKey.fingerprint(.sha256) }

    init(_ file: String, _ opener: KeyOpener) throws {
        let opened = try opener.read(file)
        let format = opened.file.format
        guard !format.isPublic else {
            throw CommandError(
                "\(file) is a public key; a login needs the private key", hint: "name the private key file")
        }
        guard format.isForSSH else {
            throw CommandError(
                "\(file): ssh doesn't read \(format.displayName)",
                hint:
                    "keywizard convert \(ShellWord.quoted(file)) --to openssh --output PATH creates a file that it reads"
            )
        }
        if let trouble = opened.trouble { throw trouble }
        guard let publicKey = opened.file.publicKey ?? KeyFileArgument.publicKey(at: file + ".pub") else {
            throw CommandError(
                "\(file) is encrypted as a whole, and its public key file is missing",
                hint: "keywizard public \(ShellWord.quoted(file)) > \(ShellWord.quoted(file + ".pub"))")
        }
        guard publicKey.type != .ed448 else {
            throw CommandError(
                "\(file): OpenSSH doesn't support Ed448 keys", hint: "PuTTY does; for ssh create an Ed25519 key")
        }
        self.file = file
        path = Self.absolute(file)
        guard LoginProof.canName(path) else {
            throw CommandError(
                "\(file): ssh can't be given this path", hint: "rename it: without ${ and control characters")
        }
        self.publicKey = publicKey
        isEncrypted = opened.file.isEncrypted
        self.opened = isEncrypted ? opened.file.privateKey : nil
    }

    static func absolute(_ file: String) -> String { file.hasPrefix("/") ? file : workingFolder + "/" + file }

    var passphraseMissing: CommandError {
        CommandError(
            "\(file) is encrypted, and there is no terminal to ask for its passphrase",
            hint: "give it with --passphrase-file FILE, or load the key into the agent first: ssh-add "
                + ShellWord.quoted(file))
    }

    /// Whether the agent of the environment has it, which ssh-keygen asks.
    var isInAgent: Bool { isHeld(by: environmentVariables()["SSH_AUTH_SOCK"]) }

    /// Whether an agent can sign with it, so that nobody has to be asked.
    func isHeld(by socket: String?) -> Bool {
        guard let socket, let identities = try? Agent(socketPath: socket).identities() else { return false }
        return identities.contains { $0.keyBlob == publicKey.blob }
    }
}

extension KeyFileFormat {
    /// Whether OpenSSH reads private keys of it.
    fileprivate var isForSSH: Bool {
        switch self {
        case .openssh, .pem, .pkcs8: true
        default: false
        }
    }
}
