import Support

/// What a list says of a key that can't be used for what was asked.
public struct KeyDefect: Hashable, Sendable, Codable {
    /// How the key is useless.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// It was to be used until a time that is over.
        case expired
        /// It was switched off.
        case disabled
        /// It is for signing only, and was to log in.
        case signingOnly
        /// It is for logging in only, and was to sign.
        case loginOnly
        /// The service still wants to know whose it is.
        case unverified
    }

    var kind: Kind
    /// Where an entry of the list says so.
    var path: JSONPath
    /// The values that say so; none where the value is the time when the key expires.
    var values: [String] = []
    /// The values of the input `use` that it rules out, `""` where it wasn't given; none for every use.
    var uses: [String] = []
    /// What to do about it.
    var hint: String

    init(_ kind: Kind, at path: JSONPath, _ values: String..., for uses: [String] = [], hint: String) {
        (self.kind, self.path, self.values, self.uses, self.hint) = (kind, path, values, uses, hint)
    }

    /// Whether an entry of a list says so at `time`, in seconds since 1970; `use` is what was asked for.
    func applies(to entry: JSON, use: String, at time: Int) -> Bool {
        guard uses.isEmpty || uses.contains(use), let text = path.text(in: entry) else { return false }
        guard values.isEmpty else { return values.contains(text) }
        return Timestamp.time(text).map { $0 <= time } ?? false
    }
}

extension KeyDefect {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decode(Kind.self, forKey: .kind)
        path = try container.decode(JSONPath.self, forKey: .path)
        values = try container.decode(.values, or: [])
        uses = try container.decode(.uses, or: [])
        hint = try container.decode(String.self, forKey: .hint)
    }
}

extension KeyDefect.Kind {
    /// The rest of a sentence that says of the key that it is there.
    var words: String {
        switch self {
        case .expired: "but it has expired"
        case .disabled: "but it is disabled"
        case .signingOnly: "but for signing only"
        case .loginOnly: "but for logging in only"
        case .unverified: "but it isn't verified"
        }
    }
}
