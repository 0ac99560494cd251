extension Service {
    /// The Triton (Joyent) Cloud Management Portal (https://docs.tritondatacenter.com, "Generating an SSH key").
    public static let triton = Service(
        id: "triton",
        name: "Triton (Joyent) Cloud Management Portal",
        aliases: ["MNX", "SmartMachine", "SmartOS", "SDC", "CloudAPI", "cloud"],
        summary: "the keys of a Triton account",
        accepts: [.rsa, .ecdsa, .ed25519],
        recommended: Recommendation(
            .rsa(bits: 4096), because: "every Triton data centre takes ssh-rsa; Ed25519 needs one updated since 2023"),
        guide: Guide(
            steps: [
                .open(url: "your data centre's portal", then: "log in"),
                .choose(["Account", "Account Summary", "SSH", "Import Public Key"], on: nil),
                .name(field: "Key Name", optional: true),
                .paste(field: "Public key"),
                .press("Add"),
            ],
            remarks: [
                "Without a name the portal shows the key by its MD5 fingerprint.",
                "Infrastructure containers (SmartMachines) accept the key at once.",
                "KVM and bhyve machines that exist already don't get it; only new ones do.",
            ]),
        next: [
            "Provision a machine in the portal (Compute › Create Instance); it is made with the keys of your account.",
            "When it is running, the portal shows its address: log in there as root.",
        ],
        loginUser: "root")
}
