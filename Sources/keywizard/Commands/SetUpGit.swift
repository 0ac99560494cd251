import ArgumentParser
import KeyStore
import Network
import Platform
import Services
import SSHClient
import Support

/// `keywizard git`: makes Git log in and sign with a key, in one folder or everywhere.
struct SetUpGit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git",
        abstract: "Set up Git to use a key.",
        usage: "keywizard git [OPTIONS] FILE",
        discussion: """
            --host alone changes nothing: it tests the login with this key only. For a second account, --folder makes \
            every repository below a folder log in with the key, so addresses stay as they are; --account gives the \
            account its own host name in ~/.ssh/config, as in git clone git@github.com-work:OWNER/REPOSITORY.git. With \
            both, the usual addresses of the host mean this account in that folder, and other hosts keep their keys.

            --sign signs every commit with the key, and checks that with a commit in a scratch repository. A service may \
            need the key a second time for that; the command to upload it is printed.

              keywizard git ~/.ssh/id_ed25519 --host github.com
              keywizard git ~/.ssh/id_work --folder ~/work --email ana@work.example --sign
              keywizard git ~/.ssh/id_work --folder ~/work --undo

            All settings are in one file, ~/.gitconfig-NAME, which your Git configuration includes. If a step fails, \
            every change is undone. The changes are printed as a diff; --dry-run does nothing else.
            """)

    @Argument(help: ArgumentHelp("The private key file.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp("Test this login first; the user defaults to git.", valueName: "[user@]host[:port]"))
    var host: String?

    @Option(help: ArgumentHelp("Reach a second account at the host as HOST-NAME.", valueName: "name"))
    var account: String?

    @Option(help: ArgumentHelp("Only for the repositories in this folder.", valueName: "folder"))
    var folder: String?

    @Option(help: ArgumentHelp("The author of commits (user.name).", valueName: "text"))
    var name: String?

    @Option(help: ArgumentHelp("The author's e-mail address (user.email).", valueName: "email"))
    var email: String?

    @Flag(help: "Sign commits with the key.")
    var sign = false

    @Flag(help: "Undo the setup of the folder, of all repositories, or of the account.")
    var undo = false

    @Flag(help: "Show the changes, make none.")
    var dryRun = false

    @OptionGroup var options: PassphraseOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard file != "-" else { throw ValidationError("ssh can't read a key from standard input; name its file") }
        guard account == nil || host != nil else { throw ValidationError("--account needs --host") }
        guard undo || [host, folder, name, email].contains(where: { $0 != nil }) || sign else {
            throw ValidationError("use --host, --folder, --sign, or --name and --email")
        }
        guard !undo || !sign && name == nil && email == nil else {
            throw ValidationError("--undo undoes everything; leave out --sign, --name and --email")
        }
        if let label = account,
            label.isEmpty || !label.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        {
            throw ValidationError("--account: use letters, digits and hyphens")
        }
        do throws(HostsError) { _ = try host.map(HostAddressee.init) } catch { throw ValidationError(error.message) }
    }

    func run() throws {
        try reportingErrors {
            let shield = InterruptShield()
            defer { withExtendedLifetime(shield) {} }
            let login = try host.map { try HostAddressee($0) }.flatMap { $0.login(user: "git") }
            let account = account.flatMap { label in login.map { GitAccount(label, at: $0) } }
            let outcome = undo ? try takeBack(account) : try setUp(login, account)
            if json { try Console.deliver(json: outcome) } else { try Console.deliver(outcome.diff) }
            for line in outcome.said { Console.say(line) }
        }
    }

    // MARK: - Set up

    private func setUp(_ login: ServerLogin?, _ account: GitAccount?) throws -> Outcome {
        let key = try TestedKey(file, KeyOpener(options))
        let setup = try GitSetup(
            key, folder: folder.map { try GitSetupRun.folder($0) }, account: account, name: name, email: email,
            signs: sign)
        let asks = ControllingTerminal.isThere
        var outcome = Outcome(key, setup)
        if let login, !dryRun { try test(login, key, asks, &outcome) }
        guard setup.changesGit || account != nil else {
            try say(login, key, &outcome)
            return outcome
        }
        let (work, isDry) = (GitWork(run: GitSetupRun(setup: setup), key: key, asks: asks), dryRun)
        let steps = try blocking { () async -> Result<[GitStep], any Error> in
            do { return .success(try await work.steps { _ in !isDry }) } catch { return .failure(error) }
        }.get()
        outcome.changes = steps.map(\.change)
        guard !dryRun else { return outcome }
        if setup.signs { outcome.isSigned = true }
        outcome.said += work.said(steps) + next(setup, login)
        return outcome
    }

    private func test(_ login: ServerLogin, _ key: TestedKey, _ asks: Bool, _ outcome: inout Outcome) throws {
        let run = LoginTestRun(key: key, options: [])
        let report = try tryBlocking { try await run.withKey { await $0.test(login, asks: asks) } }
        try report.checkLoggedIn()
        outcome.isLoggedIn = true
        outcome.said.append("\(login.address): \(report.message)")
    }

    /// What a single account needs: nothing, if ssh tries the key first.
    private func say(_ login: ServerLogin?, _ key: TestedKey, _ outcome: inout Outcome) throws {
        guard let login else { return }
        let configuration = try blocking { () async -> Result<EffectiveConfig, any Error> in
            do { return .success(try await EffectiveConfig.ask(about: login.host)) } catch { return .failure(error) }
        }.get()
        let first = configuration.existingKeys(home: ThisComputer.home).first
        outcome.said.append(
            first == key.path
                ? "Git needs no change: ssh tries this key first for \(login.host)"
                : "ssh tries \(first ?? "no file") first for \(login.host): add --folder FOLDER or --account NAME, or an IdentityFile line in ~/.ssh/config"
        )
    }

    /// What is left to do.
    private func next(_ setup: GitSetup, _ login: ServerLogin?) -> [String] {
        var lines: [String] = []
        if let account = setup.account, setup.folder == nil {
            lines.append("clone with \(account.login.user)@\(account.alias):OWNER/REPOSITORY.git")
        }
        if login == nil, setup.folder != nil { lines.append("the login wasn't tested; --host HOST tests it") }
        if setup.signs, let next = uploadCommand(login) { lines.append("so that commits show as verified: " + next) }
        var undo = ["keywizard", "git", file]
        if let account { undo += ["--host", host ?? "", "--account", account] }
        if let folder { undo += ["--folder", folder] }
        lines.append("to undo: " + (undo + ["--undo"]).map(ShellWord.quoted).joined(separator: " "))
        return lines
    }

    /// The command that uploads the key for signing, to a service that keeps signing keys apart.
    private func uploadCommand(_ login: ServerLogin?) -> String? {
        guard let login,
            let service = Catalogue.services.first(where: { service in
                service.login(at: nil).map { [$0.host.text, $0.alternative].contains(login.host.lowercased()) } == true
            }), let use = service.signingUse
        else { return nil }
        return "keywizard upload \(ShellWord.quoted(file)) --to \(service.id) --input \(use)"
    }

    // MARK: - Undo

    private func takeBack(_ account: GitAccount?) throws -> Outcome {
        let folder = try folder.map { try GitSetupRun.folder($0, mustExist: false) }
        let (path, isDry) = (TestedKey.absolute(file), dryRun)
        let steps = try blocking { () async -> Result<[GitStep], any Error> in
            do {
                let steps = try await GitSetupRun.undoing(folder: folder, account: account, identityFile: path)
                if !isDry { try await GitStep.make(steps) {} }
                return .success(steps)
            } catch { return .failure(error) }
        }.get()
        guard !steps.isEmpty else {
            throw CommandError(
                "nothing to undo for \(self.folder ?? account?.alias ?? "every repository")",
                hint: "name what was set up: --folder, or --account with --host")
        }
        var outcome = Outcome(folder: folder, account: account)
        outcome.changes = steps.map(\.change)
        if !dryRun {
            let home = ThisComputer.home
            outcome.said = steps.map { step in
                let path = KeyFilePath.abbreviate(step.change.path, home: home)
                return "\(step.change.new.isEmpty ? "removed" : "changed") \(path)"
            }
        }
        return outcome
    }
}

/// The outcome, for users and scripts.
private struct Outcome: Encodable {
    private let fingerprint, folder, alias: String?
    var changes: [ConfigChange] = []
    /// What was observed; nil if it wasn't tried.
    var isLoggedIn, isSigned: Bool?
    var said: [String] = []

    init(_ key: TestedKey, _ setup: GitSetup) {
        (fingerprint, folder, alias) = (key.fingerprint, setup.folder, setup.account?.alias)
    }

    init(folder: String?, account: GitAccount?) {
        (fingerprint, self.folder, alias) = (nil, folder, account?.alias)
    }

    /// As diff -u prints it.
    var diff: String {
        changes.map { change in
            let names =
                ["--- " + (change.old.isEmpty ? "/dev/null" : change.path)]
                + ["+++ " + (change.new.isEmpty ? "/dev/null" : change.path)]
            return (names + change.diff.map(\.marked)).map { $0 + "\n" }.joined()
        }.joined()
    }

    private enum CodingKeys: String, CodingKey { case fingerprint, folder, alias, changes, loggedIn, signed }

    private struct Change: Encodable {
        let file: String
        let diff: [String]
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(fingerprint, forKey: .fingerprint)
        try object.encode(folder, forKey: .folder)
        try object.encode(alias, forKey: .alias)
        try object.encode(changes.map { Change(file: $0.path, diff: $0.diff.map(\.marked)) }, forKey: .changes)
        try object.encode(isLoggedIn, forKey: .loggedIn)
        try object.encode(isSigned, forKey: .signed)
    }
}
