import SSHKey
import Services

/// Where the public key goes.
public enum Destination: Hashable, Sendable {
    /// A service of the catalogue, or one that the user has described.
    case service(Service)
    /// A server that the user can log in to already, by password or another key.
    case server
    /// Nowhere yet.
    case none

    /// What needs no service first, then the services, those first that most people use.
    static func choices(_ services: [Service]) -> [Destination] {
        [.server, .none] + services.map(Destination.service)
    }

    /// The name in the list of choices.
    public var name: String {
        switch self {
        case .service(let service): service.name
        case .server: "A server I can log in to"
        case .none: "Nowhere yet"
        }
    }

    var summary: String {
        switch self {
        case .service(let service): service.summary
        case .server: "adds the key and tests the login"
        case .none: "only creates the key pair"
        }
    }

    /// How the key gets there, in a few words.
    var way: String {
        switch self {
        case .service(let service): service.api == nil ? "paste" : "upload or paste"
        case .server: "over ssh"
        case .none: "decide later"
        }
    }

    /// A short word that tells its key's file from others.
    var label: String {
        switch self {
        case .service(let service): service.id
        case .server: "server"
        case .none: "new"
        }
    }

    var searchTexts: [String] {
        if case .service(let service) = self { service.searchTexts } else { [name, summary] }
    }

    /// Can its keys be of this type, on a computer that uses PuTTY or not? Nil when they can, else the reason.
    func refusal(of type: KeyType, on computer: Computer) -> String? {
        switch (self, type) {
        case (.service(let service), _) where !service.accepts.contains(type):
            "\(service.name) doesn't accept it"
        case (.server, .ed448): "OpenSSH doesn't support it"
        case (_, .ed25519SK) where computer.usesPuTTY, (_, .ecdsaSK) where computer.usesPuTTY,
            (_, .mldsa44Ed25519) where computer.usesPuTTY:
            "PuTTY doesn't support it"
        case (_, .ed448) where !computer.usesPuTTY: "OpenSSH doesn't support it"
        default: nil
        }
    }

    /// Whether it is a service of which nobody knows if it takes keys of `type`.
    func mayRefuse(_ type: KeyType) -> Bool {
        if case .service(let service) = self { service.keys.untried.contains(type) } else { false }
    }

    /// The key to make, and why, as a clause after "because".
    var recommended: Service.Recommendation {
        switch self {
        case .service(let service): service.recommended
        case .server, .none: .init(.ed25519, because: "OpenSSH has supported Ed25519 since 2014")
        }
    }
}
