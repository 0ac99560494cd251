import KeyStore
import SSHKey
import Secrecy
import Wizard

/// The live side of the key agent that SSH_AUTH_SOCK names.
struct AgentSide: Sendable {
    /// How long an agent may take to say what it holds. One that asks the user first isn't waited for.
    private static let patience = Duration.seconds(3)

    private let agent: Agent
    private let home: String
    private let isForwarded: Bool
    /// There is a desktop that its questions can be shown on.
    private let hasDesktop: Bool

    /// Nil when no agent is named.
    init?(home: String, environment: [String: String] = environmentVariables()) {
        guard let path = environment["SSH_AUTH_SOCK"], !path.isEmpty else { return nil }
        var agent = Agent(socketPath: path)
        agent.patience = Self.patience
        self.agent = agent
        self.home = home
        hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
        // ssh-agent says its process id as well; the socket of a forwarded one stands alone.
        isForwarded = environment["SSH_CONNECTION"] != nil && environment["SSH_AGENT_PID"] == nil
    }

    /// Which agent it is and what it holds; nil when nobody is there.
    func finding() -> AgentFinding? {
        do {
            let kind = try kind()
            let keys = try agent.identities().map { identity in
                AgentFinding.Held(
                    fingerprint: (try? PublicKey(blob: identity.keyBlob))?.fingerprint(.sha256),
                    comment: identity.comment)
            }
            return AgentFinding(name: kind.displayName, standing(kind), canAsk: hasDesktop, keys: keys)
        } catch AgentError.noSocket, AgentError.dead {
            return nil
        } catch {
            return AgentFinding(name: "the agent", .silent(Problem(error)))
        }
    }

    private func kind() throws(AgentError) -> AgentKind { try agent.identify(home: home).kind }

    private func standing(_ kind: AgentKind) -> AgentFinding.Standing {
        let isElsewhere =
            kind == .forwarded || isForwarded && [.openSSH, .unknown].contains(kind) && hasTemporarySocket
        return isElsewhere ? .elsewhere : !kind.takesKeys ? .takesNone : kind.keepsKeys ? .keepsKeys : .takesKeys
    }

    /// Where ssh-agent and sshd make theirs; a desktop's has a place of its own.
    private var hasTemporarySocket: Bool { agent.socketPath.hasPrefix("/tmp/ssh-") }

    /// Gives it a key that is open.
    func add(_ key: PrivateKey, _ wish: AgentWish) -> AgentAnswer {
        do throws(AgentError) {
            try agent.add(key, constraints: AgentConstraints(lifetime: wish.lifetime, confirms: wish.confirms))
            return .holds
        } catch {
            return .refused(Problem(error.message, hint: error.hint))
        }
    }

    /// Opens a key's file and gives the agent what is in it.
    func add(_ path: String, passphrase: Secret, _ wish: AgentWish) -> AgentAnswer {
        do {
            let contents = try KeyFileReplacement(of: path).contents
            let file = try KeyFile.read(contents.bytes, passphrase: passphrase)
            guard var key = file.privateKey else { return .wrongPassphrase }
            if key.comment.isEmpty, let beside = KeyFileArgument.publicKey(at: path + ".pub"),
                beside.blob == key.publicKey.blob
            {
                key.comment = beside.comment
            }
            return add(key, wish)
        } catch KeyError.wrongPassphrase {
            return .wrongPassphrase
        } catch {
            return .refused(Problem(error))
        }
    }
}

extension AgentSide {
    /// Makes it forget a key and its certificates. What it holds afterwards decides, not what it says.
    func forget(_ key: PublicKey) -> AgentForgetting {
        do throws(AgentError) {
            let held = try identities(of: key)
            guard !held.isEmpty else { return .hadNone }
            for identity in held { try? agent.remove(identity) }
            return try identities(of: key).isEmpty ? .forgot : .kept(standing(try kind()))
        } catch .noSocket, .dead {
            return .noAgent
        } catch {
            return .kept(.silent(Problem(error.message, hint: error.hint)))
        }
    }

    private func identities(of key: PublicKey) throws(AgentError) -> [AgentIdentity] {
        try agent.identities().filter { $0.belongs(to: key) }
    }
}

/// The result for a key and an agent that may no longer be there.
func agentAnswer(home: String, _ give: (AgentSide) -> AgentAnswer) -> AgentAnswer {
    AgentSide(home: home).map(give)
        ?? .refused(
            Problem("no agent is running", hint: "open a new terminal, or start one: eval \"$(ssh-agent)\""))
}
