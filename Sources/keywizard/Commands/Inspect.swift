import ArgumentParser
import Support

/// `keywizard inspect`: what key files hold, without changing anything.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what key files hold.",
        discussion: """
            Reads every format. A passphrase is needed only where the file hides even its public half; with \
            --passphrase-file, encrypted files are opened and their two halves compared.
            """)

    @Argument(help: ArgumentHelp("The key files; - is standard input.", valueName: "file"))
    var files: [String]

    @OptionGroup var options: PassphraseOptions

    @Flag(help: "An array of JSON objects.")
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
