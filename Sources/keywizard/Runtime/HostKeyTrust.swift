import KeyStore
import Network
import Platform
import SSHClient

/// A server's key that the user agreed to, on its way into known_hosts.
struct HostKeyTrust: Sendable {
    let login: ServerLogin
    let home: String

    /// Fetches the keys that the server shows, and writes down the one with this fingerprint.
    func add(_ seen: SeenHostKey) async throws {
        let ssh = SystemSSH(show: { _ in })
        let config = EffectiveConfig(try await ssh.run(EffectiveConfig.command(for: login.host)).output)
        let host = config?.hostName ?? login.host
        let port = login.port ?? config?.port ?? 22
        let scan = try await ssh.run(HostKeyScan.command(host: host, port: port))
        guard let key = HostKeyScan.key(with: seen.fingerprint, in: scan.output) else {
            throw CommandError(
                HostKeyScan.keys(in: scan.output).isEmpty
                    ? "couldn't fetch the server's host key" : "the server no longer sends that host key",
                hint: "log in once with ssh, and compare the fingerprint it shows")
        }
        let file =
            config?.knownHostsFiles.first.flatMap { KeyFilePath.expand($0, home: home) } ?? home + "/.ssh/known_hosts"
        guard file != "/dev/null" else {
            throw CommandError(
                "your ssh configuration stores no host keys for \(login.host): UserKnownHostsFile is /dev/null",
                hint: "log in with ssh, or set UserKnownHostsFile to a file")
        }
        let folder = KeyFilePath.folder(of: file)
        // For root acting for another user, that user's link could lead to any file.
        if environmentVariables()["SUDO_UID"] != nil, geteuid() == 0, let link = [folder, file].first(where: isLink) {
            throw CommandError(
                "\(link) is a link, which isn't followed with sudo",
                hint: "run keywizard without sudo, or as root itself"
            )
        }
        if KeyFolder.examine(folder) == .missing { try KeyFolder.make(folder) }
        // ssh looks for an alias as it is, without a port.
        try KnownHostsFile.add(
            key, of: config?.hostKeyAlias ?? host, port: config?.hostKeyAlias == nil ? port : 22, to: file,
            hidesName: config?.hidesKnownHosts ?? false)
    }
}

private func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}
