import Platform
import Testing

/// The terminal is given back as it was, whatever ends the wizard. A shell without line editing of its own stands
/// around it, so that nothing but the wizard repairs the terminal.
@Suite struct RestoringTests {
    private func start(_ term: String = "tmux-256color") throws -> Terminal {
        // Without colors the terminal isn't asked for its background; an answer on its way would reach the shell.
        let terminal = try Terminal(term: term, environment: ["NO_COLOR": "1"], inShell: true)
        try terminal.waitForModes("the full screen") { $0.isAlternate && !$0.isCooked }
        // Rows are drawn from the top: with the footer all of the page is there.
        try terminal.wait("the last row") { $0.split(separator: "\n", omittingEmptySubsequences: false)[22] != "" }
        return terminal
    }

    private func expectOrdinary(_ terminal: Terminal, status: Int) throws {
        try terminal.waitForModes("the ordinary screen") { $0 == .ordinary }
        try terminal.type("echo status=$?")
        try terminal.press("Enter")
        try terminal.wait("status=\(status)\n")
        #expect(try terminal.modes() == .ordinary)
    }

    @Test func interruptKey() throws {
        let terminal = try start()
        try terminal.press("C-c")
        try expectOrdinary(terminal, status: 130)
    }

    @Test(arguments: [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE])
    func signals(number: Int32) throws {
        let terminal = try start()
        try terminal.signal(number)
        try expectOrdinary(terminal, status: 128 + Int(number))
    }

    /// What Swift says of a trap is for the ordinary screen, where it can be read.
    @Test func trap() throws {
        let program = Terminal.keywizard.dropLast("keywizard".count) + "TrappingProgram"
        let terminal = try Terminal([String(program)], environment: ["NO_COLOR": "1"], inShell: true)
        try terminal.waitForModes("the full screen") { $0.isAlternate && !$0.isCooked }
        try terminal.wait("Fatal error: the words of the trap")
        try terminal.waitForModes("the ordinary screen") { $0 == .ordinary }
    }

    /// ncurses would allocate 25 GB for it.
    @Test func aSizeThatNoScreenHasCostsNothing() throws {
        let terminal = try Terminal(
            ["sh", "-c", "ulimit -v 4000000; exec \(Shell.quoted(Terminal.keywizard))"],
            environment: ["COLUMNS": "30000", "LINES": "30000"])
        try terminal.answer("Which computer", "C-c")
        #expect(try terminal.exitStatus() == 130)
    }

    @Test func suspendAndContinue() throws {
        let terminal = try start()
        let shown = try terminal.screen()
        // Twice, because a stop that is left over from the first time would show in the second.
        for _ in 1...2 {
            try terminal.press("C-z")
            try terminal.wait("Stopped")
            #expect(try terminal.modes() == .ordinary)
            try terminal.type("fg")
            try terminal.press("Enter")
            try terminal.wait("the full screen as it was") { $0 == shown }
            #expect(try terminal.modes().isAlternate)
        }
        try terminal.press("C-c")
        try expectOrdinary(terminal, status: 130)
    }

    /// A stop from outside leaves no time to restore anything; the screen is whole again afterwards.
    @Test func stopFromOutside() throws {
        let terminal = try start()
        let shown = try terminal.screen()
        try terminal.signal(SIGSTOP)
        try terminal.wait("Stopped")
        // The modes are the wizard's still: Enter isn't a line's end, but ^J is.
        try terminal.type("fg")
        try terminal.press("C-j")
        try terminal.wait("the full screen as it was") { $0 == shown }
        #expect(try !terminal.modes().isCooked)
    }

    @Test func unknownTerminalIsLikeXterm() throws {
        let terminal = try start("xterm-nobody-has-heard-of")
        try terminal.press("C-c")
        try expectOrdinary(terminal, status: 130)
    }

    @Test func withoutAnAlternateScreen() throws {
        let terminal = try Terminal(term: "vt100", inShell: true)
        try terminal.waitForModes("raw bytes") { !$0.isCooked }
        try terminal.press("C-c")
        try expectOrdinary(terminal, status: 130)
    }
}
