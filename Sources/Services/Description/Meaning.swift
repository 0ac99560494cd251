/// What an answer means: that of these status, code and words, as far as they are given.
struct Meaning: Hashable, Sendable, Codable {
    enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case badCredential, expiredCredential, missingScope, notAllowed
        case duplicateKey, duplicateName, keyRefused, nameRefused
        case quota, clockSkew, rateLimit, oldVersion
        /// One of the inputs is refused: `input` says which.
        case inputRefused
        /// The account can do nothing: it is suspended, blocked, not active yet.
        case accountBlocked
        /// The account's owner has to do something in the web page first.
        case actionNeeded
        /// Requests aren't taken from the network address that they come from.
        case addressRefused
        /// The same request may be taken a moment later.
        case busy
    }

    var status: Int?
    /// What stands where the API has its code.
    var code: String?
    /// Words, any of which the answer's text has, whatever the case.
    var words: [String] = []
    /// Fields of the request, any of which the answer names.
    var fields: [String] = []
    var kind: Kind
    /// The input that is refused, by its id.
    var input: String?
    /// What to do, where the usual advice isn't enough.
    var hint: String?

    init(
        _ kind: Kind, status: Int? = nil, code: String? = nil, fields: [String] = [], words: String...,
        input: String? = nil, hint: String? = nil
    ) {
        (self.kind, self.status, self.code, self.fields) = (kind, status, code, fields)
        (self.words, self.input, self.hint) = (words, input, hint)
    }

    func fits(status: Int, code: String?, fields: Set<String>, text: String) -> Bool {
        if let wanted = self.status, wanted != status { return false }
        if let wanted = self.code, wanted != code { return false }
        guard self.fields.isEmpty || self.fields.contains(where: fields.contains) else { return false }
        let text = text.lowercased()
        return words.isEmpty || words.contains { text.contains($0.lowercased()) }
    }
}

extension Meaning {
    private enum CodingKeys: String, CodingKey {
        case status, code, words, fields, input, hint
        case kind = "means"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        status = try values.decodeIfPresent(Int.self, forKey: .status)
        code = try values.decodeIfPresent(String.self, forKey: .code)
        words = try values.decode(.words, or: [])
        fields = try values.decode(.fields, or: [])
        input = try values.decodeIfPresent(String.self, forKey: .input)
        kind = try values.decode(Kind.self, forKey: .kind)
        hint = try values.decodeIfPresent(String.self, forKey: .hint)
        guard status != nil || code != nil || !words.isEmpty || !fields.isEmpty else {
            throw values.wrong(.kind, "it needs a status, a code, fields or words to go by")
        }
    }
}
