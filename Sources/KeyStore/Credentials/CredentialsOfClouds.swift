import Support

extension CredentialSearch {
    /// DigitalOcean's `doctl` (https://docs.digitalocean.com/reference/doctl): one token for each context.
    mutating func doctl() {
        let path = userConfiguration + "/doctl/config.yaml"
        guard let settings = document(path, .yaml) else { return }
        let current = environment.word("DIGITALOCEAN_CONTEXT") ?? settings["context"].word ?? "default"
        let contexts =
            [("default", settings["access-token"])] + settings["auth-contexts"].table.map { ($0.key, $0.value) }
        for (name, token) in contexts {
            guard let token = token.secret else { continue }
            found.append(
                FoundCredential(
                    "\(shown(path)), context \(name)", as: usual, isCurrent: name == current, .known([.token: token])))
        }
    }

    /// Hetzner Cloud's `hcloud` (https://github.com/hetznercloud/cli): one token for each context, which is a project.
    mutating func hcloud() {
        let path = environment.word("HCLOUD_CONFIG") ?? home + "/.config/hcloud/cli.toml"
        guard let settings = document(path, .toml) else { return }
        let current = environment.word("HCLOUD_CONTEXT") ?? settings["active_context"].word
        for context in settings["contexts"].list {
            guard let name = context["name"].word, let token = context["token"].secret else { continue }
            found.append(
                FoundCredential(
                    "\(shown(path)), context \(name)", as: usual, isCurrent: name == current, .known([.token: token])))
        }
    }

    /// Linode's `linode-cli` (https://github.com/linode/linode-cli): one token for each user.
    mutating func linode() {
        let paths =
            environment.word("LINODE_CLI_CONFIG").map { [$0] } ?? [
                home + "/.linode-cli", configuration + "/linode-cli",
            ]
        for path in paths {
            guard let settings = document(path, .ini) else { continue }
            let current = settings["DEFAULT"]["default-user"].word
            for (user, values) in settings.table where user != "DEFAULT" {
                guard let token = values["token"].secret else { continue }
                found.append(
                    FoundCredential(
                        "\(shown(path)), user \(user)", as: usual, isCurrent: user == current, .known([.token: token])))
            }
            return
        }
    }

    /// Scaleway's `scw` (https://github.com/scaleway/scaleway-sdk-go/blob/master/scw/README.md): a profile lacks nothing
    /// that is outside of all profiles.
    mutating func scaleway() {
        let path = environment.word("SCW_CONFIG_PATH") ?? configuration + "/scw/config.yaml"
        guard let settings = document(path, .yaml) else { return }
        let current = environment.word("SCW_PROFILE") ?? settings["active_profile"].word
        let profiles = [(String?.none, settings)] + settings["profiles"].table.map { ($0.key, $0.value) }
        for (name, profile) in profiles {
            func value(_ key: String) -> CredentialDocument {
                if case .nothing = profile[key] { settings[key] } else { profile[key] }
            }
            guard let token = value("secret_key").secret else { continue }
            let project = environment.word("SCW_DEFAULT_PROJECT_ID") ?? value("default_project_id").word
            found.append(
                FoundCredential(
                    "\(shown(path)), \(name.map { "profile \($0)" } ?? "outside of its profiles")", as: usual,
                    at: value("api_url").word, values: ["project": project], isCurrent: name == current,
                    .known([.token: token])))
        }
    }

    /// Triton's `triton` (https://github.com/TritonDataCenter/node-triton): a profile names an account and the key that
    /// signs; it holds no secret.
    mutating func triton() {
        let folder = environment.word("TRITON_CONFIG_DIR") ?? home + "/.triton"
        let settings = json(folder + "/config.json")
        let current = environment.word("TRITON_PROFILE") ?? settings?["profile"]
        for name in visibleNames(in: folder + "/profiles.d") where name.hasSuffix(".json") {
            let path = folder + "/profiles.d/" + name
            guard let profile = json(path) else { continue }
            guard let account = profile["account"] else {
                note(.unusable(origin: shown(path), reason: "has no account"))
                continue
            }
            let title = String(name.dropLast(".json".count))
            found.append(
                FoundCredential(
                    "\(shown(path)), account \(account)", as: usual, at: profile["url"],
                    values: ["account": account, "user": profile["user"], "keyID": profile["keyId"]],
                    isCurrent: title == current, .known([:])))
        }
    }

    /// The strings in a JSON file that is one object.
    private mutating func json(_ path: String) -> [String: String]? {
        do throws(ReadError) {
            let text = try KeyFileContents(path: path).bytes
            guard case .object(let members)? = JSON.parse(text.withBytes { Array($0) }) else {
                note(.notUnderstood(path: shown(path), line: 1, reason: "no JSON object"))
                return nil
            }
            var strings: [String: String] = [:]
            for member in members { if case .string(let text) = member.value { strings[member.name] = text } }
            return strings
        } catch {
            if case .missing = error { return nil }
            note(.unreadable(error))
            return nil
        }
    }
}
