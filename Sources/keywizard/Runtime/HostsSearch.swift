import KeyStore
import Platform
import SSHKey
import SSHClient

/// Where people have lists of servers.
enum HostsSearch {
    /// In bytes; a name of 64 for each of a quarter of a million servers.
    private static let longestFile = 1 << 24

    /// The servers in a file; - is standard input.
    static func file(_ path: String) throws -> [HostAddressee] {
        var status = stat()
        if path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw CommandError(
                "\(path): a folder, a file of servers was expected", hint: "name a file with a server on each line")
        }
        let text = try KeyFileArgument(path, limit: longestFile).bytes.withBytes { String(decoding: $0, as: UTF8.self) }
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
    /// The accounts, each once, in their order. ssh is asked about several at a time.
    func logins(options: [String]) async throws -> [ServerLogin] {
        let found = await HostJobs.results(of: self) { addressee -> Result<ServerLogin, any Error> in
            do { return .success(try await addressee.login(options: options)) } catch { return .failure(error) }
        }
        var known: Set<ServerLogin> = []
        return try found.compactMap(\.self).map { try $0.get() }.filter { known.insert($0).inserted }
    }
}
