/// The patterns of ssh_config(5): `*` and `?`, and `!` in front of one that must not match.
enum SSHConfigPattern {
    /// Whether the patterns of a Host line apply to `host`: one matches, and none that is negated does.
    static func matches(_ patterns: some Sequence<String>, _ host: String) -> Bool {
        var isMatched = false
        for pattern in patterns {
            if pattern.hasPrefix("!") {
                if matches(pattern.dropFirst(), host) { return false }
            } else if !isMatched {
                isMatched = matches(pattern, host)
            }
        }
        return isMatched
    }

    /// Whether one pattern matches all of `text`, in time bounded by the product of their lengths.
    static func matches(_ pattern: some StringProtocol, _ text: String) -> Bool {
        let pattern = Array(pattern.utf8), text = Array(text.utf8)
        var (p, t) = (0, 0)
        // Where the last star was, and how much of the text it stands for.
        var star: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                p = last.pattern + 1
                t = last.text + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
