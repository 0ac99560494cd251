import ArgumentParser
import KeyStore
import Network
import SSHKey
import TerminalUI
import SSHClient
import Support

/// `keywizard install`: a public key into authorized_keys of servers, of several at once.
struct InstallKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Put a public key on servers, as ssh-copy-id does.",
        discussion: """
            FILE is a public key of any format, or a private key whose public half is then taken. A server that has the \
            key already is left as it is.

            Servers that let you in without a question are done at the same time. Those that ask, for a password or \
            about a host key that is not known yet, follow one after the other on the terminal; without one they are \
            reported. With --with ansible the servers are handed over to Ansible.

              keywizard install ~/.ssh/id_ed25519.pub --host me@a.example --host b.example:2222
              keywizard install key.pub --hosts-file hosts.txt --from-ssh-config 'web-*'

            A hosts file has [USER@]HOST[:PORT] on each line, and comments after #.
            """)

    enum Way: String, CaseIterable, ExpressibleByArgument { case auto, ssh, ansible }

    @Argument(help: ArgumentHelp("The key file; - is standard input.", valueName: "file"))
    var file: String

    @Option(
        name: .customLong("host"),
        help: ArgumentHelp("A server; without a user, as ssh would.", valueName: "[user@]host[:port]"))
    var hosts: [String] = []

    @Option(help: ArgumentHelp("A file of servers (- is standard input).", valueName: "file"))
    var hostsFile: String?

    @Option(
        name: .customLong("from-ssh-config"),
        help: ArgumentHelp(
            "The hosts of ~/.ssh/config whose names match, * and ? being wildcards.", valueName: "pattern"))
    var patterns: [String] = []

    @Option(help: "Who logs in.")
    var with = Way.auto

    @Option(help: ArgumentHelp("Keep Ansible's playbook and inventory in this folder.", valueName: "folder"))
    var writePlaybook: String?

    @OptionGroup var ssh: SSHOptions
    @OptionGroup var options: PassphraseOptions

    @Flag(help: "An array of JSON objects.")
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
                throw CommandError("\(file): its comment can't stand in authorized_keys")
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
        guard !found.isEmpty else { throw CommandError("there is no server in \(hostsFile ?? "the list")") }
        return found
    }

    /// What Ansible makes of them; nil where it was not asked for.
    private func byAnsible(_ playbook: HostsPlaybook, _ files: PlaybookFiles?) throws -> [HostResult]? {
        guard with == .ansible else {
            if with == .auto, playbook.logins.count > HostInstaller.handful, PlaybookRun.isInstalled {
                Console.say("going on with ssh; with --with ansible, Ansible would do it")
            }
            return nil
        }
        Console.say("handing \(playbook.logins.count) servers over to Ansible …")
        let run = PlaybookRun(playbook, try files ?? PlaybookFiles(playbook))
        return try blocking { () async -> Result<[HostResult], any Error> in
            do { return .success(try await run.results()) } catch { return .failure(error) }
        }.get()
    }

    // MARK: - What became of it

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

    /// What to do, once for each reason, and how to try those again that failed.
    private func sayHints(_ failed: [HostResult]) {
        var said: Set<String> = []
        for hint in failed.compactMap({ $0.failure?.hint }) where said.insert(hint).inserted {
            Console.say("  " + hint.safeToDraw)
        }
        var words = ["keywizard", "install", file]
        for result in failed { words += ["--host", result.login.address] }
        for option in ssh.options { words += ["-o", option] }
        Console.say("to try again: " + words.map(ShellWord.quoted).joined(separator: " ").safeToDraw)
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
