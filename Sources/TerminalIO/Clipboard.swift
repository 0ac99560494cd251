import Platform
import Processes
import Subprocess

/// The result of copying a text. It claims no more than can be known.
public enum CopyOutcome: Hashable, Sendable {
    /// A program of the desktop took it and reported no error.
    case copied(by: String)
    /// tmux has it in a buffer, and passes it on to its terminal.
    case sentToTmux
    /// The terminal was asked by OSC 52, which has no answer.
    case sentToTerminal
    /// No program of the desktop, no tmux and no screen to send a sequence through: nothing was copied.
    case unavailable
}

/// The clipboard of the user at the terminal: the desktop's when that is here, else through tmux or the terminal.
public struct Clipboard: Sendable {
    private let environment: [String: String]
    private let isMacOS: Bool
    private let sendToTerminal: (@Sendable (_ sequence: String) -> Void)?
    /// A display that doesn't answer must not keep the user waiting; those that do take milliseconds.
    var patience = Duration.seconds(3)

    /// The clipboard that these variables and this system lead to.
    ///
    /// - Parameters:
    ///   - environment: DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION, TMUX and others, which say where the user is.
    ///   - isMacOS: whether pbcopy is looked for.
    ///   - sendToTerminal: writes a control sequence between two frames (`Waker.send`); nil without a screen.
    public init(
        environment: [String: String], isMacOS: Bool = Platform.isMacOS,
        sendToTerminal: (@Sendable (_ sequence: String) -> Void)?
    ) {
        self.environment = environment
        self.isMacOS = isMacOS
        self.sendToTerminal = sendToTerminal
    }

    /// Hands `text` to the first of them that takes it; a program that fails or hangs is passed over.
    public func copy(_ text: String) async -> CopyOutcome {
        for program in desktopPrograms where await run(program, with: program.encode(text)) {
            return .copied(by: program.name)
        }
        if isSet("TMUX") {
            // -w came with tmux 3.2; before that the buffer alone is what there is.
            for options in [["-w"], []] where await run(Self.tmux(options), with: Array(text.utf8)) {
                return .sentToTmux
            }
        }
        guard let sendToTerminal else { return .unavailable }
        sendToTerminal(isInGNUScreen ? OSC52.throughScreen(text) : OSC52.set(text))
        return .sentToTerminal
    }

    // MARK: What is here

    private func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }

    private var isRemote: Bool { isSet("SSH_CONNECTION") || isSet("SSH_TTY") || isSet("SSH_CLIENT") }

    private var isInGNUScreen: Bool { isSet("STY") && !isSet("TMUX") }

    /// The desktop's own programs. Over SSH its clipboard is another user's, or nobody's.
    private var desktopPrograms: [Program] {
        if isRemote { return [] }
        var programs: [Program] = []
        if isMacOS { programs.append(Program("pbcopy")) }
        if isSet("WSL_DISTRO_NAME") || isSet("WSL_INTEROP") { programs.append(Program("clip.exe", encode: Self.utf16)) }
        if isSet("WAYLAND_DISPLAY") { programs.append(Program("wl-copy")) }
        if isSet("DISPLAY") {
            programs.append(Program("xclip", ["-selection", "clipboard", "-in"]))
            programs.append(Program("xsel", ["--clipboard", "--input"]))
        }
        return programs
    }

    private static func tmux(_ options: [String]) -> Program {
        Program("tmux", ["load-buffer"] + options + ["-"])
    }

    /// clip.exe reads the console's code page, or UTF-16 when it begins with a byte order mark.
    private static func utf16(_ text: String) -> [UInt8] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return Array(text.utf8) }
        return ("\u{FEFF}" + text).utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    }

    private struct Program {
        var name: String
        var arguments: [String]
        var encode: @Sendable (String) -> [UInt8]

        init(
            _ name: String, _ arguments: [String] = [],
            encode: @escaping @Sendable (String) -> [UInt8] = { Array($0.utf8) }
        ) {
            self.name = name
            self.arguments = arguments
            self.encode = encode
        }
    }

    // MARK: Running

    /// A program that ends before it has read the text is a failure to fall back from, not the end of this one.
    private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    /// Gives a program the text by its standard input. Returns whether it ended without an error.
    ///
    /// What stays behind to hold the selection (xclip, wl-copy) has no descriptor of ours, so nobody waits for it, and
    /// a process group of its own, so that ^Z and the terminal's end don't reach it.
    private func run(_ program: Program, with bytes: [UInt8]) async -> Bool {
        Self.ignoresBrokenPipes
        var options = PlatformOptions()
        options.processGroupID = 0
        let custom = Environment.withoutCredentials(of: environment)
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { [options] in
                // A span, not .array: when a program doesn't read that to its end, Subprocess 1.0 traps.
                let result = try? await Subprocess.run(
                    .name(program.name), arguments: Arguments(program.arguments), environment: custom,
                    platformOptions: options, input: bytes.span, output: .discarded, error: .discarded)
                return result?.terminationStatus.isSuccess ?? false
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
