import SSHKey
import Services

/// Where the public key goes.
public enum Destination: Hashable, Sendable {
    /// A service of the catalogue, or one that the person has described.
    case service(Service)
    /// A server that the person can log in to already, by password or another key.
    case server
    /// Nowhere yet.
    case none

    /// What needs no service first, then the services in the order of their names.
    static func choices(_ services: [Service]) -> [Destination] {
        [.server, .none] + services.sorted { $0.name.lowercased() < $1.name.lowercased() }.map(Destination.service)
    }

    /// The name in the list of choices.
    public var name: String {
        switch self {
        case .service(let service): service.name
        case .server: "A server that I can log in to"
        case .none: "No destination yet"
        }
    }

    var summary: String {
        switch self {
        case .service(let service): service.summary
        case .server: "the key is put there and the login is tried"
        case .none: "make a key pair now, paste its public line yourself"
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

    /// The destinations that typed text finds, those whose very name has it first. Every word that was typed has to be
    /// the start of some word.
    static func found(by filter: String, in services: [Service]) -> [Destination] {
        let typed = filter.searchWords
        let ranked = choices(services).compactMap { destination -> (rank: Int, destination: Destination)? in
            var words: [String] = []
            for (rank, text) in destination.searchTexts.enumerated() {
                words += text.searchWords
                if typed.allSatisfy({ start in words.contains { $0.hasPrefix(start) } }) { return (rank, destination) }
            }
            return nil
        }
        return ranked.filter { $0.rank == 0 }.map(\.destination) + ranked.filter { $0.rank > 0 }.map(\.destination)
    }

    var searchTexts: [String] {
        if case .service(let service) = self { service.searchTexts } else { [name, summary] }
    }

    /// Can its keys be of this type, on a computer that uses PuTTY or not? Nil when they can, else the reason.
    func refusal(of type: KeyType, on computer: Computer) -> String? {
        switch (self, type) {
        case (.service(let service), _) where !service.accepts.contains(type):
            "this service doesn't take it"
        case (.server, .ed448): "OpenSSH, which tries the login, has none"
        case (_, .ed25519SK) where computer.usesPuTTY, (_, .ecdsaSK) where computer.usesPuTTY,
            (_, .mldsa44Ed25519) where computer.usesPuTTY:
            "PuTTY can't use it"
        case (_, .ed448) where !computer.usesPuTTY: "only PuTTY has it, not OpenSSH"
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
        case .server, .none: .init(.ed25519, because: "it is small, fast, and understood by every OpenSSH since 2014")
        }
    }
}

extension String {
    fileprivate var searchWords: [String] {
        lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
