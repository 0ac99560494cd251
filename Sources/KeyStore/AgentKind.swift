/// The agents that people have.
public enum AgentKind: String, CaseIterable, Hashable, Sendable {
    case openSSH, gpg, onePassword, gnomeKeyring, pageant, pageantBridge, secretive, forwarded, unknown

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
        case .forwarded: "the agent of the computer that you came from"
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
    public let kind: AgentKind
    public let isGuess: Bool
}
