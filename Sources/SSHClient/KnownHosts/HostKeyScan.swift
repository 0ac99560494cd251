import SSHKey

/// A server's host keys, fetched so that the one that the user agreed to can be written down.
///
/// A scan proves nothing by itself: only a key whose fingerprint was compared may be kept.
public enum HostKeyScan {
    /// ssh-keyscan of that host, for 20 seconds at most; `host` isn't resolved by ssh_config.
    public static func command(host: String, port: Int = 22) -> RemoteCommand {
        RemoteCommand(
            program: "ssh-keyscan", arguments: ["-T", "20", "-p", String(port), "--", host], needsTerminal: false,
            keepsLog: false)
    }

    /// The keys in ssh-keyscan's answer: lines of "host type key", and comments.
    public static func keys(in output: String) -> [HostKey] {
        output.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count >= 3, !line.hasPrefix("#") else { return nil }
            return HostKey(algorithm: String(fields[1]), base64: String(fields[2]))
        }
    }

    /// The key that has this fingerprint, if the server still shows it.
    public static func key(with fingerprint: String, in output: String) -> HostKey? {
        keys(in: output).first { $0.fingerprint == fingerprint }
    }
}
