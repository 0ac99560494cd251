import ArgumentParser
import Platform
import Secrecy
import Support
import TerminalIO

/// The source of a new passphrase: a file, a prompt, or none. Never an argument.
struct NewPassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("First line is the passphrase (- is stdin).", valueName: "file")
    )
    var passphraseFile: String?

    @Flag(help: "Don't encrypt the private key.")
    var noPassphrase = false

    func validate() throws {
        guard passphraseFile == nil || !noPassphrase else {
            throw ValidationError("use --passphrase-file or --no-passphrase, not both")
        }
    }

    /// The passphrase; nil for none.
    func passphrase() throws -> Secret? {
        if noPassphrase { return nil }
        if let passphraseFile { return try PassphraseFile.read(passphraseFile) }
        return try NewPassphrase.ask(otherwise: "--passphrase-file FILE or --no-passphrase")
    }
}

/// The source of the passphrase that replaces the current one, if any.
struct ReplacementPassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("First line is the new passphrase (- is stdin).", valueName: "file")
    )
    var newPassphraseFile: String?

    @Flag(help: "Don't encrypt the private key.")
    var noPassphrase = false

    enum Choice {
        case unchanged, none
        case new(Secret)
    }

    func validate() throws {
        guard newPassphraseFile == nil || !noPassphrase else {
            throw ValidationError("use --new-passphrase-file or --no-passphrase, not both")
        }
    }

    /// The choice by the options.
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

/// A passphrase that the user types on the terminal.
enum NewPassphrase {
    /// Asks twice, until both are the same; `otherwise` names the options that need no terminal.
    static func ask(otherwise options: String) throws -> Secret {
        while true {
            do throws(SecretPrompt.Failure) {
                let first = try SecretPrompt.ask("New passphrase: ")
                if first.isEmpty {
                    Console.say("Empty. Use --no-passphrase for a key without one.")
                    continue
                }
                let second = try SecretPrompt.ask("Confirm passphrase: ")
                if first.withBytes({ first in second.withBytes { first.elementsEqual($0) } }) { return first }
                Console.say("The passphrases differ; try again.")
            } catch {
                switch error {
                case .noTerminal:
                    throw CommandError(
                        "no passphrase given, and no terminal to ask on", hint: "use \(options)", status: .usage)
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
            "\(path): other users can read this passphrase file; run chmod 600 \(ShellWord.quoted(path))")
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
                "the first line of \(path) contains a NUL byte",
                hint: "a passphrase is one line of plain text, not UTF-16 as PowerShell writes it")
        }
        guard !passphrase.isEmpty else {
            throw CommandError(
                "the first line of \(path) is empty", hint: "for a key without a passphrase \(orNone)")
        }
        return passphrase
    }
}
