import KeyStore
import Network
import Platform
import Wizard
import SSHClient

/// A host's entry in the person's ssh_config: planned, written, and confirmed by ssh itself.
struct ConfigEntry: Sendable {
    private let wish: HostWish
    private let entry: HostEntry
    private let home: String

    private var path: String { home + "/.ssh/config" }

    init(_ wish: HostWish, home: String) throws(CommandError) {
        guard
            let entry = HostEntry(
                host: wish.host, hostName: wish.hostName, user: wish.user, port: wish.port,
                identityFile: wish.identityFile,
                usesKeychain: wish.usesKeychain)
        else {
            throw CommandError(
                "\(wish.user)@\(wish.host) with \(wish.identityFile) can't stand in ssh_config",
                hint: "a host there has no spaces and no * ? ! , # and the key's path no control characters")
        }
        (self.wish, self.entry, self.home) = (wish, entry, home)
    }

    /// What would change, for the page and for the disk.
    func plan() throws -> (ConfigPlan, ConfigChange) {
        let config = try SSHConfigFile.read(path)
        let change = try SSHConfig.plan(adding: entry, to: config, home: home, include: SSHConfigFile.include)
        let other = try config.otherKey(than: entry, home: home, include: SSHConfigFile.include)
        return (
            ConfigPlan(
                wish, file: shown(change.path), isNewFile: change.old.isEmpty, lines: lines(change.diff),
                otherKey: other),
            change
        )
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
        do throws(NetworkError) {
            let answer = try await SystemSSH(show: { _ in }).run(EffectiveConfig.command(for: wish.host))
            guard let config = EffectiveConfig(answer.output) else {
                return Problem("ssh does not read its configuration", hint: "see what ssh -G \(wish.host) says")
            }
            let identities = config.identityFiles.map { file in
                let file = file.replacing("%%", with: "%")
                return KeyFilePath.expand(file, home: home) ?? file
            }
            let isWanted =
                config.user == wish.user && config.port == wish.port ?? config.port
                && config.hostName.lowercased() == (wish.hostName ?? config.hostName).lowercased()
                && config.identitiesOnly
                && identities.contains(wish.identityFile)
            if isWanted { return nil }
            let found =
                "ssh takes \(config.user)@\(config.hostName) with \(config.identityFiles.first ?? "no key") for \(wish.host)"
            // ssh doesn't ask the environment for the home folder.
            let sshHome = ThisComputer.accountHome ?? home
            return Problem(
                found,
                hint: sshHome == home
                    ? "other lines of its configuration come first; see what ssh -G \(wish.host) says"
                    : "ssh reads the files in \(sshHome), and HOME names another folder")
        } catch {
            return Problem(error.message, hint: error.hint)
        }
    }

    /// The local date, as in 2026-11-21.
    private static var today: String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        let digits = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
    }
}
