/// The services that keywizard knows. Adding one is a file with its value, and its name here.
public enum Catalogue {
    /// All of them, in the order in which they are offered.
    public static let services: [Service] = [
        .thermo, .nexcess, .triton,
        .gitHub, .gitHubEnterprise, .gitLab, .codeberg, .forgejo, .gitea, .bitbucket,
        .openStack, .ec2, .digitalOcean, .hetzner, .linode, .vultr, .scaleway,
        .azureDevOps, .launchpad, .sourcehut,
    ]

    /// The service that the command line or a file name calls by `id`; nil for an unknown one.
    public static func service(id: String) -> Service? {
        services.first { $0.id == id }
    }
}
