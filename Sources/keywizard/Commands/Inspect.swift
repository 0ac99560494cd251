import ArgumentParser
import Support

/// `keywizard inspect`: shows what key files contain.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what key files contain.",
        usage: "keywizard inspect [OPTIONS] FILE...",
        discussion: """
            Asks for a passphrase only if the public key is encrypted too. With --passphrase-file, it opens encrypted \
            files and checks that the public key matches the private key.
            """)

    @Argument(help: ArgumentHelp("The key files; - is stdin.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: PassphraseOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try checkStandardInput(files + [options.passphraseFile])
    }

    func run() throws {
        try reportingErrors {
            let opener = try KeyOpener(options)
            var reports: [KeyReport] = []
            let outcome = Result {
                try forEach(files) { path in
                    var key = try opener.read(path)
                    defer { reports.append(KeyReport(key)) }
                    if key.file.publicKey == nil { try opener.unlock(&key) }
                }
            }
            if json {
                try Console.deliver(json: reports)
            } else {
                try Console.deliver(reports.map(\.text).joined(separator: "\n"))
            }
            try outcome.get()
        }
    }
}
