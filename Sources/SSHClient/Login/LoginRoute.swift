/// How ssh_config leads to a server, without the keys, certificates and agents that it names for it.
///
/// ssh adds every IdentityFile of its files to those of the command line, and no option takes one away: what is to log
/// in with one key alone needs a configuration of its own. It has what decides where the connection goes, which host
/// keys are known, and which algorithms may be used.
public struct LoginRoute: Hashable, Sendable {
    /// `IdentityAgent` as the configuration has it: a path, `none`; nil for SSH_AUTH_SOCK.
    public let identityAgent: String?

    private let settings: [Setting]
    private let jump: Jump?

    private struct Setting: Hashable, Sendable {
        let name, value: String
    }

    /// Settings whose value is the rest of the line, or one word.
    private static let words: Set<Substring> = [
        "hostname", "user", "port", "addressfamily", "bindaddress", "bindinterface", "checkhostip", "compression",
        "connectionattempts", "hostkeyalias", "nohostauthenticationforlocalhost", "proxyusefdpass", "tcpkeepalive",
        "verifyhostkeydns", "requiredrsasize", "rsaminsize", "ciphers", "hostkeyalgorithms", "kexalgorithms",
        "casignaturealgorithms", "macs", "securitykeyprovider", "pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes",
        "knownhostscommand", "stricthostkeychecking", "hashknownhosts", "proxycommand", "ipqos",
    ]
    /// Settings whose value is paths.
    private static let paths: Set<Substring> = ["userknownhostsfile", "globalknownhostsfile", "revokedhostkeys"]

    /// From what `ssh -G` says; nil for what is no answer of it.
    public init?(_ output: String) {
        var (settings, jump, agent): ([Setting], Jump?, String?) = ([], nil, nil)
        for line in ServerLog.lines(of: output) {
            guard let space = line.firstIndex(of: " ") else { continue }
            let (name, value) = (line[..<space], line[line.index(after: space)...])
            if Self.words.contains(name) {
                settings.append(Setting(name: String(name), value: String(value)))
            } else if Self.paths.contains(name) {
                let files = Self.files(value).map { "\"\($0)\"" }.joined(separator: " ")
                settings.append(Setting(name: String(name), value: files))
            } else if name == "proxyjump" {
                jump = Jump(value)
            } else if name == "identityagent" {
                agent = String(value)
            }
        }
        guard settings.contains(where: { $0.name == "hostname" }) else { return nil }
        (self.settings, self.jump, identityAgent) = (settings, jump, agent)
    }

    /// Whether the user has turned the check of host keys off.
    var takesAnyHost: Bool {
        settings.contains { $0.name == "stricthostkeychecking" && ["false", "no", "off"].contains($0.value) }
    }

    /// The socket of the agent that ssh would use; nil for none.
    public func agentSocket(in environment: [String: String]) -> String? {
        let socket: String? =
            switch identityAgent {
            case nil, "SSH_AUTH_SOCK": environment["SSH_AUTH_SOCK"]
            case "none": nil
            case let name? where name.hasPrefix("$"): environment[String(name.dropFirst())]
            case let path?: path
            }
        return socket?.isEmpty == true ? nil : socket
    }

    /// ssh prints the files one after the other, without quotes; a path with spaces goes on until the next one.
    static func files(_ text: Substring) -> [String] {
        text.split(separator: " ").reduce(into: []) { files, word in
            if let last = files.last, !"/~%$".contains(word.first ?? " ") {
                files[files.count - 1] = last + " " + word
            } else {
                files.append(String(word))
            }
        }
    }

    /// The text of a configuration file. Unless it `asks`, the way through a jump host asks nothing either: ssh hands no
    /// BatchMode on to it.
    func configuration(asks: Bool) -> String {
        var lines = settings.map { $0.name + " " + $0.value }
        if let jump { lines.append("proxycommand " + jump.command(asks: asks)) }
        if let identityAgent { lines.append("identityagent \"\(identityAgent)\"") }
        // A test changes nothing.
        lines.append("updatehostkeys no")
        return lines.joined(separator: "\n") + "\n"
    }
}

/// The last hop of a ProxyJump, with those before it.
private struct Jump: Hashable, Sendable {
    let before, user, host, port: String?

    /// From `[user@]host[:port]`, several of them with commas between.
    init?(_ value: Substring) {
        guard value != "none", !value.isEmpty else { return nil }
        let comma = value.lastIndex(of: ",")
        before = comma.map { String(value[..<$0]) }
        var rest = comma.map { value[value.index(after: $0)...] } ?? value
        let at = rest.lastIndex(of: "@")
        user = at.map { String(rest[..<$0]) }
        if let at { rest = rest[rest.index(after: at)...] }
        if rest.first == "[", let end = rest.lastIndex(of: "]") {
            port = rest[end...].hasPrefix("]:") ? String(rest[end...].dropFirst(2)) : nil
            host = String(rest[..<end].dropFirst())
        } else {
            let colon = rest.lastIndex(of: ":")
            port = colon.map { String(rest[rest.index(after: $0)...]) }
            host = String(colon.map { rest[..<$0] } ?? rest)
        }
    }

    /// What ssh itself makes of it (ssh.c), for the user's own configuration to lead to the jump host.
    func command(asks: Bool) -> String {
        var words = ["ssh", "-o", "ControlMaster=no", "-o", "ConnectTimeout=20"]
        if !asks { words += ["-o", "BatchMode=yes"] }
        if let before { words += ["-J", before] }
        if let user { words += ["-l", user] }
        if let port { words += ["-p", port] }
        words += ["--", host ?? ""]
        let quoted = words.map { shellQuoted($0).replacing("%", with: "%%") }
        return quoted.joined(separator: " ").replacing(" '--' ", with: " -W '[%h]:%p' -- ")
    }
}
