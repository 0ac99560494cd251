/// A key on its way out of an account's authorized_keys, by whatever login the user has.
public struct KeyUninstallation: Hashable, Sendable {
    /// The key, and how the server is asked afterwards whether it still takes it.
    public var removal: AuthorizedKeyRemoval
    /// Whether ssh may ask for a password, a passphrase, or whether a host key is the right one.
    public var asks = true

    private var login: ServerLogin { removal.proof.login }
    private var options: [String] { removal.proof.options }

    /// Removes `line` from the account; `publicFile` holds it for ssh to offer, and `fingerprint` is the key's
    /// ("SHA256:..."). The options are ssh's, as its -o takes them.
    public init(
        _ line: AuthorizedLine, fingerprint: String, publicFile: String, at login: ServerLogin, options: [String]
    ) {
        var proof = LoginProof(login: login, identityFile: publicFile, fingerprint: fingerprint)
        proof.options = options
        removal = AuthorizedKeyRemoval(line, by: proof)
        (removal.oldIdentityFile, removal.oldFingerprint) = (publicFile, fingerprint)
    }

    /// A login that changes nothing, and shows by which key the account opens.
    public var trial: RemoteCommand {
        var command = RemoteCommand.ssh(to: login, options: options, asks: asks, command: "echo")
        command.echoesWord = true
        return command
    }

    /// What the trial showed.
    public func outcome(ofTrial result: CommandResult) -> TrialOutcome {
        let log = ServerLog(result)
        guard !result.session.isEmpty else { return .failed(failure(ServerFailure(beforeLogin: result, log: log))) }
        if log.acceptedKeys.contains(where: { $0 == removal.oldFingerprint }) { return .opensByTheKey }
        // A key whose public half ssh doesn't know is signed with at once, and never named.
        return log.isAuthenticatedByUnnamedKey ? .opensByUnknownKey : .opensByAnother
    }

    /// What a login before the removal shows: without it, the user could lose the only way in.
    public enum TrialOutcome: Hashable, Sendable {
        /// Another key, or a password, opens the account.
        case opensByAnother
        /// The key that is to go is the one that opens the account.
        case opensByTheKey
        /// A key opens the account, and ssh doesn't say which one.
        case opensByUnknownKey
        /// There was no login.
        case failed(ServerFailure)
    }

    /// Feeds the script to a shell, as the installation does.
    public var command: RemoteCommand {
        let marker = Nonce()
        var command = RemoteCommand.ssh(
            to: login, options: options, asks: asks, command: AuthorizedKeysScript.command,
            input: removal.script.text(marker: marker))
        command.marker = marker
        return command
    }

    /// The result for the line, before the server was asked again.
    public func outcome(of result: CommandResult) -> KeyRemovalOutcome {
        let outcome = KeyRemovalOutcome(result, at: login)
        return if case .failed(let reason) = outcome { .failed(failure(reason)) } else { outcome }
    }

    private func failure(_ failure: ServerFailure) -> ServerFailure { asks ? failure : failure.withNobodyToAsk }
}
