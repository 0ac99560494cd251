extension Service {
    /// Bitbucket Cloud (https://developer.atlassian.com/cloud/bitbucket/rest, "SSH").
    public static let bitbucket = Service(
        id: "bitbucket",
        name: "Bitbucket",
        aliases: ["bitbucket.org", "Atlassian", "git", "forge"],
        summary: "Git over SSH on bitbucket.org",
        keys: KeyRules([.ed25519, .ecdsa, .rsa], rsa: .from(2048), untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Atlassian lists Ed25519 first"),
        guide: Guide(
            steps: [
                .open(url: "https://bitbucket.org/account/settings/ssh-keys/", then: "log in"),
                .press("Add key"),
                .name(field: "Label", optional: true),
                .paste(field: "Key"),
                .press("Add key"),
            ],
            remarks: ["Or: the gear › Personal Bitbucket settings › SSH keys."]),
        next: ["Clone with SSH: git@bitbucket.org:WORKSPACE/REPOSITORY.git"],
        login: LoginCheck(
            user: "git", host: "bitbucket.org", expects: "authenticated via ssh key",
            alternative: "altssh.bitbucket.org",
            hostKeys: [
                "SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM",
                "SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0",
                "SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E",
            ]),
        loginUser: "git",
        api: API(
            endpoint: .fixed("https://api.bitbucket.org/2.0"),
            credentials: [
                Credential(
                    name: "API token", page: "https://id.atlassian.com/manage-profile/security/api-tokens",
                    scope: "read:user:bitbucket, read:ssh-key:bitbucket and write:ssh-key:bitbucket",
                    removalScope: "delete:ssh-key:bitbucket",
                    secrets: [SecretField(role: .token, label: "API token")],
                    inputs: [Input(id: "email", label: "e-mail address of the Atlassian account")],
                    authorization: .basic(user: "{email}", .token))
            ],
            lookups: [Lookup(call: Call(.get, "/user"), values: ["uuid": "uuid"])],
            list: Listing(
                call: Call(.get, "/users/{uuid}/ssh-keys"),
                paging: Paging(kind: .address, size: "pagelen", count: 100, next: "next"),
                items: "values", entry: KeyFields(id: "uuid", name: "label", key: "key"),
                defects: [
                    KeyDefect(.expired, at: "expires_on", hint: "delete it on the website, then add it again")
                ]),
            create: Creation(
                call: Call(.post, "/users/{uuid}/ssh-keys", .json(["key": "{key}", "label": "{name}"])),
                entry: KeyFields(id: "uuid", name: "label", key: "key")),
            delete: Call(.delete, "/users/{uuid}/ssh-keys/{id}"),
            uniqueness: .service,
            words: ["error.message"], details: ["error.detail", "error.fields"], fields: ["error.fields"],
            scope: "error.detail.required",
            meanings: [
                Meaning(.missingScope, status: 403, words: "privilege scopes"),
                Meaning(.duplicateKey, status: 400, words: "already"),
                Meaning(.nameRefused, status: 400, fields: ["label"]),
                Meaning(.keyRefused, status: 400, fields: ["key"]),
                Meaning(.keyRefused, status: 400, words: "ssh key", "invalid key", "public key"),
            ]))
}
