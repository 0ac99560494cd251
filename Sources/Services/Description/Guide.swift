/// The steps in a service's web page, in the order of the clicks.
public struct Guide: Hashable, Sendable, Codable {
    /// One thing to do in the web page; labels are as the page has them.
    public enum Step: Hashable, Sendable, Codable {
        /// Open an address (`{host}` in it is where a self-hosted service is), and then do something: a clause after
        /// "and".
        case open(url: String, then: String)
        /// Click through these, in this order.
        case choose([String], on: String?)
        /// Fill in a field; what goes in is the name of the key, which may be left out where it is optional.
        case name(field: String, optional: Bool)
        /// Paste the public key line into a field.
        case paste(field: String)
        /// Press a button, by its label.
        case press(String)
    }

    /// In the order in which they are done.
    public var steps: [Step]
    /// What people get wrong there, and what the page doesn't say.
    public var remarks: [String]

    init(steps: [Step], remarks: [String] = []) {
        self.steps = steps
        self.remarks = remarks
    }

    /// What is in an address as long as nobody has named a host.
    static let unknownHost = "YOUR-HOST"

    /// The first page to open, where its address is known.
    public var page: String? {
        for case .open(let url, _) in steps where url.hasPrefix("https://") || url.hasPrefix("http://") {
            return url.contains(Self.unknownHost) ? nil : url
        }
        return nil
    }

    /// Whether its page is on a host that nobody has named yet.
    public var needsHost: Bool {
        steps.contains { if case .open(let url, _) = $0 { url.contains(Self.unknownHost) } else { false } }
    }

    func filled(with values: Values, at address: String?) -> Guide {
        func fill(_ text: String) -> String { Pattern(text)?.expanded(values) ?? text }
        return Guide(
            steps: steps.map { step in
                if case .open(let url, let then) = step {
                    .open(
                        url: Pattern(url).flatMap { Endpoint.page($0, values, at: address) } ?? url, then: then)
                } else {
                    step
                }
            },
            remarks: remarks.map(fill))
    }
}

extension Guide.Step {
    /// The step as a sentence.
    public var text: String {
        switch self {
        case .open(let url, let then): "Open \(url) and \(then)."
        case .choose(let path, let page):
            (page.map { "In \($0), choose " } ?? "Go to ") + path.joined(separator: " › ") + "."
        case .name(let field, let optional):
            "\(field): enter a name for the key\(optional ? " (optional)" : "")."
        case .paste(let field): "\(field): paste the whole public key line."
        case .press(let button): "Press \(button)."
        }
    }
}

extension Guide {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            steps: try values.decode([Step].self, forKey: .steps), remarks: try values.decode(.remarks, or: []))
    }
}
