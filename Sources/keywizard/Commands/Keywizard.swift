import ArgumentParser
import CProcess
import KeyStore
import Network
import Platform
import TerminalIO
import TerminalUI
import Wizard

/// The command line. Every command prints data to standard output and talk to standard error.
@main
struct Keywizard: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "keywizard",
        abstract: "From nothing to a working SSH login: make a key pair, save it, bring it where it is needed, try it.",
        discussion: """
            Without a command, a wizard asks page by page.

              keywizard                                      the wizard
              keywizard --plain                              the same, one question after the other
              keywizard generate                             an Ed25519 pair in ~/.ssh
              keywizard generate --type rsa --bits 4096 --output work --passphrase-file pass.txt
              keywizard upload ~/.ssh/id_ed25519.pub --to github
              keywizard install ~/.ssh/id_ed25519.pub --host me@server.example
            """,
        version: version,
        // Each of them says its name. ArgumentParser makes it from the type's otherwise, in half a millisecond.
        subcommands: [
            Generate.self, Inspect.self, Public.self, Convert.self, ChangePassphrase.self, Audit.self, UploadKey.self,
            ListServices.self, InstallKey.self, TestLogin.self, RemoveKey.self, SetUpGit.self,
        ])

    @Flag(help: "Ask one question after the other, as lines: for screen readers, poor terminals and pipes.")
    var plain = false

    @Option(help: ArgumentHelp("The colours of the wizard.", valueName: "auto|dark|light|mono"))
    var theme = ThemeChoice.auto

    @Flag(help: "Draw with ASCII characters only.")
    var ascii = false

    @Flag(help: "With --version: the versions of OpenSSL, ncurses and libcurl too.")
    var verbose = false

    static func main() {
        Hardening.begin()
        endEarlierWork()
        // Without arguments there is nothing to parse, and parsing is what takes longest before the first frame.
        let arguments = givenArguments()
        guard arguments.isEmpty else { return runCommand(arguments) }
        runWizard(plain: false, theme: .auto, ascii: false)
    }

    /// What follows the program's name.
    private static func givenArguments() -> [String] {
        var count: Int32 = 0
        let words = cp_arguments(&count)
        return (1..<max(1, Int(count))).compactMap { words?[$0].map { String(cString: $0) } }
    }

    /// What a kill kept an earlier run from.
    private static func endEarlierWork() {
        let home = ThisComputer.home
        for path in UnfinishedWork(home: home).finish() {
            Console.say("saved \(path), which an earlier run was kept from")
        }
        for name in LeftoverFiles.remove(in: home + "/.ssh") {
            Console.say("removed \(home)/.ssh/\(name), a private key under a temporary name that an earlier run left")
        }
    }

    /// As ArgumentParser's own main, but for a complaint about arguments: it repeats them, and a shell may have put the
    /// names of files there.
    private static func runCommand(_ arguments: [String]) {
        // ArgumentParser's own --version ends everything before a flag beside it is looked at.
        if Set(arguments) == ["--version", "--verbose"] { return print(VersionReport.text) }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch {
            let status = exitCode(for: error)
            guard status != .success else { exit(withError: error) }
            var message = fullMessage(for: error)
            // Before its lines are told apart.
            for argument in arguments where argument.contains(where: \.isNewline) {
                message = message.replacing(argument, with: argument.safeToDraw)
            }
            if !message.isEmpty { Console.say(lines: message) }
            exit(withError: status)
        }
    }

    func run() {
        Self.runWizard(plain: plain, theme: theme, ascii: ascii)
    }

    private static func runWizard(plain: Bool, theme: ThemeChoice, ascii: Bool) -> Never {
        let status = plain ? PlainRun.start(ascii: ascii) : fullScreen(theme, ascii)
        removeTemporaryFolders()
        // Not exit(): work that is still going on would have its ground taken away while it goes.
        _exit(status.rawValue)
    }

    /// The full screen, or plain mode on a terminal that has none.
    private static func fullScreen(_ theme: ThemeChoice, _ ascii: Bool) -> ExitStatus {
        do throws(ScreenError) {
            return try WizardRun.start(theme: theme, ascii: ascii)
        } catch {
            if case .dumb = error { return PlainRun.start(ascii: ascii) }
            Console.fail(error.message, hint: error.hint)
            return .usage
        }
    }
}

extension ThemeChoice: ExpressibleByArgument {}
