/// What became of a key on its way into authorized_keys.
public enum InstallOutcome: Hashable, Sendable {
    /// A line was added; `file` is as the person writes it, `~/.ssh/authorized_keys`.
    case added(file: String, notes: [InstallNote])
    /// A line with this key was there, and nothing was written.
    case alreadyThere(file: String, notes: [InstallNote])
    /// No line was added; the notes may say why keys would be refused anyway.
    case failed(ServerFailure, notes: [InstallNote])

    /// What was found or done on the way.
    public var notes: [InstallNote] {
        switch self {
        case .added(_, let notes), .alreadyThere(_, let notes), .failed(_, let notes): notes
        }
    }

    /// What was done or found: lower case, no full stop.
    public var message: String {
        switch self {
        case .added(let file, _): "added the key to \(file) on the server"
        case .alreadyThere(let file, _): "the key was in \(file) on the server already"
        case .failed(let failure, _): failure.message
        }
    }

    /// What to do; nil where it worked.
    public var hint: String? {
        if case .failed(let failure, _) = self { failure.hint } else { nil }
    }
}

/// Something about permissions on the server that decides whether keys are looked at.
public enum InstallNote: Hashable, Sendable {
    /// Others could write there; that was taken from them.
    case repaired(path: String, mode: UInt32)
    /// Others may write in the home directory, which is the person's own to change.
    case homeWritable(mode: UInt32)

    /// What was done or found: lower case, no full stop.
    public var message: String {
        switch self {
        case .repaired(let path, let mode): "others could write to \(path) (\(octal(mode))), and now can't"
        case .homeWritable(let mode): "others may write in the home directory (\(octal(mode)))"
        }
    }

    /// What to do; nil where it was done.
    public var hint: String? {
        switch self {
        case .repaired: nil
        case .homeWritable: "OpenSSH refuses keys then; run chmod go-w ~ on the server"
        }
    }
}

extension InstallOutcome {
    /// From the lines of the installation's script, and from ssh's log when there are none.
    init(_ result: CommandResult) {
        var notes: [InstallNote] = []
        var ending: InstallOutcome?
        // Start-up files may print what they like around our lines.
        for line in result.output.split(whereSeparator: \.isNewline) where line.hasPrefix("keywizard: ") {
            let words = line.split(separator: " ", maxSplits: 2).dropFirst()
            guard let word = words.first else { continue }
            let rest = words.dropFirst().first.map(String.init) ?? ""
            switch word {
            case "home-writable": notes.append(.homeWritable(mode: permissionBits(rest)))
            case "repaired":
                let fields = rest.split(separator: " ")
                guard fields.count == 2 else { continue }
                notes.append(.repaired(path: onHome(fields[0]), mode: permissionBits(fields[1])))
            case "added": ending = .added(file: onHome(rest), notes: notes)
            case "already": ending = .alreadyThere(file: onHome(rest), notes: notes)
            case "no-home": ending = .failed(.noHome, notes: notes)
            case "failed": ending = .failed(.init(writing: rest), notes: notes)
            default: continue
            }
        }
        self = ending ?? .failed(.init(withoutScript: result), notes: notes)
    }
}

extension ServerFailure {
    /// The reason that a command on the server gave, in the C locale.
    init(writing reason: String) {
        if reason.contains("No space left on device") || reason.contains("Disk quota exceeded") {
            self = .noSpace
        } else if reason.contains("Read-only file system") {
            self = .readOnlyHome
        } else {
            self = .other(said: lastLines(reason))
        }
    }

    /// The reason for which the script never spoke.
    init(withoutScript result: CommandResult) {
        let log = ServerLog(result)
        let said = result.output + "\n" + result.errors
        if result.session.isEmpty {
            self.init(beforeLogin: result, log: log)
        } else if Self.wasInterrupted(result) {
            self = .cancelled
        } else if result.timedOut {
            self = .noAnswer(.session)
        } else if log.software?.hasPrefix("OpenSSH_for_Windows") == true {
            self = .windowsServer
        } else if said.contains("This service allows sftp connections only.") {
            self = .sftpOnly
        } else if said.contains("Password change required but no TTY available.") {
            self = .passwordExpired
        } else if log.contains("Connection to ") && log.contains(" closed by remote host.") {
            self = .unreachable(.closed)
        } else {
            self = .notAShell(said: lastLines(said))
        }
    }
}

/// A path of the script as a person writes it.
func onHome(_ path: some StringProtocol) -> String {
    path.hasPrefix("/") ? String(path) : "~/" + path
}

/// The nine permission bits of "drwxr-xr-x", the sticky and set-id letters counting as what they stand over.
private func permissionBits(_ text: some StringProtocol) -> UInt32 {
    text.dropFirst().prefix(9).reduce(0) { $0 << 1 | ("rwxst".contains($1) ? 1 : 0) }
}

private func octal(_ mode: UInt32) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
}
