extension Service {
    /// The Client Portal of Nexcess (https://github.com/nexcess/nexcess-api-docs).
    public static let nexcess = Service(
        id: "nexcess",
        name: "Nexcess Client Portal",
        aliases: ["portal.nexcess.net", "Liquid Web", "cloud"],
        summary: "the keys that new Nexcess cloud servers are made with",
        keys: .nocWorx,
        recommended: Recommendation(
            .rsa(bits: 4096), because: "its documentation shows RSA keys and says of no other type that it takes it"),
        guide: Guide(steps: [
            .open(url: "https://portal.nexcess.net/", then: "log in"),
            .choose(["your account name", "SSH Keys", "Add Key"], on: nil),
            .name(field: "Name", optional: false),
            .paste(field: "Key"),
            .press("Add"),
        ]),
        next: ["Add a cloud server and choose this key for it. Servers that exist already don't get it."],
        loginUser: "root",
        api: .nocWorx("https://portal.nexcess.net"))
}
