extension Service {
    /// Launchpad, which has no interface for adding keys; those of an account are public.
    public static let launchpad = Service(
        id: "launchpad",
        name: "Launchpad",
        aliases: ["launchpad.net", "Ubuntu", "Canonical", "git", "bzr", "forge"],
        summary: "Git and package uploads on Launchpad",
        keys: KeyRules([.ed25519, .rsa, .ecdsa], rsa: .from(2048)),
        recommended: Recommendation(.ed25519, because: "Ed25519 keys are short, and Launchpad accepts them"),
        guide: Guide(
            steps: [
                .open(url: "https://launchpad.net/~/+editsshkeys", then: "log in"),
                .paste(field: "Add an SSH key"),
                .press("Import Public Key"),
            ],
            remarks: ["Everyone can read the keys of an account at https://launchpad.net/~USER/+sshkeys."]),
        next: ["Clone with SSH as your Launchpad user: git+ssh://USER@git.launchpad.net/…"],
        loginUser: "USER")
}
