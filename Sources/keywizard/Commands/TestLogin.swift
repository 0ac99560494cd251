import ArgumentParser
import Network
import SSHClient
import TerminalUI

/// `keywizard test`: whether a key logs in, by a real login with it alone, at one server or at many.
struct TestLogin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test a login with one key only.",
        usage: "keywizard test [OPTIONS] FILE --host [USER@]HOST[:PORT]",
        discussion: """
            Runs ssh with your ssh configuration and this key only: another key, certificate or password that opens the \
            account doesn't count. The login is confirmed by a random word that comes back through the session, or by \
            ssh's LocalCommand. An encrypted key is unlocked by the agent that holds it, else with its passphrase. \
            Without a terminal nothing is asked, and an unknown host key is a failure.

            Several servers are tested at the same time, each is reported as it is done, and the status is 2 when some \
            fail. --json is an object for a single --host, and an array for more.

            A Git service has no shell; its greeting names the account of the key:

              keywizard test ~/.ssh/id_ed25519 --host git@github.com
            """)

    @Argument(help: ArgumentHelp("The private key file.", valueName: "file"))
    var file: String

    @OptionGroup var hosts: HostsOptions
    @OptionGroup var ssh: SSHOptions
    @OptionGroup var options: PassphraseOptions

    func validate() throws {
        guard file != "-" else { throw ValidationError("ssh can't read a key from standard input; name its file") }
        try checkStandardInput([hosts.hostsFile, options.passphraseFile])
    }

    func run() throws {
        try reportingErrors {
            let asks = ControllingTerminal.isThere
            // Several would ask for the passphrase again and again.
            let key = try TestedKey(file, KeyOpener(options), unlocks: asks && !hosts.isSingle)
            let logins = try hosts.logins(ssh)
            let run = LoginTestRun(key: key, options: ssh.options, timeout: hosts.timeout)
            if hosts.isSingle { return try test(logins[0], run, asks: asks) }
            let retry = RetryCommand(command: ["test", file], hosts: hosts, ssh: ssh, more: options.words)
            try tryBlocking {
                try await run.withKey { run in
                    try await HostsRun(logins: logins, retry: retry) { await run.test($0, asks: $1) }.perform()
                }
            }
        }
    }

    private func test(_ login: ServerLogin, _ run: LoginTestRun, asks: Bool) throws {
        let shield = InterruptShield()
        defer { withExtendedLifetime(shield) {} }
        let report = try tryBlocking { try await run.withKey { await $0.test(login, asks: asks) } }
        if hosts.json { try Console.deliver(json: report) }
        try report.checkLoggedIn()
        Console.say("\(login.address): \(report.message)".safeToDraw)
    }
}
