import ArgumentParser
import Network
import SSHClient
import SSHKey

/// `keywizard remove`: a public key out of authorized_keys of servers, of several at once.
struct RemoveKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a public key from servers.",
        discussion: """
            FILE is the public key, or its private key. ssh logs in with your other keys, or with your password. It \
            removes each line with the key from authorized_keys, and then offers the key: only a server that refuses \
            it counts as done.

            A server that ssh logs in to with this very key is left as it is, so that you can't lock yourself out.

              keywizard remove ana.pub --hosts-file hosts.txt

            Exit status: 0 done, 1 failed, 2 some of several failed, 64 wrong usage, 130 canceled.
            """)

    @Argument(help: ArgumentHelp("The key file; - is standard input.", valueName: "file"))
    var file: String

    @OptionGroup var hosts: HostsOptions
    @OptionGroup var ssh: SSHOptions
    @OptionGroup var options: PassphraseOptions

    func validate() throws {
        try checkStandardInput([file, hosts.hostsFile, options.passphraseFile])
    }

    func run() throws {
        try reportingErrors {
            let key = try KeyOpener(options).publicKeyAlone(file)
            let line = try key.authorizedLine(of: file)
            let logins = try hosts.logins(ssh)
            let retry = RetryCommand(command: ["remove", file], hosts: hosts, ssh: ssh, more: options.words)
            let (options, timeout) = (ssh.options, Duration.seconds(hosts.timeout))
            try tryBlocking {
                try await SystemSSH.withPublicFile(key.line) { publicFile in
                    let remover = HostRemover(
                        key: key, line: line, publicFile: publicFile, options: options, timeout: timeout)
                    try await HostsRun(logins: logins, retry: retry) { await remover.remove($0, asks: $1) }.perform()
                }
            }
        }
    }
}
