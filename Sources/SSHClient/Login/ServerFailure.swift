/// A reason for which ssh didn't get as far as it should have; each has another remedy.
public enum ServerFailure: Error, Hashable, Sendable {
    /// Why there is no SSH connection at all.
    public enum Unreachable: Hashable, Sendable {
        /// DNS, and ssh_config, have no such host.
        case nameNotResolved
        /// No name server answered, so that nobody knows whether there is such a host.
        case noNameServer
        /// The host is there, and nothing listens on that port.
        case refused
        /// No answer in time: a wrong address, or a firewall that drops.
        case timedOut
        /// No way there from this computer's network.
        case noRoute
        /// Closed before or while logging in: sshd's limits (MaxStartups, PerSourcePenalties), or a ban.
        case closed
        /// Something else answers there, a web server as a rule.
        case notSSH
    }

    /// What ssh was waiting for when its time was up.
    public enum Waiting: Hashable, Sendable {
        /// The server to answer at all.
        case connection
        /// The exchange of keys, before the host key is known.
        case keyExchange
        /// The key agent here to say which keys it has.
        case agent
        /// A signature of a key that the server would take.
        case signature
        /// The server's answer while logging in.
        case login
        /// The end of what the account runs.
        case session
    }

    /// No SSH connection.
    case unreachable(Unreachable)
    /// The fingerprint that was shown now, and ssh's own command to forget the old key.
    case hostKeyChanged(fingerprint: String?, removal: String?)
    /// known_hosts says that the key of the server is revoked.
    case hostKeyRevoked
    /// The user, or StrictHostKeyChecking, didn't accept a host key that wasn't known.
    case hostKeyRefused
    /// Nobody was there to ask whether the host key is the right one.
    case hostKeyUnknown
    /// The methods that the server would still have taken.
    case noLogin(methods: [String])
    /// A password or passphrase prompt was needed, and none was possible.
    case nobodyToAsk(methods: [String])
    /// "Too many authentication failures": the keys used up MaxAuthTries before a password was asked for.
    case tooManyKeys
    /// The server ended the connection while logging in, with these words of its own.
    case hungUp(said: String)
    /// The server would take a password, and the configuration of ssh here keeps it from asking for one.
    case passwordsForbidden(methods: [String])
    /// ssh didn't get past a jump host of that name, for a reason that is the jump host's.
    indirect case atJumpHost(String, ServerFailure)
    /// The jump host was logged in to, and didn't get through to the server; with its words.
    case notForwarded(said: String)
    /// The ProxyCommand of ssh_config ended without having reached a server, with these words.
    case proxyCommand(said: [String])
    /// It took too long at this point.
    case noAnswer(Waiting)
    /// The server took the key, and then ended the connection; with its words.
    case endedAfterKey(said: [String])
    /// The login worked, and the server wants a new password before anything else.
    case passwordExpired
    /// OpenSSH for Windows, where administrators' keys are in another file and sh is missing.
    case windowsServer
    /// The account allows SFTP only (ForceCommand internal-sftp), so no script can run.
    case sftpOnly
    /// The login worked, but what answered is no shell; with its words.
    case notAShell(said: [String])
    /// HOME names no directory there.
    case noHome
    /// The login worked, and the session ended well without having run anything; with its words.
    case sessionSwallowed(said: [String])
    /// A file on the server couldn't be changed.
    case notWritten(path: String, host: String, WriteError)
    /// ^C, or SIGINT, ended ssh.
    case cancelled
    /// Another signal ended ssh, of that number.
    case killed(signal: Int32)
    /// Whatever else, with the last lines that ssh or the server said, fit to be shown.
    case other(said: [String])

    /// What was found.
    public var message: String {
        switch self {
        case .unreachable(.nameNotResolved): "couldn't resolve the host name"
        case .unreachable(.noNameServer): "couldn't resolve the host name: ssh reports a temporary failure"
        case .unreachable(.refused): "the server refused the connection on this port"
        case .unreachable(.timedOut): "the server didn't answer in time"
        case .unreachable(.noRoute): "no route to the server"
        case .unreachable(.closed): "the server closed the connection"
        case .unreachable(.notSSH): "this port didn't answer with SSH"
        case .hostKeyChanged: "the server sent another host key than known_hosts has"
        case .hostKeyRevoked: "the server sent a host key that known_hosts marks as revoked"
        case .passwordsForbidden:
            "the server offers password login, but your ssh configuration forbids it"
        case .atJumpHost(let name, let failure): "at the jump host \(name): \(failure.message)"
        case .notForwarded(let said): "it couldn't connect to the server. It said: “\(said)”"
        case .proxyCommand(let said):
            "the ProxyCommand of your ssh configuration ended without a connection" + quoted(said)
        case .noAnswer(let waiting): waiting.message
        case .endedAfterKey(let said): "the server accepted the key, then ended the connection" + quoted(said)
        case .hostKeyRefused: "the server's host key wasn't accepted"
        case .hostKeyUnknown: "the server's host key isn't in known_hosts"
        case .noLogin: "the server refused the login"
        case .nobodyToAsk: "the server refused the login without a prompt"
        case .tooManyKeys: "the server ended the login after too many attempts"
        case .hungUp(let said): "the server ended the connection. It said: “\(said)”"
        case .passwordExpired: "logged in, but the server said: “Password change required but no TTY available”"
        case .windowsServer: "the server runs OpenSSH for Windows; add the key by hand"
        case .sftpOnly: "logged in, but the server said: “This service allows sftp connections only”"
        case .notAShell(let said): "logged in, but the script didn't run" + quoted(said)
        case .noHome: "the account has no home directory on the server"
        case .sessionSwallowed(let said): "logged in, but the session ended before the script ran" + quoted(said)
        case .notWritten(let path, let host, let error): "can't write \(path) on \(host): \(error.message)"
        case .cancelled: "canceled"
        case .killed(let signal): "ssh was ended by signal \(signal)"
        case .other(let said): "ssh failed" + quoted(said)
        }
    }

    /// What to do.
    public var hint: String? {
        switch self {
        case .unreachable(.nameNotResolved): "check the spelling, or use its IP address"
        case .unreachable(.noNameServer): "check this computer's network; it may be offline"
        case .unreachable(.refused): "check the port, and that the server's SSH service is running"
        case .unreachable(.timedOut): "check the host and the port; a firewall may be in the way"
        case .unreachable(.noRoute): "check the network, or connect the VPN"
        case .unreachable(.closed): "wait a minute and try again; it may limit who connects, or how often"
        case .unreachable(.notSSH): "check the port; 22 is the usual one"
        case .hostKeyChanged(_, let removal):
            "someone may be intercepting, or it was reinstalled: ask its administrator first"
                + (removal.map { "; then remove the old key: " + $0 } ?? "")
        case .hostKeyRevoked: "don't connect: the key may be stolen; ask the server's administrator"
        case .passwordsForbidden:
            "check PasswordAuthentication, PreferredAuthentications and BatchMode in the output of ssh -G for this host"
        case .atJumpHost(let name, .hostKeyUnknown):
            "log in to \(name) once with ssh, and compare its host key fingerprint with its administrator's"
        case .atJumpHost(_, let failure): failure.hint
        case .notForwarded: "check the server's name and port as the jump host sees them"
        case .proxyCommand: "try the same command by itself"
        case .noAnswer(let waiting): waiting.hint
        case .endedAfterKey: SigningFailure.refused.hint
        case .hostKeyRefused: "compare its fingerprint with the one from the server's administrator"
        case .hostKeyUnknown:
            "log in once with ssh, and compare the host key fingerprint with its administrator's"
        case .nobodyToAsk: "run this in a terminal, or load an accepted key into the agent"
        case .noLogin(let methods):
            methods.contains("password") || methods.contains("keyboard-interactive")
                ? "check the user name and the password"
                : "it offers no password login: send the public key to its administrator, or log in with a key it accepts"
        case .tooManyKeys: "try again without keys, to be asked for the password: -o PubkeyAuthentication=no"
        case .hungUp: Self.unreachable(.closed).hint
        case .passwordExpired: "log in with ssh once and set a new password, then try again"
        case .windowsServer:
            "append the public key to .ssh\\authorized_keys there; for an administrator it is"
                + " C:\\ProgramData\\ssh\\administrators_authorized_keys, open to Administrators and SYSTEM alone"
        case .sftpOnly: "add the public key to .ssh/authorized_keys with sftp, or send it to the administrator"
        case .notAShell: "send the public key to the server's administrator"
        case .noHome: "ask the server's administrator to create it"
        case .sessionSwallowed:
            "look for a forced command, or exit, exec, read or cat in ~/.bashrc and similar files on the server: these"
                + " are only for sessions with a terminal"
        case .notWritten(let path, _, let error): error.hint(for: path)
        case .cancelled: nil
        case .killed: "run it again"
        case .other: "try the same with ssh"
        }
    }

    /// The same after a run that could ask nobody.
    var withNobodyToAsk: ServerFailure {
        switch self {
        // A changed key is told apart before this one.
        case .hostKeyRefused: .hostKeyUnknown
        // Even where only keys count: one with a passphrase was passed over.
        case .noLogin(let methods), .passwordsForbidden(let methods): .nobodyToAsk(methods: methods)
        case .atJumpHost(let name, let failure): .atJumpHost(name, failure.withNobodyToAsk)
        default: self
        }
    }

    /// Whether a retry with prompts may succeed.
    public var needsPrompt: Bool {
        switch self {
        // Without keys a password can be asked for.
        case .hostKeyUnknown, .nobodyToAsk, .tooManyKeys: true
        case .atJumpHost(_, let failure): failure.needsPrompt
        default: false
        }
    }

    /// The reason for which nobody was logged in.
    init(beforeLogin result: CommandResult, log: ServerLog) {
        if let ending = Self(endOf: result) {
            self = ending
        } else if result.timedOut {
            self = .noAnswer(log.waiting)
        } else if let failure = Self.onTheWay(result, log: log) {
            self = failure
        } else if log.contains("REVOKED HOST KEY DETECTED!") {
            self = .hostKeyRevoked
        } else if let changed = log.changedHostKey {
            self = .hostKeyChanged(fingerprint: changed.fingerprint, removal: changed.removal)
        } else if log.says("Host key verification failed.") {
            self = .hostKeyRefused
        } else if let words = log.dismissal {
            self = .hungUp(said: words)
        } else if let reason = Unreachable(log) {
            self = .unreachable(reason)
        } else if let words = log.farewell {
            self = Self.hungUp(words, log)
        } else if let methods = log.methodsLeft {
            let isForbidden = methods.contains(where: Self.passwords.contains) && !log.hasTried(Self.passwords)
            self = isForbidden && log.asksForLogin ? .passwordsForbidden(methods: methods) : .noLogin(methods: methods)
        } else if log.isHungUp {
            self = .unreachable(.closed)
        } else {
            self = .other(said: lastLines(log.messages.joined(separator: "\n") + "\n" + result.errors))
        }
    }

    private static let passwords = ["password", "keyboard-interactive"]

    /// What a server meant that hung up while logging in.
    private static func hungUp(_ words: String, _ log: ServerLog) -> ServerFailure {
        guard words.hasPrefix("Too many authentication failures") else { return .hungUp(said: words) }
        // Wrong passwords count as well.
        return log.hasTried(passwords) ? .noLogin(methods: log.methodsToTry) : .tooManyKeys
    }

    /// Why a jump host, or a ProxyCommand, didn't lead to the server. What they say is on standard error.
    private static func onTheWay(_ result: CommandResult, log: ServerLog) -> ServerFailure? {
        guard log.usesProxy, log.software == nil, !log.isAnsweredByOther else { return nil }
        guard let name = log.jumpHost else {
            return .proxyCommand(said: lastLines(result.errors))
        }
        let way = ServerLog(result.errors)
        if let said = way.refusedChannel { return .atJumpHost(name, .notForwarded(said: said)) }
        let end = CommandResult(status: .exited(255), log: result.errors)
        let failure = ServerFailure(beforeLogin: end, log: way)
        return failure == .other(said: []) ? nil : .atJumpHost(name, failure)
    }

    /// What ended ssh from here, a time limit excepted; nil where it ended by itself.
    init?(endOf result: CommandResult) {
        if result.timedOut { return nil }
        // With a session open ssh catches the signal, and ends with its own status.
        if result.wasInterrupted, result.status != .exited(0) {
            self = .cancelled
        } else if case .signalled(let signal) = result.status {
            // SIGINT, wherever it came from.
            self = signal == 2 ? .cancelled : .killed(signal: signal)
        } else {
            return nil
        }
    }
}

extension ServerFailure.Unreachable {
    init?(_ log: ServerLog) {
        // A web server, say, answers with lines of its own and never names its SSH version.
        if log.isAnsweredByOther {
            self = .notSSH
            return
        }
        // ssh tries every address of a name; the last word is what it failed with.
        guard let found = log.messages.lazy.compactMap(Self.init(message:)).first else { return nil }
        self = found
    }

    private init?(message: Substring) {
        let connecting = ["ssh: connect to host ", "Connection to ", "Connection timed out during banner exchange"]
        let causes: [(String, Self)] = [
            ("Connection refused", .refused),
            // macOS says "Operation".
            ("Connection timed out", .timedOut), ("Operation timed out", .timedOut), (" timed out", .timedOut),
            ("No route to host", .noRoute), ("Network is unreachable", .noRoute), ("Host is down", .noRoute),
        ]
        if message.hasPrefix("ssh: Could not resolve hostname ") {
            self = message.hasSuffix(": Temporary failure in name resolution") ? .noNameServer : .nameNotResolved
        } else if connecting.contains(where: message.hasPrefix),
            let cause = causes.first(where: { message.contains($0.0) })
        {
            self = cause.1
        } else if message.hasPrefix("banner exchange: Connection to ")
            || message.hasPrefix("Protocol major versions differ")
            || message == "kex_exchange_identification: banner line too long"
        {
            self = .notSSH
        } else if message.hasPrefix("kex_exchange_identification: ")
            || message.hasPrefix("ssh_exchange_identification: ")
        {
            self = .closed
        } else {
            return nil
        }
    }
}

extension ServerFailure.Waiting {
    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .connection: "the server didn't answer in time"
        case .keyExchange: "the server didn't finish the key exchange in time"
        case .agent: "the agent didn't answer in time"
        case .signature: "the server accepted a key, but nothing signed with it in time"
        case .login: "the server didn't answer in time during the login"
        case .session: "logged in, but the account's command didn't end in time"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .connection: "check the host and the port; a firewall may be in the way"
        case .keyExchange, .login: "try again later; the server, or the network on the way, is too slow"
        case .agent, .signature: "look for the agent's confirmation window; check that ssh-add -l answers"
        case .session: "ask the server's administrator whether the account may run commands"
        }
    }
}

private func quoted(_ lines: [String]) -> String {
    lines.isEmpty ? "" : ": “" + lines.joined(separator: " / ") + "”"
}
