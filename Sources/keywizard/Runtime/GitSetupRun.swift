import FoundationEssentials
import KeyStore
import Network
import Platform
import SSHClient
import Wizard

/// One change of a `GitSetup` that is made at once, or undone.
enum GitStep: Sendable {
    /// A file of OpenSSH's or of this program's. The old ssh_config is kept beside the new one.
    case file(ConfigChange, keepsOld: Bool = false)
    /// git's own change of the user's configuration; the difference is what the same command made of a copy. A file that
    /// gets empty goes, unless it is reached by a link.
    case inclusion(GitSetting, adds: Bool, ConfigChange, isLinked: Bool)

    var change: ConfigChange {
        switch self {
        case .file(let change, _), .inclusion(_, _, let change, _): change
        }
    }

    private var reversed: GitStep {
        switch self {
        case .file(let change, _): .file(change.reversed)
        case .inclusion(let setting, let adds, let change, let isLinked):
            .inclusion(setting, adds: !adds, change.reversed, isLinked: isLinked)
        }
    }

    /// Makes the changes one after the other, then checks what they came to; when something fails, all are undone.
    static func make(_ steps: [GitStep], check: () async throws -> Void) async throws {
        var done: [(step: GitStep, backup: String?)] = []
        do {
            for step in steps { done.append((step, try await step.make())) }
            try await check()
        } catch {
            var trouble = CommandError(error)
            for (step, backup) in done.reversed() {
                do { _ = try await step.reversed.make() } catch let failure {
                    let reason = CommandError(failure)?.message ?? "\(failure)"
                    trouble?.message += "; \(step.change.path) couldn't be restored: \(reason)"
                }
                if let backup { unlink(backup) }
            }
            if let trouble, error as? NetworkError != .cancelled { throw trouble }
            throw error
        }
    }

    /// Returns the path of the old file, where that is kept.
    private func make() async throws -> String? {
        switch self {
        case .file(let change, let keepsOld):
            guard !change.new.isEmpty else {
                unlink(change.path)
                return nil
            }
            let folder = KeyFilePath.folder(of: change.path)
            if KeyFolder.examine(folder) == .missing { try KeyFolder.make(folder) }
            return try SSHConfigFile.apply(change, date: keepsOld ? ConfigEntry.today : nil)
        case .inclusion(let setting, let adds, let change, let isLinked):
            try await Git.run(adds ? GitCommand.add(setting, to: .global) : GitCommand.remove(setting, from: .global))
            if !adds, change.new.isEmpty, !isLinked { unlink(change.path) }
            return nil
        }
    }
}

/// What a `GitSetup` comes to on this computer.
struct GitSetupRun: Sendable {
    let setup: GitSetup
    private let home = ThisComputer.home

    /// What would change, in the order in which it is made.
    struct Plan: Sendable {
        let steps: [GitStep]
        fileprivate let settings: [GitSetting]
        fileprivate let repository: GitScratch?
    }

    func plan() async throws -> Plan {
        var steps: [GitStep] = []
        if let account = setup.account {
            let entry = try await ConfigEntry(account, identityFile: setup.identityFile, home: home)
            let (plan, change) = try entry.plan()
            if let other = plan.otherKey {
                throw CommandError(
                    "\(account.alias) has another key in ssh_config: \(other)", hint: "give --account another name")
            }
            steps.append(.file(change, keepsOld: true))
        }
        guard setup.changesGit else { return Plan(steps: steps.filter(\.changes), settings: [], repository: nil) }
        if setup.signs, let version = try await Git.version(), version < .signing {
            throw CommandError(
                "git \(version.text) can't sign with SSH keys",
                hint: "install git \(GitVersion.signing.text) or newer, or leave out --sign")
        }
        let repository = try await GitScratch(in: setup.folder)
        let configuration = try await Git.configuration(GitCommand.list(in: repository.path))
        try checkProgram(configuration)
        let global = try await GlobalFile(home: home)
        let present = try await global.ownFile(for: setup.folder)

        let file = present?.path ?? freePath()
        let signers = try setup.signs ? AllowedSigners(setup, configuration, present, home: home) : nil
        let settings = setup.settings(
            allowedSigners: signers?.path, added: signers?.added, after: present?.settings ?? [])
        if !GitSetup.isSame(settings, as: present?.settings ?? []) {
            let new = try await Git.file(settings)
            steps.append(.file(ConfigChange(path: file, old: present?.bytes ?? [], new: new)))
        }
        if let change = signers?.change { steps.append(.file(change)) }
        if present == nil { steps.append(try await global.including(file, for: setup.folder)) }
        return Plan(steps: steps.filter(\.changes), settings: settings, repository: repository)
    }

    /// Makes the changes and looks at what git makes of them; with `sign`, by a signature too.
    func make(_ plan: Plan, sign: (_ repository: String) async throws -> Void) async throws {
        try await GitStep.make(plan.steps) {
            if let account = setup.account {
                let entry = try await ConfigEntry(account, identityFile: setup.identityFile, home: home)
                if let problem = await entry.problem() { throw CommandError(problem.message, hint: problem.hint) }
            }
            guard let repository = plan.repository else { return }
            try await check(plan.settings, in: repository.path)
            if setup.signs { try await sign(repository.path) }
        }
    }

    /// What undoes it: of the folder, whatever was set up for it.
    static func undoing(folder: String?, account: GitAccount?, identityFile: String) async throws -> [GitStep] {
        let home = ThisComputer.home
        var steps: [GitStep] = []
        let global = try await GlobalFile(home: home)
        if account == nil || folder != nil, let own = try await global.ownFile(for: folder) {
            steps += [
                try await global.excluding(own, for: folder),
                .file(ConfigChange(path: own.path, old: own.bytes, new: [])),
            ]
            if let change = try AllowedSigners.removal(own, home: home) { steps.append(.file(change)) }
        }
        if let account {
            let entry = try await ConfigEntry(account, identityFile: identityFile, home: home)
            steps.append(.file(try entry.removal(), keepsOld: true))
        }
        return steps.filter(\.changes)
    }

    /// Another program instead of ssh (PuTTY's, Windows' own) must not be lost.
    private func checkProgram(_ configuration: GitConfiguration) throws {
        guard setup.folder != nil, setup.account == nil, let entry = configuration.entry("core.sshCommand") else {
            return
        }
        let program = entry.setting.value.split(separator: " ").first ?? ""
        guard KeyFilePath.name(of: String(program)) != "ssh" else { return }
        throw CommandError(
            "Git uses another program to log in: core.sshCommand is “\(entry.setting.value)” (\(entry.origin))",
            hint: "keywizard git with --host and --account leaves the program as it is")
    }

    private func freePath() -> String {
        let path = home + "/" + GitSetup.fileName(of: setup.folder, account: setup.account)
        return (1...).lazy.map { $0 == 1 ? path : "\(path)-\($0)" }.first { access($0, F_OK) != 0 } ?? path
    }

    /// Whether git takes the values from the file, and not others that come later.
    private func check(_ settings: [GitSetting], in repository: String) async throws {
        let configuration = try await Git.configuration(GitCommand.list(in: repository))
        for setting in settings {
            let isThere =
                setting.name.hasPrefix("url.")
                ? configuration.values(setting.name).contains(setting.value)
                : configuration.value(setting.name) == setting.value
            guard !isThere else { continue }
            let other = configuration.entry(setting.name)
            throw CommandError(
                "Git doesn't use the new value of \(setting.name)"
                    + (other.map { ", but “\($0.setting.value)” (\($0.origin))" } ?? ""),
                hint: "run git config --show-origin --get-all \(setting.name) in a repository there")
        }
    }
}

extension GitStep {
    fileprivate var changes: Bool { !change.isEmpty }
}

extension ConfigEntry {
    /// The entry of a second account.
    fileprivate init(_ account: GitAccount, identityFile: String, home: String) async throws {
        var wish = HostWish(
            host: account.alias, hostName: account.login.host, user: account.login.user, port: account.login.port,
            identityFile: identityFile)
        wish.isSecondAccount = true
        try await self.init(wish, home: home)
    }
}
