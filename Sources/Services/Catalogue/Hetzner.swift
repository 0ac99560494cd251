extension Service {
    /// Hetzner Cloud (https://docs.hetzner.cloud, "SSH Keys").
    public static let hetzner = Service(
        id: "hetzner",
        name: "Hetzner Cloud",
        aliases: ["hcloud", "cloud"],
        summary: "SSH keys for new servers of a Hetzner Cloud project",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current systems accept them"),
        guide: Guide(steps: [
            .open(url: "https://console.hetzner.com/", then: "log in"),
            .choose(["your project", "Security", "SSH keys", "Add SSH key"], on: nil),
            .paste(field: "SSH key"),
            .name(field: "Name", optional: false),
            .press("Add SSH key"),
        ]),
        next: ["Create a server in this project and select this key. Existing ones don't get it."],
        loginUser: "root",
        api: API(
            endpoint: .fixed("https://api.hetzner.cloud"),
            credentials: [
                Credential(
                    name: "API token of the project", page: "https://console.hetzner.com/",
                    scope: "Read & Write (your project › Security › API tokens)",
                    secrets: [SecretField(role: .token, label: "API token", environment: ["HCLOUD_TOKEN"])],
                    authorization: .header("Authorization", "Bearer {token}"), tools: [.hcloud])
            ],
            list: Listing(
                call: Call(.get, "/v1/ssh_keys"),
                paging: Paging(
                    kind: .sign, page: "page", size: "per_page", count: 50, next: "meta.pagination.next_page"),
                items: "ssh_keys",
                entry: KeyFields(id: "id", name: "name", key: "public_key", fingerprint: "fingerprint")),
            create: Creation(
                call: Call(.post, "/v1/ssh_keys", .json(["name": "{name}", "public_key": "{key}"])),
                entry: KeyFields(id: "ssh_key.id", name: "ssh_key.name", key: "ssh_key.public_key")),
            delete: Call(.delete, "/v1/ssh_keys/{id}"),
            name: NameRule(isUnique: true),
            code: "error.code", words: ["error.message"],
            faults: Faults(items: "error.details.fields", field: "name", words: ["messages"]),
            meanings: [
                Meaning(.missingScope, code: "token_readonly"),
                Meaning(.notAllowed, code: "forbidden"),
                Meaning(.duplicateName, code: "uniqueness_error", fields: ["name"]),
                Meaning(.duplicateName, code: "uniqueness_error", words: "name"),
                Meaning(.duplicateKey, code: "uniqueness_error"),
                Meaning(.nameRefused, code: "invalid_input", fields: ["name"]),
                Meaning(.keyRefused, code: "invalid_input", fields: ["public_key"]),
                Meaning(.nameRefused, code: "invalid_input", words: "'name'"),
                Meaning(.keyRefused, code: "invalid_input", words: "key"),
                Meaning(.busy, code: "locked"),
                Meaning(.busy, code: "conflict"),
                Meaning(.quota, code: "resource_limit_exceeded"),
                Meaning(.rateLimit, code: "rate_limit_exceeded"),
            ]))
}
