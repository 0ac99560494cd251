extension Service {
    /// Thermo's Client Portal (https://github.com/thermoio/docs, security/generating-and-uploading-ssh-keys.md).
    public static let thermo = Service(
        id: "thermo",
        name: "Thermo Client Portal",
        aliases: ["thermo.io", "core.thermo.io", "cloud"],
        summary: "SSH keys for new Thermo cloud servers",
        keys: .nocWorx,
        recommended: Recommendation(
            .rsa(bits: 4096), because: "Thermo's guide asks for RSA with 4096 bits"),
        guide: Guide(
            steps: [
                .open(url: "https://core.thermo.io/login/", then: "log in"),
                .choose(["your account name", "SSH Keys", "Add Key"], on: nil),
                .name(field: "Name", optional: false),
                .paste(field: "Key"),
                .press("Add"),
            ],
            remarks: [
                "Paste this line, not a .pub file saved by PuTTYgen, which has another format."
            ]),
        next: [
            "Add a cloud server in the portal and select this key. Existing ones don't get it.",
            "When the server is ready, the portal shows its address: log in there as root.",
        ],
        loginUser: "root",
        api: .nocWorx("https://core.thermo.io"))
}
