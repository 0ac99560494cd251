extension Service {
    /// Bitbucket Data Center on any host (https://developer.atlassian.com/server/bitbucket/rest, "SSH": RestSshKey).
    public static let bitbucketDataCenter = Service(
        id: "bitbucket-data-center",
        name: "Bitbucket Data Center",
        aliases: ["Bitbucket Server", "Stash", "Atlassian", "git", "forge", "self-hosted"],
        summary: "Git over SSH on your own Bitbucket server",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Atlassian lists Ed25519 first"),
        guide: Guide(steps: [
            .open(url: "https://{host}/plugins/servlet/ssh/account/keys", then: "log in"),
            .press("Add key"),
            .paste(field: "Key"),
            .press("Add key"),
        ]),
        next: ["Clone with SSH, with the address that the Clone button shows; the port is often 7999."],
        loginUser: "git",
        api: API(
            endpoint: .host(default: nil, path: "/rest/ssh/1.0"),
            credentials: [
                Credential(
                    name: "HTTP access token", page: "https://{host}/plugins/servlet/access-tokens/manage",
                    secrets: [SecretField(role: .token, label: "HTTP access token")],
                    authorization: .header("Authorization", "Bearer {token}"))
            ],
            list: Listing(
                call: Call(.get, "/keys"),
                paging: Paging(kind: .cursor, page: "start", size: "limit", count: 100, next: "nextPageStart"),
                items: "values", entry: KeyFields(id: "id", name: "label", key: "text")),
            create: Creation(
                call: Call(.post, "/keys", .json(["text": "{key}", "label": "{name}"])),
                entry: KeyFields(id: "id", name: "label", key: "text")),
            delete: Call(.delete, "/keys/{id}"),
            uniqueness: .service,
            words: ["errors.*.message", "message"],
            meanings: [
                Meaning(.duplicateKey, words: "already"),
                Meaning(.keyRefused, status: 400, words: "ssh key", "public key", "is not a valid key"),
            ]))
}
