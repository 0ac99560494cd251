import ArgumentParser
import SSHKey
import Secrecy

/// `keywizard convert`: copies a private key to another format.
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Copy a private key to another format.",
        usage: "keywizard convert [OPTIONS] FILE --to FORMAT --output PATH",
        discussion: """
            Keeps the passphrase unless told otherwise. FILE stays as it is. Existing files are an error.
            """)

    @Argument(help: ArgumentHelp("The private key file; - is stdin.", valueName: "file"))
    var file: String

    @Option(name: .customLong("to"), help: "The format of the copy.")
    var format: PrivateFormat

    @Option(
        help: ArgumentHelp(
            "The copy; its public key goes to PATH.pub (for .ppk: .pub instead). - is stdout, private key only.",
            valueName: "path"))
    var output: String

    @OptionGroup var options: PassphraseOptions
    @OptionGroup var protection: ReplacementPassphraseOptions

    func validate() throws {
        try checkStandardInput([file, options.passphraseFile, protection.newPassphraseFile])
    }

    func run() throws {
        try reportingErrors {
            let here = ThisComputer.surroundings
            let place = try output == "-" ? nil : PairPlace(output, home: here.home)
            if place == nil { try Console.checkHidesOutput() }
            let opener = try KeyOpener(options)
            var opened = try opener.read(file)
            if let known = opened.file.publicKey {
                // Before the user types a passphrase in vain.
                guard format.holds(known.type) else { throw KeyError.cannotHold(format, known.type) }
                try place?.check(for: known)
            }
            try opener.unlock(&opened)
            let key = try opened.privateKey()
            try place?.check(for: key.publicKey)
            opened.sayNotes()
            if opened.file.certificate != nil { Console.say("\(file): its certificate isn't copied") }

            let passphrase =
                switch try protection.choice() {
                case .unchanged: opened.passphrase
                case .none: Secret?.none
                case .new(let passphrase): passphrase
                }
            let copy = try key.encoded(as: format, passphrase: passphrase)
            guard let place else { return try Console.deliver(copy) }
            let saved = try place.save(copy, key.publicKey)
            Console.say("saved " + saved.map { here.short($0) }.joined(separator: " and "))
            if let warning = format.warning(key.publicKey) {
                Console.say("\(here.short(place.privateKey)): \(warning)")
            }
            if passphrase == nil { Console.say("\(here.short(place.privateKey)) has no passphrase") }
        }
    }
}

extension PrivateFormat {
    /// Why OpenSSH can't load a key in this format, which it reads otherwise; nil where it can.
    fileprivate func warning(_ key: PublicKey) -> String? {
        guard [.openssh, .pem, .pkcs8].contains(self) else { return nil }
        // sshkey.h, SSH_RSA_MINIMUM_MODULUS_SIZE.
        let leastRSA = 1024
        switch key.type {
        case .ed448: return "OpenSSH doesn't support Ed448 and can't load it; PuTTY can, as ppk"
        case .rsa where key.bits < leastRSA: return "OpenSSH rejects RSA keys below \(leastRSA) bits and can't load it"
        default: return nil
        }
    }
}
