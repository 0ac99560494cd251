import ArgumentParser
import SSHKey
import Secrecy

/// `keywizard convert`: a copy of a private key in another format.
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Copy a private key to another format.",
        discussion: """
            The copy is protected as the original is, by the same passphrase, unless another is asked for. FILE stays \
            as it is, and nothing is ever replaced.
            """)

    @Argument(help: ArgumentHelp("The private key's file; - is standard input.", valueName: "file"))
    var file: String

    @Option(name: .customLong("to"), help: "The format of the copy.")
    var format: PrivateFormat

    @Option(
        help: ArgumentHelp(
            "The copy; its public key's file gets .pub. - is standard output, for the private key alone.",
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
                // Before anybody types a passphrase for nothing.
                guard format.holds(known.type) else { throw KeyError.cannotHold(format, known.type) }
                try place?.check(for: known)
            }
            try opener.unlock(&opened)
            let key = try opened.privateKey()
            try place?.check(for: key.publicKey)
            opened.sayNotes()
            if opened.file.certificate != nil { Console.say("\(file): its certificate is not copied") }

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
            if passphrase == nil { Console.say("no passphrase protects \(here.short(place.privateKey))") }
        }
    }
}

extension PrivateFormat {
    /// Why OpenSSH can't load a key in this format, though it reads the format; nil where it can.
    fileprivate func warning(_ key: PublicKey) -> String? {
        guard [.openssh, .pem, .pkcs8].contains(self) else { return nil }
        // sshkey.h, SSH_RSA_MINIMUM_MODULUS_SIZE.
        let leastRSA = 1024
        switch key.type {
        case .ed448: return "OpenSSH has no Ed448 and can't load it; PuTTY can, as ppk"
        case .rsa where key.bits < leastRSA: return "OpenSSH refuses RSA keys below \(leastRSA) bits and can't load it"
        default: return nil
        }
    }
}
