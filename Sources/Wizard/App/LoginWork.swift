import Services
import SSHClient

/// Where a key logs in, and what leads there.
public struct LoginPlace: Hashable, Sendable {
    /// The account, at the host that ssh connects to.
    public var login: ServerLogin
    /// What is typed after `ssh` where that is another name: `github.com-work`.
    public var alias: String?
    /// What is known of a service that answers a login by itself.
    public var check: LoginCheck?

    /// An account, without an alias and with nothing known of it unless given.
    public init(_ login: ServerLogin, alias: String? = nil, check: LoginCheck? = nil) {
        self.login = login
        self.alias = alias
        self.check = check
    }

    /// The host as ssh_config knows it.
    var host: String { alias ?? login.host }

    /// As a sentence names it.
    var name: String { login.destination + (login.port.map { $0 == 22 ? "" : " on port \($0)" } ?? "") }
}

/// What ssh_config is wanted to say about a host.
public struct HostWish: Hashable, Sendable {
    /// What is typed after `ssh`.
    public var host: String
    /// The server behind it, where that is another name.
    public var hostName: String?
    /// The account to log in as.
    public var user: String
    /// Nil for ssh's own, 22.
    public var port: Int?
    /// The private key's absolute path.
    public var identityFile: String
    /// A Mac's agent and Keychain are to keep the passphrase.
    public var usesKeychain: Bool
    /// ssh is to give the key to the agent once its passphrase was typed.
    public var addsToAgent = false
    /// The name stands for another account, for this key alone; else the keys that work for the host go on working.
    public var isSecondAccount = false

    /// An entry for one host and one key.
    public init(
        host: String, hostName: String? = nil, user: String, port: Int? = nil, identityFile: String,
        usesKeychain: Bool = false
    ) {
        (self.host, self.hostName, self.user, self.port) = (host, hostName, user, port)
        (self.identityFile, self.usesKeychain) = (identityFile, usesKeychain)
    }
}

/// What would change in ssh_config for a wish to come true.
public struct ConfigPlan: Hashable, Sendable {
    /// One line of the difference.
    public struct Line: Hashable, Sendable {
        /// Whether it is in the old file, the new one, or both.
        public enum Kind: Hashable, Sendable {
            /// In both.
            case context
            /// In the old file alone.
            case removed
            /// In the new file alone.
            case added
        }

        /// Which mark it is shown with.
        public var kind: Kind
        /// Without its mark and its line end.
        public var text: String

        /// A line of that kind.
        public init(_ kind: Kind, _ text: String) {
            self.kind = kind
            self.text = text
        }

        /// As diff -u shows it.
        var marked: String {
            switch kind {
            case .context: "  " + text
            case .removed: "- " + text
            case .added: "+ " + text
            }
        }
    }

    /// What it is to come to.
    public var wish: HostWish
    /// The file, as it is shown.
    public var file: String
    /// Whether the file is made by it.
    public var isNewFile: Bool
    /// The difference; empty when the file says all of it already.
    public var lines: [Line]
    /// The file of another key that the host has there already, as it is shown.
    public var otherKey: String?
    /// The key that ssh tries there as long as the file names none, as it is shown.
    public var usualKey: String?
    /// The lines that it takes out, without what stands around them.
    var removed: [String] {
        lines.filter { $0.kind == .removed }.map { String($0.text.drop(while: \.isWhitespace)) }
    }

    /// The difference that a wish makes to a file.
    public init(_ wish: HostWish, file: String, isNewFile: Bool, lines: [Line], otherKey: String? = nil) {
        (self.wish, self.file, self.isNewFile) = (wish, file, isNewFile)
        (self.lines, self.otherKey) = (lines, otherKey)
    }
}

/// What ssh itself would use for a name, by its own rules and its files.
public struct ResolvedHost: Hashable, Sendable {
    /// As it was typed.
    public var host: String
    /// The account.
    public var user: String
    /// The server's name or address.
    public var hostName: String
    /// From 1 to 65535.
    public var port: Int

    /// An answer about a name.
    public init(host: String, user: String, hostName: String, port: Int) {
        (self.host, self.user, self.hostName, self.port) = (host, user, hostName, port)
    }
}

/// A change of ssh_config that was made.
public struct ConfigOutcome: Hashable, Sendable {
    /// What it was for.
    public var wish: HostWish
    /// The file, as it is shown.
    public var file: String
    /// The copy of the old file, as it is shown; nil when there was none.
    public var backup: String?
    /// What ssh itself makes of it, where that isn't what was wanted.
    public var problem: Problem?

    /// A change that was made to a file.
    public init(_ wish: HostWish, file: String, backup: String?, problem: Problem? = nil) {
        (self.wish, self.file, self.backup, self.problem) = (wish, file, backup, problem)
    }
}

/// How a login under test goes.
public enum LoginReport: Hashable, Sendable {
    /// How far it has come.
    case moved(LoginProgress)
    /// It is over, one way or the other; with how far it came.
    case tested(LoginVerdict, LoginProgress? = nil)
    /// It couldn't be made.
    case failed(Problem)
}
