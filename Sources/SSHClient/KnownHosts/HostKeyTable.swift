/// The host keys that services publish, to compare a new server's fingerprint with.
public enum HostKeyTable {
    /// What a service publishes about its servers.
    public struct Entry: Hashable, Sendable {
        /// The names and ports under which its servers show these keys.
        public let hosts: [Address]
        /// "SHA256:...", by the name of the key's type in ssh's question: "ED25519".
        public let fingerprints: [String: String]
        /// Where the service publishes them.
        public let page: String
    }

    /// A host and a port, as known_hosts tells servers apart.
    public struct Address: Hashable, Sendable {
        /// In lower case.
        public let host: String
        /// From 1 to 65535.
        public let port: Int

        /// The server at that port; case in `host` means nothing.
        public init(_ host: String, port: Int = 22) {
            self.host = host.lowercased()
            self.port = port
        }
    }

    /// What the table says about a fingerprint.
    public enum Verdict: Hashable, Sendable {
        /// The service publishes this very key.
        case published(page: String)
        /// The service publishes others: someone may be in between, or this table is too old.
        case differs(page: String)
        /// Nothing is known about that host.
        case unknown
    }

    /// When these pages were last compared with.
    public static let date = "2026-11-21"

    /// The services whose published keys were compared at `date`.
    public static let entries = [gitHub, gitLab, bitbucket, codeberg, azure]

    /// What the table says of a fingerprint that a server shows.
    public static func verdict(on fingerprint: String, at host: String, port: Int = 22) -> Verdict {
        guard let entry = entry(for: host, port: port) else { return .unknown }
        return entry.fingerprints.values.contains(fingerprint)
            ? .published(page: entry.page) : .differs(page: entry.page)
    }

    /// What the service that has this address publishes; nil for an unknown one.
    public static func entry(for host: String, port: Int = 22) -> Entry? {
        let address = Address(host, port: port)
        return entries.first { $0.hosts.contains(address) }
    }

    /// The RSA key is the one of March 2023; the one before had become public.
    static let gitHub = Entry(
        hosts: [Address("github.com"), Address("ssh.github.com", port: 443)],
        fingerprints: [
            "ED25519": "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
            "ECDSA": "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM",
            "RSA": "SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s",
        ],
        page: "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/"
            + "githubs-ssh-key-fingerprints")

    static let gitLab = Entry(
        hosts: [Address("gitlab.com"), Address("altssh.gitlab.com", port: 443)],
        fingerprints: [
            "ED25519": "SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8",
            "ECDSA": "SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw",
            "RSA": "SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ",
        ],
        page: "https://docs.gitlab.com/user/gitlab_com/#ssh-host-keys-fingerprints")

    /// The keys of June 2023.
    static let bitbucket = Entry(
        hosts: [Address("bitbucket.org")],
        fingerprints: [
            "ED25519": "SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM",
            "ECDSA": "SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0",
            "RSA": "SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E",
        ],
        page: "https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/")

    static let codeberg = Entry(
        hosts: [Address("codeberg.org")],
        fingerprints: [
            "ED25519": "SHA256:mIlxA9k46MmM6qdJOdMnAQpzGxF4WIVVL+fj+wZbw0g",
            "ECDSA": "SHA256:T9FYDEHELhVkulEKKwge5aVhVTbqCW0MIRwAfpARs/E",
            "RSA": "SHA256:6QQmYi4ppFS4/+zSZ5S4IU+4sa6rwvQ4PbhCtPEBekQ",
        ],
        page: "https://docs.codeberg.org/security/ssh-fingerprint/")

    static let azure = Entry(
        hosts: [Address("ssh.dev.azure.com")],
        fingerprints: ["RSA": "SHA256:ohD8VZEXGWo6Ez8GSEJQ9WpafgLFsOfLOtGGQCQo6Og"],
        page: "https://learn.microsoft.com/en-us/azure/devops/repos/git/use-ssh-keys-to-authenticate")
}
