extension Service {
    /// GitHub (https://docs.github.com/en/rest/users/keys).
    public static let gitHub = Service(
        id: "github",
        name: "GitHub",
        aliases: ["github.com", "git", "forge"],
        summary: "Git over SSH and signed commits on github.com",
        keys: .gitHub,
        recommended: Recommendation(.ed25519, because: "GitHub's guide asks for Ed25519"),
        guide: .gitHub("https://github.com"),
        next: ["Clone with SSH: git@github.com:OWNER/REPOSITORY.git"],
        login: LoginCheck(
            user: "git", host: "github.com", expects: "successfully authenticated", alternative: "ssh.github.com",
            hostKeys: [
                "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
                "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
                "SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s",
            ],
            remark: "a greeting with OWNER/REPOSITORY means that the key is a repository's deploy key"),
        loginUser: "git",
        api: .gitHub(
            .fixed("https://api.github.com"), web: "https://github.com", environment: ["GH_TOKEN", "GITHUB_TOKEN"]))

    /// GitHub Enterprise Server, the same on a host of one's own.
    public static let gitHubEnterprise = Service(
        id: "github-enterprise",
        name: "GitHub Enterprise Server",
        aliases: ["GHES", "git", "forge"],
        summary: "Git over SSH on your own GitHub server",
        keys: .gitHub,
        recommended: Recommendation(.ed25519, because: "GitHub's guide asks for Ed25519"),
        guide: .gitHub("https://{host}"),
        login: LoginCheck(user: "git", host: "{host}", expects: "successfully authenticated"),
        loginUser: "git",
        api: .gitHub(
            .host(default: nil, path: "/api/v3", environment: ["GH_HOST"]), web: "https://{host}",
            environment: ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"]))
}

extension KeyRules {
    /// Its description (github/rest-api-description) has the types of security keys for signing keys alone; the help
    /// of its website has them for both. Neither has post-quantum keys.
    fileprivate static let gitHub = KeyRules(
        [.ed25519, .rsa, .ecdsa], rsa: .from(2048), untried: [.ed25519SK, .ecdsaSK], provenFor: "ssh_signing_keys",
        refused: [.mldsa44Ed25519])
}

extension Guide {
    fileprivate static func gitHub(_ web: String) -> Guide {
        Guide(
            steps: [
                .open(url: web + "/settings/ssh/new", then: "log in"),
                .name(field: "Title", optional: true),
                .choose(["Authentication Key"], on: "Key type"),
                .paste(field: "Key"),
                .press("Add SSH key"),
            ],
            remarks: [
                "Or: your picture › Settings › SSH and GPG keys › New SSH key.",
                "To sign commits, add it again as a Signing Key.",
            ])
    }
}

extension API {
    fileprivate static func gitHub(_ endpoint: Endpoint, web: String, environment: [String]) -> API {
        API(
            endpoint: endpoint,
            credentials: [
                Credential(
                    name: "personal access token",
                    page: Pattern(
                        web + "/settings/tokens/new?scopes=write:public_key,read:public_key&description=keywizard"),
                    scope: "write:public_key and read:public_key (for signing keys: write:ssh_signing_key and"
                        + " read:ssh_signing_key; of a fine-grained token: Git SSH keys, read and write)",
                    removalScope: "admin:public_key (for signing keys: admin:ssh_signing_key; of a fine-grained token:"
                        + " Git SSH keys, read and write)",
                    secrets: [SecretField(role: .token, label: "personal access token", environment: environment)],
                    authorization: .header("Authorization", "Bearer {token}"), tools: [.gh])
            ],
            inputs: [
                Input(
                    id: "use", label: "use of the key", fallback: "keys",
                    choices: [
                        .init(value: "keys", label: "logging in"),
                        .init(value: "ssh_signing_keys", label: "signing commits"),
                    ])
            ],
            headers: [
                Header(name: "Accept", value: "application/vnd.github+json"),
                Header(name: "X-GitHub-Api-Version", value: "{apiVersion}"),
            ],
            list: Listing(
                call: Call(.get, "/user/{use}"),
                paging: Paging(kind: .link, page: "page", size: "per_page", count: 100),
                items: "$", entry: KeyFields(id: "id", name: "title", key: "key"),
                defects: [
                    KeyDefect(
                        .unverified, at: "verified", "false",
                        hint: "approve or delete the key at \(web)/settings/keys, and add it again if it is gone")
                ]),
            create: Creation(
                call: Call(.post, "/user/{use}", .json(["title": "{name}", "key": "{key}"])),
                entry: KeyFields(id: "id", name: "title", key: "key")),
            delete: Call(.delete, "/user/{use}/{id}"),
            uniqueness: .service,
            words: ["message"],
            faults: Faults(items: "errors", field: "field", words: ["message"], code: "code"),
            scopeHeaders: ["x-accepted-oauth-scopes", "x-accepted-github-permissions"],
            meanings: [
                // A classic token without the scope finds nothing there, and a header says what it would need.
                Meaning(.oldVersion, status: 410),
                Meaning(.oldVersion, status: 400, words: "api version", "not a supported version"),
                Meaning(.rateLimit, words: "secondary rate limit", "rate limit exceeded", "abuse detection"),
                Meaning(.accountBlocked, status: 403, words: "suspended"),
                Meaning(.addressRefused, status: 403, words: "ip allow list", "ip address is not permitted"),
                Meaning(
                    .actionNeeded, status: 403, words: "saml", "single sign-on",
                    hint: "authorize the token for the organization: “Configure SSO” beside it at "
                        + web.replacing("{host}", with: "your host") + "/settings/tokens"),
                Meaning(.actionNeeded, status: 403, words: "must be verified", "two-factor"),
                Meaning(.missingScope, status: 403, words: "not accessible by"),
                Meaning(.duplicateKey, status: 422, words: "already in use"),
                Meaning(.nameRefused, status: 422, fields: ["title"]),
                Meaning(.keyRefused, status: 422, fields: ["key"]),
                Meaning(.keyRefused, status: 422, words: "key is invalid"),
            ],
            versions: [
                Version(values: ["apiVersion": "2026-03-10"]), Version(values: ["apiVersion": "2022-11-28"]),
            ])
    }
}
