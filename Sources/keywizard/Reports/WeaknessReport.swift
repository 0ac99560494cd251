import SSHKey

/// What is wrong with a key, the list of Debian's weak keys included where this computer has one.
struct WeaknessReport {
    let found: [Weakness]
    /// Checks that couldn't be made here.
    let unchecked: [String]

    init(_ key: PublicKey, _ blocklists: Blocklists = Blocklists()) {
        found = blocklists.weaknesses(of: key)
        unchecked = blocklists.cover(key) ? [] : [Self.withoutBlocklist]
    }

    static let withoutBlocklist = "Debian's weak keys: no list on this computer"
}
