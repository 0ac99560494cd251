import ArgumentParser
import KeyStore
import Network
import SSHKey
import Services
import TerminalUI
import SSHClient
import Support

/// `keywizard test`: whether a key logs in, by a real login with it alone.
struct TestLogin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Log in to a host with a key, and with nothing else.",
        discussion: """
            ssh itself is run, with your ssh_config and this key alone; the fingerprint in its log decides, so another \
            key that opens the account proves nothing. An encrypted key is opened by the agent that holds it, else by \
            its passphrase. Without a terminal nothing is asked: a host key that is not known yet is a failure.

            A service that has no shell greets instead, and says which account the key belongs to:

              keywizard test ~/.ssh/id_ed25519 --host git@github.com
            """)

    @Argument(help: ArgumentHelp("The private key's file.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Where to log in; without a user, as ssh would.", valueName: "[user@]host[:port]"))
    var host: String

    @OptionGroup var ssh: SSHOptions

    @Flag(help: "Describe the outcome as JSON.")
    var json = false

    func validate() throws {
        guard file != "-" else { throw ValidationError("ssh reads no key from standard input; name its file") }
        do throws(HostsError) { _ = try HostAddressee(host) } catch { throw ValidationError(error.message) }
    }

    func run() throws {
        try reportingErrors {
            let key = try TestedKey(file)
            let addressee = try HostAddressee(host)
            let asks = ControllingTerminal.isThere
            let usesAgent = key.isInAgent
            guard !key.isEncrypted || usesAgent || asks else {
                throw CommandError(
                    "\(file): the key is encrypted, and there is no terminal to ask for its passphrase on",
                    hint: "load it into the agent first: ssh-add \(ShellWord.quoted(file))")
            }
            let (ssh, path, fingerprint) = (ssh, key.path, key.fingerprint)
            let (login, outcome, verdict) = try blocking {
                () async -> Result<(ServerLogin, ProofOutcome, LoginVerdict), any Error> in
                do {
                    let login = try await ssh.login(addressee)
                    var proof = LoginProof(login: login, identityFile: path, fingerprint: fingerprint)
                    (proof.options, proof.asks, proof.usesAgent) = (ssh.options, asks, usesAgent)
                    var test = LoginTest(proof, serviceUser: Catalogue.serviceUser(at: login))
                    test.asksAboutHostKey = asks
                    let run = asks ? SystemSSH() : SystemSSH(show: { _ in })
                    test.proof = try await run.routed(proof)
                    let result = try await run.run(test.command)
                    return .success((login, proof.outcome(of: result), test.verdict(of: result)))
                } catch {
                    return .failure(error)
                }
            }.get()
            try report(outcome, verdict, login, fingerprint)
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
    private struct Description: Encodable {
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
            // The key was taken, and what answered says that it is not the account's.
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
private struct TestedKey {
    /// Absolute, because ssh takes other paths as seen from elsewhere.
    let path: String
    let fingerprint: String
    let isEncrypted: Bool
    private let publicKey: PublicKey

    init(_ file: String) throws {
        let opened = try KeyOpener().read(file)
        let format = opened.file.format
        guard !format.isPublic else {
            throw CommandError("\(file): a public key opens nothing by itself", hint: "name the private key's file")
        }
        guard format.isForSSH else {
            throw CommandError(
                "\(file): ssh doesn't read \(format.displayName)",
                hint:
                    "keywizard convert \(ShellWord.quoted(file)) --to openssh --output PATH makes a file that it reads")
        }
        guard let publicKey = opened.file.publicKey ?? KeyFileArgument.publicKey(at: file + ".pub") else {
            throw CommandError(
                "\(file): the file is encrypted as a whole, and its public half is not beside it",
                hint: "keywizard public \(ShellWord.quoted(file)) > \(ShellWord.quoted(file + ".pub"))")
        }
        path = file.hasPrefix("/") ? file : workingFolder + "/" + file
        self.publicKey = publicKey
        fingerprint = publicKey.fingerprint(.sha256)
        isEncrypted = opened.file.isEncrypted
    }

    /// Whether the agent can sign with it, so that nobody has to be asked.
    var isInAgent: Bool {
        guard isEncrypted, let socket = environmentVariables()["SSH_AUTH_SOCK"], !socket.isEmpty,
            let identities = try? Agent(socketPath: socket).identities()
        else { return false }
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
