import Platform

/// A terminal to drive a program with as a user would: keys and a mouse in, a screen out.
///
/// It is a tmux server of its own, with its own socket and HOME. The program and the server end when the value goes.
final class Terminal: Sendable {
    /// How long the screen may take to show what is waited for; only failing tests take this long.
    static let patience = Duration.seconds(60)

    /// The built program, next to the test bundle.
    static let keywizard: String = {
        // The running program's path on Linux, the folder of an argument on macOS.
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
        let parts = bundle.split(separator: "/", omittingEmptySubsequences: false)
        return (parts.prefix { !$0.hasSuffix(".xctest") } + ["keywizard"]).joined(separator: "/")
    }()

    private let folder: TemporaryFolder
    /// The program's HOME, empty at first.
    var home: String { folder.path + "/home" }

    /// Starts a command with these variables and no others besides PATH, HOME, TERM and LC_ALL.
    ///
    /// - Parameters:
    ///   - command: the wizard, unless another is given.
    ///   - size: columns and rows, as in `80x24`.
    ///   - term: the TERM that the command sees. The terminal itself is always tmux.
    ///   - inShell: has an interactive shell with job control start it, so that ^Z and `fg` work.
    ///   - isTmuxKnown: leaves TMUX in the environment, as for a user in tmux.
    ///   - prepare: fills HOME before the start.
    init(
        _ command: [String] = [keywizard], size: String = "80x24", term: String = "tmux-256color",
        environment: [String: String] = [:], inShell: Bool = false, isTmuxKnown: Bool = false,
        prepare: (_ home: String) throws -> Void = { _ in }
    ) throws {
        folder = try TemporaryFolder()
        guard mkdir(folder.path + "/home", 0o700) == 0 else { throw Failure("mkdir: errno \(errno)") }
        try prepare(folder.path + "/home")
        let words = command.map(Shell.quoted).joined(separator: " ")
        // Read by a shell, not executed: a file just written is busy while another test's child still has it open.
        // tmux may lose the last words and the status of what ends (3.3a), so the terminal stays, with a sleeper in
        // it, and the status is in a file.
        let afterwards = "echo $? >../status.new\nmv ../status.new ../status\nexec sleep 100000\n"
        // ^C ends the program alone, and isn't ignored by it, as it would be after trap ''.
        try folder.add("program", inShell ? "exec \(words)\n" : "trap : INT\n\(words)\n" + afterwards)
        try folder.add(
            "tmux.conf",
            """
            set -s escape-time 0
            set -g status off
            set -g update-environment ""
            set -g set-clipboard off

            """)
        var variables = [
            "HOME": home, "TERM": term, "LC_ALL": "C.UTF-8", "PATH": Shell.path, "PS1": "$ ",
            // A trap's report would be the debugger's prompt instead.
            "SWIFT_BACKTRACE": "enable=no",
        ]
        // How the program is to end when a sanitizer finds something, and what tells it about locks.
        for name in ["TSAN_OPTIONS", "ASAN_OPTIONS", "LD_PRELOAD"] {
            variables[name] = getenv(name).map { String(cString: $0) }
        }
        variables.merge(environment) { $1 }
        var start = ["env", "-i"]
        if isTmuxKnown { start = ["env"] }
        start += variables.map { "\($0)=\($1)" }.sorted() + ["/bin/sh"] + (inShell ? ["-i"] : ["../program"])
        let (columns, rows) = try Self.parse(size)
        try tmux(
            ["-f", folder.path + "/tmux.conf", "new-session", "-d", "-x", columns, "-y", rows, "-c", home] + start)
        if inShell {
            try wait("$")
            try type("sh ../program")
            try press("Enter")
        }
    }

    deinit {
        _ = try? tmux(["kill-server"])
    }

    // MARK: Input

    /// Presses keys by tmux's names: `Enter`, `Escape`, `Tab`, `BTab`, `Up`, `PPage`, `F2`, `C-c`, `M-x`, `a`.
    func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

    /// Types text as it is.
    func type(_ text: String) throws { try tmux(["send-keys", "-l", "--", text]) }

    /// Types a text as people do, one character after the other.
    func spell(_ text: String) throws {
        for character in text { try type(String(character)) }
    }

    /// Waits for a text on the screen and presses keys.
    func answer(_ question: String, _ keys: String...) throws {
        try wait(question)
        try tmux(["send-keys"] + keys)
    }

    /// Waits for a text on the screen, types another, and presses Enter.
    func answer(_ question: String, with text: String) throws {
        try wait(question)
        try type(text)
        try press("Enter")
    }

    /// Sends bytes as they are.
    func send(_ bytes: some Sequence<UInt8>) throws {
        try tmux(["send-keys", "-H"] + bytes.map { String($0, radix: 16) })
    }

    /// Pastes text as a terminal does: in brackets when the program has asked for them.
    func paste(_ text: String) throws {
        try tmux(["load-buffer", folder.add("paste", text)])
        try tmux(["paste-buffer", "-p", "-r"])
    }

    /// Presses and releases the left button on the first cell of a text that is on the screen.
    func click(_ text: String) throws {
        // Where it rests: rows may still come before it, as those of security keys do.
        var last: (column: Int, row: Int)?
        try wait("\"\(text)\" to rest") { _ in
            let at = find(text)
            defer { last = at }
            if let at, let last, at == last { return true }
            Self.sleep(.milliseconds(200))
            return false
        }
        guard let at = last else { throw failure("no \(text) to click") }
        try send("\u{1b}[<0;\(at.column + 1);\(at.row + 1)M\u{1b}[<0;\(at.column + 1);\(at.row + 1)m".utf8)
    }

    /// Moves the pointer `count` times, each time to another cell. The pauses are longer than the 10 ms for which an
    /// event isn't credited.
    func movePointer(_ count: Int, every pause: Duration = .milliseconds(12)) throws {
        let (columns, rows) = try size()
        for step in 1...max(1, count) {
            try send("\u{1b}[<35;\(1 + step * 37 % columns);\(1 + step * 23 % rows)M".utf8)
            Self.sleep(pause)
        }
    }

    func resize(_ size: String) throws {
        let (columns, rows) = try Self.parse(size)
        try tmux(["resize-window", "-x", columns, "-y", rows])
    }

    /// Sends a signal to the program.
    func signal(_ number: Int32) throws {
        let children = try Shell.run(["pgrep", "-P", ask("#{pane_pid}")]).split(separator: "\n")
        guard let process = children.first.flatMap({ Int32($0) }), kill(process, number) == 0 else {
            throw Failure("kill: errno \(errno)")
        }
    }

    // MARK: Output

    /// The screen as text, without the blanks at the ends of its lines.
    func screen() throws -> String { try tmux(["capture-pane", "-p"]) }

    /// What the mouse would select: a line that only the terminal has broken is whole.
    func selection() throws -> String { try tmux(["capture-pane", "-p", "-J"]) }

    /// The screen with the control sequences of its colors and attributes.
    func styledScreen() throws -> String { try tmux(["capture-pane", "-p", "-e"]) }

    /// The first cell of a text; nil when it is not on the screen, or goes over a line's end. With a blank before it, as a
    /// button has, the last one: titles stand above.
    func find(_ text: String) -> (column: Int, row: Int)? {
        guard let lines = try? screen().split(separator: "\n", omittingEmptySubsequences: false) else { return nil }
        let rows = Array(lines.enumerated())
        for (row, line) in text.hasPrefix(" ") ? rows.reversed() : rows {
            if let range = line.firstRange(of: text) {
                // Cells before it; the texts that tests click on have no wide characters before them.
                return (line.distance(from: line.startIndex, to: range.lowerBound), row)
            }
        }
        return nil
    }

    func wait(_ text: String) throws { try wait("\"\(text)\" on the screen") { $0.contains(text) } }
    func wait(_ pattern: some RegexComponent) throws { try wait("a match on the screen") { $0.contains(pattern) } }
    func waitUntilGone(_ text: String) throws { try wait("\"\(text)\" to go") { !$0.contains(text) } }

    func wait(_ what: String, _ condition: (_ screen: String) throws -> Bool) throws {
        let end = ContinuousClock.now + Self.patience
        while try !condition(screen()) {
            guard ContinuousClock.now < end else { throw failure("waited in vain for \(what)") }
            Self.sleep(.milliseconds(20))
        }
    }

    /// The exit status as a shell tells it: 128 and the number of the signal for one that ended by a signal.
    ///
    /// Not for a program that was started in a shell: there, ask the shell.
    func exitStatus() throws -> Int {
        var status: Int?
        try wait("the program to end") { _ in
            status = (try? folder.read("status")).flatMap { Int($0.prefix { $0 != "\n" }) }
            return status != nil
        }
        return status ?? -1
    }

    // MARK: What the program writes

    /// Keeps every byte that the program writes from now on.
    func record() throws {
        try tmux(["pipe-pane", "-o", "cat >> " + Shell.quoted(folder.path + "/record")])
    }

    /// What was kept, once it ends with these bytes: it comes through a pipe of its own.
    func recording(endingWith end: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try wait("the recording's end") { _ in
            bytes = (try? folder.bytes("record")) ?? []
            return bytes.suffix(end.utf8.count).elementsEqual(end.utf8)
        }
        return bytes
    }

    /// What the program has written since, as it is now.
    func recorded() throws -> String { try folder.read("record") }

    // MARK: The terminal's state

    /// The modes that a program can leave behind.
    struct Modes: Equatable, CustomStringConvertible {
        var isAlternate, isCursorVisible: Bool
        /// Any of 1000, 1002 and 1003, the last of them alone.
        var hasMouse, hasMotion: Bool
        /// The line discipline: echo, lines, signals from keys.
        var isCooked: Bool

        static let ordinary = Modes(
            isAlternate: false, isCursorVisible: true, hasMouse: false, hasMotion: false, isCooked: true)

        var description: String {
            "alternate \(isAlternate), cursor \(isCursorVisible), mouse \(hasMouse), motion \(hasMotion), "
                + "cooked \(isCooked)"
        }
    }

    func modes() throws -> Modes {
        let flags = try ask("#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{mouse_all_flag} #{pane_tty}")
            .split(separator: " ").map(String.init)
        guard flags.count == 5 else { throw failure("no modes: \(flags)") }
        #if os(macOS)
        let option = "-f"
        #else
        let option = "-F"
        #endif
        let line = Set(try Shell.run(["stty", "-a", option, flags[4]]).split { " ;\n".contains($0) }.map(String.init))
        return Modes(
            isAlternate: flags[0] == "1", isCursorVisible: flags[1] == "1", hasMouse: flags[2] == "1",
            hasMotion: flags[3] == "1", isCooked: line.isSuperset(of: ["icanon", "echo", "isig", "icrnl", "opost"]))
    }

    func waitForModes(_ what: String, _ condition: (Modes) -> Bool) throws {
        try wait(what) { _ in try condition(modes()) }
    }

    func size() throws -> (columns: Int, rows: Int) {
        let numbers = try ask("#{pane_width} #{pane_height}").split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 2 else { throw failure("no size") }
        return (numbers[0], numbers[1])
    }

    /// The value of a tmux format.
    func ask(_ format: String) throws -> String {
        var answer = try tmux(["display-message", "-p", format])
        while answer.last == "\n" { answer.removeLast() }
        return answer
    }

    // MARK: tmux

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> String {
        // -u: UTF-8 whatever the tests' own locale is.
        try Shell.run(["tmux", "-u", "-S", folder.path + "/socket"] + arguments, environment: ["HOME": home])
    }

    private func failure(_ what: String) -> Failure {
        Failure("\(what); the screen is\n\((try? screen()) ?? "gone")")
    }

    private static func parse(_ size: String) throws -> (columns: String, rows: String) {
        let parts = size.split(separator: "x").map(String.init)
        guard parts.count == 2 else { throw Failure("not a size: \(size)") }
        return (parts[0], parts[1])
    }

    private static func sleep(_ pause: Duration) {
        usleep(UInt32(pause.components.seconds * 1_000_000 + pause.components.attoseconds / 1_000_000_000_000))
    }
}
