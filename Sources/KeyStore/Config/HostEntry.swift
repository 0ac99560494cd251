/// What ssh_config is to say about one host.
public struct HostEntry: Hashable, Sendable {
    /// What the user types after `ssh`: the server's own name, or an alias such as `github.com-work`.
    public let host: String
    /// The server behind an alias.
    public let hostName: String?
    /// The account to log in as; nil leaves it to ssh, which takes the local user's name.
    public let user: String?
    /// From 1 to 65535; nil leaves it to ssh, which takes 22.
    public let port: Int?
    /// The private key's absolute path.
    public let identityFile: String
    /// Whether the passphrase is to be kept by the agent and the Keychain of a Mac.
    public let usesKeychain: Bool
    /// Whether ssh gives the key to the agent once its passphrase was typed.
    public var addsToAgent = false
    /// Whether no key that only the agent has may be used: `IdentitiesOnly`.
    public var isExclusive = true
    /// Keys that ssh tries for the host as long as nothing names one, and that are to go on working: absolute paths.
    public var otherKeys: [String] = []
    /// How the server behind an alias is reached, and by which name its host key is known.
    public var proxyJump, proxyCommand, hostKeyAlias: String?

    /// Nil when a field can't stand in ssh_config: a pattern as a host, white space, control characters.
    public init?(
        host: String, hostName: String? = nil, user: String? = nil, port: Int? = nil, identityFile: String,
        usesKeychain: Bool = false
    ) {
        guard Self.isHost(host), hostName.map(Self.isHost) ?? true, user.map(Self.isUser) ?? true,
            port.map((1...65535).contains) ?? true, identityFile.hasPrefix("/"),
            // ssh puts a variable in its place.
            !identityFile.contains("${"), !identityFile.unicodeScalars.contains(where: Self.isControl)
        else { return nil }
        self.host = host
        self.hostName = hostName
        self.user = user
        self.port = port
        self.identityFile = identityFile
        self.usesKeychain = usesKeychain
    }

    /// A second account at a service, reached under an alias of its own: `github.com-work`.
    public init?(
        secondAccount label: String, at hostName: String, user: String, port: Int? = nil, identityFile: String,
        usesKeychain: Bool = false
    ) {
        self.init(
            host: hostName + "-" + label, hostName: hostName, user: user, port: port, identityFile: identityFile,
            usesKeychain: usesKeychain)
    }

    /// Nothing that a Host line would take for a pattern, a list, a comment or an option.
    private static func isHost(_ text: String) -> Bool {
        isWord(text, without: "*?!,#\"'\\%=")
    }

    /// What ssh takes as a user name (valid_ruser in ssh.c), and no token of its own.
    private static func isUser(_ text: String) -> Bool {
        isWord(text, without: "'`\";&<>|(){}%#")
    }

    private static func isWord(_ text: String, without special: String) -> Bool {
        !text.isEmpty && !text.hasPrefix("-")
            && !text.unicodeScalars.contains { scalar in
                isControl(scalar) || scalar.properties.isWhitespace || special.unicodeScalars.contains(scalar)
            }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}

extension HostEntry {
    /// A keyword and the value that it must have for the host.
    struct Wish: Hashable {
        enum Keyword: String {
            case hostName = "HostName", user = "User", port = "Port", identityFile = "IdentityFile"
            case proxyJump = "ProxyJump", proxyCommand = "ProxyCommand", hostKeyAlias = "HostKeyAlias"
            case identitiesOnly = "IdentitiesOnly", addKeysToAgent = "AddKeysToAgent", useKeychain = "UseKeychain"

            /// As it is compared.
            var folded: String { rawValue.lowercased() }
        }

        let keyword: Keyword
        let value: String
    }

    /// In the order in which people write them.
    func wishes(home: String) -> [Wish] {
        var wishes: [Wish] = []
        if let hostName { wishes.append(Wish(keyword: .hostName, value: hostName)) }
        if let user { wishes.append(Wish(keyword: .user, value: user)) }
        if let port { wishes.append(Wish(keyword: .port, value: String(port))) }
        if let proxyJump { wishes.append(Wish(keyword: .proxyJump, value: proxyJump)) }
        if let proxyCommand { wishes.append(Wish(keyword: .proxyCommand, value: proxyCommand)) }
        if let hostKeyAlias { wishes.append(Wish(keyword: .hostKeyAlias, value: hostKeyAlias)) }
        wishes.append(identity(identityFile, home: home))
        if isExclusive { wishes.append(Wish(keyword: .identitiesOnly, value: "yes")) }
        if usesKeychain || addsToAgent { wishes.append(Wish(keyword: .addKeysToAgent, value: "yes")) }
        if usesKeychain { wishes.append(Wish(keyword: .useKeychain, value: "yes")) }
        return wishes
    }
}

extension HostEntry {
    private func identity(_ path: String, home: String) -> Wish {
        // ssh expands % in it.
        Wish(keyword: .identityFile, value: KeyFilePath.abbreviate(path, home: home).replacing("%", with: "%%"))
    }

    /// With the first IdentityFile ssh leaves out its usual ones: those that are to go on working follow it.
    func wishesForOtherKeys(home: String) -> [Wish] { otherKeys.map { identity($0, home: home) } }
}

extension HostEntry.Wish {
    /// Whether a value that was found says the same.
    func isMet(by found: String, host: String, home: String) -> Bool {
        switch keyword {
        case .hostName: expanded(found, ["h": host]).lowercased() == value.lowercased()
        case .user, .proxyJump, .hostKeyAlias: found == value
        // Of a command only the first word was read.
        case .proxyCommand: value.hasPrefix(found)
        case .port: Int(found) == Int(value)
        case .identityFile: Self.path(found, home: home) == Self.path(value, home: home)
        case .identitiesOnly, .useKeychain: ["yes", "true"].contains(found.lowercased())
        // The user chose "confirm", "ask" or a time on purpose.
        case .addKeysToAgent: !["no", "false"].contains(found.lowercased())
        }
    }

    private static func path(_ text: String, home: String) -> String {
        var text = expanded(text, ["d": home])
        if text.hasPrefix("${HOME}") { text = home + text.dropFirst("${HOME}".count) }
        return KeyFilePath.expand(text, home: home) ?? text
    }
}

/// `text` with the tokens that are known put in; others stay.
private func expanded(_ text: String, _ tokens: [Character: String]) -> String {
    var result = ""
    var rest = text[...]
    while let percent = rest.firstIndex(of: "%") {
        result += rest[..<percent]
        rest = rest[percent...].dropFirst()
        guard let token = rest.popFirst() else { return result + "%" }
        result += token == "%" ? "%" : tokens[token] ?? "%\(token)"
    }
    return result + rest
}
