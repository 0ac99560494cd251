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
    /// Another agent than ssh_config's for that; nil for that one.
    public var agentSocket: String?
    /// Whether a host key that isn't known ends it, whatever ssh_config says.
    public var demandsKnownHost = false
    /// How ssh_config leads to the server; nil to have ssh read it, and the keys that it names take part.
    public var route: LoginRoute?

    /// A proof that may ask for the passphrase, and leaves the agent out.
    public init(login: ServerLogin, identityFile: String, fingerprint: String, notes: [InstallNote] = []) {
        self.login = login
        self.identityFile = identityFile
        self.fingerprint = fingerprint
        self.notes = notes
    }

    /// What `LoginRoute` is made of: ssh's own word on what leads to the server.
    public var question: RemoteCommand { EffectiveConfig.command(for: login, options: options) }

    /// A login that gives back a random word.
    public var command: RemoteCommand {
        var command = command(running: "echo")
        command.echoesWord = true
        return command
    }

    /// The same login for something else to be run there, with `input` to read; nil for the account's own shell.
    func command(running command: String?, input: String = "") -> RemoteCommand {
        let only = [
            "IdentityFile=" + Self.optionValue(identityFile),
            "IdentitiesOnly=yes", "PKCS11Provider=none", "AddKeysToAgent=no",
            "PubkeyAuthentication=yes", "PreferredAuthentications=publickey",
            // How often ssh asks for the passphrase, too.
            "NumberOfPasswordPrompts=3",
        ]
        let own = agentSocket.map { ["IdentityAgent=" + Self.optionValue($0)] } ?? []
        let agent = usesAgent ? own : ["IdentityAgent=none"]
        // Who has told ssh to take any host key has told this test as well.
        let known = demandsKnownHost && route?.takesAnyHost != true ? ["StrictHostKeyChecking=yes"] : []
        // What else the user said is part of the route.
        let options = route == nil ? options : RemoteCommand.times(options)
        var ssh = RemoteCommand.ssh(
            to: login, options: known + options + only + agent, asks: asks, command: command, input: input)
        // A word is back at once, if anything is run.
        if input.isEmpty { ssh.sessionLimit = .seconds(20) }
        ssh.configuration = route?.configuration(asks: asks)
        return ssh
    }

    /// What the login showed. ssh's exit status decides nothing: it is the login shell's own.
    public func outcome(of result: CommandResult) -> ProofOutcome {
        let log = ServerLog(result)
        if !result.session.isEmpty {
            if log.isAuthenticatedByNothing { return .opensWithoutKey }
            guard hasOpened(log) else { return .keyRefused(notes: notes) }
            if result.timedOut, !result.session.contains(.echoed) { return .proved(.neverEnds) }
            return .proved(
                result.session.contains(.echoed) ? nil : .noShell(said: lastLines(result.output + result.errors)))
        }
        let isOurs = log.acceptedKeys.last.map { $0 == fingerprint } ?? false
        if isOurs, log.isPartlyAuthenticated { return .proved(.moreAsked) }
        if let ending = ServerFailure(endOf: result) { return .failed(ending) }
        if result.timedOut { return .failed(.noAnswer(log.waiting)) }
        if log.acceptedKeys.contains(where: { $0 == fingerprint }) { return notSigned(log, result) }
        if let problem = log.keyFileProblem { return .keyFileUnusable(reason: problem) }
        guard log.asksForLogin, let methods = log.methodsLeft else {
            let failure = ServerFailure(beforeLogin: result, log: log)
            return .failed(asks ? failure : failure.withNobodyToAsk)
        }
        guard methods.contains("publickey") else { return .keysNotTaken }
        guard log.hasTried(fingerprint, at: identityFile) else { return notOffered(log) }
        return log.leavesOutPostQuantum(fingerprint) ? .keyTypeNotListed : .keyRefused(notes: notes)
    }

    /// Whether it was this key that opened the session that there is.
    private func hasOpened(_ log: ServerLog) -> Bool {
        guard let last = log.acceptedKeys.last else { return log.hasTried(fingerprint, at: identityFile) }
        return last == fingerprint
    }

    /// The server was ready; it was the private key that couldn't be used.
    private func notSigned(_ log: ServerLog, _ result: CommandResult) -> ProofOutcome {
        if let problem = log.keyFileProblem { return .keyFileUnusable(reason: problem) }
        guard let failure = log.signingFailure else {
            if log.isRefusedAfterAcceptance { return .notSigned(.refused) }
            if log.isHungUp {
                let said = [log.farewell].compactMap { $0 } + lastLines(result.errors)
                return .failed(.endedAfterKey(said: said))
            }
            return .notSigned(asks || usesAgent ? .unknown : .noPassphrase)
        }
        return failure == .wrongPassphrase ? .passphraseWrong : .notSigned(failure)
    }

    private func notOffered(_ log: ServerLog) -> ProofOutcome {
        if let other = log.offeredKeys.first {
            return .keyNotOffered(.otherPublicKey(file: identityFile + ".pub", fingerprint: String(other)))
        }
        // Without its passphrase ssh knows no public key of some formats.
        if log.isLeftOut(identityFile) { return .keyNotOffered(.locked) }
        return .keyNotOffered(log.reasonNotOffered(at: identityFile).map { .ssh($0) } ?? .unknown)
    }

    /// Whether ssh can be told of a key at that path: it puts variables instead of what looks like one.
    public static func canName(_ path: String) -> Bool {
        !path.contains("${") && !path.unicodeScalars.contains { $0.properties.generalCategory == .control }
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
        /// The key opens the account, which runs no commands, with these words.
        case noShell(said: [String])
        /// The key opens the account, and what it runs didn't end in time.
        case neverEnds
    }

    /// Why ssh asked the server about another key or none.
    public enum NotOffered: Hashable, Sendable {
        /// The public key file beside the private key is another key's.
        case otherPublicKey(file: String, fingerprint: String)
        /// Nobody gave the passphrase, without which ssh knows no public key of this file.
        case locked
        /// In ssh's words.
        case ssh(String)
        /// ssh says nothing of it.
        case unknown
    }

    /// The key opened the account, or its half of it.
    case proved(ProofNote?)
    /// The server takes keys and not this one; the notes may say why.
    case keyRefused(notes: [InstallNote])
    /// The key is MLDSA44-Ed25519, and the server's list of the signatures that it knows has no such.
    case keyTypeNotListed
    /// The server was never asked about the key.
    case keyNotOffered(NotOffered)
    /// The server takes no keys at all.
    case keysNotTaken
    /// The server took the key, and the passphrase that was given didn't open the private key.
    case passphraseWrong
    /// The server took the key, and nothing was signed with it.
    case notSigned(SigningFailure)
    /// The server lets everybody in, so that nothing was seen of the key.
    case opensWithoutKey
    /// ssh couldn't read the private key; the reason is its own.
    case keyFileUnusable(reason: String)
    /// ssh didn't get as far as the key.
    case failed(ServerFailure)

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .proved(nil): "the server accepted this key"
        case .proved(.moreAsked): "the server accepted this key and asks for another factor"
        case .proved(.noShell(let said)):
            (["the server accepted this key; the account runs no commands"] + said).joined(separator: " / ")
        case .proved(.neverEnds): "the server accepted this key; the account's command didn't end and was stopped"
        case .keyRefused(let notes):
            (["the server didn't accept the key"] + notes.filter(\.isCause).map(\.message)).joined(separator: ": ")
        case .keyTypeNotListed:
            "the server didn't accept the key, and its signature algorithms don't include ssh-mldsa44-ed25519"
        case .keyNotOffered(let reason): reason.message
        case .keysNotTaken: "the server didn't offer public-key login"
        case .passphraseWrong: SigningFailure.wrongPassphrase.message
        case .notSigned(let failure): failure.message
        case .opensWithoutKey: "the server lets this account log in without a key, so the key wasn't tested"
        case .keyFileUnusable(let reason): "ssh couldn't use the private key: \(reason)"
        case .failed(let failure): failure.message
        }
    }

    /// What to do; nil where it worked.
    public var hint: String? {
        switch self {
        case .proved: nil
        case .keyRefused(let notes):
            notes.first(where: \.isCause)?.hint
                ?? "check the user name; the server may keep its keys elsewhere, or not accept this key type"
        case .keyTypeNotListed: "the server needs OpenSSH 10.6 or newer; until it has that, use an Ed25519 key there"
        case .keyNotOffered(let reason): reason.hint
        case .keysNotTaken: "ask its administrator to set PubkeyAuthentication yes"
        case .passphraseWrong: SigningFailure.wrongPassphrase.hint
        case .notSigned(let failure): failure.hint
        case .opensWithoutKey: "tell the server's administrator: anyone can log in to this account"
        case .keyFileUnusable(let reason) where reason.contains("permissions"):
            "run chmod 600 on it"
        case .keyFileUnusable(let reason) where reason.contains("unsupported key type"):
            "this computer's ssh doesn't support the key's type; ssh -Q key lists those it supports"
        case .keyFileUnusable: nil
        case .failed(let failure): failure.hint
        }
    }
}

extension ProofOutcome.NotOffered {
    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .otherPublicKey(let file, let fingerprint):
            "ssh offered another key, \(fingerprint), because \(file) isn't the public key of this private key"
        case .locked: "ssh didn't offer the key: without the passphrase its public key isn't known"
        case .ssh(let reason): "ssh didn't offer the key: \(reason)"
        case .unknown: "ssh didn't offer the key"
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .otherPublicKey: "move that file away, and create the right one: keywizard public FILE > FILE.pub"
        case .locked: SigningFailure.noPassphrase.hint
        case .ssh(let reason) where reason.contains("no mutual signature"):
            "the server supports only signatures that this ssh no longer makes (RSA with SHA-1); use an Ed25519 key,"
                + " or have the server updated"
        case .ssh(let reason) where reason.contains("PubkeyAccepted"):
            "your ssh configuration excludes this key type; check PubkeyAcceptedAlgorithms in the output of ssh -G HOST"
        case .ssh, .unknown: "run ssh -v to see why"
        }
    }
}

extension InstallNote {
    /// Whether sshd refuses every key because of it, with StrictModes as it is by default.
    var isCause: Bool {
        switch self {
        case .homeWritable, .writable, .otherOwner: true
        case .repaired, .restricted: false
        }
    }
}
