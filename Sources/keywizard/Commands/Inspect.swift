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
    var files: [String] = []

    @Option(help: ArgumentHelp("A file with a path on each line (- is standard input).", valueName: "file"))
    var filesFrom: String?

    @OptionGroup var options: PassphraseOptions

    @Flag(help: "An array of JSON objects.")
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
