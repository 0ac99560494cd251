/// What git's configuration says in one place: the answer of `git config --list -z --show-origin`.
public struct GitConfiguration: Hashable, Sendable {
    /// One variable, as often as it is set.
    public struct Entry: Hashable, Sendable {
        /// "file:/home/ana/.gitconfig", "command line:".
        public let origin: String
        /// Its name and its value.
        public let setting: GitSetting
    }

    /// In the order in which git reads them: of several values of a variable the last one counts.
    public let entries: [Entry]

    /// Nil for what isn't such an answer.
    public init?(_ output: String) {
        let parts = output.split(separator: "\0", omittingEmptySubsequences: false)
        // Origin and variable in turn, each with its end.
        guard parts.last?.isEmpty == true, parts.count % 2 == 1 else { return nil }
        entries = stride(from: 0, to: parts.count - 1, by: 2).map { index in
            let variable = parts[index + 1].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            // A name alone means true.
            let value = variable.count == 2 ? String(variable[1]) : "true"
            return Entry(origin: String(parts[index]), setting: GitSetting(String(variable[0]), value))
        }
    }

    /// The entry of a variable that counts; nil where it isn't set.
    public func entry(_ name: String) -> Entry? { entries.last { $0.setting.isNamed(name) } }

    /// The value of a variable; nil where it isn't set.
    public func value(_ name: String) -> String? { entry(name)?.setting.value }

    /// Every value of a variable that may have several.
    public func values(_ name: String) -> [String] {
        entries.filter { $0.setting.isNamed(name) }.map(\.setting.value)
    }
}

/// A variable of git's configuration and its value.
public struct GitSetting: Hashable, Sendable {
    /// "core.sshCommand"; between the first and the last dot may be anything but a line end.
    public let name: String
    /// As git's commands get it, without the quotes of the file.
    public let value: String

    /// A variable that is set.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }

    /// Whether the name means the same variable: case counts between the dots alone.
    public func isNamed(_ other: String) -> Bool { Self.folded(name) == Self.folded(other) }

    private static func folded(_ name: String) -> String {
        guard let first = name.firstIndex(of: "."), let last = name.lastIndex(of: "."), first < last else {
            return name.lowercased()
        }
        return name[..<first].lowercased() + name[first..<last] + name[last...].lowercased()
    }
}

extension RemoteCommand {
    /// git, which has the terminal where it `asks`: ssh-keygen may want a passphrase, or a touch.
    public static func git(_ arguments: [String], asks: Bool = false) -> RemoteCommand {
        var command = RemoteCommand(program: "git", arguments: arguments, needsTerminal: asks, keepsLog: false)
        command.readsTerminal = asks
        // The beginning of a long list of settings must not get lost.
        command.outputLimit = 4 << 20
        return command
    }
}

/// git's own commands for its configuration. None of them edits a file in another way than git does.
public enum GitCommand {
    /// The variables of a repository that counts for this process alone, which another program may have left there
    /// (`git rev-parse --local-env-vars`).
    public static let repositoryVariables = [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT",
        "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_SHALLOW_FILE",
        "GIT_COMMON_DIR",
    ]

    /// A bare repository at `path`, where settings are looked at and a signature is tried; nothing of the user's
    /// templates gets into it.
    public static func initialize(_ path: String) -> [String] {
        ["init", "--quiet", "--bare", "--template=", "--", path]
    }

    /// What counts in a repository, conditions of the place included.
    public static func list(in repository: String) -> [String] {
        ["--git-dir=" + repository, "config", "--list", "-z", "--show-origin"]
    }

    /// What one file says.
    public static func list(file: String) -> [String] { ["config", "--file", file, "--list", "-z", "--show-origin"] }

    /// Adds a value to a file, beside those that the variable has.
    public static func add(_ setting: GitSetting, to file: GitFile) -> [String] {
        ["config"] + file.arguments + ["--add", setting.name, setting.value]
    }

    /// Takes every such value out of a file, and the section that gets empty by it.
    public static func remove(_ setting: GitSetting, from file: GitFile) -> [String] {
        // A pattern, because --fixed-value is as new as git 2.30.
        let pattern = setting.value.map { #"\.[]{}()*+?^$|"#.contains($0) ? "\\\($0)" : String($0) }.joined()
        return ["config"] + file.arguments + ["--unset-all", setting.name, "^\(pattern)$"]
    }

    /// A signed commit of the empty tree, whose name is what it prints.
    public static func emptyTree(in repository: String) -> [String] {
        ["--git-dir=" + repository, "hash-object", "-w", "-t", "tree", "/dev/null"]
    }

    /// A commit, signed by what the configuration says.
    public static func signedCommit(of tree: String, in repository: String) -> [String] {
        ["--git-dir=" + repository, "commit-tree", "-S", "-m", "keywizard tests the signature", tree]
    }

    /// Whether the commit's signature is good, and by a key that the allowed signers have.
    public static func verify(_ commit: String, in repository: String) -> [String] {
        ["--git-dir=" + repository, "verify-commit", commit]
    }
}

/// The file that a command of git's changes.
public enum GitFile: Hashable, Sendable {
    /// The user's own, wherever git has it.
    case global
    /// The one at a path.
    case path(String)

    fileprivate var arguments: [String] {
        switch self {
        case .global: ["--global"]
        case .path(let path): ["--file", path]
        }
    }
}

/// The version of a git, from `git --version`.
public struct GitVersion: Hashable, Sendable, Comparable {
    /// The first that signs with SSH keys.
    public static let signing = GitVersion(2, 34)

    private let major, minor: Int

    private init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

    /// Of "git version 2.39.5 (Apple Git-154)"; nil for another text.
    public init?(_ output: String) {
        guard let match = output.firstMatch(of: /^git version ([0-9]+)\.([0-9]+)/), let major = Int(match.1),
            let minor = Int(match.2)
        else { return nil }
        self.init(major, minor)
    }

    /// "2.39".
    public var text: String { "\(major).\(minor)" }

    public static func < (one: GitVersion, other: GitVersion) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }
}
