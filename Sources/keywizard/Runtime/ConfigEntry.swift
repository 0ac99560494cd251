import KeyStore
import Network
import Platform
import Wizard
import SSHClient

/// A host's entry in the user's ssh_config: planned, written, and confirmed by ssh itself.
struct ConfigEntry: Sendable {
    private let wish: HostWish
    private let entry: HostEntry
    private let home: String
    /// The key that ssh tries there as long as nothing names one.
    private let usualKey: String?

    private var path: String { home + "/.ssh/config" }

    init(_ wish: HostWish, home: String) async throws {
        (self.wish, self.home) = (wish, home)
        // Before anything is planned: a file that ssh refuses is to be corrected first.
        let present = try await EffectiveConfig.ask(about: wish.host)
        // An alias leads to the same server, whatever the name behind it means.
        let target = try await wish.hostName.asyncMap { try await EffectiveConfig.ask(about: $0) }
        let port = wish.port ?? target.flatMap { $0.port == 22 ? nil : $0.port }
        guard
            var entry = HostEntry(
                host: wish.host, hostName: target?.hostName, user: wish.user, port: port,
                identityFile: wish.identityFile, usesKeychain: wish.usesKeychain)
        else {
            throw CommandError(
                "\(wish.user)@\(wish.host) with \(wish.identityFile) can't be written to ssh_config",
                hint: "a host there has no spaces and no * ? ! , # and the key's path no control characters")
        }
        (entry.proxyJump, entry.proxyCommand) = (target?.proxyJump, target?.proxyCommand)
        entry.hostKeyAlias = target?.hostKeyAlias
        entry.addsToAgent = wish.addsToAgent
        let others = wish.isSecondAccount ? [] : present.existingKeys(home: home).filter { $0 != wish.identityFile }
        entry.otherKeys = others
        // What the agent alone has goes on being tried as well.
        let agentHasOthers = !wish.isSecondAccount && Self.agentHasOthers(than: wish.identityFile)
        entry.isExclusive = others.isEmpty && !agentHasOthers
        usualKey = others.first ?? (agentHasOthers ? "a key in your agent" : nil)
        self.entry = entry
    }

    /// What would change, for the page and for the disk.
    func plan() throws -> (ConfigPlan, ConfigChange) {
        let config = try SSHConfigFile.read(path)
        let change = try SSHConfig.plan(adding: entry, to: config, home: home, include: SSHConfigFile.include)
        let other = try config.otherKey(than: entry, home: home, include: SSHConfigFile.include)
        var plan = ConfigPlan(
            wish, file: shown(change.path), isNewFile: change.old.isEmpty, lines: lines(change.diff), otherKey: other)
        plan.usualKey = usualKey.map(shown)
        return (plan, change)
    }

    /// What would change if the entry went again, as long as it is what `plan` makes.
    func removal() throws -> ConfigChange {
        try SSHConfig.plan(removing: entry, from: try SSHConfigFile.read(path), home: home)
    }

    private static func agentHasOthers(than path: String) -> Bool {
        guard let socket = environmentVariables()["SSH_AUTH_SOCK"], !socket.isEmpty,
            let held = try? Agent(socketPath: socket).identities()
        else { return false }
        let own = KeyFileArgument.publicKey(at: path + ".pub")?.blob
        return held.contains { $0.keyBlob != own }
    }

    private func shown(_ path: String) -> String { KeyFilePath.abbreviate(path, home: home) }

    /// The difference as people read it: without line numbers, tabs as they look.
    private func lines(_ diff: [DiffLine]) -> [ConfigPlan.Line] {
        diff.enumerated().compactMap { index, line in
            let text = String(line.text.flatMap { $0 == "\t" ? "    " : String($0) })
            return switch line.kind {
            case .hunk: index == 0 ? nil : ConfigPlan.Line(.context, "…")
            case .context: ConfigPlan.Line(.context, text)
            case .removed: ConfigPlan.Line(.removed, text)
            case .added: ConfigPlan.Line(.added, text)
            }
        }
    }

    /// Writes it. Returns the path of the copy of the old file.
    func apply(_ change: ConfigChange) throws -> String? {
        let folder = KeyFilePath.folder(of: change.path)
        if KeyFolder.examine(folder) == .missing { try KeyFolder.make(folder) }
        return try SSHConfigFile.apply(change, date: Self.today)
    }

    func outcome(_ change: ConfigChange, backup: String?, _ problem: Problem?) -> ConfigOutcome {
        ConfigOutcome(wish, file: shown(change.path), backup: backup.map(shown), problem: problem)
    }

    /// Nil when `ssh -G` says what was wanted.
    func problem() async -> Problem? {
        do {
            let config = try await EffectiveConfig.ask(about: wish.host)
            let isWanted =
                config.user == wish.user && config.port == entry.port ?? config.port
                && config.hostName.lowercased() == (entry.hostName ?? config.hostName).lowercased()
                && (config.identitiesOnly || !entry.isExclusive)
                && config.existingKeys(home: home).contains(wish.identityFile)
            if isWanted { return nil }
            let found =
                "ssh \(wish.host) uses \(config.user)@\(config.hostName) with \(config.identityFiles.first ?? "no key")"
            // ssh doesn't ask the environment for the home folder.
            let sshHome = ThisComputer.accountHome ?? home
            return Problem(
                found,
                hint: sshHome == home
                    ? "other lines of its configuration come first; see what ssh -G \(wish.host) says"
                    : "ssh reads the files in \(sshHome), and HOME names another folder")
        } catch {
            return Problem(error)
        }
    }

    /// The local date, as in 2026-11-21.
    static var today: String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        let digits = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
    }
}

extension Optional {
    fileprivate func asyncMap<T>(_ transform: (Wrapped) async throws -> T) async rethrows -> T? {
        guard let value = self else { return nil }
        return try await transform(value)
    }
}
