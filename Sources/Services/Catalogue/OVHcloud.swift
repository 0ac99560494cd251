extension Service {
    /// OVHcloud's Public Cloud, through its OpenStack (https://help.ovhcloud.com, "OpenStack API"): Keystone is at
    /// auth.cloud.ovh.net, and Nova's key pairs are those of a region.
    public static let ovhCloud = {
        var service = Service.openStack
        service.id = "ovhcloud"
        service.name = "OVHcloud"
        service.aliases = ["OVH", "Public Cloud", "OpenStack", "cloud"]
        service.summary = "the key pairs of a region of OVHcloud's Public Cloud, through its OpenStack"
        service.guide = Guide(
            steps: [
                .open(url: "https://www.ovh.com/manager/#/public-cloud", then: "log in"),
                .choose(["your project", "SSH Keys", "Add an SSH key"], on: nil),
                .name(field: "Key name", optional: false),
                .paste(field: "Key"),
                .press("Add"),
            ],
            remarks: ["Create the project's OpenStack user there too: Users & Roles › Create user."])
        service.api?.endpoint = .host(default: "auth.cloud.ovh.net", path: "/v3")
        // The region decides where the key goes, and the variables of OpenStack may be another cloud's.
        service.api?.inputs = [Input(id: "region", label: "region, such as GRA11")]
        for index in service.api?.credentials.indices ?? 0..<0 {
            service.api?.credentials[index].tools = []
            for secret in service.api?.credentials[index].secrets.indices ?? 0..<0 {
                service.api?.credentials[index].secrets[secret].environment = []
            }
            for input in service.api?.credentials[index].inputs.indices ?? 0..<0 {
                service.api?.credentials[index].inputs[input].environment = []
            }
        }
        return service
    }()
}
