import ArgumentParser
import KeyStore
import Platform
import SSHClient
import Secrecy
import Support

/// Which servers a command is for, how it goes about them, and how it reports.
struct HostsOptions: ParsableArguments {
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

    @Option(
        help: ArgumentHelp(
            "Servers at a time, 1 to \(HostJobs.most); one that takes longer than "
                + "\(HostJobs.patience.components.seconds) seconds no longer counts.", valueName: "number"))
    var jobs = HostJobs.standard

    @Option(help: ArgumentHelp("How long a server may take from the connection to its answer.", valueName: "seconds"))
    var timeout = Self.standardTimeout

    @Option(help: ArgumentHelp("Save the servers that failed as a new hosts file.", valueName: "file"))
    var failedTo: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "A JSON object on a line for each server, as it is done.")
    var jsonLines = false

    private static let standardTimeout = 60
    /// In seconds; a day.
    private static let longestTimeout = 86400

    func validate() throws {
        guard !hosts.isEmpty || hostsFile != nil || !patterns.isEmpty else {
            throw ValidationError("name servers with --host, --hosts-file or --from-ssh-config")
        }
        for host in hosts {
            do throws(HostsError) { _ = try HostAddressee(host) } catch { throw ValidationError(error.message) }
        }
        guard (1...HostJobs.most).contains(jobs) else {
            throw ValidationError("--jobs takes a number from 1 to \(HostJobs.most)")
        }
        guard (1...Self.longestTimeout).contains(timeout) else {
            throw ValidationError("--timeout takes seconds, from 1 to \(Self.longestTimeout)")
        }
        guard !json || !jsonLines else { throw ValidationError("--json and --json-lines exclude each other") }
    }

    /// Whether one server is named on the command line, and no list.
    var isSingle: Bool {
        hosts.count == 1 && hostsFile == nil && patterns.isEmpty && !jsonLines && failedTo == nil
    }

    /// The accounts that are named, each once.
    func logins(_ ssh: SSHOptions) throws -> [ServerLogin] {
        let addressees = try addressees()
        let unnamed = addressees.count { $0.user == nil }
        if unnamed > HostJobs.standard { Console.say("asking ssh for the users of \(unnamed) servers …") }
        let options = ssh.options
        return try tryBlocking { try await addressees.logins(options: options) }
    }

    private func addressees() throws -> [HostAddressee] {
        try checkFailedTo()
        var found: [HostAddressee] = []
        for host in hosts { found.append(try HostAddressee(host)) }
        if let hostsFile {
            found += try HostsSearch.file(hostsFile)
        }
        if !patterns.isEmpty { found += try HostsSearch.sshConfig(matching: patterns) }
        guard !found.isEmpty else { throw CommandError("\(hostsFile ?? "the list") has no servers") }
        return found
    }

    // MARK: - Those that failed

    /// Before anything is done: the list can't be had a second time.
    private func checkFailedTo() throws {
        guard let failedTo, access(failedTo, F_OK) == 0 else { return }
        throw CommandError("\(failedTo) exists and stays as it is", hint: "name a new file with --failed-to")
    }

    /// Saves those that failed, where that was asked for.
    func save(failed logins: [ServerLogin]) throws {
        guard let failedTo else { return }
        let text = logins.map { $0.address + "\n" }.joined()
        let path = failedTo.hasPrefix("/") ? failedTo : workingFolder + "/" + failedTo
        try KeyFiles.save([NewFile(path: path, bytes: Secret(text.utf8), mode: .everyoneReads)])
    }

    /// The words that ask for the same again, of these servers.
    fileprivate func words(for logins: [ServerLogin], sshOptions: [String]) -> [String] {
        var words = failedTo.map { ["--hosts-file", $0] } ?? logins.flatMap { ["--host", $0.address] }
        for option in sshOptions { words += ["-o", option] }
        if jobs != HostJobs.standard { words += ["--jobs", String(jobs)] }
        if timeout != Self.standardTimeout { words += ["--timeout", String(timeout)] }
        return words + (json ? ["--json"] : []) + (jsonLines ? ["--json-lines"] : [])
    }
}

/// The command line that does the rest of a command's work.
struct RetryCommand: Sendable {
    /// The command and its key.
    let command: [String]
    let hosts: HostsOptions
    let ssh: SSHOptions
    /// What the command has besides.
    let more: [String]

    /// The line for a shell.
    func line(for logins: [ServerLogin]) -> String {
        let words = ["keywizard"] + command + hosts.words(for: logins, sshOptions: ssh.options) + more
        return words.map(ShellWord.quoted).joined(separator: " ")
    }
}
