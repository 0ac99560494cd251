extension Service {
    /// Gerrit on any host (Documentation/rest-api-accounts.txt of Gerrit, "SSH Keys"). Answers begin with a line that
    /// keeps pages from running them; a key has no name but its comment.
    public static let gerrit = Service(
        id: "gerrit",
        name: "Gerrit",
        aliases: ["code review", "git", "forge", "self-hosted"],
        summary: "Git over SSH on your own Gerrit",
        keys: KeyRules([.rsa, .ed25519, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and every current Gerrit accepts them"),
        guide: Guide(steps: [
            .open(url: "https://{host}/settings/#SSHKeys", then: "log in"),
            .paste(field: "New SSH key"),
            .press("Add New SSH Key"),
        ]),
        next: ["Gerrit's SSH port is usually 29418: ssh -p 29418 USER@HOST gerrit version."],
        loginUser: "USER",
        api: API(
            endpoint: .host(default: nil, path: "/a"),
            credentials: [
                Credential(
                    name: "user name and HTTP password", page: "https://{host}/settings/#HTTPCredentials",
                    secrets: [SecretField(role: .password, label: "HTTP password")],
                    inputs: [Input(id: "username", label: "user name")],
                    authorization: .basic(user: "{username}", .password))
            ],
            list: Listing(
                call: Call(.get, "/accounts/self/sshkeys"), items: "$",
                entry: KeyFields(id: "seq", name: "comment", key: "ssh_public_key"),
                defects: [
                    KeyDefect(.disabled, at: "valid", "false", hint: "delete it on the website, then add it again")
                ]),
            create: Creation(
                call: Call(
                    .post, "/accounts/self/sshkeys", .form("{key}"),
                    headers: [Header(name: "Content-Type", value: "text/plain")]),
                entry: KeyFields(id: "seq", name: "comment", key: "ssh_public_key")),
            delete: Call(.delete, "/accounts/self/sshkeys/{id}"),
            words: ["message"],
            meanings: [Meaning(.keyRefused, status: 400, words: "key")]))
}
