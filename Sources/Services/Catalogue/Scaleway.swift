extension Service {
    /// Scaleway (https://www.scaleway.com/en/developers/api/iam, "SSH keys").
    public static let scaleway = Service(
        id: "scaleway",
        name: "Scaleway",
        aliases: ["scw", "cloud"],
        summary: "SSH keys for a project's servers",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Scaleway's guide asks for Ed25519"),
        guide: Guide(steps: [
            .open(url: "https://console.scaleway.com/project/ssh-keys", then: "log in"),
            .press("Add SSH key"),
            .paste(field: "SSH key"),
            .name(field: "Name", optional: false),
            .press("Add SSH key"),
        ]),
        next: ["Create an Instance in this project. Existing ones get it when they restart."],
        loginUser: "root",
        api: API(
            endpoint: .fixed("https://api.scaleway.com"),
            credentials: [
                Credential(
                    name: "API key", page: "https://console.scaleway.com/iam/api-keys", scope: "SSHKeysFullAccess",
                    secrets: [
                        SecretField(role: .token, label: "secret key of an API key", environment: ["SCW_SECRET_KEY"])
                    ],
                    authorization: .header("X-Auth-Token", "{token}"), tools: [.scw])
            ],
            inputs: [Input(id: "project", label: "project ID", format: .uuid, environment: ["SCW_DEFAULT_PROJECT_ID"])],
            list: Listing(
                call: Call(.get, "/iam/v1alpha1/ssh-keys?project_id={project}"),
                paging: Paging(kind: .total, page: "page", size: "page_size", count: 100, next: "total_count"),
                items: "ssh_keys",
                entry: KeyFields(id: "id", name: "name", key: "public_key", fingerprint: "fingerprint"),
                defects: [KeyDefect(.disabled, at: "disabled", "true", hint: "enable it on the website")]),
            create: Creation(
                call: Call(
                    .post, "/iam/v1alpha1/ssh-keys",
                    .json(["name": "{name}", "public_key": "{key}", "project_id": "{project}"])),
                entry: KeyFields(id: "id", name: "name", key: "public_key", fingerprint: "fingerprint")),
            delete: Call(.delete, "/iam/v1alpha1/ssh-keys/{id}"),
            name: NameRule(longest: 1000),
            code: "type", words: ["message"], details: ["resource"],
            faults: Faults(items: "details", field: "argument_name", words: ["reason", "help_message"]),
            meanings: [
                Meaning(.badCredential, code: "denied_authentication"),
                Meaning(.missingScope, code: "permissions_denied"),
                Meaning(.quota, code: "quotas_exceeded"),
                Meaning(.duplicateKey, code: "conflict"),
                Meaning(.duplicateKey, status: 409, words: "already"),
                Meaning(.inputRefused, code: "not_found", words: "project", input: "project"),
                Meaning(.inputRefused, status: 400, fields: ["project_id"], input: "project"),
                Meaning(.nameRefused, status: 400, fields: ["name"]),
                Meaning(.keyRefused, status: 400, fields: ["public_key"]),
                Meaning(.keyRefused, status: 400, words: "public_key", "ssh key"),
            ]))
}
