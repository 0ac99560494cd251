/// What ssh -v wrote about one connection, so far as it decides something.
///
/// The texts are those of OpenSSH 9.2 (ssh.c, sshconnect.c, sshconnect2.c, authfile.c), where each was seen; where
/// older or newer versions are known to differ, both are read. ssh has no translations.
struct ServerLog {
    private let lines: [Substring]

    init(_ text: String) {
        lines = text.split(whereSeparator: \.isNewline)
    }

    /// The server software that answered: "OpenSSH_9.2p1 Debian-2".
    var software: String? {
        value(after: "remote software version ")
    }

    /// Whether the person is in, by whatever method.
    var isAuthenticated: Bool {
        // Older versions leave out 'using "METHOD"'; behind a ProxyJump it is "(via proxy)".
        lines.contains { $0.hasPrefix("Authenticated to ") }
    }

    /// Whether a key alone opened the account.
    var isAuthenticatedByKey: Bool {
        lines.contains {
            $0.hasPrefix("Authenticated to ") && $0.hasSuffix(#" using "publickey"."#)
                || $0 == "debug1: Authentication succeeded (publickey)."
        }
    }

    /// Whether the server took the key and then wants something else too.
    var isPartlyAuthenticated: Bool {
        // Older versions name no method: "Authenticated with partial success."
        lines.contains {
            $0 == #"Authenticated using "publickey" with partial success."#
                || $0 == "Authenticated with partial success."
        }
    }

    /// The fingerprints of the keys that the server said it would accept, in order: "SHA256:...".
    var acceptedKeys: [Substring] {
        lines.filter { $0.hasPrefix("debug1: Server accepts key: ") }.compactMap { line in
            line.split(separator: " ").last { $0.hasPrefix("SHA256:") }
        }
    }

    /// What the server would still take when it said no: "publickey", "password".
    var methodsLeft: [String]? {
        guard let line = lines.last(where: { $0.contains("Permission denied (") }),
            let start = line.lastIndex(of: "("), let end = line.lastIndex(of: ")"), start < end
        else { return nil }
        return line[line.index(after: start)..<end].split(separator: ",").map(String.init)
    }

    /// The new host key's fingerprint, and the place of the old one.
    var changedHostKey: (fingerprint: String?, removal: String?)? {
        guard contains("REMOTE HOST IDENTIFICATION HAS CHANGED") else { return nil }
        let fingerprint = lines.first { $0.hasPrefix("SHA256:") }.map {
            $0.hasSuffix(".") ? String($0.dropLast()) : String($0)
        }
        // ssh's own advice, since 7.2: ssh-keygen -f "/home/me/.ssh/known_hosts" -R "server".
        let removal = lines.first { $0.drop(while: \.isWhitespace).hasPrefix("ssh-keygen -f ") }
        return (fingerprint, removal.map { String($0.drop(while: \.isWhitespace)) })
    }

    /// Why the file of a key could not be used: "bad permissions".
    var keyFileProblem: String? {
        if contains("no such identity: ") { return "no such file" }
        guard let line = lines.first(where: { $0.hasPrefix("Load key ") }), let colon = line.lastIndex(of: ":")
        else { return nil }
        return String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
    }

    func contains(_ text: String) -> Bool {
        lines.contains { $0.contains(text) }
    }

    /// Everything that is not debugging.
    var messages: String {
        let chatter = ["debug1: ", "OpenSSH_", "Transferred: ", "Bytes per second: "]
        return lines.filter { line in !chatter.contains { line.hasPrefix($0) } }.joined(separator: "\n")
    }

    func value(after text: String) -> String? {
        for line in lines {
            if let range = line.firstRange(of: text) { return String(line[range.upperBound...]) }
        }
        return nil
    }
}
