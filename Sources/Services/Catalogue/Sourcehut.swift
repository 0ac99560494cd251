extension Service {
    /// sourcehut (https://man.sr.ht/meta.sr.ht).
    public static let sourcehut = Service(
        id: "sourcehut",
        name: "sourcehut",
        aliases: ["sr.ht", "git.sr.ht", "meta.sr.ht", "git", "forge"],
        summary: "git and builds over SSH on sr.ht",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], rsa: .from(2048)),
        recommended: Recommendation(.ed25519, because: "it is small, and sourcehut knows it"),
        guide: Guide(steps: [
            .open(url: "https://meta.sr.ht/keys", then: "log in"),
            .paste(field: "SSH Keys"),
            .press("Add key"),
        ]),
        next: ["Fetch a repository by its SSH address: git@git.sr.ht:~OWNER/REPOSITORY."],
        login: LoginCheck(user: "git", host: "git.sr.ht", expects: "successfully authenticated"),
        loginUser: "git")
}
