/// A program to run for the person, as a value. Nothing secret is ever in it.
public struct RemoteCommand: Hashable, Sendable {
    /// Its name, which is looked for in PATH.
    public var program: String
    /// What follows the name; every user of the computer can see it.
    public var arguments: [String]
    /// What the program reads; the questions it asks go to the terminal, not here.
    public var standardInput: String
    /// Whether it may ask the person something, so that it must have the terminal to itself.
    public var needsTerminal: Bool
    /// Whether `-E FILE` is to be put first, so that the debugging log goes to a file and the questions don't.
    public var keepsLog: Bool
    /// Variables that are set for it.
    public var environment: [String: String] = [:]
    /// How much of what it prints is kept, in bytes. Nobody needs more than this of what a server prints.
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
    /// Its standard output, at most `RemoteCommand.outputLimit` bytes; what is no UTF-8 is replaced.
    public var output: String
    /// Its standard error, as far as it did not go to the terminal.
    public var errors: String
    /// The log file of `RemoteCommand.keepsLog`.
    public var log: String

    /// What a program left behind; texts are empty unless given.
    public init(status: Status, output: String = "", errors: String = "", log: String = "") {
        self.status = status
        self.output = output
        self.errors = errors
        self.log = log
    }
}

extension RemoteCommand {
    /// ssh to an account, with the person's own ssh_config, and without what in it would get in the way. Unless it
    /// `asks`, it fails where it would have to ask somebody.
    static func ssh(
        to login: ServerLogin, options: [String], asks: Bool = true, command: String, input: String = ""
    ) -> RemoteCommand {
        let fixed = [
            // A shared connection would prove nothing, and its master would hold our pipes open.
            "ControlMaster=no", "ControlPath=none",
            asks ? "BatchMode=no" : "BatchMode=yes", "ConnectTimeout=20",
            "RemoteCommand=none", "PermitLocalCommand=no", "ClearAllForwardings=yes",
        ]
        var arguments = ["-v", "-T", "-a", "-x"]
        arguments += (fixed + options).flatMap { ["-o", $0] }
        if let port = login.port { arguments += ["-p", String(port)] }
        arguments += ["--", login.destination, command]
        return RemoteCommand(
            program: "ssh", arguments: arguments, standardInput: input, needsTerminal: asks, keepsLog: true)
    }
}

/// Lines that a server sent, fit to be shown: no control characters, no empty lines, the last few of them.
func lastLines(_ text: String, _ count: Int = 4) -> [String] {
    let lines = text.split(whereSeparator: \.isNewline).map { line in
        String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
    return lines.filter { !$0.allSatisfy(\.isWhitespace) }.suffix(count).map { String($0.prefix(200)) }
}
