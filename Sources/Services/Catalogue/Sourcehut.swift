extension Service {
    /// sourcehut (https://man.sr.ht/meta.sr.ht), by GraphQL (api/graph/schema.graphqls of meta.sr.ht). A key has no name
    /// but its comment.
    public static let sourcehut = Service(
        id: "sourcehut",
        name: "sourcehut",
        aliases: ["sr.ht", "git.sr.ht", "meta.sr.ht", "git", "forge"],
        summary: "Git and builds on sr.ht",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], rsa: .from(2048), untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and sourcehut accepts them"),
        guide: Guide(steps: [
            .open(url: "https://meta.sr.ht/keys", then: "log in"),
            .paste(field: "SSH Keys"),
            .press("Add key"),
        ]),
        next: ["Clone with SSH: git@git.sr.ht:~OWNER/REPOSITORY"],
        login: LoginCheck(user: "git", host: "git.sr.ht", expects: "successfully authenticated"),
        loginUser: "git",
        api: API(
            endpoint: .fixed("https://meta.sr.ht"),
            credentials: [
                Credential(
                    name: "personal access token", page: "https://meta.sr.ht/oauth2",
                    scope: "meta.sr.ht/SSH_KEYS:RW and meta.sr.ht/PROFILE:RO",
                    secrets: [SecretField(role: .token, label: "personal access token")],
                    authorization: .header("Authorization", "Bearer {token}"))
            ],
            list: Listing(
                call: Call(.post, "/query", .json(["query": "{listQuery}", "variables": ["cursor": "{cursor?}"]])),
                paging: Paging(kind: .cursor, body: "cursor", next: "data.me.sshKeys.cursor"),
                items: "data.me.sshKeys.results",
                entry: KeyFields(id: "id", name: "comment", key: "key", fingerprint: "fingerprint")),
            create: Creation(
                call: Call(.post, "/query", .json(["query": "{createQuery}", "variables": ["key": "{key}"]])),
                entry: KeyFields(
                    id: "data.createSSHKey.id", name: "data.createSSHKey.comment", key: "data.createSSHKey.key")),
            delete: Call(.post, "/query", .json(["query": "{deleteQuery}", "variables": ["id": "{#id}"]])),
            words: ["errors.*.message"], refusal: "errors",
            meanings: [
                Meaning(.duplicateKey, words: "already"),
                Meaning(.missingScope, words: "access denied", "missing required scope", "insufficient"),
                Meaning(.keyRefused, words: "ssh key", "invalid key", "key format"),
            ],
            versions: [
                // Braces in a pattern are holes, so the queries are values.
                Version(values: [
                    "listQuery": "query($cursor:Cursor){me{sshKeys(cursor:$cursor)"
                        + "{results{id key fingerprint comment}cursor}}}",
                    "createQuery": "mutation($key:String!){createSSHKey(key:$key){id key fingerprint comment}}",
                    "deleteQuery": "mutation($id:Int!){deleteSSHKey(id:$id){id}}",
                ])
            ]))
}
