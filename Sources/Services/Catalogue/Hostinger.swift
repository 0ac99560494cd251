extension Service {
    /// Hostinger (https://developers.hostinger.com, "VPS: Public Keys"; hostinger/api-typescript-sdk, VPSPublicKeysApi).
    public static let hostinger = Service(
        id: "hostinger",
        name: "Hostinger",
        aliases: ["hPanel", "VPS", "cloud"],
        summary: "SSH keys for Hostinger's virtual servers",
        keys: KeyRules([.ed25519, .rsa], untried: [.ecdsa, .ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current systems accept them"),
        guide: Guide(steps: [
            .open(url: "https://hpanel.hostinger.com/vps", then: "log in"),
            .choose(["Manage", "Settings", "SSH keys", "Add SSH key"], on: "your server"),
            .name(field: "Name", optional: false),
            .paste(field: "SSH key"),
            .press("Add SSH key"),
        ]),
        next: ["Attach the key to a server in hPanel (Settings › SSH keys); removing it here leaves it on servers."],
        loginUser: "root",
        api: API(
            endpoint: .fixed("https://developers.hostinger.com"),
            credentials: [
                Credential(
                    name: "API token", page: "https://hpanel.hostinger.com/profile/api",
                    secrets: [SecretField(role: .token, label: "API token", environment: ["HOSTINGER_API_TOKEN"])],
                    authorization: .header("Authorization", "Bearer {token}"))
            ],
            list: Listing(
                call: Call(.get, "/api/vps/v1/public-keys"),
                // The size of a page isn't documented.
                paging: Paging(kind: .total, page: "page", next: "meta.total"),
                items: "data", entry: KeyFields(id: "id", name: "name", key: "key")),
            create: Creation(
                call: Call(.post, "/api/vps/v1/public-keys", .json(["name": "{name}", "key": "{key}"])),
                entry: KeyFields(id: "id", name: "name", key: "key")),
            delete: Call(.delete, "/api/vps/v1/public-keys/{id}"),
            words: ["message", "error"], details: ["errors"], fields: ["errors"],
            meanings: [
                Meaning(.nameRefused, status: 422, fields: ["name"]),
                Meaning(.duplicateKey, status: 422, words: "already been taken", "already exists"),
                Meaning(.keyRefused, status: 422, fields: ["key"]),
            ]))
}
