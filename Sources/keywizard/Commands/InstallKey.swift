import ArgumentParser
import KeyStore
import Network
import Platform
import SSHKey
import TerminalUI
import SSHClient
import Support

/// `keywizard install`: adds a public key to authorized_keys on servers.
struct InstallKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Add a public key to servers, as ssh-copy-id does.",
        usage: "keywizard install [OPTIONS] FILE --host [USER@]HOST[:PORT]...",
        discussion: """
            FILE is a public key in any format, or a private key, whose public key is used. A server that already has \
            the key stays as it is.

            Servers that need no answer from you are done first, at the same time. Those that ask for a password or \
            about an unknown host key follow one by one on the terminal; without a terminal they are reported. With \
            --with ansible, Ansible does it.

              keywizard install ~/.ssh/id_ed25519.pub --host me@a.example --host b.example:2222
              keywizard install key.pub --hosts-file hosts.txt --from-ssh-config 'web-*'

            A hosts file has one [USER@]HOST[:PORT] per line, and comments after #.
            """)

    enum Way: String, CaseIterable, ExpressibleByArgument { case auto, ssh, ansible }

    @Argument(help: ArgumentHelp("The key file; - is stdin.", valueName: "file"))
    var file: String

    @Option(
        name: .customLong("host"),
        help: ArgumentHelp("A server; the user defaults to ssh's.", valueName: "[user@]host[:port]"))
    var hosts: [String] = []

    @Option(help: ArgumentHelp("A file with one server per line (- is stdin).", valueName: "file"))
    var hostsFile: String?

    @Option(
        name: .customLong("from-ssh-config"),
        help: ArgumentHelp(
            "Matching hosts in ~/.ssh/config (* and ? are wildcards).", valueName: "pattern"))
    var patterns: [String] = []

    @Option(help: "What logs in.")
    var with = Way.auto

    @Option(help: ArgumentHelp("Save Ansible's playbook and inventory in this folder.", valueName: "folder"))
    var writePlaybook: String?

    @OptionGroup var ssh: SSHOptions
    @OptionGroup var options: PassphraseOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try checkStandardInput([file, hostsFile, options.passphraseFile])
        guard !hosts.isEmpty || hostsFile != nil || !patterns.isEmpty else {
            throw ValidationError("name servers with --host, --hosts-file or --from-ssh-config")
        }
    }

    func run() throws {
        try reportingErrors {
            let addressees = try addressees()
            let key = try KeyOpener(options).publicKeyToGive(file)
            guard let line = AuthorizedLine(key.line) else {
                throw CommandError("\(file): its comment can't be written to authorized_keys")
            }
            let ssh = ssh
            let logins = try blocking { () async -> Result<[ServerLogin], any Error> in
                do { return .success(try await addressees.logins(options: ssh.options)) } catch {
                    return .failure(error)
                }
            }.get()
            var playbook = HostsPlaybook(line: line, logins: logins)
            playbook.options = ssh.options
            let files = try writePlaybook.map { try PlaybookFiles(playbook, keptIn: $0) }
            if let files { Console.say("saved \(files.playbook) and \(files.inventory)".safeToDraw) }

            let installer = HostInstaller(line: line, options: ssh.options)
            let results =
                try byAnsible(playbook, files)
                ?? blocking { () async -> Result<[HostResult], NetworkError> in
                    do throws(NetworkError) { return .success(try await installer.unattended(logins)) } catch {
                        return .failure(error)
                    }
                }.get()
            try report(installer.askWhereNeeded(results))
        }
    }

    // MARK: - Which servers

    private func addressees() throws -> [HostAddressee] {
        var found: [HostAddressee] = []
        for host in hosts { found.append(try HostAddressee(host)) }
        if let hostsFile {
            found += try HostsSearch.file(hostsFile)
        }
        if !patterns.isEmpty { found += try HostsSearch.sshConfig(matching: patterns) }
        guard !found.isEmpty else { throw CommandError("\(hostsFile ?? "the list") has no servers") }
        return found
    }

    /// Ansible's results; nil where it wasn't requested.
    private func byAnsible(_ playbook: HostsPlaybook, _ files: PlaybookFiles?) throws -> [HostResult]? {
        guard with == .ansible else {
            if with == .auto, playbook.logins.count > HostInstaller.handful, PlaybookRun.isInstalled {
                Console.say("using ssh; --with ansible uses Ansible")
            }
            return nil
        }
        Console.say("running Ansible for \(playbook.logins.count) servers …")
        let run = PlaybookRun(playbook, try files ?? PlaybookFiles(playbook))
        return try blocking { () async -> Result<[HostResult], any Error> in
            do { return .success(try await run.results()) } catch { return .failure(error) }
        }.get()
    }

    // MARK: - The report

    private func report(_ results: [HostResult]) throws {
        if json {
            try Console.deliver(json: results.map(Description.init))
        } else {
            let rows = results.map { result in
                [result.login.address, result.word, result.file ?? result.failure?.message ?? ""].map(\.safeToDraw)
            }
            try Console.deliver(Table(["host", "result", "where or why"], rows).text)
        }
        for result in results {
            for note in result.outcome.notes {
                Console.say("\(result.login.address): \(note.message)\(note.hint.map { ": " + $0 } ?? "")".safeToDraw)
            }
        }
        let failed = results.filter { !$0.isThere }
        guard !failed.isEmpty else { return }
        sayHints(failed)
        throw ExitCode(failed.count == results.count ? .failed : .partly)
    }

    /// Prints each hint once, and the command that retries the failed servers.
    private func sayHints(_ failed: [HostResult]) {
        var said: Set<String> = []
        // A terminal has the reasons in the table already.
        let isInTable = isatty(STDOUT_FILENO) == 1
        for result in failed {
            if !isInTable { Console.say("\(result.login.address): \(result.outcome.message)") }
            if let hint = result.failure?.hint, said.insert(hint).inserted { Console.detail(hint) }
        }
        var words = ["keywizard", "install", file]
        for result in failed { words += ["--host", result.login.address] }
        for option in ssh.options { words += ["-o", option] }
        Console.say("to retry: " + words.map(ShellWord.quoted).joined(separator: " ").safeToDraw)
    }

    /// Null where there is nothing to say.
    private struct Description: Encodable {
        let result: HostResult

        private enum CodingKeys: String, CodingKey { case host, user, port, result, file, message, hint, notes }

        func encode(to encoder: any Encoder) throws {
            var object = encoder.container(keyedBy: CodingKeys.self)
            try object.encode(result.login.host, forKey: .host)
            try object.encode(result.login.user, forKey: .user)
            try object.encode(result.login.port, forKey: .port)
            try object.encode(result.word, forKey: .result)
            try object.encode(result.file, forKey: .file)
            try object.encode(result.outcome.message, forKey: .message)
            try object.encode(result.outcome.hint, forKey: .hint)
            try object.encode(result.outcome.notes.map(\.message), forKey: .notes)
        }
    }
}
