import ArgumentParser
import SSHKey

/// `keywizard public`: the public half of a key, in the format that is wanted.
struct Public: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public",
        abstract: "Print the public key.",
        discussion: "FILE is a private or a public key of any format, so that this converts public keys as well.")

    @Argument(help: ArgumentHelp("The key file; - is standard input.", valueName: "file"))
    var file: String

    @Option(help: "The format of the public key.")
    var format = PublicFormat.openssh

    @OptionGroup var options: PassphraseOptions

    func validate() throws {
        try checkStandardInput([file, options.passphraseFile])
    }

    func run() throws {
        try reportingErrors {
            let opener = try KeyOpener(options)
            var key = try opener.read(file)
            if key.file.publicKey == nil { try opener.unlock(&key) }
            key.sayNotes()
            if key.file.certificate != nil { Console.say("\(file): this is the key that its certificate is about") }
            try Console.deliver(try key.publicKey().encoded(as: format))
        }
    }
}

extension PublicFormat: ExpressibleByArgument {}
