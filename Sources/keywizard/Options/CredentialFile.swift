import Secrecy
import Services

/// A file with the secrets of a credential.
///
/// Each secret has a line `ROLE=VALUE`, the roles being `token`, `password`, `secret-key` and `session-token`; a first
/// line without a role is the first secret as it is.
enum CredentialFile {
    static func read(_ path: String, for credential: Credential) throws(CommandError) -> [SecretRole: Secret] {
        let contents = try KeyFileArgument(path).bytes
        let fields = credential.secrets
        var secrets: [SecretRole: Secret] = [:]
        contents.withBytes { bytes in
            for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
                // Lines may end as Windows ends them.
                let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
                let named = fields.first { line.starts(with: $0.role.prefix.utf8) }
                if let named {
                    secrets[named.role] = Secret(line.dropFirst(named.role.prefix.utf8.count))
                } else if number == 0, let first = fields.first, !line.isEmpty {
                    secrets[first.role] = Secret(line)
                }
            }
        }
        guard let missing = fields.first(where: { !$0.isOptional && secrets[$0.role]?.isEmpty ?? true }) else {
            return secrets
        }
        throw CommandError(
            "\(path) has no \(missing.label)",
            hint: fields.count > 1 ? "write lines like \(missing.role.prefix)VALUE" : "it must be the first line")
    }
}

extension SecretRole {
    /// What is in front of it in a file of several.
    fileprivate var prefix: String { rawValue.replacing(" ", with: "-") + "=" }
}
