import SSHKey
import Support

/// A key as a service shows it, in whole or by its fingerprint; id and name are the service's own, to the byte.
struct ListedKey: Hashable {
    var id: String?
    var name: String?
    var key: String?
    var fingerprint: String?
    /// What makes it useless; nil for a key that can be used.
    var defect: KeyDefect?

    init(_ json: JSON, _ fields: KeyFields) {
        id = fields.id?.text(in: json)
        name = fields.name?.text(in: json)
        key = fields.key?.text(in: json)
        fingerprint = fields.fingerprint?.text(in: json)
    }

    enum Likeness { case same, different, unknown }

    /// Whether it is this key, by type and blob; the comment says nothing. A fingerprint counts where the key isn't
    /// shown, in whatever form services write it: `SHA256:3XTU… (RSA)`, `256 MD5:6b:cd:…`, `3b:16:bf:…`.
    func likeness(to other: PublicKey) -> Likeness {
        if let key {
            let words = key.split(whereSeparator: \.isWhitespace)
            return zip(words, words.dropFirst()).contains { algorithm, blob in
                algorithm == other.algorithm && blob.prefix { $0 != "=" } == other.base64.prefix { $0 != "=" }
            } ? .same : .different
        }
        guard let fingerprint else { return .unknown }
        var known = false
        for word in fingerprint.split(whereSeparator: \.isWhitespace) {
            if word.hasPrefix("SHA256:") {
                known = true
                if word.prefix(while: { $0 != "=" }) == other.fingerprint(.sha256) { return .same }
            } else {
                let digits = word.hasPrefix("MD5:") ? word.dropFirst(4) : word
                guard digits.split(separator: ":", omittingEmptySubsequences: false).count == 16 else { continue }
                known = true
                if "MD5:" + digits.lowercased() == other.fingerprint(.md5) { return .same }
            }
        }
        return known ? .different : .unknown
    }
}

extension PublicKey {
    /// The blob as authorized_keys has it.
    var base64: String { String(line.split(separator: " ")[1]) }
}
