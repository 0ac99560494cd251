extension String {
    /// The clause as a sentence: with a capital letter and a full stop.
    var sentence: String { capitalized + "." }

    /// With a capital letter at its start alone, unless that is a name of an account: there it would be another one.
    var capitalized: String {
        prefix { $0 != " " }.contains("@") ? self : prefix(1).uppercased() + dropFirst()
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
