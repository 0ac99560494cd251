import Support

// What Git is told about a key. All of it is in one file of its own, which the user's configuration includes for a
// folder: nothing that the user wrote is changed, later values win over earlier ones, and one line undoes it.

/// How Git is to use a key: for the repositories of a folder, or for all of them.
public struct GitSetup: Hashable, Sendable {
    /// The private key's absolute path.
    public let identityFile: String
    /// "SHA256:…".
    public let fingerprint: String
    /// Type and base64 of the public key, without its comment.
    public let publicKey: String
    /// The folder's real path; nil for every repository.
    public let folder: String?
    /// The account that is reached by a name of its own; nil where ssh is told the key itself.
    public let account: GitAccount?
    /// `user.name` and `user.email`; nil leaves them as they are.
    public let name, email: String?
    /// Whether commits are signed with the key.
    public let signs: Bool

    /// Throws for what git or ssh couldn't be told.
    public init(
        identityFile: String, fingerprint: String, publicKey: String, folder: String? = nil,
        account: GitAccount? = nil, name: String? = nil, email: String? = nil, signs: Bool = false
    ) throws(GitSetupError) {
        guard LoginProof.canName(identityFile), !identityFile.contains("%") else { throw .path(identityFile) }
        if let folder, folder.unicodeScalars.contains(where: isControl) { throw .folder(folder) }
        if let name, !Self.isName(name) { throw .name(name) }
        if let email, !Self.isEmail(email) { throw .email(email) }
        (self.identityFile, self.fingerprint, self.publicKey) = (identityFile, fingerprint, publicKey)
        (self.folder, self.account, self.name, self.email) = (folder, account, name, email)
        self.signs = signs
    }

    /// Whether Git's configuration has to change at all.
    public var changesGit: Bool { folder != nil || name != nil || email != nil || signs }

    /// What the file says.
    ///
    /// - Parameters:
    ///   - allowedSigners: the path of the file that signatures are compared with.
    ///   - added: the line that was added there, so that it can be taken out again.
    public func settings(allowedSigners: String?, added: String? = nil) -> [GitSetting] {
        var settings = [GitSetting(Self.marker, fingerprint)]
        if let account, folder != nil {
            settings += account.addresses.map { GitSetting("url.\($0.own).insteadOf", $0.plain) }
        } else if folder != nil {
            // IdentitiesOnly: another key of the agent may open another account.
            let command = "ssh -i \(ShellWord.quoted(identityFile)) -o IdentitiesOnly=yes"
            settings.append(GitSetting("core.sshCommand", command))
        }
        if let name { settings.append(GitSetting("user.name", name)) }
        if let email { settings.append(GitSetting("user.email", email)) }
        if signs, let allowedSigners {
            settings += [
                GitSetting("gpg.format", "ssh"), GitSetting("user.signingKey", identityFile),
                GitSetting("commit.gpgSign", "true"),
                GitSetting("gpg.ssh.allowedSignersFile", allowedSigners),
            ]
        }
        if let added { settings.append(GitSetting(Self.addedSigner, added)) }
        return settings
    }

    /// The same with what an earlier run put into the file and this one doesn't replace.
    public func settings(allowedSigners: String?, added: String? = nil, after earlier: [GitSetting]) -> [GitSetting] {
        let own = settings(allowedSigners: allowedSigners, added: added)
        let ownWay = own.contains(where: Self.isWay)
        return earlier.filter { old in
            !own.contains { old.isNamed($0.name) } && !(ownWay && Self.isWay(old))
        } + own
    }

    /// Whether two files say the same: git prints names in lower case, and their order is left to it.
    public static func isSame(_ one: [GitSetting], as other: [GitSetting]) -> Bool {
        one.count == other.count
            && one.allSatisfy { setting in other.contains { $0.isNamed(setting.name) && $0.value == setting.value } }
    }

    /// Whether a setting says with which key a server is reached.
    private static func isWay(_ setting: GitSetting) -> Bool {
        setting.isNamed("core.sshCommand") || setting.name.lowercased().hasPrefix("url.")
    }

    /// By which a file of this program's is recognized; its value is the key's fingerprint.
    public static let marker = "keywizard.key"
    /// The line that this program added to the allowed signers.
    public static let addedSigner = "keywizard.allowedSigner"

    /// The variable by which the user's configuration includes a file for the folder. A pattern that ends in a slash
    /// means everything below it; "/" is every repository, and makes a section of its own, after what the user wrote.
    ///
    /// - Parameters:
    ///   - folder: its real path, which is what git compares; nil for every repository.
    ///   - home: the real path of the home folder.
    public static func inclusion(of folder: String?, home: String) -> String {
        guard let folder, folder != "/" else { return "includeIf.gitdir:/.path" }
        let isBelow = folder == home || folder.hasPrefix(home + "/")
        let shown = isBelow ? "~" + folder.dropFirst(home.count) : folder
        let pattern = shown.map { #"\*?["#.contains($0) ? "\\\($0)" : String($0) }.joined()
        return "includeIf.gitdir:\(pattern)/.path"
    }

    /// What the file is called, if that is free: `.gitconfig-work`.
    public static func fileName(of folder: String?, account: GitAccount?) -> String {
        let label = account?.label ?? folder?.split(separator: "/").last.map(String.init) ?? "keywizard"
        return ".gitconfig-" + label.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "._-".contains($0) ? $0 : "-" }
    }

    /// The line of allowed signers that says the key is that person's (ssh-keygen(1), ALLOWED SIGNERS).
    public func allowedSigner(_ email: String) -> String { "\(email) namespaces=\"git\" \(publicKey)" }

    /// Whether a text of allowed signers has the key for that e-mail address alone already, or for it among others.
    public func isAllowed(_ email: String, by text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.first?.split(separator: ",").contains(email[...]) == true
                && (" " + words.joined(separator: " ") + " ").contains(" \(publicKey) ")
                && (!line.contains("namespaces=") || line.contains("namespaces=\"git\""))
        }
    }

    /// git drops angle brackets, and refuses a name of signs alone (ident.c).
    private static func isName(_ text: String) -> Bool {
        !text.unicodeScalars.contains(where: isControl) && !text.contains { "<>".contains($0) }
            && text.contains { $0.isLetter || $0.isNumber }
    }

    /// What is one in git as well as among allowed signers, where commas, quotes and wildcards mean something.
    public static func isEmail(_ text: String) -> Bool {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        return halves.count == 2 && !halves.contains(where: \.isEmpty)
            && !text.contains { $0.isWhitespace || "\"'`<>(),:;[]\\*?!#|".contains($0) }
            && !text.unicodeScalars.contains(where: isControl)
    }
}

/// A second account at a host, which ssh reaches under a name of its own.
public struct GitAccount: Hashable, Sendable {
    /// What tells it from the first one: `work`.
    public let label: String
    /// The account and the host as they are without it; the port, where it is another than ssh's.
    public let login: ServerLogin

    /// An account at that host.
    public init(_ label: String, at login: ServerLogin) { (self.label, self.login) = (label, login) }

    /// What stands for the host: `github.com-work`.
    public var alias: String { login.host + "-" + label }

    /// How repositories' addresses begin, and what Git is to read in their place.
    var addresses: [(plain: String, own: String)] {
        let port = login.port.map { ":\($0)" } ?? ""
        let host = login.host.contains(":") ? "[\(login.host)]" : login.host
        // The short form can't name a port.
        let short = login.port == nil ? [("\(login.user)@\(host):", "\(login.user)@\(alias):")] : []
        return short + [("ssh://\(login.user)@\(host)\(port)/", "ssh://\(login.user)@\(alias)/")]
    }
}

/// What git or ssh can't be told.
public enum GitSetupError: Error, Hashable, Sendable {
    /// The private key's path.
    case path(String)
    /// A folder's path.
    case folder(String)
    /// A name for commits.
    case name(String)
    /// An e-mail address for commits.
    case email(String)

    /// What was found: lower case, no full stop.
    public var message: String {
        switch self {
        case .path(let path): "\(path): Git can't pass this path to ssh"
        case .folder(let path): "\(path): Git's configuration can't name this folder"
        case .name(let name): "“\(name)” can't be the name of a commit's author"
        case .email(let email): "“\(email)” can't be the e-mail address of a commit's author"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .path: "rename it: without %, ${ and control characters"
        case .folder: "rename it: without control characters"
        case .name: "use letters; no control characters, no < and >"
        case .email: "write NAME@HOST, without spaces, quotes, commas, brackets and wildcards"
        }
    }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control }
