/// What ssh itself would use for a host, all its files and defaults counted: the answer of `ssh -G`.
public struct EffectiveConfig: Hashable, Sendable {
    /// `HostName`: where ssh connects to, an alias resolved.
    public let hostName: String
    /// `User`: the account; the local user's name unless a file says otherwise.
    public let user: String
    /// `Port`: 22 unless a file says otherwise.
    public let port: Int
    /// In the order in which ssh tries them; `~` isn't expanded.
    public let identityFiles: [String]
    /// `IdentitiesOnly`: whether keys of the agent that no `IdentityFile` names are left out.
    public let identitiesOnly: Bool
    /// The files of host keys that the user agreed to; the first one is added to.
    public let knownHostsFiles: [String]
    /// `HashKnownHosts`: whether the names of new hosts are hidden in known_hosts.
    public let hidesKnownHosts: Bool
    /// The name that a host key goes by, where it isn't the host's.
    public let hostKeyAlias: String?
    /// `ProxyJump`, and `ProxyCommand` as it is in the file; nil where ssh connects by itself.
    public let proxyJump, proxyCommand: String?

    /// The question. `configFile` takes the place of the user's own file and of the system's.
    public static func command(for host: String, configFile: String? = nil) -> RemoteCommand {
        let file = configFile.map { ["-F", $0] } ?? []
        return RemoteCommand(
            program: "ssh", arguments: ["-G"] + file + ["--", host], needsTerminal: false, keepsLog: false)
    }

    /// The question for an account, with options of ssh as its -o takes them.
    static func command(for login: ServerLogin, options: [String]) -> RemoteCommand {
        let port = login.port.map { ["-p", String($0)] } ?? []
        // -T: it would complain that standard input is no terminal.
        return RemoteCommand(
            program: "ssh", arguments: ["-GT"] + options.flatMap { ["-o", $0] } + port + ["--", login.destination],
            needsTerminal: false, keepsLog: false)
    }

    /// Nil for what isn't such an answer.
    public init?(_ output: String) {
        var values: [Substring: [String]] = [:]
        for line in output.split(whereSeparator: \.isNewline) {
            guard let space = line.firstIndex(of: " ") else { continue }
            values[line[..<space], default: []].append(String(line[line.index(after: space)...]))
        }
        guard let hostName = values["hostname"]?.first, let user = values["user"]?.first,
            let port = values["port"]?.first.flatMap(Int.init)
        else { return nil }
        self.hostName = hostName
        self.user = user
        self.port = port
        identityFiles = values["identityfile"] ?? []
        identitiesOnly = values["identitiesonly"]?.first == "yes"
        knownHostsFiles = values["userknownhostsfile"]?.first?.split(separator: " ").map(String.init) ?? []
        hidesKnownHosts = values["hashknownhosts"]?.first == "yes"
        hostKeyAlias = values["hostkeyalias"]?.first
        proxyJump = values["proxyjump"]?.first.flatMap { $0 == "none" ? nil : $0 }
        proxyCommand = values["proxycommand"]?.first.flatMap { $0 == "none" ? nil : $0 }
    }
}
