extension Service {
    /// Azure DevOps, which has no interface for adding keys.
    public static let azureDevOps = Service(
        id: "azure-devops",
        name: "Azure DevOps",
        aliases: ["dev.azure.com", "Microsoft", "VSTS", "git", "forge"],
        summary: "Git over SSH in Azure Repos",
        keys: KeyRules([.rsa], rsa: .from(2048)),
        recommended: Recommendation(.rsa(bits: 4096), because: "Azure DevOps accepts RSA keys only"),
        guide: Guide(
            steps: [
                .open(url: "https://dev.azure.com/", then: "log in to your organization"),
                .choose(["User settings", "SSH public keys", "New Key"], on: "the bar at the top"),
                .name(field: "Name", optional: false),
                .paste(field: "Public Key Data"),
                .press("Save"),
            ],
            remarks: [
                "Or open https://dev.azure.com/ORGANIZATION/_usersSettings/keys.",
                "A key expires after a year; the page shows when.",
            ]),
        next: ["Clone with SSH, with the address that the Clone button shows."],
        login: LoginCheck(
            user: "git", host: "ssh.dev.azure.com", expects: "shell request failed on channel 0",
            hostKeys: ["SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og"],
            remark: "“shell request failed” is how it says that the login works"),
        loginUser: "git")
}
