import ArgumentParser
import KeyStore
import SSHKey
import Secrecy

/// `keywizard passphrase`: changes, adds or removes the passphrase of a private key.
struct ChangePassphrase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: "Change, add or remove a passphrase.",
        usage: "keywizard passphrase [OPTIONS] FILE",
        discussion: """
            Replaces the file in one step, in its own format, and keeps its comment and owner. Afterwards only its owner \
            can read it. The old file stays until the new one is on disk.
            """)

    @Argument(help: ArgumentHelp("The private key file.", valueName: "file"))
    var file: String

    @OptionGroup var options: PassphraseOptions
    @OptionGroup var protection: ReplacementPassphraseOptions

    func validate() throws {
        guard file != "-" else {
            throw ValidationError("- (standard input) can't be replaced; use keywizard convert - --output PATH")
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
            if passphrase == nil, !opened.file.isEncrypted { return Console.say("\(file) already has no passphrase") }
            try reprotection.write(key, passphrase: passphrase)
            sayWhatWasDone(opened, at: replacement.path, isProtected: passphrase != nil)
        }
    }

    private func sayWhatWasDone(_ opened: OpenedKeyFile, at path: String, isProtected: Bool) {
        opened.sayNotes()
        let shown = ThisComputer.surroundings.short(path)
        Console.say(
            !isProtected
                ? "removed the passphrase from \(shown)"
                : opened.file.isEncrypted ? "changed the passphrase of \(shown)" : "added a passphrase to \(shown)")
        if opened.file.format == .ppk1 {
            Console.say("the file was PPK version 1, which is obsolete; it is version 2 now")
        }
        if isProtected { Console.sayWeakProtection(opened.file.format.weakProtection) }
    }
}
