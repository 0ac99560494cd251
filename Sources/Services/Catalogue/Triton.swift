extension Service {
    /// The Triton (Joyent) Cloud Management Portal (https://docs.tritondatacenter.com, "Generating an SSH key") and
    /// CloudAPI, where a key that the account has signs for the next one.
    public static let triton = Service(
        id: "triton",
        name: "Triton (Joyent) Cloud Management Portal",
        aliases: ["MNX", "SmartMachine", "SmartOS", "SDC", "CloudAPI", "cloud"],
        summary: "SSH keys of a Triton account",
        keys: KeyRules([.rsa, .ecdsa, .ed25519]),
        recommended: Recommendation(
            .rsa(bits: 4096), because: "all data centers accept RSA; Ed25519 needs a recent one"),
        guide: Guide(
            steps: [
                .open(url: "your data center's portal", then: "log in"),
                .choose(["Account", "Account Summary", "SSH", "Import Public Key"], on: nil),
                .name(field: "Key Name", optional: true),
                .paste(field: "Public key"),
                .press("Add"),
            ],
            remarks: [
                "Without a name the portal shows the key by its MD5 fingerprint.",
                "Infrastructure containers (SmartMachines) accept it at once.",
                "Existing KVM and bhyve machines don't get it.",
            ]),
        next: [
            "Provision a machine in the portal (Compute › Create Instance); it gets the keys of your account.",
            "When it is running, the portal shows its address: log in there as root.",
        ],
        loginUser: "root",
        api: API(
            endpoint: .host(default: "us-central-1.api.mnx.io", environment: ["TRITON_URL", "SDC_URL"]),
            credentials: [
                Credential(
                    id: "key", name: "key", scope: "a key that the account has already", secrets: [],
                    inputs: [
                        Input(id: "account", label: "account", environment: ["TRITON_ACCOUNT", "SDC_ACCOUNT"]),
                        Input(
                            id: "user", label: "user below the account", isOptional: true,
                            environment: ["TRITON_USER", "SDC_USER"]),
                        Input(
                            id: "keyID", label: "fingerprint of the key that signs", isOptional: true,
                            environment: ["TRITON_KEY_ID", "SDC_KEY_ID"]),
                    ],
                    authorization: .httpSignature, tools: [.triton])
            ],
            // A version that the server doesn't know gets the status 449.
            headers: [Header(name: "Accept-Version", value: "~9||~8")],
            list: Listing(
                // The list is cached unless it is asked otherwise.
                call: Call(.get, "/{account}/keys?sync=true"), items: "$",
                entry: KeyFields(id: "fingerprint", name: "name", key: "key", fingerprint: "fingerprint")),
            create: Creation(
                call: Call(.post, "/{account}/keys", .json(["name": "{name}", "key": "{key}"])),
                entry: KeyFields(id: "fingerprint", name: "name", key: "key", fingerprint: "fingerprint")),
            delete: Call(.delete, "/{account}/keys/{id}"),
            name: NameRule(isUnique: true, excluded: "()*\\`"),
            code: "code", words: ["message"],
            meanings: [
                Meaning(.clockSkew, words: "clock skew of"),
                Meaning(
                    .badCredential, code: "InvalidHeader", words: "is not supported",
                    hint: "sign with an RSA or ECDSA key; this data center is too old for Ed25519"),
                Meaning(
                    .badCredential, code: "InvalidCredentials",
                    hint: "check the account, and that the key that signs is one of its keys"),
                Meaning(.notAllowed, code: "NotAuthorized"),
                Meaning(.nameRefused, status: 409, words: "name is"),
                Meaning(.keyRefused, status: 409, words: "key"),
            ]))
}
