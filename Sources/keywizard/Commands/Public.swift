import ArgumentParser
import SSHKey

/// `keywizard public`: prints the public key of a key file.
struct Public: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public",
        abstract: "Print the public key of a key file.",
        usage: "keywizard public [OPTIONS] FILE",
        discussion: "FILE is a private or public key in any format, so this also converts public keys.")

    @Argument(help: ArgumentHelp("The key file; - is stdin.", valueName: "file"))
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
            if key.file.certificate != nil { Console.say("\(file): this is the key in its certificate") }
            try Console.deliver(try key.publicKey().encoded(as: format))
        }
    }
}

extension PublicFormat: ExpressibleByArgument {}
