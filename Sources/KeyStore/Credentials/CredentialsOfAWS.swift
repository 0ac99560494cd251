import Secrecy
import Services

extension CredentialSearch {
    /// AWS's two files (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html): what is in
    /// `credentials` counts before the same in `config`.
    mutating func aws() {
        let credentialsPath = environment.word("AWS_SHARED_CREDENTIALS_FILE") ?? home + "/.aws/credentials"
        let configPath = environment.word("AWS_CONFIG_FILE") ?? home + "/.aws/config"
        let credentials = document(credentialsPath, .ini) ?? .nothing
        var config = document(configPath, .ini) ?? .nothing
        if !credentials.table.isEmpty, !config.table.isEmpty, !mayMix(configPath, credentialsPath) {
            config = .nothing
        }
        let current = environment.word("AWS_PROFILE") ?? environment.word("AWS_DEFAULT_PROFILE") ?? "default"

        var profiles: [(name: String, values: [CredentialDocument], path: String)] = []
        for (name, section) in credentials.table { profiles.append((name, [section], credentialsPath)) }
        for (title, section) in config.table {
            guard let name = title == "default" ? title : title.afterPrefix("profile ") else { continue }
            if let index = profiles.firstIndex(where: { $0.name == name }) {
                profiles[index].values.append(section)
            } else {
                profiles.append((name, [section], configPath))
            }
        }
        for profile in profiles {
            func value(_ key: String) -> CredentialDocument? {
                profile.values.map { $0[key] }.first { $0.word != nil }
            }
            let origin = "\(shown(profile.path)), profile \(profile.name)"
            guard let accessKey = value("aws_access_key_id")?.word,
                let secretKey = value("aws_secret_access_key")?.secret
            else {
                let indirect = ["role_arn", "sso_session", "sso_start_url", "credential_process", "login_session"]
                if let kind = indirect.first(where: { value($0) != nil }) {
                    note(
                        .unusable(origin: origin, reason: "uses \(kind); keywizard needs an access key")
                    )
                }
                continue
            }
            let authorities = authorities(value("ca_bundle")?.word, namedBy: profile.path)
            guard environment.word("AWS_CA_BUNDLE") != nil || !authorities.isRefused else { continue }
            var secrets: [SecretRole: Secret] = [.secretKey: secretKey]
            secrets[.sessionToken] = value("aws_session_token")?.secret
            let region =
                environment.word("AWS_REGION") ?? environment.word("AWS_DEFAULT_REGION") ?? value("region")?.word
            found.append(
                FoundCredential(
                    origin, as: usual,
                    at: environment.word("AWS_ENDPOINT_URL_EC2") ?? environment.word("AWS_ENDPOINT_URL")
                        ?? value("endpoint_url")?.word,
                    values: ["accessKey": accessKey, "region": region],
                    authorities: environment.word("AWS_CA_BUNDLE") ?? authorities.path,
                    isCurrent: profile.name == current, .known(secrets)))
        }
    }
}

extension String {
    /// What follows `prefix` and white space; nil when it doesn't begin so.
    fileprivate func afterPrefix(_ prefix: String) -> String? {
        guard hasPrefix(prefix) else { return nil }
        let rest = dropFirst(prefix.count).drop { $0 == " " }
        // botocore takes a quoted name too.
        let isQuoted = rest.count > 1 && rest.first == rest.last && "\"'".contains(rest.first ?? " ")
        return String(isQuoted ? rest.dropFirst().dropLast() : rest)
    }
}
