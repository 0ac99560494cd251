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

            Each server is reported as it is done. ^C and SIGTERM end the work with a report of what was done; running \
            the command again does the rest.

              keywizard install ~/.ssh/id_ed25519.pub --host me@a.example --host b.example:2222
              keywizard install key.pub --hosts-file hosts.txt --from-ssh-config 'web-*'

            A hosts file has one [USER@]HOST[:PORT] per line, and comments after #.
            """)

    enum Way: String, CaseIterable, ExpressibleByArgument { case auto, ssh, ansible }

    @Argument(help: ArgumentHelp("The key file; - is stdin.", valueName: "file"))
    var file: String

    @OptionGroup var hosts: HostsOptions

    @Option(help: "What logs in; auto, as in 0.1.0, is ssh.")
    var with = Way.ssh

    @Option(help: ArgumentHelp("Save Ansible's playbook and inventory in this folder.", valueName: "folder"))
    var writePlaybook: String?

    @OptionGroup var ssh: SSHOptions
    @OptionGroup var options: PassphraseOptions

    func validate() throws {
        try checkStandardInput([file, hosts.hostsFile, options.passphraseFile])
    }

    func run() throws {
        try reportingErrors {
            let key = try KeyOpener(options).publicKeyToGive(file)
            try CertifiedKeys.checkAuthority(key, at: file)
            let line = try key.authorizedLine(of: file)
            let logins = try hosts.logins(ssh)
            var playbook = HostsPlaybook(line: line, logins: logins)
            playbook.options = ssh.options
            let files = try writePlaybook.map { try PlaybookFiles(playbook, keptIn: $0) }
            if let files { Console.say("saved \(files.playbook) and \(files.inventory)".safeToDraw) }
            if with == .ansible { return try installByAnsible(playbook, files) }

            let installer = HostInstaller(line: line, options: ssh.options, timeout: .seconds(hosts.timeout))
            let run = HostsRun(logins: logins, retry: retry) { await installer.install($0, asks: $1) }
            try tryBlocking {
                try await installer.check(logins)
                try await run.perform()
            }
        }
    }

    private func installByAnsible(_ playbook: HostsPlaybook, _ files: PlaybookFiles?) throws {
        Console.say("running Ansible for \(playbook.logins.count) servers …")
        let run = PlaybookRun(playbook, try files ?? PlaybookFiles(playbook), forks: hosts.jobs)
        let results = try tryBlocking { try await run.results() }
        let report = HostsReport<HostResult>(hosts, playbook.logins)
        for result in results { report.tell(result) }
        try report.finish(playbook.logins, results, interrupted: false, retry: retry)
    }

    private var retry: RetryCommand {
        RetryCommand(
            command: ["install", file], hosts: hosts, ssh: ssh,
            more: (with == .ansible ? ["--with", "ansible"] : []) + options.words)
    }
}
