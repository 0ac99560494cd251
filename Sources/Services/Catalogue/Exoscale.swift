extension Service {
    /// Exoscale (https://openapi-v2.exoscale.com, "SSH Key"). Its list shows fingerprints.
    public static let exoscale = Service(
        id: "exoscale",
        name: "Exoscale",
        aliases: ["cloud", "egoscale"],
        summary: "SSH keys for new Exoscale instances",
        keys: KeyRules([.ed25519, .rsa], untried: [.ecdsa, .ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current systems accept them"),
        guide: Guide(steps: [
            .open(url: "https://portal.exoscale.com/compute/keypairs", then: "log in"),
            .press("Add"),
            .name(field: "Name", optional: false),
            .paste(field: "Key"),
            .press("Import"),
        ]),
        next: ["Create an instance and select this key. Existing ones don't get it."],
        loginUser: "root",
        api: API(
            endpoint: .fixed("https://api-{zone}.exoscale.com/v2"),
            credentials: [
                Credential(
                    id: "access-key", name: "API key", page: "https://portal.exoscale.com/iam/keys",
                    scope: "register-ssh-key and list-ssh-keys", removalScope: "delete-ssh-key",
                    secrets: [
                        SecretField(role: .secretKey, label: "API secret", environment: ["EXOSCALE_API_SECRET"])
                    ],
                    inputs: [Input(id: "accessKey", label: "API key", environment: ["EXOSCALE_API_KEY"])],
                    authorization: .exoscaleSignature)
            ],
            inputs: [
                Input(id: "zone", label: "zone, such as ch-gva-2", fallback: "ch-gva-2", environment: ["EXOSCALE_ZONE"])
            ],
            list: Listing(
                call: Call(.get, "/ssh-key"), items: "ssh-keys",
                entry: KeyFields(id: "name", name: "name", fingerprint: "fingerprint")),
            create: Creation(call: Call(.post, "/ssh-key", .json(["name": "{name}", "public-key": "{key}"]))),
            delete: Call(.delete, "/ssh-key/{id}"),
            name: NameRule(isUnique: true, punctuation: "._-"),
            words: ["message"],
            meanings: [
                Meaning(.duplicateName, words: "already", "exists"),
                Meaning(.nameRefused, status: 400, words: "name"),
                Meaning(.keyRefused, status: 400, words: "key"),
            ]))
}
