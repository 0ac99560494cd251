extension Service {
    /// DigitalOcean (https://docs.digitalocean.com/reference/api, "SSH Keys").
    public static let digitalOcean = Service(
        id: "digitalocean",
        name: "DigitalOcean",
        aliases: ["droplet", "cloud"],
        summary: "SSH keys for new Droplets",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current systems accept them"),
        guide: Guide(steps: [
            .open(url: "https://cloud.digitalocean.com/account/security", then: "log in"),
            .press("Add SSH Key"),
            .paste(field: "SSH key content"),
            .name(field: "Name", optional: false),
            .press("Add SSH Key"),
        ]),
        next: ["Create a Droplet and select this key. Existing ones don't get it."],
        loginUser: "root",
        api: API(
            endpoint: .fixed("https://api.digitalocean.com"),
            credentials: [
                Credential(
                    name: "personal access token", page: "https://cloud.digitalocean.com/account/api/tokens/new",
                    scope: "ssh_key:create and ssh_key:read", removalScope: "ssh_key:delete",
                    secrets: [
                        SecretField(
                            role: .token, label: "personal access token",
                            environment: ["DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_TOKEN"])
                    ],
                    authorization: .header("Authorization", "Bearer {token}"), tools: [.doctl])
            ],
            list: Listing(
                call: Call(.get, "/v2/account/keys"),
                paging: Paging(kind: .sign, page: "page", size: "per_page", count: 200, next: "links.pages.next"),
                items: "ssh_keys", entry: KeyFields(id: "id", name: "name", key: "public_key")),
            create: Creation(
                call: Call(.post, "/v2/account/keys", .json(["name": "{name}", "public_key": "{key}"])),
                entry: KeyFields(id: "ssh_key.id", name: "ssh_key.name", key: "ssh_key.public_key")),
            delete: Call(.delete, "/v2/account/keys/{id}"),
            words: ["message"],
            meanings: [
                Meaning(.duplicateKey, status: 422, words: "already in use"),
                Meaning(.nameRefused, status: 422, words: "name"),
                Meaning(.keyRefused, status: 422, words: "key"),
            ]))
}
