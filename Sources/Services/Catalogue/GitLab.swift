extension Service {
    /// GitLab, on gitlab.com or any host (https://docs.gitlab.com/api/user_keys).
    public static let gitLab = Service.gitLab(
        id: "gitlab", name: "GitLab", aliases: ["gitlab.com", "self-hosted"],
        summary: "Git over SSH and signed commits on gitlab.com or your own server", host: "gitlab.com",
        alternative: "altssh.gitlab.com",
        hostKeys: [
            "SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8",
            "SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw",
            "SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ",
        ])

    /// Salsa, Debian's GitLab (https://wiki.debian.org/Salsa/Doc).
    public static let salsa = Service.gitLab(
        id: "salsa", name: "Salsa", aliases: ["salsa.debian.org", "Debian", "GitLab"],
        summary: "Git over SSH on Debian's GitLab", host: "salsa.debian.org")

    /// GNOME's GitLab, which answers SSH on a host of its own (https://handbook.gnome.org, "GitLab").
    public static let gnome = Service.gitLab(
        id: "gnome", name: "GNOME GitLab", aliases: ["gitlab.gnome.org"], summary: "Git over SSH on GNOME's GitLab",
        host: "gitlab.gnome.org", sshHost: "ssh.gitlab.gnome.org")

    /// The GitLab of freedesktop.org, which answers SSH on a host of its own
    /// (https://www.freedesktop.org/wiki/Infrastructure).
    public static let freedesktop = Service.gitLab(
        id: "freedesktop", name: "freedesktop.org GitLab",
        aliases: ["gitlab.freedesktop.org", "Mesa", "Wayland", "Xorg"],
        summary: "Git over SSH on freedesktop.org's GitLab", host: "gitlab.freedesktop.org",
        sshHost: "ssh.gitlab.freedesktop.org")

    private static func gitLab(
        id: String, name: String, aliases: [String], summary: String, host: String, sshHost: Pattern = "{host}",
        alternative: String? = nil, hostKeys: [String]? = nil
    ) -> Service {
        let isUsual = host == "gitlab.com"
        return Service(
            id: id,
            name: name,
            aliases: aliases + ["git", "forge"],
            summary: summary,
            keys: KeyRules([.ed25519, .rsa, .ecdsa, .ed25519SK, .ecdsaSK], rsa: .from(1024)),
            recommended: Recommendation(.ed25519, because: "GitLab's guide prefers Ed25519"),
            guide: Guide(
                steps: [
                    .open(url: "https://{host}/-/user_settings/ssh_keys", then: "log in"),
                    .choose(["Add new key"], on: nil),
                    .paste(field: "Key"),
                    .name(field: "Title", optional: false),
                    .press("Add key"),
                ],
                remarks: [
                    "Clear the expiration date, unless the key should expire.",
                    "Or: your picture › Edit profile › SSH Keys.",
                ]),
            next: ["Clone with SSH, with the address that the Code button shows."],
            login: LoginCheck(
                user: "git", host: sshHost, expects: "Welcome to GitLab", alternative: alternative, hostKeys: hostKeys,
                remark: "your own server may answer SSH on another host or port than the web"),
            loginUser: "git",
            api: API(
                endpoint: .host(default: host, path: "/api/v4", environment: isUsual ? ["GITLAB_HOST"] : []),
                credentials: [
                    Credential(
                        name: "personal access token",
                        page: "https://{host}/-/user_settings/personal_access_tokens?name=keywizard&scopes=api",
                        scope: "api",
                        secrets: [
                            // A token in the environment is for gitlab.com, or for the host beside it.
                            SecretField(
                                role: .token, label: "personal access token",
                                environment: isUsual ? ["GITLAB_TOKEN"] : [])
                        ],
                        authorization: .header("PRIVATE-TOKEN", "{token}"), tools: isUsual ? [.glab] : [])
                ],
                inputs: [
                    Input(
                        id: "use", label: "use of the key", fallback: "auth_and_signing",
                        choices: [
                            .init(value: "auth_and_signing", label: "logging in and signing commits"),
                            .init(value: "auth", label: "logging in"),
                            .init(value: "signing", label: "signing commits"),
                        ]),
                    Input(
                        id: "expires", label: "day on which the key expires, YYYY-MM-DD", isOptional: true,
                        format: .date),
                ],
                list: Listing(
                    call: Call(.get, "/user/keys"),
                    paging: Paging(kind: .link, page: "page", size: "per_page", count: 100),
                    items: "$", entry: KeyFields(id: "id", name: "title", key: "key"),
                    defects: [
                        KeyDefect(
                            .expired, at: "expires_at",
                            hint: "delete it on the website, then add it again with a later day or none"),
                        KeyDefect(
                            .signingOnly, at: "usage_type", "signing", for: ["", "auth", "auth_and_signing"],
                            hint: "delete it on the website, then add it again for logging in"),
                        KeyDefect(
                            .loginOnly, at: "usage_type", "auth", for: ["signing", "auth_and_signing"],
                            hint: "delete it on the website, then add it again for signing"),
                    ]),
                create: Creation(
                    call: Call(
                        .post, "/user/keys",
                        .json(["title": "{name}", "key": "{key}", "expires_at": "{expires?}", "usage_type": "{use}"])),
                    entry: KeyFields(id: "id", name: "title", key: "key")),
                delete: Call(.delete, "/user/keys/{id}"),
                uniqueness: .service,
                code: "error", words: ["message", "error_description", "error"], fields: ["message"], scope: "scope",
                meanings: [
                    Meaning(.missingScope, code: "insufficient_scope"),
                    Meaning(.actionNeeded, status: 403, words: "terms of service"),
                    Meaning(.actionNeeded, status: 403, words: "password expired", "password has expired"),
                    Meaning(
                        .accountBlocked, status: 403, words: "blocked", "deactivated", "pending approval", "banned"),
                    // A day that is over is told of the key.
                    Meaning(.inputRefused, status: 400, words: "has expired", "expires_at", input: "expires"),
                    Meaning(.inputRefused, status: 400, words: "usage_type", "usage type", input: "use"),
                    Meaning(.duplicateKey, status: 400, words: "already been taken"),
                    Meaning(.keyRefused, status: 400, fields: ["key", "fingerprint", "fingerprint_sha256"]),
                    Meaning(.nameRefused, status: 400, words: "title"),
                    Meaning(.keyRefused, status: 400, words: "key is", "key must"),
                ]))
    }
}
