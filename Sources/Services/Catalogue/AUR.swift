extension Service {
    /// The Arch User Repository, which has no interface for keys
    /// (https://wiki.archlinux.org/title/AUR_submission_guidelines, "Authentication").
    public static let aur = Service(
        id: "aur",
        name: "Arch User Repository",
        aliases: ["AUR", "aur.archlinux.org", "Arch Linux", "packages", "git"],
        summary: "git over SSH for packages of the AUR",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "it is small, and the AUR takes what OpenSSH takes"),
        guide: Guide(steps: [
            .open(url: "https://aur.archlinux.org/login", then: "log in"),
            .choose(["My Account"], on: "the bar at the top"),
            .paste(field: "SSH Public Key"),
            .press("Update"),
        ]),
        next: ["Clone a package base by its SSH address: ssh://aur@aur.archlinux.org/PACKAGE.git."],
        loginUser: "aur")
}
