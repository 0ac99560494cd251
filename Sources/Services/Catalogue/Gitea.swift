extension Service {
    /// Gitea on any host (https://docs.gitea.com/api).
    public static let gitea = Service.gitea(
        id: "gitea", name: "Gitea", aliases: ["self-hosted"], summary: "Git over SSH on your own Gitea", host: nil)

    /// Forgejo on any host; its interface is Gitea's (https://forgejo.org/docs/latest/user/api-usage).
    public static let forgejo = Service.gitea(
        id: "forgejo", name: "Forgejo", aliases: ["self-hosted"], summary: "Git over SSH on your own Forgejo",
        host: nil)

    /// Codeberg, which runs Forgejo (https://docs.codeberg.org/security/ssh-key).
    public static let codeberg = Service.gitea(
        id: "codeberg", name: "Codeberg", aliases: ["codeberg.org", "Forgejo"], summary: "Git over SSH on codeberg.org",
        host: "codeberg.org",
        hostKeys: [
            "SHA256:mIlxA9k46MmM6qdJOdMnAQpzGxF4WIVVL+fj+wZbw0g",
            "SHA256:T9FYDEHELhVkulEKKwge5aVhVTbqCW0MIRwAfpARs/E",
            "SHA256:6QQmYi4ppFS4/+zSZ5S4IU+4sa6rwvQ4PbhCtPEBekQ",
        ])

    private static func gitea(
        id: String, name: String, aliases: [String], summary: String, host: String?, hostKeys: [String]? = nil
    ) -> Service {
        Service(
            id: id,
            name: name,
            aliases: aliases + ["git", "forge"],
            summary: summary,
            // How small RSA may be is each installation's own choice; it says so itself.
            keys: KeyRules([.ed25519, .rsa, .ecdsa, .ed25519SK, .ecdsaSK], rsa: .from(2048)),
            recommended: Recommendation(.ed25519, because: "a host's minimum for RSA doesn't affect Ed25519"),
            guide: Guide(
                steps: [
                    .open(url: "https://{host}/user/settings/keys", then: "log in"),
                    .choose(["Add Key"], on: "Manage SSH Keys"),
                    .name(field: "Key Name", optional: false),
                    .paste(field: "Content"),
                    .press("Add Key"),
                ],
                remarks: ["Or: your picture › Settings › SSH / GPG Keys."]),
            login: LoginCheck(
                user: "git", host: "{host}", expects: "successfully authenticated", hostKeys: hostKeys,
                remark: "your own server may answer SSH on another port than 22"),
            loginUser: "git",
            api: API(
                endpoint: .host(default: host, path: "/api/v1"),
                credentials: [
                    Credential(
                        name: "access token", page: "https://{host}/user/settings/applications",
                        scope: "user: read and write (write:user)",
                        secrets: [SecretField(role: .token, label: "access token")],
                        authorization: .header("Authorization", "token {token}"))
                ],
                list: Listing(
                    call: Call(.get, "/user/keys"),
                    paging: Paging(kind: .link, page: "page", size: "limit", count: 50),
                    items: "$", entry: KeyFields(id: "id", name: "title", key: "key", fingerprint: "fingerprint")),
                create: Creation(
                    call: Call(.post, "/user/keys", .json(["title": "{name}", "key": "{key}", "read_only": false])),
                    entry: KeyFields(id: "id", name: "title", key: "key", fingerprint: "fingerprint")),
                delete: Call(.delete, "/user/keys/{id}"),
                name: NameRule(isUnique: true, longest: 50),
                uniqueness: .service,
                words: ["message"],
                meanings: [
                    Meaning(.missingScope, status: 403, words: "required scope"),
                    Meaning(
                        .actionNeeded, status: 403, words: "change your password", "two-factor", "2fa",
                        "terms of"),
                    Meaning(
                        .accountBlocked, status: 403, words: "prohibited", "inactive", "not activated", "suspended"),
                    Meaning(.duplicateKey, status: 422, words: "content has been used"),
                    Meaning(.duplicateName, status: 422, words: "title has been used"),
                    Meaning(
                        .notAllowed, status: 422, words: "SSH is disabled",
                        hint: "ask the administrator; this installation has no SSH"),
                    Meaning(.nameRefused, status: 422, words: "[title]"),
                    Meaning(.keyRefused, status: 422, words: "key"),
                ]))
    }
}
