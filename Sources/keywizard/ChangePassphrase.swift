import ArgumentParser
import KeyStore
import SSHKey
import Secrecy

/// `keywizard passphrase`: another passphrase for a private key, or the first, or none.
struct ChangePassphrase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: "Change, add or remove the passphrase of a private key.",
        discussion: """
            The file is replaced in one step, and keeps its format, comment, permissions and owner. The old one stays \
            until the new one is safe on the disk.
            """)

    @Argument(help: ArgumentHelp("The private key's file.", valueName: "file"))
    var file: String

    @OptionGroup var options: PassphraseOptions
    @OptionGroup var protection: ReplacementPassphraseOptions

    func validate() throws {
        guard file != "-" else {
            throw ValidationError("standard input has no file to replace; use keywizard convert - --output PATH")
        }
        try checkStandardInput([options.passphraseFile, protection.newPassphraseFile])
    }

    func run() throws {
        try reportingErrors {
            let replacement = try KeyFileReplacement(of: file)
            let opener = try KeyOpener(options)
            var opened = try opener.read(KeyFileArgument(file, replacement))
            let format = try checkCanRewrite(opened)
            try opener.unlock(&opened)
            let key = try opened.privateKey()
            guard format.holds(key.publicKey.type) else { throw KeyError.cannotHold(format, key.publicKey.type) }

            let passphrase = try protection.passphrase()
            if passphrase == nil, !opened.file.isEncrypted { return Console.say("\(file) has no passphrase already") }
            let new = try key.encoded(as: format, passphrase: passphrase)
            // The old file goes when this one is in place: nothing may be wrong with it.
            guard try KeyFile.read(new, passphrase: passphrase).privateKey?.publicKey.blob == key.publicKey.blob else {
                throw KeyError.contradiction("the new file does not open as the old one did")
            }
            try replacement.replace(with: new)
            sayWhatWasDone(opened, at: replacement.path, isProtected: passphrase != nil)
        }
    }

    /// The format that the file is written back in. Throws when something else in the file would be lost by that.
    private func checkCanRewrite(_ opened: OpenedKeyFile) throws(CommandError) -> PrivateFormat {
        let found = opened.file.format
        guard !found.isPublic else {
            _ = try opened.privateKey()
            throw CommandError("\(file): a public key has no passphrase")
        }
        guard let format = found.privateFormat else {
            throw CommandError(
                "\(file): \(found.displayName) is a format that keywizard reads and never writes",
                hint: "keywizard convert makes a file that can have a passphrase")
        }
        guard opened.file.certificate == nil else {
            throw CommandError(
                "\(file): there is a certificate in the file, which would be lost",
                hint: "keywizard convert makes a file of the key alone")
        }
        guard !opened.file.notes.contains(.moreBlocks), !opened.file.notes.contains(.surroundingText) else {
            throw CommandError(
                "\(file): there is more in the file than the key, which would be lost",
                hint: "keywizard convert makes a file of the key alone")
        }
        return format
    }

    private func sayWhatWasDone(_ opened: OpenedKeyFile, at path: String, isProtected: Bool) {
        opened.sayNotes()
        let shown = ThisComputer.surroundings.short(path)
        Console.say(isProtected ? "changed the passphrase of \(shown)" : "no passphrase protects \(shown) any more")
        switch opened.file.format {
        case .ppk1: Console.say("it was PPK version 1, which nobody writes any more; now it is version 2")
        case .pem where isProtected:
            Console.say("traditional PEM protects badly, by one round of MD5: keywizard convert --to openssh is better")
        default: break
        }
    }
}
