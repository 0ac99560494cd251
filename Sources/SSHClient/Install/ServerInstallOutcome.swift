/// The outcome of adding a key to authorized_keys.
public enum InstallOutcome: Hashable, Sendable {
    /// A line was added; `file` is as the user writes it, `~/.ssh/authorized_keys`.
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
        case .alreadyThere(let file, _): "the key is already in \(file) on the server"
        case .failed(let failure, _): failure.message
        }
    }

    /// What to do; nil where it worked.
    public var hint: String? {
        if case .failed(let failure, _) = self { failure.hint } else { nil }
    }
}

/// Something on the server that decides whether keys are looked at, or what one may do.
public enum InstallNote: Hashable, Sendable {
    /// Others could write there; that was taken from them.
    case repaired(path: String, mode: UInt32)
    /// Others may write in the home directory, which is the user's own to change.
    case homeWritable(mode: UInt32)
    /// Others may write there, and it couldn't be taken from them.
    case writable(path: String, mode: UInt32)
    /// It is neither the account's nor root's; `owner` is the number of the account that it is.
    case otherOwner(path: String, owner: String)
    /// The entry that the key had already has options, as they stand there: `from="192.0.2.0/24"`.
    case restricted(options: String)

    /// What was done or found: lower case, no full stop.
    public var message: String {
        switch self {
        case .repaired(let path, let mode): "other users can no longer write to \(path) (was \(octal(mode)))"
        case .homeWritable(let mode): "other users can write to the home directory (\(octal(mode)))"
        case .writable(let path, let mode): "other users can write to \(path) (\(octal(mode)))"
        case .otherOwner(let path, let owner):
            "\(path) belongs to another account on the server (UID \(owner))"
        case .restricted(let options): "its entry on the server is restricted: \(options)"
        }
    }

    /// What to do; nil where it was done.
    public var hint: String? {
        switch self {
        case .repaired: nil
        case .homeWritable: "sshd may ignore all keys; run chmod go-w ~ on the server"
        case .writable: "sshd may ignore all keys; remove that right with chmod go-w"
        case .otherOwner: "sshd may ignore all keys; the server's administrator can change the owner with chown"
        case .restricted: "these options limit where from, until when and for what the key is accepted"
        }
    }
}

extension InstallOutcome {
    /// From the lines of the installation's script, and from ssh's log when there are none.
    init(_ result: CommandResult, at login: ServerLogin) {
        var notes: [InstallNote] = []
        var entries: [String] = []
        var ending: InstallOutcome?
        for (word, rest) in AuthorizedKeysScript.Answer(result).lines {
            let fields = rest.split(separator: " ")
            switch word {
            case "repaired" where fields.count == 2:
                notes.append(.repaired(path: onHome(fields[0]), mode: permissionBits(fields[1])))
            case "writable" where fields.count == 2:
                let mode = permissionBits(fields[1])
                notes.append(
                    fields[0] == "." ? .homeWritable(mode: mode) : .writable(path: onHome(fields[0]), mode: mode))
            case "owner" where fields.count == 2:
                notes.append(.otherOwner(path: onHome(fields[0]), owner: String(fields[1])))
            case "entry": entries.append(rest)
            case "added" where !rest.isEmpty: ending = .added(file: onHome(rest), notes: notes)
            case "already" where !rest.isEmpty:
                if let options = Self.restriction(entries) { notes.append(.restricted(options: options)) }
                ending = .alreadyThere(file: onHome(rest), notes: notes)
            default:
                guard let failure = AuthorizedKeysScript.Answer.failure(word, rest, at: login) else { continue }
                ending = .failed(failure, notes: notes)
            }
        }
        self = ending ?? .failed(.init(withoutScript: result), notes: notes)
    }

    /// The options of the entry that counts, of several: sshd passes over one whose from= or expiry-time= doesn't fit,
    /// and an entry without options, the last that is told, then lets the key in.
    private static func restriction(_ entries: [String]) -> String? {
        let counts = entries.first { entry in !["from=", "expiry-time="].contains { entry.lowercased().contains($0) } }
        guard let options = counts ?? entries.first, !options.isEmpty else { return nil }
        return lastLines(options).last
    }
}

extension ServerFailure {
    /// The reason for which the script never spoke.
    init(withoutScript result: CommandResult) {
        let log = ServerLog(result)
        let said = result.output + "\n" + result.errors
        if result.session.isEmpty {
            self.init(beforeLogin: result, log: log)
        } else if let ending = Self(endOf: result) {
            self = ending
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
        } else if result.status == .exited(0), log.isUnix {
            self = .sessionSwallowed(said: lastLines(said))
        } else {
            self = .notAShell(said: lastLines(said))
        }
    }
}

extension ServerLog {
    /// The servers of systems that have shells with start-up files; an appliance mostly says another name.
    fileprivate var isUnix: Bool {
        software.map { software in ["OpenSSH_", "dropbear"].contains { software.hasPrefix($0) } } ?? false
    }
}

/// A path of the script as the user writes it.
func onHome(_ path: some StringProtocol) -> String {
    path.hasPrefix("/") ? String(path) : path == "." ? "~" : "~/" + path
}

/// The nine permission bits of "drwxr-xr-x", the sticky and set-id letters counting as what they stand over.
private func permissionBits(_ text: some StringProtocol) -> UInt32 {
    text.dropFirst().prefix(9).reduce(0) { $0 << 1 | ("rwxst".contains($1) ? 1 : 0) }
}

private func octal(_ mode: UInt32) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
}
