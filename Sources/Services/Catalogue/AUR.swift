extension Service {
    /// The Arch User Repository, which has no interface for keys
    /// (https://wiki.archlinux.org/title/AUR_submission_guidelines, "Authentication").
    public static let aur = Service(
        id: "aur",
        name: "Arch User Repository",
        aliases: ["AUR", "aur.archlinux.org", "Arch Linux", "packages", "git"],
        summary: "Git over SSH for AUR packages",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and the AUR accepts them"),
        guide: Guide(steps: [
            .open(url: "https://aur.archlinux.org/login", then: "log in"),
            .choose(["My Account"], on: "the bar at the top"),
            .paste(field: "SSH Public Key"),
            .press("Update"),
        ]),
        next: ["Clone with SSH: ssh://aur@aur.archlinux.org/PACKAGE.git"],
        loginUser: "aur")
}
