import KeyStore
import SSHKey
import Secrecy
import SSHClient

// What is in a user's home: ssh_config, known_hosts, the files of programs that hold tokens.

extension FuzzTarget {
    static let settings = [
        FuzzTarget(
            "ssh-config", words: ["Host ", "Match all\n", "Include ", "IdentityFile ", "IdentitiesOnly yes\n", "=\""]
        ) { input in
            let config = SSHConfig(input, path: "/home/ana/.ssh/config")
            if config.bytes != input { return "its lines are not its bytes" }
            guard let change = try? SSHConfig.plan(adding: entry, to: config, home: "/home/ana") else { return nil }
            if change.old != input { return "the change is made to another text" }
            let changed = SSHConfig(change.new, path: config.path)
            guard let again = try? SSHConfig.plan(adding: entry, to: changed, home: "/home/ana") else {
                return "what was written can't be read again"
            }
            return again.isEmpty ? nil : "the change did not do it"
        },
        FuzzTarget(
            "known-hosts", words: ["@revoked ", "@cert-authority ", "|1|", "[example.org]:22 ", "ssh-ed25519 AAAA"]
        ) { input in
            let known = KnownHosts(String(decoding: input, as: UTF8.self))
            let keys = known.keys(of: "example.org")
            for key in keys {
                switch known.standing(of: key, at: "example.org") {
                case .known, .revoked: continue
                case let other: return "a key that is there is \(other)"
                }
            }
            return nil
        },
        FuzzTarget(
            "credentials", words: ["{", "[default]\n", "token: ", "\"\"\"", "'", "- ", "|\n", "\\u0041", "&a ", "*a"]
        ) { input in
            guard let first = input.first else { return nil }
            let formats: [CredentialDocument.Format] = [.ini, .toml, .yaml]
            let text = Secret(input.dropFirst())
            guard let document = try? CredentialDocument(text, format: formats[Int(first) % formats.count]) else {
                return nil
            }
            return document.longestWord > text.count ? "a value is longer than the file" : nil
        },
        FuzzTarget(
            "rotation",
            words: [
                "\"step\" : \"renamed\"", "\"path\" : \"/", "\"port\" : 65536", "\"places\" : [{}]", "ssh-ed25519 AAAA",
                "null",
            ]
        ) { input in
            guard let rotation = RotationFiles.rotation(input) else { return nil }
            guard let text = RotationFiles.text(rotation) else { return "it can't be written" }
            return RotationFiles.rotation(text) == rotation ? nil : "it is written as another one"
        },
        FuzzTarget("agent-reply") { input in
            guard case .identities(let keys)? = AgentReply(input) else { return nil }
            if keys.count > input.count / 8 { return "more keys than bytes" }
            return obeyed(keys.map(\.comment))
        },
        FuzzTarget("hosts", words: ["ssh -p 22 ", "ssh://", "@", "[::1]:22", "#"]) { input in
            guard let hosts = try? HostsFile.parse(String(decoding: input, as: UTF8.self), name: "hosts") else {
                return nil
            }
            if hosts.contains(where: { $0.host.hasPrefix("-") || $0.user?.hasPrefix("-") == true }) {
                return "a host that ssh would take for an option"
            }
            return obeyed(hosts.flatMap { [$0.host, $0.user] })
        },
    ]

    private static let entry = HostEntry(
        host: "example.org", user: "ana", port: 2222, identityFile: "/home/ana/.ssh/id_ed25519")!
}

extension CredentialDocument {
    fileprivate var longestWord: Int {
        max(
            word?.unicodeScalars.count ?? 0, list.map(\.longestWord).max() ?? 0,
            table.map(\.value.longestWord).max() ?? 0)
    }
}
