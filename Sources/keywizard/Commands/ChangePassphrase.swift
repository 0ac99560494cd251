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
            The file is replaced in one step, and keeps its format, comment and owner; nobody else may read it then. The old one stays \
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
            let reprotection: Reprotection
            do throws(CommandError) {
                reprotection = try Reprotection(of: opened.file, replacement)
            } catch {
                throw CommandError("\(file): \(error.message)", hint: error.hint)
            }
            if let type = opened.file.publicKey?.type, !reprotection.format.holds(type) {
                throw CommandError(.cannotHold(reprotection.format, type), in: file)
            }
            try opener.unlock(&opened)
            let key = try opened.privateKey()

            let passphrase = try protection.passphrase()
            if passphrase == nil, !opened.file.isEncrypted { return Console.say("\(file) has no passphrase already") }
            try reprotection.write(key, passphrase: passphrase)
            sayWhatWasDone(opened, at: replacement.path, isProtected: passphrase != nil)
        }
    }

    private func sayWhatWasDone(_ opened: OpenedKeyFile, at path: String, isProtected: Bool) {
        opened.sayNotes()
        let shown = ThisComputer.surroundings.short(path)
        Console.say(isProtected ? "changed the passphrase of \(shown)" : "no passphrase protects \(shown) any more")
        if opened.file.format == .ppk1 {
            Console.say("it was PPK version 1, which nobody writes any more; now it is version 2")
        }
        if isProtected { Console.sayWeakProtection(opened.file.format.weakProtection) }
    }
}
