import SSHKey

/// What is wrong with a key, the list of Debian's weak keys included where this computer has one.
struct WeaknessReport {
    let found: [Weakness]
    /// Checks that could not be made here.
    let unchecked: [String]

    init(_ key: PublicKey) {
        var found = key.weaknesses
        let paths = DebianBlocklist.paths(for: key)
        let lists = paths.compactMap { try? KeyFileArgument($0) }
        if lists.contains(where: { $0.bytes.withBytes { DebianBlocklist.lists(key, in: Array($0)) } }) {
            found.insert(.debian, at: 0)
        }
        self.found = found
        unchecked = lists.isEmpty && !paths.isEmpty
            ? ["Debian's weak keys of 2006 to 2008: this computer has no list of them"] : []
    }
}
