/// The agents that people have.
public enum AgentKind: String, CaseIterable, Hashable, Sendable {
    /// OpenSSH's ssh-agent, as a shell, a desktop, systemd or launchd starts it.
    case openSSH
    /// GnuPG's with enable-ssh-support; it stores the keys that it is given (S.gpg-agent.ssh).
    case gpg
    /// 1Password's, which serves keys of its vaults and takes none.
    case onePassword
    /// GNOME Keyring's, or its successor's, gcr-ssh-agent.
    case gnomeKeyring
    /// PuTTY's own for Unix, known by its extensions or by /tmp/pageant.USER.
    case pageant
    /// weasel-pageant and others, which lead from WSL or MSYS2 to Pageant on Windows.
    case pageantBridge
    /// Secretive's on macOS, whose keys stay in the Secure Enclave; takes none.
    case secretive
    /// A socket of sshd's since OpenSSH 10.1: the agent is on the computer that the user came from.
    case forwarded
    /// Any other; what it does is seen only by asking it.
    case unknown

    /// The name for people.
    public var displayName: String {
        switch self {
        case .openSSH: "ssh-agent"
        case .gpg: "gpg-agent"
        case .onePassword: "1Password"
        case .gnomeKeyring: "GNOME Keyring"
        case .pageant: "Pageant"
        case .pageantBridge: "a bridge to Pageant"
        case .secretive: "Secretive"
        case .forwarded: "the agent of the computer you logged in from"
        case .unknown: "an agent"
        }
    }

    /// Whether keys that are added outlive the agent, so that it asks for a passphrase of its own.
    public var keepsKeys: Bool { self == .gpg }

    /// Whether it takes keys from others at all.
    public var takesKeys: Bool { self != .onePassword && self != .secretive }

    /// The kind that goes by these extensions, when they are nobody else's.
    init?(extensions: [String]) {
        if extensions.contains(where: { $0.hasSuffix("@putty.projects.tartarus.org") }) {
            self = .pageant
        } else if extensions.contains(where: { $0.hasSuffix("@openssh.com") }) {
            self = .openSSH
        } else {
            return nil
        }
    }

    /// The kind whose sockets are in such a place.
    init(socketPath path: String, home: String) {
        let name = KeyFilePath.name(of: path)
        let folders = path.split(separator: "/").dropLast()
        func isBelow(_ name: String) -> Bool { folders.contains { $0 == name } }
        if name == "S.gpg-agent.ssh" {
            self = .gpg
        } else if isBelow(".1password") || isBelow("2BUA8C4S2C.com.1password") {
            self = .onePassword
        } else if isBelow("keyring") && name == "ssh" || isBelow("gcr") && name == "ssh" {
            self = .gnomeKeyring
        } else if path.contains("com.maxgoedjen.Secretive.") {
            self = .secretive
        } else if name.hasPrefix("pageant.") {
            // Pageant for Unix: /tmp/pageant.USER/pageant.PID.
            self = .pageant
        } else if path.contains("weasel-pageant") || path.contains("ssh-pageant") || path.contains("wsl2-ssh-pageant") {
            self = .pageantBridge
        } else if folders.count == 2, folders.last?.hasPrefix("ssh-") == true, name.hasPrefix("agent.") {
            // /tmp/ssh-XXXXXXXXXXXX/agent.PID: of ssh-agent, and of sshd for a forwarded one.
            self = .openSSH
        } else if path.hasPrefix(home + "/.ssh/agent/") {
            // Since OpenSSH 10.1: s.XXXX.agent.XXXX of ssh-agent, s.XXXX.sshd.XXXX of sshd.
            self = name.contains(".sshd.") ? .forwarded : .openSSH
        } else if ["openssh_agent", "ssh-agent.socket"].contains(name)
            || folders.contains(where: { $0.hasPrefix("com.apple.launchd.") })
        {
            self = .openSSH
        } else {
            self = .unknown
        }
    }
}

/// Which agent answers, and whether that is only what its socket's place suggests.
public struct AgentIdentification: Hashable, Sendable {
    /// The agent that answers; `.unknown` where nothing tells.
    public let kind: AgentKind
    /// Whether only the place of its socket says so; false when its extensions do.
    public let isGuess: Bool
}
