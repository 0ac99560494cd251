import ArgumentParser
import KeyStore
import Platform
import SSHKey
import Secrecy
import Synchronization
import TerminalIO
import TerminalUI

/// Where the passphrase that opens a key comes from: a file, or a prompt for each key that needs one.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("First line is the passphrase (- is stdin).", valueName: "file"))
    var passphraseFile: String?

    /// The words that say the same again.
    var words: [String] { passphraseFile.map { ["--passphrase-file", $0] } ?? [] }
}

/// A key file of a command, as far as it could be opened.
struct OpenedKeyFile {
    let argument: KeyFileArgument
    fileprivate(set) var file: KeyFile
    /// What opened it; nil when nothing had to.
    fileprivate(set) var passphrase: Secret?

    /// The comment; nil while it is locked up.
    var comment: String? {
        guard file.isLocked, file.format == .openssh else { return file.publicKey?.comment }
        // OpenSSH's format has its comment in the encrypted part; the .pub beside the file has it too.
        let beside = KeyFileArgument.publicKey(at: argument.path + ".pub")
        return beside?.blob == file.publicKey?.blob ? beside?.comment : nil
    }

    /// The public key, which a locked file may hide.
    func publicKey() throws(CommandError) -> PublicKey {
        guard var key = file.publicKey else { throw CommandError(.passphraseNeeded, in: argument.path) }
        if let comment { key.comment = comment }
        return key
    }

    /// The private key, or the reason why it is missing.
    func privateKey() throws(CommandError) -> PrivateKey {
        do throws(KeyError) {
            return try file.openedPrivateKey()
        } catch {
            throw CommandError(error, in: argument.path)
        }
    }

    /// Says what had to be put right to read the file, and what couldn't be checked.
    func sayNotes() {
        for note in file.allNotes { Console.say("\(argument.path): \(note)".safeToDraw) }
    }
}

/// Opens the key files of a command.
struct KeyOpener {
    /// As often as ssh itself asks.
    private static let attempts = 3

    private let passphrase: Secret?
    private let cleaned = CleanedFolders()

    /// Without a passphrase: locked files stay so until the user unlocks them.
    init() { passphrase = nil }

    init(_ options: PassphraseOptions) throws {
        passphrase = try options.passphraseFile.map {
            try PassphraseFile.read($0, orNone: "leave out --passphrase-file")
        }
    }

    /// Reads a file of any format, opened where that takes no question.
    func read(_ path: String) throws(CommandError) -> OpenedKeyFile {
        if path != "-" { cleaned.clean(KeyFilePath.folder(of: path)) }
        return try read(KeyFileArgument(path))
    }

    /// The same for a file whose contents are here already.
    func read(_ argument: KeyFileArgument) throws(CommandError) -> OpenedKeyFile {
        do throws(KeyError) {
            let file = try Self.open(argument.bytes, passphrase)
            let opening = file.isEncrypted && !file.isLocked ? passphrase : nil
            return OpenedKeyFile(argument: argument, file: file, passphrase: opening)
        } catch {
            throw CommandError(error, in: argument.path)
        }
    }

    /// Opens a file; what takes longer than a second shows how far it is, and Ctrl-C ends it.
    private static func open(_ bytes: Secret, _ passphrase: Secret?) throws(KeyError) -> KeyFile {
        guard isatty(STDERR_FILENO) == 1 else { return try KeyFile.read(bytes, passphrase: passphrase) }
        let opening = KeyOpening()
        defer { if opening.takesLong { Console.progress("") } }
        return try KeyFile.read(bytes, passphrase: passphrase) { fraction in
            if opening.takesLong {
                Console.progress("opening the key: \(Int(fraction * 100)) % (Ctrl-C cancels)")
            }
            return true
        }
    }

    /// Asks for the passphrase of a locked file until one opens it.
    func unlock(_ key: inout OpenedKeyFile) throws {
        guard key.file.isLocked else { return }
        let path = key.argument.path
        for attempt in 1...Self.attempts {
            do {
                let passphrase = try SecretPrompt.ask("Passphrase of \(path.safeToDraw): ")
                let file = try Self.open(key.argument.bytes, passphrase)
                guard !file.isLocked else { throw KeyError.wrongPassphrase }
                (key.file, key.passphrase) = (file, passphrase)
                return
            } catch SecretPrompt.Failure.noTerminal {
                throw CommandError(
                    "\(path): the key is encrypted; its passphrase is needed",
                    hint: "no terminal to ask on: use --passphrase-file FILE")
            } catch SecretPrompt.Failure.ended {
                throw ExitCode(.cancelled)
            } catch KeyError.wrongPassphrase where attempt < Self.attempts {
                Console.say("Wrong passphrase; try again.")
            } catch let error as KeyError {
                throw CommandError(error, in: path)
            }
        }
    }
}

extension KeyFile {
    /// Whether the private key waits for a passphrase.
    var isLocked: Bool { isEncrypted && privateKey == nil }

    /// What had to be put right to read it, and what couldn't be checked.
    var allNotes: [String] { notes.map(\.message) + [privateKey?.unchecked].compactMap { $0 } }
}

/// The folders from which files that a killed run left are gone. To list one for each of its files would take time that
/// grows with the square of their number.
private final class CleanedFolders: Sendable {
    private let paths = Mutex<Set<String>>([])

    func clean(_ folder: String) {
        guard paths.withLock({ $0.insert(folder).inserted }) else { return }
        LeftoverFiles.remove(in: folder)
    }
}
