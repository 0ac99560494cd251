extension Service {
    /// The Client Portal of Nexcess (https://github.com/nexcess/nexcess-api-docs).
    public static let nexcess = Service(
        id: "nexcess",
        name: "Nexcess Client Portal",
        aliases: ["portal.nexcess.net", "Liquid Web", "cloud"],
        summary: "SSH keys for new Nexcess cloud servers",
        keys: .nocWorx,
        recommended: Recommendation(
            .rsa(bits: 4096), because: "its documentation shows RSA keys and names no other type"),
        guide: Guide(steps: [
            .open(url: "https://portal.nexcess.net/", then: "log in"),
            .choose(["your account name", "SSH Keys", "Add Key"], on: nil),
            .name(field: "Name", optional: false),
            .paste(field: "Key"),
            .press("Add"),
        ]),
        next: ["Add a cloud server and select this key. Existing ones don't get it."],
        loginUser: "root",
        api: .nocWorx("https://portal.nexcess.net"))
}
