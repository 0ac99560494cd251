import ArgumentParser
import CProcess
import KeyStore
import Network
import Platform
import TerminalIO
import TerminalUI
import Wizard

/// The command line. Every command prints data to standard output and messages to standard error.
@main
struct Keywizard: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "keywizard",
        abstract: "Create an SSH key, add it where you need it, and test the login.",
        discussion: """
            Without a command, the wizard asks page by page.

              keywizard                                      the wizard
              keywizard --plain                              the wizard, line by line
              keywizard generate                             an Ed25519 key pair in ~/.ssh
              keywizard generate --type rsa --bits 4096 --output work --passphrase-file pass.txt
              keywizard upload ~/.ssh/id_ed25519.pub --to github
              keywizard install ~/.ssh/id_ed25519.pub --host me@server.example
            """,
        version: version,
        // Each names itself: deriving a name from the type takes ArgumentParser half a millisecond.
        subcommands: [
            Generate.self, Inspect.self, Public.self, Convert.self, ChangePassphrase.self, Audit.self, UploadKey.self,
            ListServices.self, InstallKey.self, TestLogin.self, RemoveKey.self, SetUpGit.self,
        ])

    @Flag(help: "Ask line by line, for screen readers, simple terminals and pipes.")
    var plain = false

    @Option(help: ArgumentHelp("The colors of the wizard.", valueName: "auto|dark|light|mono"))
    var theme = ThemeChoice.auto

    @Flag(help: "Draw with ASCII only.")
    var ascii = false

    @Flag(help: "With --version: also print the versions of OpenSSL, ncurses and libcurl.")
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

    /// Finishes what a killed run left unfinished.
    private static func endEarlierWork() {
        let home = ThisComputer.home
        for path in UnfinishedWork(home: home).finish() {
            Console.say("saved \(path), which an interrupted run left unfinished")
        }
        for name in LeftoverFiles.remove(in: home + "/.ssh") {
            Console.say("removed \(home)/.ssh/\(name), a temporary private key file of an interrupted run")
        }
    }

    /// As ArgumentParser's own main, but wrong usage is one line with a hint, and every help ends with the statuses.
    private static func runCommand(_ arguments: [String]) {
        // ArgumentParser's own --version ends everything before a flag beside it is looked at.
        if Set(arguments) == ["--version", "--verbose"] { return print(VersionReport.text) }
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        if let word = unknownCommand(arguments, commands) {
            let error = UsageError(unknownCommand: word, commands: commands)
            Console.fail(error.message, hint: error.hint)
            exit(withError: ExitCode(.usage))
        }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch {
            let status = exitCode(for: error)
            guard status != .success else { exit(showing: error) }
            var text = message(for: error)
            // ArgumentParser repeats arguments, and a shell may have put file names with newlines there.
            for argument in arguments where argument.contains(where: \.isNewline) {
                text = text.replacing(argument, with: argument.safeToDraw)
            }
            if !text.isEmpty {
                let error = UsageError(text, arguments: arguments, commands: commands)
                Console.fail(error.message, hint: status == .validationFailure ? error.hint : nil)
            }
            exit(withError: status)
        }
    }

    /// The word instead of a command, also after help, which isn't one; nil without such a word.
    private static func unknownCommand(_ arguments: [String], _ commands: [String]) -> String? {
        let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        guard let word = words.first, !word.hasPrefix("-"), !commands.contains(word) else { return nil }
        return word
    }

    /// Prints a help, a version or a completion script.
    private static func exit(showing error: any Error) -> Never {
        let text = fullMessage(for: error)
        guard text.hasPrefix("OVERVIEW: ") else { exit(withError: error) }
        print(text + "\n" + exitStatuses)
        exit(withError: ExitCode.success)
    }

    private static let exitStatuses =
        "Exit status: 0 done, 1 failed, 2 some of several failed, 64 wrong usage, 130 canceled."

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
