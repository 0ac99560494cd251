extension Service {
    /// A Fedora account, whose keys are entered by hand (https://docs.fedoraproject.org/en-US/fedora-accounts/user).
    public static let fedora = Service(
        id: "fedora",
        name: "Fedora Accounts",
        aliases: ["fedoraproject.org", "pkgs", "dist-git", "git"],
        summary: "Git over SSH for Fedora packages, and fedorapeople.org",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], untried: [.ed25519SK, .ecdsaSK]),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and current systems accept them"),
        guide: Guide(steps: [
            .open(url: "https://accounts.fedoraproject.org/", then: "log in"),
            .choose(["your name", "Edit Profile", "SSH & GPG Keys"], on: nil),
            .paste(field: "SSH Keys"),
            .press("Save Changes"),
        ]),
        next: ["Clone a package as your Fedora user: ssh://USER@pkgs.fedoraproject.org/rpms/PACKAGE."],
        loginUser: "USER")
}
