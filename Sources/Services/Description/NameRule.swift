import Support

/// The names that a service takes for keys.
public struct NameRule: Hashable, Sendable, Codable {
    /// Whether two keys must not have the same name.
    public var isUnique = false
    /// In characters.
    public var longest = 255
    /// The characters beside letters and digits of ASCII; nil allows every character that can be seen.
    public var punctuation: String?
    /// Characters that it doesn't take.
    public var excluded = ""

    /// `wanted` as the service takes it, and unlike those that are taken: `me@laptop-2`.
    public func name(for wanted: String, taken: Set<String> = []) -> String {
        let allowed = Visible.line(wanted, longest: .max).map(allows).joined()
        let trimmed = allowed.trimmed.isEmpty ? "keywizard" : allowed.trimmed
        let name = shortened(trimmed, to: longest)
        guard isUnique, taken.contains(name) else { return name }
        var number = 2
        while taken.contains(numbered(trimmed, number)) { number += 1 }
        return numbered(trimmed, number)
    }

    private func numbered(_ name: String, _ number: Int) -> String {
        let ending = "-\(number)"
        return shortened(name, to: longest - ending.count) + ending
    }

    /// The beginning of a name, of whole characters; services count the scalars of Unicode.
    private func shortened(_ name: String, to limit: Int) -> String {
        var result = ""
        for character in name {
            guard result.unicodeScalars.count + character.unicodeScalars.count <= limit else { break }
            result.append(character)
        }
        return result.trimmed
    }

    /// The character itself, or what stands for it.
    private func allows(_ character: Character) -> String {
        guard let punctuation else { return excluded.contains(character) ? "-" : String(character) }
        let isPlain = character.isASCII && (character.isLetter || character.isNumber)
        return isPlain || punctuation.contains(character) ? String(character) : punctuation.contains("_") ? "_" : "-"
    }
}

extension NameRule {
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        isUnique = try values.decode(.isUnique, or: false)
        longest = try values.decode(.longest, or: 255)
        punctuation = try values.decodeIfPresent(String.self, forKey: .punctuation)
        excluded = try values.decode(.excluded, or: "")
        // Room for a name with a number behind it.
        guard longest >= 16 else { throw values.wrong(.longest, "names need room for 16 characters at least") }
    }
}
