/// Keys whose private keys are public, as `list` has them.
enum PublishedKeys {
    /// Whose key it is; nil when nobody has published it as far as is known here.
    static func source(of key: PublicKey) -> String? {
        names[key.fingerprint(.sha256).dropFirst("SHA256:".count)].map(String.init)
    }

    /// What each fingerprint is known as.
    static let names: [Substring: Substring] = {
        var names: [Substring: Substring] = [:]
        var name: Substring = ""
        for line in list.split(separator: "\n") {
            if line.hasPrefix("= ") {
                name = line.dropFirst(2).prefix { $0 != "|" }.dropLast()
            } else {
                names[line] = name
            }
        }
        return names
    }()
}
