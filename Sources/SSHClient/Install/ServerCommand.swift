/// A program to run for the user, as a value. Nothing secret is ever in it.
public struct RemoteCommand: Hashable, Sendable {
    /// Its name, which is looked for in PATH.
    public var program: String
    /// What follows the name; every user of the computer can see it.
    public var arguments: [String]
    /// What the program reads; the questions it asks go to the terminal, not here.
    public var standardInput: String
    /// Whether it may ask the user something, so that it must have the terminal to itself.
    public var needsTerminal: Bool
    /// Whether it reads the terminal and not `standardInput`: ssh-keygen asks only where its standard input is one.
    public var readsTerminal = false
    /// Whether `-E FILE` is to be put first, so that the debugging log goes to a file and the questions don't.
    public var keepsLog: Bool
    /// Variables that are set for it.
    public var environment: [String: String] = [:]
    /// The text of an ssh_config to be used instead of the user's and the system's; nil for theirs.
    public var configuration: String?
    /// Whether it is ssh with `SessionEvidence.localCommand`, by which a login shows.
    public var signalsSession = false
    /// Whether the last argument is to be followed by a random word that the account's shell is to give back.
    public var echoesWord = false
    /// The folder that it runs in; nil for this program's own.
    public var workingFolder: String?
    /// How long it may take, until it shows a session where it `signalsSession`; nil where the user may be typing.
    public var timeLimit: Duration?
    /// How long it may go on after it showed a session.
    public var sessionLimit: Duration?
    /// How long it may take as a whole; nil for any time.
    public private(set) var wholeLimit: Duration?
    /// What marks its own words in what it prints; the result has it too.
    public var marker: Nonce?
    /// How much of what it prints is kept, in bytes, of its end. Nobody needs more than this of what a server prints.
    public var outputLimit = 64 * 1024

    /// A program that has nothing to read unless `standardInput` says so.
    public init(
        program: String, arguments: [String], standardInput: String = "", needsTerminal: Bool, keepsLog: Bool
    ) {
        self.program = program
        self.arguments = arguments
        self.standardInput = standardInput
        self.needsTerminal = needsTerminal
        self.keepsLog = keepsLog
        timeLimit = needsTerminal ? nil : .seconds(45)
    }

    /// Gives it this much time instead, from the connection to the answer; where the user may be typing, from the login.
    public mutating func end(within time: Duration) {
        sessionLimit = time
        guard !needsTerminal else { return }
        (timeLimit, wholeLimit) = (time, time)
    }
}

/// What a program left behind.
public struct CommandResult: Hashable, Sendable {
    /// How it ended.
    public enum Status: Hashable, Sendable {
        /// By itself, with that exit status: 0 to 255, of ssh 255 for its own failures.
        case exited(Int32)
        /// By a signal, of that number.
        case signalled(Int32)
    }

    /// How it ended.
    public var status: Status
    /// Its standard output, its last `RemoteCommand.outputLimit` bytes; what is no UTF-8 is replaced.
    public var output: String
    /// Its standard error, as far as it didn't go to the terminal.
    public var errors: String
    /// The log file of `RemoteCommand.keepsLog`.
    public var log: String
    /// How it showed that the account was open; empty where nothing did.
    public var session: SessionEvidence = []
    /// Whether the user pressed ^C, or sent SIGINT, while it ran.
    public var wasInterrupted = false
    /// Whether it was ended because it had taken too long.
    public var timedOut = false
    /// The command's own.
    public var marker: Nonce?

    /// What a program left behind; texts are empty unless given.
    public init(
        status: Status, output: String = "", errors: String = "", log: String = "", marker: Nonce? = nil
    ) {
        self.marker = marker
        self.status = status
        self.output = output
        self.errors = errors
        self.log = log
    }
}

/// What only a login can have caused. ssh writes texts of the peer into its log, so that the log is no such thing.
public struct SessionEvidence: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// ssh ran its LocalCommand, which it does after it has logged in (ssh_config(5)): a random word is where only this
    /// program knows.
    public static let opened = SessionEvidence(rawValue: 1)
    /// A random word that was sent through the session came back on a line of its own.
    public static let echoed = SessionEvidence(rawValue: 2)

    /// The variables that tell the local command the random word and the file that it goes to.
    package static let wordVariable = "KEYWIZARD_WORD"
    package static let fileVariable = "KEYWIZARD_FILE"

    /// The same to every shell, as the user's own runs it.
    static let localCommand = "echo \"$\(wordVariable)\" >\"$\(fileVariable)\""
}

extension RemoteCommand {
    /// ssh to an account, with the user's own ssh_config, and without what in it would get in the way. Unless it
    /// `asks`, it fails where it would have to prompt. Without a `command` the account's own shell is run.
    static func ssh(
        to login: ServerLogin, options: [String], asks: Bool = true, command: String?, input: String = ""
    ) -> RemoteCommand {
        let fixed = [
            // Of the options here, for an older ssh. It counts from where it stands.
            "IgnoreUnknown=*",
            // A shared connection would prove nothing, and its master would hold our pipes open.
            "ControlMaster=no", "ControlPath=none",
            asks ? "BatchMode=no" : "BatchMode=yes",
            // Which session there is, and that there is one.
            "RemoteCommand=none", "SessionType=default", "StdinNull=no", "ForkAfterAuthentication=no",
            "ClearAllForwardings=yes", "Tunnel=no", "PermitLocalCommand=yes",
            "LocalCommand=" + SessionEvidence.localCommand,
            // What the log says: which key, and that a passphrase was wrong, which is at level 2 otherwise.
            "FingerprintHash=sha256", "VisualHostKey=no", "LogVerbose=*:load_identity_file():*",
        ]
        // The first value of an option counts: the user's comes before these.
        let times = ["ConnectTimeout=20", "ServerAliveInterval=15", "ServerAliveCountMax=3"]
        var arguments = ["-v", "-T", "-a", "-x"]
        arguments += (fixed + options + times).flatMap { ["-o", $0] }
        if let port = login.port { arguments += ["-p", String(port)] }
        arguments += ["--", login.destination] + [command].compactMap { $0 }
        var ssh = RemoteCommand(
            program: "ssh", arguments: arguments, standardInput: input, needsTerminal: asks, keepsLog: true)
        (ssh.signalsSession, ssh.sessionLimit) = (true, .seconds(60))
        return ssh
    }
}

extension RemoteCommand {
    /// The options that say how long ssh waits, which no route has: `ConnectTimeout=5`, `ServerAliveInterval 5`.
    static func times(_ options: [String]) -> [String] {
        options.filter { option in
            let name = option.prefix { $0 != "=" && !$0.isWhitespace }.lowercased()
            return ["connecttimeout", "serveraliveinterval", "serveralivecountmax"].contains(name)
        }
    }
}

/// Lines that a server sent, fit to be shown: no control characters, no empty lines, the last few of them.
func lastLines(_ text: String, _ count: Int = 4) -> [String] {
    let lines = text.split(whereSeparator: \.isNewline).map { line in
        String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
    return lines.filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count).map { String($0.prefix(200)) }
}
