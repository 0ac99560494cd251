import ArgumentParser
import Platform
import Secrecy
import Support
import TerminalIO

/// Where a new passphrase comes from: a file, a prompt, or the decision to have none. Never an argument.
struct NewPassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Protect the key with the first line of this file (- is standard input).", valueName: "file")
    )
    var passphraseFile: String?

    @Flag(help: "Leave the private key unprotected.")
    var noPassphrase = false

    func validate() throws {
        guard passphraseFile == nil || !noPassphrase else {
            throw ValidationError("--passphrase-file and --no-passphrase exclude each other")
        }
    }

    /// The passphrase; nil for none.
    func passphrase() throws -> Secret? {
        if noPassphrase { return nil }
        if let passphraseFile { return try PassphraseFile.read(passphraseFile) }
        return try NewPassphrase.ask(otherwise: "--passphrase-file FILE or --no-passphrase")
    }
}

/// Where the passphrase of a key that has one already, or none, is changed.
struct ReplacementPassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Protect the key with the first line of this file (- is standard input).", valueName: "file")
    )
    var newPassphraseFile: String?

    @Flag(help: "Leave the private key unprotected.")
    var noPassphrase = false

    enum Choice {
        case unchanged, none
        case new(Secret)
    }

    func validate() throws {
        guard newPassphraseFile == nil || !noPassphrase else {
            throw ValidationError("--new-passphrase-file and --no-passphrase exclude each other")
        }
    }

    /// What the options say.
    func choice() throws -> Choice {
        if noPassphrase { return .none }
        guard let newPassphraseFile else { return .unchanged }
        return .new(try PassphraseFile.read(newPassphraseFile))
    }

    /// The passphrase, asked for when the options don't say; nil for none.
    func passphrase() throws -> Secret? {
        switch try choice() {
        case .none: nil
        case .new(let passphrase): passphrase
        case .unchanged: try NewPassphrase.ask(otherwise: "--new-passphrase-file FILE or --no-passphrase")
        }
    }
}

/// A passphrase that somebody thinks of on the terminal.
enum NewPassphrase {
    /// Asks twice, until both are the same; `otherwise` names the options that need no terminal.
    static func ask(otherwise options: String) throws -> Secret {
        while true {
            do throws(SecretPrompt.Failure) {
                let first = try SecretPrompt.ask("New passphrase: ")
                if first.isEmpty {
                    Console.say("An empty one protects nothing; for a key without a passphrase use --no-passphrase.")
                    continue
                }
                let second = try SecretPrompt.ask("Once more: ")
                if first.withBytes({ first in second.withBytes { first.elementsEqual($0) } }) { return first }
                Console.say("They are not the same; try again.")
            } catch {
                switch error {
                case .noTerminal:
                    throw CommandError(
                        "there is no terminal to ask for a passphrase", hint: "use \(options)", status: .usage)
                case .ended: throw ExitCode(.cancelled)
                }
            }
        }
    }
}

/// A file whose first line is a passphrase.
enum PassphraseFile {
    /// As long as any prompt's answer.
    private static let limit = 4096

    /// A passphrase that others on the computer can read protects nothing from them.
    private static func warnIfOthersRead(_ descriptor: Int32, _ path: String) {
        var status = stat()
        guard path != "-", fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_mode & 0o044 != 0
        else { return }
        Console.say(
            "\(path): others may read this passphrase file; chmod 600 \(ShellWord.quoted(path)) keeps it to you")
    }

    /// `orNone` is what to do for a key without a passphrase.
    static func read(_ path: String, orNone: String = "use --no-passphrase") throws -> Secret {
        let descriptor = openToRead(path)
        guard descriptor >= 0 else {
            throw CommandError("can't read the passphrase file \(path): \(String(cString: strerror(errno)))")
        }
        defer { if path != "-" { close(descriptor) } }
        warnIfOthersRead(descriptor, path)
        var line = SecretBuffer(capacity: limit)
        var byte: UInt8 = 0
        defer { byte = 0 }
        while true {
            let count = Platform.read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandError("can't read the passphrase file \(path): \(String(cString: strerror(errno)))")
            }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            guard line.count < limit else {
                throw CommandError(
                    "the first line of \(path) is longer than \(limit) bytes", hint: "a passphrase is one line of text")
            }
            line.append(byte)
        }
        // The line may begin with a byte order mark and end as Windows ends lines.
        let passphrase = line.withBytes { bytes in
            let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            let end = bytes.count > start && bytes.last == UInt8(ascii: "\r") ? bytes.count - 1 : bytes.count
            return Secret(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        }
        guard !passphrase.withBytes({ $0.contains(0) }) else {
            throw CommandError(
                "there is a zero byte in the first line of \(path)",
                hint: "a passphrase is one line of plain text; UTF-16, which PowerShell writes, is none")
        }
        guard !passphrase.isEmpty else {
            throw CommandError(
                "the first line of \(path) is empty", hint: "for a key without a passphrase \(orNone)")
        }
        return passphrase
    }
}
