/// What an answer means: that of these status, code and words, as far as they are given.
struct Meaning: Hashable, Sendable, Codable {
    enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case badCredential, expiredCredential, missingScope, notAllowed
        case duplicateKey, duplicateName, keyRefused, nameRefused
        case quota, clockSkew, rateLimit, oldVersion
    }

    var status: Int?
    /// What stands where the API has its code.
    var code: String?
    /// Words, any of which the answer's text has, whatever the case.
    var words: [String] = []
    var kind: Kind
    /// What to do, where the usual advice is not enough.
    var hint: String?

    init(_ kind: Kind, status: Int? = nil, code: String? = nil, words: String..., hint: String? = nil) {
        self.kind = kind
        self.status = status
        self.code = code
        self.words = words
        self.hint = hint
    }

    func fits(status: Int, code: String?, text: String) -> Bool {
        if let wanted = self.status, wanted != status { return false }
        if let wanted = self.code, wanted != code { return false }
        let text = text.lowercased()
        return words.isEmpty || words.contains { text.contains($0.lowercased()) }
    }
}

extension Meaning {
    private enum CodingKeys: String, CodingKey {
        case status, code, words, hint
        case kind = "means"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        status = try values.decodeIfPresent(Int.self, forKey: .status)
        code = try values.decodeIfPresent(String.self, forKey: .code)
        words = try values.decode(.words, or: [])
        kind = try values.decode(Kind.self, forKey: .kind)
        hint = try values.decodeIfPresent(String.self, forKey: .hint)
        guard status != nil || code != nil || !words.isEmpty else {
            throw values.wrong(.kind, "it needs a status, a code or words to go by")
        }
    }
}
