import FoundationEssentials
import KeyStore
import Network
import Platform
import SSHClient

/// The system's git.
enum Git {
    private static var runner: SystemSSH {
        let outer = GitCommand.repositoryVariables.map { ($0, String?.none) }
        return SystemSSH(environment: Dictionary(uniqueKeysWithValues: outer), show: { _ in })
    }

    /// Its standard output. Where it fails, the error quotes it.
    @discardableResult
    static func run(
        _ arguments: [String], asks: Bool = false, environment: [String: String] = [:]
    ) async throws -> CommandResult {
        var command = RemoteCommand.git(arguments, asks: asks)
        command.environment = environment
        let result = try await runner.run(command)
        if result.wasInterrupted { throw NetworkError.cancelled }
        guard result.status == .exited(0) else {
            let said = result.errors.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("hint: ") }.suffix(3)
            throw CommandError(
                said.isEmpty ? "git failed without a message" : "git said: “\(said.joined(separator: " / "))”")
        }
        return result
    }

    /// Nil where it doesn't tell.
    static func version() async throws -> GitVersion? { GitVersion(try await run(["--version"]).output) }

    static func configuration(_ question: [String]) async throws -> GitConfiguration {
        guard let configuration = GitConfiguration(try await run(question).output) else {
            throw CommandError("git didn't answer as expected: git " + question.joined(separator: " "))
        }
        return configuration
    }

    /// The text of a configuration file with those settings, as git writes it.
    static func file(_ settings: [GitSetting]) async throws -> [UInt8] {
        try await changed([]) { path in
            for setting in settings { try await run(GitCommand.add(setting, to: .path(path))) }
        }
    }

    /// What a command makes of a copy of a file.
    static func changed(_ bytes: [UInt8], by work: (_ path: String) async throws -> Void) async throws -> [UInt8] {
        let parent = environmentVariables()["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let folder = try TemporaryFolder(in: [parent], for: ["config", "config.lock"])
        defer { withExtendedLifetime(folder) {} }
        let path = folder.path + "/config"
        if !bytes.isEmpty { try SSHConfigFile.apply(ConfigChange(path: path, old: [], new: bytes), date: nil) }
        try await work(path)
        return try SSHConfigFile.read(path).bytes
    }

    /// A signature of a commit in a repository, made and verified as the configuration there says.
    static func sign(
        in repository: String, fingerprint: String, asks: Bool, environment: [String: String]
    ) async throws {
        // Any author: a user without a name can't commit at all, which has nothing to do with the key.
        let person = ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"]
        let variables = environment.merging(person.map { ($0, "keywizard") }) { own, _ in own }
        func line(_ result: CommandResult) -> String { String(result.output.prefix { !$0.isNewline }) }
        let tree = line(try await run(GitCommand.emptyTree(in: repository)))
        let commit = line(
            try await run(GitCommand.signedCommit(of: tree, in: repository), asks: asks, environment: variables))
        let answer = try await run(GitCommand.verify(commit, in: repository))
        guard (answer.errors + answer.output).contains(fingerprint) else {
            throw CommandError("git verified a signature of another key", hint: "see what git verify-commit says")
        }
    }
}

/// A bare repository in a folder, where the settings count that count in the user's own ones there; gone with its last
/// reference.
final class GitScratch: Sendable {
    let path: String

    /// In the folder itself, or where temporary files go.
    init(in folder: String?) async throws {
        let parent = folder ?? environmentVariables()["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array((parent + "/.keywizard-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandError("couldn't create a folder in \(parent): \(String(cString: strerror(errno)))")
        }
        path = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
        try await Git.run(GitCommand.initialize(path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The user's own configuration of git, as far as this program writes there: which files are included.
struct GlobalFile {
    /// A file of this program's that it includes.
    struct OwnFile {
        /// As the configuration names it, and where that is.
        let name, path: String
        let bytes: [UInt8]
        let settings: [GitSetting]
    }

    private let file: SSHConfig
    private let isLinked: Bool
    private let home: String
    private let configuration: GitConfiguration?

    init(home: String) async throws {
        self.home = home
        let environment = environmentVariables()
        let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        // Where git writes (git-config(1), FILES).
        let usual = [home + "/.gitconfig", configured + "/git/config"]
        let path = environment["GIT_CONFIG_GLOBAL"] ?? usual.first { access($0, F_OK) == 0 } ?? usual[0]
        file = try SSHConfigFile.read(path)
        var status = stat()
        isLinked = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
        // git would replace it all the same, where the folder lets it.
        if stat(file.path, &status) == 0, status.st_mode & 0o222 == 0 {
            throw CommandError(
                "\(file.path) is read-only and stays as it is",
                hint: "make the change where that file is generated, or allow it: chmod u+w")
        }
        configuration = file.bytes.isEmpty ? nil : try await Git.configuration(GitCommand.list(file: file.path))
    }

    /// What was set up for a folder before.
    func ownFile(for folder: String?) async throws -> OwnFile? {
        for name in configuration?.values(inclusion(folder)) ?? [] {
            guard let path = KeyFilePath.expand(name, home: home), access(path, F_OK) == 0 else { continue }
            let settings = try await Git.configuration(GitCommand.list(file: path)).entries.map(\.setting)
            guard settings.contains(where: { $0.isNamed(GitSetup.marker) }) else { continue }
            let file = try SSHConfigFile.read(path)
            return OwnFile(name: name, path: file.path, bytes: file.bytes, settings: settings)
        }
        return nil
    }

    func including(_ path: String, for folder: String?) async throws -> GitStep {
        let setting = GitSetting(inclusion(folder), KeyFilePath.abbreviate(path, home: home))
        let change = try await change { GitCommand.add(setting, to: $0) }
        return .inclusion(setting, adds: true, change, isLinked: isLinked)
    }

    func excluding(_ own: OwnFile, for folder: String?) async throws -> GitStep {
        let setting = GitSetting(inclusion(folder), own.name)
        let change = try await change { GitCommand.remove(setting, from: $0) }
        return .inclusion(setting, adds: false, change, isLinked: isLinked)
    }

    private func inclusion(_ folder: String?) -> String {
        GitSetup.inclusion(of: folder, home: realPath(home) ?? home)
    }

    private func change(_ command: (GitFile) -> [String]) async throws -> ConfigChange {
        let new = try await Git.changed(file.bytes) { path in try await Git.run(command(.path(path))) }
        return ConfigChange(path: file.path, old: file.bytes, new: new)
    }
}

/// The file that git compares signatures with.
struct AllowedSigners {
    let path: String
    /// The line for the key; nil where the file has one that this program didn't write.
    let added: String?
    let change: ConfigChange?

    init(_ setup: GitSetup, _ configuration: GitConfiguration, _ own: GlobalFile.OwnFile?, home: String) throws {
        guard let email = setup.email ?? configuration.value("user.email") else {
            throw CommandError("Git has no email address to sign for", hint: "name it, as NAME@HOST")
        }
        guard GitSetup.isEmail(email) else { throw GitSetupError.email(email) }
        let named = configuration.value("gpg.ssh.allowedSignersFile")
        let usable = named.flatMap { $0.hasPrefix("/") || $0.hasPrefix("~/") ? $0 : nil }
        path = usable.flatMap { KeyFilePath.expand($0, home: home) } ?? home + "/.ssh/allowed_signers"
        let file = try SSHConfigFile.read(path)
        let earlier = own?.settings.first { $0.isNamed(GitSetup.addedSigner) }?.value
        var text = try file.text()
        let line = setup.allowedSigner(email)
        guard !setup.isAllowed(email, by: text) else {
            (added, change) = (earlier == line ? line : nil, nil)
            return
        }
        if let earlier { text = text.removingLine(earlier) }
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        added = line
        change = ConfigChange(path: file.path, old: file.bytes, new: Array((text + line + "\n").utf8))
    }

    /// The change that takes the line out again.
    static func removal(_ own: GlobalFile.OwnFile, home: String) throws -> ConfigChange? {
        func value(_ name: String) -> String? { own.settings.last { $0.isNamed(name) }?.value }
        guard let line = value(GitSetup.addedSigner), let path = value("gpg.ssh.allowedSignersFile") else { return nil }
        let file = try SSHConfigFile.read(path)
        let text = try file.text().removingLine(line)
        return ConfigChange(path: file.path, old: file.bytes, new: Array(text.utf8))
    }
}

extension SSHConfig {
    /// Its bytes as text, none of them changed.
    fileprivate func text() throws(ConfigError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .notText(path: path, reason: "it isn't UTF-8")
        }
        return text
    }
}

extension String {
    fileprivate func removingLine(_ line: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { $0 != line }.joined(separator: "\n")
    }
}

/// The path without links; nil where there is nothing.
func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
}
