extension Service {
    /// Launchpad, which has no interface for adding keys; those of an account are public.
    public static let launchpad = Service(
        id: "launchpad",
        name: "Launchpad",
        aliases: ["launchpad.net", "Ubuntu", "Canonical", "git", "bzr", "forge"],
        summary: "git and uploads over SSH on Launchpad",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], rsa: .from(2048)),
        recommended: Recommendation(.ed25519, because: "it is small, and Launchpad knows it"),
        guide: Guide(
            steps: [
                .open(url: "https://launchpad.net/~/+editsshkeys", then: "log in"),
                .paste(field: "Add an SSH key"),
                .press("Import Public Key"),
            ],
            remarks: ["Everybody can read the keys of an account at https://launchpad.net/~USER/+sshkeys."]),
        next: ["Fetch a repository by its SSH address, as your Launchpad user: git+ssh://USER@git.launchpad.net/…"],
        loginUser: "USER")
}
