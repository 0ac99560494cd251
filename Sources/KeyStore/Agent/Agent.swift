import SSHKey
import Secrecy

/// A program that holds opened private keys and signs with them: ssh-agent, gpg-agent, Pageant and others.
///
/// Each request has a connection of its own; what comes back is bounded in length and in time.
public struct Agent: Sendable {
    /// The same bound as OpenSSH's (MAX_AGENT_REPLY_LEN in authfd.c).
    static let longestReply = 256 * 1024

    /// The value of SSH_AUTH_SOCK.
    public let socketPath: String
    /// How long an agent may take that needs nobody.
    public var patience: Duration = .seconds(5)
    /// How long it may take to ask the user: for a passphrase of its own (gpg-agent), for consent, for a touch.
    public var personPatience: Duration = .seconds(120)

    /// The agent whose socket is at `socketPath`; nothing is connected yet.
    public init(socketPath: String) { self.socketPath = socketPath }

    /// The keys that it holds, or shows.
    public func identities() throws(AgentError) -> [AgentIdentity] {
        switch try ask(.identities, patience: patience) {
        case .identities(let identities): return identities
        // gpg-agent says so when it has none.
        case .failure: return []
        default: throw .nonsense(path: socketPath)
        }
    }

    /// Gives it a key; one that it has already gets the new constraints.
    public func add(_ key: PrivateKey, constraints: AgentConstraints = .init()) throws(AgentError) {
        try expectSuccess(.add(key, constraints), patience: personPatience, refusal: .refusedKey)
    }

    /// Makes it forget a key, or a certificate. gpg-agent says yes, and keeps it.
    public func remove(_ identity: AgentIdentity) throws(AgentError) {
        try expectSuccess(.remove(keyBlob: identity.keyBlob), patience: patience, refusal: .unknownKey)
    }

    /// Signs with one of its keys; the flags say how if it is RSA.
    public func sign(
        _ data: [UInt8], with publicKey: PublicKey, flags: AgentSignatureFlags = []
    ) throws(AgentError) -> SSHSignature {
        // gpg-agent refuses them with any other key.
        let flags = publicKey.type == .rsa ? flags : []
        switch try ask(.sign(data: data, keyBlob: publicKey.blob, flags: flags), patience: personPatience) {
        case .signature(let signature): return signature
        case .failure: throw .refusedSignature
        default: throw .nonsense(path: socketPath)
        }
    }

    /// The names of the extensions that it says it knows; nil when it doesn't know the question.
    public func extensions() throws(AgentError) -> [String]? {
        guard case .extensionResponse(let bytes) = try ask(.extension("query"), patience: patience) else { return nil }
        var reader = AgentReader(bytes)
        var names: [String] = []
        while let name = reader.string() { names.append(String(decoding: name, as: UTF8.self)) }
        guard reader.isAtEnd else { return nil }
        // Newer agents repeat the question first.
        return names.first == "query" ? Array(names.dropFirst()) : names
    }

    /// Which agent it is.
    public func identify(home: String) throws(AgentError) -> AgentIdentification {
        if let names = try extensions(), let kind = AgentKind(extensions: names) {
            return AgentIdentification(kind: kind, isGuess: false)
        }
        return AgentIdentification(kind: AgentKind(socketPath: socketPath, home: home), isGuess: true)
    }

    private func expectSuccess(
        _ request: AgentRequest, patience: Duration, refusal: AgentError
    ) throws(AgentError) {
        switch try ask(request, patience: patience) {
        case .success: return
        case .failure: throw refusal
        default: throw .nonsense(path: socketPath)
        }
    }

    private func ask(_ request: AgentRequest, patience: Duration) throws(AgentError) -> AgentReply {
        let deadline = Deadline(after: patience)
        let socket = try AgentSocket(path: socketPath, deadline: deadline)
        do throws(SocketFailure) {
            try socket.send(request.message, deadline: deadline)
            let length = try socket.receive(4, deadline: deadline).reduce(0) { $0 << 8 | Int($1) }
            guard (1...Self.longestReply).contains(length),
                let reply = AgentReply(try socket.receive(length, deadline: deadline))
            else { throw .closed }
            return reply
        } catch .timedOut {
            throw .timedOut(path: socketPath)
        } catch {
            throw .nonsense(path: socketPath)
        }
    }
}

/// A reason for which an agent didn't do what it was asked.
public enum AgentError: Error, Hashable, Sendable {
    /// There is no file at SSH_AUTH_SOCK's path: the agent ended and took its socket with it, or the value is old.
    case noSocket(path: String)
    /// The socket is there, and nobody behind it.
    case dead(path: String)
    /// The socket couldn't be connected to; `reason` is the system's error in words.
    case notReached(path: String, reason: String)
    /// No whole answer within `patience`, or `personPatience` where it may have asked the user.
    case timedOut(path: String)
    /// It hung up, or its reply is invalid.
    case nonsense(path: String)
    /// SSH_AGENT_FAILURE to a key that was to be added: it is locked, or knows no such type or constraint.
    case refusedKey
    /// SSH_AGENT_FAILURE to a key that was to be removed: it doesn't hold it.
    case unknownKey
    /// SSH_AGENT_FAILURE to a signature: locked, the key is gone, or the user refused.
    case refusedSignature

    /// What was found.
    public var message: String {
        switch self {
        case .noSocket(let path): "no agent at \(path)"
        case .dead(let path): "no agent is listening at \(path)"
        case .notReached(let path, let reason): "the agent at \(path) can't be reached: \(reason)"
        case .timedOut(let path): "the agent at \(path) didn't answer"
        case .nonsense(let path): "\(path) gave no valid agent reply"
        case .refusedKey: "the agent refused the key"
        case .unknownKey: "the agent doesn't hold this key"
        case .refusedSignature: "the agent refused to sign"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .noSocket, .dead: "open a new terminal, or start one: eval \"$(ssh-agent)\""
        case .notReached: "check SSH_AUTH_SOCK"
        case .timedOut: "look for its confirmation window"
        case .nonsense: "check SSH_AUTH_SOCK"
        case .refusedKey: "it may be locked, or not support this type or limit"
        case .unknownKey: "add the key again"
        case .refusedSignature: "it may be locked, or the request was denied; add the key again"
        }
    }
}
