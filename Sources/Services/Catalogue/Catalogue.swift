/// The services that keywizard knows. Adding one is a file with its value, and its name here.
public enum Catalogue {
    /// All of them, in the order in which they are offered: the more people use one, the earlier; else by name.
    public static let services: [Service] = [
        .gitHub, .ec2, .gitLab, .bitbucket, .azure, .googleOSLogin, .digitalOcean, .azureDevOps, .hetzner, .huggingFace,
        .hostinger, .ovhCloud, .linode, .vultr, .openStack, .gitHubEnterprise, .gitea, .bitbucketDataCenter, .gerrit,
        .scaleway, .codeberg, .codeCommit, .launchpad, .forgejo,
        .aur, .exoscale, .fedora, .freedesktop, .gnome, .gogs, .nexcess, .salsa, .sourcehut, .thermo, .triton,
    ]

    /// The service that the command line or a file name calls by `id`; nil for an unknown one.
    public static func service(id: String) -> Service? {
        services.first { $0.id == id }
    }
}
