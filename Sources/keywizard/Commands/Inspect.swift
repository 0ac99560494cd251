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
    var files: [String] = []

    @Option(help: ArgumentHelp("A file with a path on each line (- is stdin).", valueName: "file"))
    var filesFrom: String?

    @OptionGroup var options: PassphraseOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try checkStandardInput(files + [filesFrom, options.passphraseFile])
        guard !files.isEmpty || filesFrom != nil else { throw ValidationError("name key files, or --files-from") }
    }

    /// In bytes; 100 for the path of each of 160,000 files.
    private static let longestList = 1 << 24

    /// The paths that are named, and those of the list.
    private func paths() throws -> [String] {
        guard let filesFrom else { return files }
        let list = try KeyFileArgument(filesFrom, limit: Self.longestList).bytes.withBytes {
            String(decoding: $0, as: UTF8.self)
        }
        return files + list.split(whereSeparator: \.isNewline).map(String.init)
    }

    func run() throws {
        try reportingErrors {
            let (opener, blocklists) = (try KeyOpener(options), Blocklists())
            var reports: [KeyReport] = []
            let outcome = Result {
                try forEach(paths()) { path in
                    var key = try opener.read(path)
                    defer { reports.append(KeyReport(key, blocklists)) }
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
