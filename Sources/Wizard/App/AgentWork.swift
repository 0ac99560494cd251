import SSHKey

/// The key agent of this computer, as far as a page has to know it.
public struct AgentFinding: Hashable, Sendable {
    /// What it does with a key that it is given.
    public enum Standing: Hashable, Sendable {
        /// It holds keys for as long as it runs.
        case takesKeys
        /// It keeps keys for good, under a passphrase of its own, which it asks for itself.
        case keepsKeys
        /// It has keys of its own making alone.
        case takesNone
        /// It runs on the computer that the user came from.
        case elsewhere
        /// It doesn't answer.
        case silent(Problem)
    }

    /// A key that it holds.
    public struct Held: Hashable, Sendable {
        /// "SHA256:..."; nil for what is no plain key.
        public var fingerprint: String?
        /// The key's comment as the agent has it; may be empty.
        public var comment: String

        /// A key by its fingerprint and its comment.
        public init(fingerprint: String?, comment: String) {
            self.fingerprint = fingerprint
            self.comment = comment
        }
    }

    /// Its name for people.
    public var name: String
    /// Whether it can be given the key.
    public var standing: Standing
    /// It can show a window in which the user agrees to each use of a key.
    public var canAsk: Bool
    /// In the agent's order, which is the order in which ssh offers them.
    public var keys: [Held]

    /// An agent, and what it holds.
    public init(name: String, _ standing: Standing, canAsk: Bool = true, keys: [Held] = []) {
        (self.name, self.standing, self.canAsk, self.keys) = (name, standing, canAsk, keys)
    }

    func holds(_ key: PublicKey?) -> Bool {
        guard let fingerprint = key?.fingerprint(.sha256) else { return false }
        return keys.contains { $0.fingerprint == fingerprint }
    }

    /// What it holds, in a few words.
    var contents: String {
        let names = keys.prefix(3).map { $0.comment.isEmpty ? $0.fingerprint ?? "a key without a name" : $0.comment }
        let list = names.joined(separator: ", ") + (keys.count > names.count ? ", …" : "")
        return switch keys.count {
        case 0: "It holds no keys."
        case 1: "It holds 1 key: \(list)."
        default: "It holds \(keys.count) keys: \(list)."
        }
    }
}

/// For how long an agent is to hold a key, and whether it asks before it uses it.
public struct AgentWish: Hashable, Sendable {
    /// In seconds; nil for as long as the agent runs.
    public var lifetime: UInt32?
    /// Whether the agent asks the user before each use.
    public var confirms: Bool

    /// Until it ends, and without asking, unless said otherwise.
    public init(lifetime: UInt32? = nil, confirms: Bool = false) {
        self.lifetime = lifetime
        self.confirms = confirms
    }
}

/// What an agent said to a key.
public enum AgentAnswer: Hashable, Sendable {
    /// It has the key now.
    case holds
    /// The key's file wasn't opened by the passphrase.
    case wrongPassphrase
    /// It doesn't answer, or didn't take the key; in words for the page.
    case refused(Problem)
}

/// The outcome of asking an agent to forget a key.
public enum AgentForgetting: Hashable, Sendable {
    /// It didn't hold the key.
    case hadNone
    /// It held the key, and doesn't any more.
    case forgot
    /// It holds the key still, or doesn't answer.
    case kept(AgentFinding.Standing)
    /// There is no agent.
    case noAgent
}

/// What can be asked of an agent, in the order in which it is offered.
public enum AgentTerm: Int, CaseIterable, Hashable, Sendable {
    /// For as long as the agent runs.
    case untilLogout
    /// For eight hours, or for one.
    case workday, hour
    /// With a question before each use.
    case asking
    /// Not at all.
    case never

    var words: String {
        switch self {
        case .untilLogout: "until the agent exits"
        case .workday: "for 8 hours"
        case .hour: "for 1 hour"
        case .asking: "ask before each use"
        case .never: "don't add"
        }
    }

    /// Nil when the agent isn't to have it.
    var wish: AgentWish? {
        switch self {
        case .untilLogout: AgentWish()
        case .workday: AgentWish(lifetime: 8 * 3600)
        case .hour: AgentWish(lifetime: 3600)
        case .asking: AgentWish(confirms: true)
        case .never: nil
        }
    }
}

extension Session {
    /// What the agent can be asked for; `never` only where the question is whether it is to have the key at all.
    func agentTerms(withNever: Bool) -> [AgentTerm] {
        var canAsk = true
        if case .found(let agent) = agent { canAsk = agent.canAsk }
        return AgentTerm.allCases.filter { ($0 != .asking || canAsk) && ($0 != .never || withNever) }
    }
}
