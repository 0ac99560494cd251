extension Service {
    /// Gogs on any host (github.com/gogs/docs-api, Users/Public Keys.md).
    public static let gogs = Service(
        id: "gogs",
        name: "Gogs",
        aliases: ["self-hosted", "git", "forge"],
        summary: "Git over SSH on your own Gogs",
        keys: KeyRules([.rsa], untried: [.ed25519, .ecdsa, .ed25519SK, .ecdsaSK]),
        recommended: Recommendation(
            .rsa(bits: 4096), because: "its documentation shows RSA keys, and every Gogs accepts them"),
        guide: Guide(
            steps: [
                .open(url: "https://{host}/user/settings/ssh", then: "log in"),
                .press("Add Key"),
                .name(field: "Key Name", optional: false),
                .paste(field: "Content"),
                .press("Add Key"),
            ]),
        login: LoginCheck(user: "git", host: "{host}", expects: "successfully authenticated"),
        loginUser: "git",
        api: API(
            endpoint: .host(default: nil, path: "/api/v1"),
            credentials: [
                Credential(
                    name: "access token", page: "https://{host}/user/settings/applications",
                    secrets: [SecretField(role: .token, label: "access token")],
                    authorization: .header("Authorization", "token {token}"))
            ],
            list: Listing(
                call: Call(.get, "/user/keys"), items: "$", entry: KeyFields(id: "id", name: "title", key: "key")),
            create: Creation(
                call: Call(.post, "/user/keys", .json(["title": "{name}", "key": "{key}"])),
                entry: KeyFields(id: "id", name: "title", key: "key")),
            delete: Call(.delete, "/user/keys/{id}"),
            name: NameRule(isUnique: true, longest: 50),
            uniqueness: .service,
            words: ["message"],
            meanings: [
                Meaning(.duplicateKey, status: 422, words: "content has been used"),
                Meaning(.duplicateName, status: 422, words: "title has been used"),
                Meaning(.nameRefused, status: 422, words: "title"),
                Meaning(.keyRefused, status: 422, words: "key"),
            ]))
}
