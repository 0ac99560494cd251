import SSHKey

extension [FoundKey] {
    /// One sentence on the keys of this computer; nil where there are none.
    var overview: String? {
        guard !isEmpty else { return nil }
        let troubles = [
            (count { $0.health == .weak }, "weak"), (count { $0.health == .old }, "outdated"),
            (count(where: \.isUnprotected), "without a passphrase"),
            (count(where: \.isForgotten), "with no read recorded"),
        ]
        let words = troubles.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "~/.ssh has \(count == 1 ? "1 key" : "\(count) keys")"
            + (words.isEmpty ? "." : ": \(words).")
    }
}

/// Where the keys of this computer are, as far as services were asked.
struct KeyPlaces: Hashable, Sendable {
    private(set) var isSearching = false
    /// How often services were asked.
    private(set) var round = 0
    /// The services that are asked, or were; nil as long as nobody knows which.
    private(set) var asked: [String]?
    private(set) var answers: [ServiceAnswer] = []

    mutating func start() {
        self = KeyPlaces(isSearching: true, round: round + 1)
    }

    mutating func stop() { isSearching = false }

    mutating func take(_ message: Message) {
        guard isSearching else { return }
        switch message {
        case .servicesAsked(let services): asked = services
        case .serviceAnswered(let answer): answers.append(answer)
        default: return
        }
        isSearching = asked.map { $0.count > answers.count } ?? true
    }

    /// In a few words, for a list; nil where nothing is known.
    func words(on key: FoundKey) -> String? {
        let heard = answers.filter { $0.problem == nil }
        guard let fingerprint = key.publicKey?.fingerprint(.sha256), !heard.isEmpty else { return nil }
        let places = heard.filter { $0.fingerprints.contains(fingerprint) }.map(\.service)
        if !places.isEmpty { return "on " + places.joined(separator: ", ") }
        return isSearching ? nil : "not on the services asked"
    }

    /// The state or result of the search, without the keys.
    var state: String? {
        guard let asked else { return isSearching ? "Looking for credentials …" : nil }
        if asked.isEmpty { return "No service credentials found on this computer." }
        let open = asked.filter { name in !answers.contains { $0.service == name } }
        if isSearching { return "Asking \(open.joined(separator: ", ")) …" }
        let heard = answers.filter { $0.problem == nil }.map(\.service)
        return heard.isEmpty ? nil : "Asked: \(heard.joined(separator: ", "))."
    }

    var problems: [Problem] { answers.compactMap(\.problem) }

    /// The services of which nothing is known.
    var silent: [String] { answers.filter { $0.problem != nil }.map(\.service) }
}

/// What a service said when it was asked for its keys.
public struct ServiceAnswer: Hashable, Sendable {
    /// Its name; with where its credential comes from, where there are several.
    public var service: String
    /// Of those keys that it has, `SHA256:...`.
    public var fingerprints: Set<String>
    /// Why nothing is known.
    public var problem: Problem?

    /// The answer of a service, or why there is none.
    public init(_ service: String, fingerprints: Set<String> = [], problem: Problem? = nil) {
        (self.service, self.fingerprints, self.problem) = (service, fingerprints, problem)
    }
}
