/// A login with the new key and nothing else, made to prove that it works.
public struct LoginProof: Hashable, Sendable {
    /// The account that it should open.
    public var login: ServerLogin
    /// The private key's absolute path.
    public var identityFile: String
    /// "SHA256:..." of the key, as ssh's log names it.
    public var fingerprint: String
    /// What the installation noticed, which may explain a refusal.
    public var notes: [InstallNote] = []
    /// More of ssh's options, as its -o takes them.
    public var options: [String] = []
    /// Whether ssh may ask for the passphrase.
    public var asks = true
    /// Whether the agent may sign with the key in its place; another key of the agent is still not offered.
    public var usesAgent = false

    /// A proof that may ask for the passphrase, and leaves the agent out.
    public init(login: ServerLogin, identityFile: String, fingerprint: String, notes: [InstallNote] = []) {
        self.login = login
        self.identityFile = identityFile
        self.fingerprint = fingerprint
        self.notes = notes
    }

    /// The person's ssh_config stays in force, so that aliases and jumps lead to the same server; the fingerprint
    /// in the log says whether it was this key that opened it, and not another one of that configuration.
    public var command: RemoteCommand { command(running: "true") }

    /// The same login for something else to be run there, with `input` to read.
    func command(running command: String, input: String = "") -> RemoteCommand {
        let only = [
            "IdentityFile=" + Self.optionValue(identityFile),
            "IdentitiesOnly=yes", "PKCS11Provider=none", "AddKeysToAgent=no",
            "PubkeyAuthentication=yes", "PreferredAuthentications=publickey",
            // How often ssh asks for the passphrase, too.
            "NumberOfPasswordPrompts=3",
        ]
        let agent = usesAgent ? [] : ["IdentityAgent=none"]
        return .ssh(to: login, options: options + only + agent, asks: asks, command: command, input: input)
    }

    /// What the login showed. ssh's exit status decides nothing: it is the login shell's own.
    public func outcome(of result: CommandResult) -> ProofOutcome {
        let log = ServerLog(result.log)
        let isOurs = log.acceptedKeys.last.map { $0 == fingerprint } ?? false
        if isOurs, log.isPartlyAuthenticated { return .proved(.moreAsked) }
        if isOurs, log.isAuthenticatedByKey {
            return .proved(result.status == .exited(0) ? nil : .noShell(said: lastLines(result.output + result.errors)))
        }
        if ServerFailure.wasInterrupted(result, log: log) { return .failed(.cancelled) }
        if log.acceptedKeys.contains(where: { $0 == fingerprint }) {
            // The server was ready; it was the private half that could not be used.
            return log.keyFileProblem.map { .keyFileUnusable(reason: $0) } ?? .passphraseWrong
        }
        if let problem = log.keyFileProblem { return .keyFileUnusable(reason: problem) }
        if let methods = log.methodsLeft {
            return methods.contains("publickey") ? .keyRefused(notes: notes) : .keysNotTaken
        }
        if log.isAuthenticated { return .keyRefused(notes: notes) }
        let failure = ServerFailure(beforeLogin: result, log: log)
        return .failed(asks ? failure : failure.withNobodyToAsk)
    }

    /// `path` as a value of -o: one word to its parser, and literal to its % expansion.
    private static func optionValue(_ path: String) -> String {
        var value = ""
        for character in path {
            switch character {
            case "\"", "\\": value += "\\\(character)"
            case "%": value += "%%"
            default: value.append(character)
            }
        }
        return "\"" + value + "\""
    }
}

/// What the login with the new key showed.
public enum ProofOutcome: Hashable, Sendable {
    /// Something that a login shows besides the key being right.
    public enum ProofNote: Hashable, Sendable {
        /// The key is right, and the server wants a second factor besides.
        case moreAsked
        /// The key opens the account, whose shell then ended, with these words.
        case noShell(said: [String])
    }

    /// The key opened the account, or its half of it.
    case proved(ProofNote?)
    /// The server takes keys and not this one; the notes may say why.
    case keyRefused(notes: [InstallNote])
    /// The server takes no keys at all.
    case keysNotTaken
    /// The server took the key, and the private half was not unlocked.
    case passphraseWrong
    /// ssh could not read the private key; the reason is its own.
    case keyFileUnusable(reason: String)
    /// ssh did not get as far as the key.
    case failed(ServerFailure)

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .proved(nil): "the key logs you in"
        case .proved(.moreAsked): "the key is accepted, and the server asks for something else besides"
        case .proved(.noShell(let said)):
            (["the key is accepted; that account runs no commands"] + said).joined(separator: " / ")
        case .keyRefused(let notes):
            (["the server refuses the key"] + notes.filter(\.isCause).map(\.message)).joined(separator: ": ")
        case .keysNotTaken: "the server takes no keys"
        case .passphraseWrong: "the passphrase was not the right one"
        case .keyFileUnusable(let reason): "ssh could not use the private key: \(reason)"
        case .failed(let failure): failure.message
        }
    }

    /// What to do; nil where it worked.
    public var hint: String? {
        switch self {
        case .proved: nil
        case .keyRefused(let notes):
            notes.first(where: \.isCause)?.hint
                ?? "check the user name; the server may keep its keys elsewhere, or not take this type of key"
        case .keysNotTaken: "ask its administrator to set PubkeyAuthentication yes"
        case .passphraseWrong: "try again"
        case .keyFileUnusable(let reason):
            reason.contains("permissions") ? "ssh wants it for you alone; run chmod 600 on it" : nil
        case .failed(let failure): failure.hint
        }
    }
}

extension InstallNote {
    /// Whether sshd refuses every key because of it, with StrictModes as it is by default.
    var isCause: Bool {
        if case .homeWritable = self { true } else { false }
    }
}
