import Testing

/// The driver against programs whose answers are known.
@Suite struct TerminalDriverTests {
    @Test func inputArrivesAsItWasSent() throws {
        let terminal = try Terminal(["sh", "-c", "stty raw -echo; printf 'here\\r\\n\\033[?2004h'; cat -v"])
        try terminal.wait("here")
        try terminal.type("a b'")
        try terminal.press("F2", "C-c", "BTab")
        try terminal.send([0x1b, 0x5b, 0x3f])
        try terminal.wait("a b'^[OQ^C^[[Z^[[?")
        try terminal.paste("x;y")
        try terminal.wait("^[[200~x;y^[[201~")
        try terminal.click("here")
        try terminal.wait("^[[<0;1;1M^[[<0;1;1m")
        try terminal.movePointer(1)
        try terminal.wait("^[[<35;38;24M")
    }

    @Test func nothingIsInherited() throws {
        let terminal = try Terminal(["env"], environment: ["EXTRA": "it's here"])
        try terminal.wait("EXTRA=it's here")
        #expect(try terminal.exitStatus() == 0)
        let screen = try terminal.screen()
        #expect(screen.contains("HOME=\(terminal.home)") && !screen.contains("TMUX"))
    }

    @Test(arguments: [("exit 3", 3), ("kill -KILL $$", 137), ("kill -TERM $$", 143)])
    func exitStatus(script: String, status: Int) throws {
        #expect(try Terminal(["sh", "-c", script]).exitStatus() == status)
    }

    @Test func sizeAndModes() throws {
        let script = "printf '\\033[?1049h\\033[?25l\\033[?1003h'; stty size; exec sleep 600"
        let terminal = try Terminal(["sh", "-c", script], size: "100x30")
        try terminal.wait("30 100")
        let modes = try terminal.modes()
        #expect(modes.isAlternate && modes.hasMotion && !modes.isCursorVisible && modes.isCooked)
        try terminal.resize("60x18")
        #expect(try terminal.size() == (60, 18))
    }

    @Test func theBuiltProgramIsFound() throws {
        #expect(try !Shell.run(["ls", Terminal.keywizard]).isEmpty)
    }
}
