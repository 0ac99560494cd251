extension Service {
    /// Linode, of Akamai (https://techdocs.akamai.com/linode-api, "SSH keys").
    public static let linode = Service(
        id: "linode",
        name: "Linode",
        aliases: ["Akamai", "cloud"],
        summary: "SSH keys for new Linodes",
        keys: KeyRules([.ed25519, .rsa, .ecdsa, .ecdsaSK], untried: [.ed25519SK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current systems accept them"),
        guide: Guide(steps: [
            .open(url: "https://cloud.linode.com/profile/keys", then: "log in"),
            .press("Add an SSH Key"),
            .name(field: "Label", optional: false),
            .paste(field: "SSH Public Key"),
            .press("Add Key"),
        ]),
        next: ["Create a Linode and select your user's keys. Existing ones don't get it."],
        loginUser: "root",
        api: API(
            endpoint: .fixed("https://api.linode.com"),
            credentials: [
                Credential(
                    name: "personal access token", page: "https://cloud.linode.com/profile/tokens",
                    scope: "Account: Read/Write (account:read_write)",
                    secrets: [
                        SecretField(
                            role: .token, label: "personal access token",
                            environment: ["LINODE_TOKEN", "LINODE_CLI_TOKEN"])
                    ],
                    authorization: .header("Authorization", "Bearer {token}"), tools: [.linodeCLI])
            ],
            list: Listing(
                call: Call(.get, "/v4/profile/sshkeys"),
                paging: Paging(kind: .pages, page: "page", size: "page_size", count: 100, next: "pages"),
                items: "data", entry: KeyFields(id: "id", name: "label", key: "ssh_key")),
            create: Creation(
                call: Call(.post, "/v4/profile/sshkeys", .json(["label": "{name}", "ssh_key": "{key}"])),
                entry: KeyFields(id: "id", name: "label", key: "ssh_key")),
            delete: Call(.delete, "/v4/profile/sshkeys/{id}"),
            name: NameRule(longest: 64),
            words: [], faults: Faults(items: "errors", field: "field", words: ["reason"]),
            meanings: [
                Meaning(.missingScope, status: 401, words: "not authorized to use this endpoint"),
                Meaning(.nameRefused, status: 400, fields: ["label"]),
                Meaning(.keyRefused, status: 400, fields: ["ssh_key"]),
            ]))
}
