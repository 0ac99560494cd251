import Services

extension CredentialSearch {
    /// GitHub's `gh` (https://cli.github.com/manual/gh_help_environment): an account for each host. The token may be in
    /// the desktop's keyring, so the program is asked for it.
    mutating func gh() {
        let folder = environment.word("GH_CONFIG_DIR") ?? configuration + "/gh"
        let path = folder + "/hosts.yml"
        guard let hosts = document(path, .yaml) else { return }
        let program = SecretProgram.path(of: "gh", environment)
        for (host, account) in hosts.table where (host == "github.com") != api.endpoint.isSelfHosted {
            let address = api.endpoint.isSelfHosted ? host : nil
            if let program {
                let origin = "gh, account \(account["user"].word.map { $0 + " " } ?? "")on \(host)"
                let command = SecretProgram(
                    path: program, arguments: ["auth", "token", "--hostname", host],
                    environment: environment)
                found.append(FoundCredential(origin, as: usual, at: address, .program(command, .token)))
            } else if let token = account["oauth_token"].secret {
                let origin = "\(shown(path)), host \(host)"
                found.append(FoundCredential(origin, as: usual, at: address, .known([.token: token])))
            }
        }
    }

    /// GitLab's `glab` (https://docs.gitlab.com/cli/).
    mutating func glab() {
        let folders =
            environment.word("GLAB_CONFIG_DIR").map { [$0] }
            ?? [home + "/.config/glab-cli", configuration + "/glab-cli", userConfiguration + "/glab-cli"]
        for path in folders.map({ $0 + "/config.yml" }) {
            guard let settings = document(path, .yaml) else { continue }
            let usualHost = environment.word("GITLAB_HOST") ?? settings["host"].word ?? "gitlab.com"
            for (host, account) in settings["hosts"].table {
                let origin = "\(shown(path)), host \(host)"
                guard account["is_oauth2"].word != "true" else {
                    note(.unusable(origin: origin, reason: "is a browser login that expires after two hours"))
                    continue
                }
                guard let token = account["token"].secret else { continue }
                let address = account["api_host"].word ?? host
                found.append(
                    FoundCredential(
                        origin, as: usual, at: account["api_protocol"].word == "http" ? "http://" + address : address,
                        isCurrent: host == usualHost, .known([.token: token])))
            }
            return
        }
    }
}
