extension Service {
    /// Vultr (https://www.vultr.com/api, "ssh").
    public static let vultr = Service(
        id: "vultr",
        name: "Vultr",
        aliases: ["cloud"],
        summary: "SSH keys for new Vultr servers",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current systems accept them"),
        guide: Guide(steps: [
            .open(url: "https://my.vultr.com/settings/#settingssshkeys", then: "log in"),
            .press("Add SSH Key"),
            .name(field: "Name", optional: false),
            .paste(field: "SSH Key"),
            .press("Add SSH Key"),
        ]),
        next: ["Deploy a server and select this key. Existing ones don't get it."],
        loginUser: "root",
        api: API(
            endpoint: .fixed("https://api.vultr.com"),
            credentials: [
                Credential(
                    name: "API key", page: "https://my.vultr.com/settings/#settingsapi",
                    secrets: [SecretField(role: .token, label: "API key", environment: ["VULTR_API_KEY"])],
                    authorization: .header("Authorization", "Bearer {token}"))
            ],
            list: Listing(
                call: Call(.get, "/v2/ssh-keys"),
                paging: Paging(kind: .cursor, page: "cursor", size: "per_page", count: 500, next: "meta.links.next"),
                items: "ssh_keys", entry: KeyFields(id: "id", name: "name", key: "ssh_key")),
            create: Creation(
                call: Call(.post, "/v2/ssh-keys", .json(["name": "{name}", "ssh_key": "{key}"])),
                entry: KeyFields(id: "ssh_key.id", name: "ssh_key.name", key: "ssh_key.ssh_key")),
            delete: Call(.delete, "/v2/ssh-keys/{id}"),
            words: ["error"],
            meanings: [
                Meaning(.rateLimit, status: 503, words: "rate limit"),
                Meaning(
                    .notAllowed, status: 403,
                    hint: "check the key's rights, and that this computer's address is in its access control list"
                        + " at https://my.vultr.com/settings/#settingsapi (IPv4 and IPv6 count separately)"),
                Meaning(.keyRefused, words: "invalid ssh key"),
                Meaning(.nameRefused, status: 400, words: "name"),
                Meaning(.keyRefused, status: 400, words: "key"),
            ]))
}
