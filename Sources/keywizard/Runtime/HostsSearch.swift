import KeyStore
import SSHKey
import SSHClient

/// Where people have lists of servers.
enum HostsSearch {
    /// The servers in a file; - is standard input.
    static func file(_ path: String) throws -> [HostAddressee] {
        let text = try KeyFileArgument(path, limit: 1 << 20).bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        return try HostsFile.parse(text, name: path)
    }

    /// The names of ~/.ssh/config that match.
    static func sshConfig(matching patterns: [String]) throws -> [HostAddressee] {
        let home = ThisComputer.surroundings.home
        let names = try SSHConfigHosts.names(matching: patterns, in: home + "/.ssh/config", home: home)
        guard !names.isEmpty else {
            throw patterns == ["*"]
                ? CommandError("~/.ssh/config has no hosts", hint: "or use a file with one host per line")
                : CommandError("no host of ~/.ssh/config matches \(patterns.joined(separator: " or "))")
        }
        return try names.map { try HostAddressee($0) }
    }
}

extension [HostAddressee] {
    /// The accounts, each once.
    func logins(options: [String]) async throws -> [ServerLogin] {
        var logins: [ServerLogin] = []
        for addressee in self {
            let login = try await addressee.login(options: options)
            if !logins.contains(login) { logins.append(login) }
        }
        return logins
    }
}
