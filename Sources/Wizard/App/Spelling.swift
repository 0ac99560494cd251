extension String {
    /// The clause as a sentence: with a capital letter and a full stop.
    var sentence: String { capitalized + "." }

    /// With a capital letter at its start alone, unless it starts with a name that is written small.
    var capitalized: String { startsWithName ? self : prefix(1).uppercased() + dropFirst() }

    /// With a small letter at its start.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }

    /// A path, a host, an account or a program stands first.
    private var startsWithName: Bool {
        var word = prefix { $0 != " " }
        while let last = word.last, ".,:;".contains(last) { word.removeLast() }
        let program = word.prefix { $0 != "-" }
        return word.contains { $0.isNumber || "_./@~".contains($0) }
            || ["ssh", "sshd", "git", "gh", "keywizard"].contains(program)
    }

    /// The text as one word of a POSIX shell, quoted where it has to be.
    var shellWord: String {
        let plain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "@%+=:,./~_-".contains($0)) }
        return plain && !isEmpty
            ? self
            : "'"
                + split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "'\\''") + "'"
    }
}
