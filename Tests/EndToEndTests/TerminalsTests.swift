import Testing

/// The terminals of docs/terminals.md, as far as they can be had here: by their names, and through tmux and GNU screen.
@Suite(.serialized) struct TerminalsTests {
    /// A walk over three pages of different kinds, to the last of which both halves must have been understood.
    private func walk(_ terminal: Terminal) throws -> [String] {
        var screens: [String] = []
        try terminal.wait("^C quit")
        try terminal.wait("Which computer")
        try terminal.press("Down", "Enter")
        try terminal.wait("Find")
        try terminal.type("thermo")
        // Rows are drawn from the top: the button of the longer list is gone last.
        try terminal.wait("the one that is found") { screen in
            screen.contains("SSH keys for new Thermo cloud servers") && screen.ranges(of: " Continue").count == 1
        }
        screens.append(try terminal.screen())
        try terminal.press("Enter")
        try terminal.wait("Recommended: RSA 4096")
        try terminal.waitUntilGone("Tab next")
        screens.append(try terminal.screen())
        try terminal.press("F1")
        try terminal.wait("Keys on this page")
        try terminal.press("Escape")
        try terminal.wait("Which type of key?")
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 130)
        #expect(try terminal.modes() == .ordinary)
        return screens
    }

    private static let unicode = Reference(arguments: [])
    private static let ascii = Reference(arguments: ["--ascii"])

    /// What the pages look like where everything is known.
    private final class Reference: Sendable {
        let screens: Result<[String], any Error>
        init(arguments: [String]) {
            screens = Result { try TerminalsTests().walk(Terminal(TerminalsTests.program + arguments)) }
        }
    }

    /// Without ssh-keygen, so that no kinds of keys appear that it turns out to have.
    private static let program = ["env", "PATH=/nonexistent", Terminal.keywizard]

    /// How many colors a screen shows: 0, 8, 16 or 256.
    private func colors(_ styled: String) -> Int {
        if styled.contains("\u{1b}[38;5;") || styled.contains(";38;5;") { return 256 }
        if styled.contains(/\u{1b}\[(\d+;)*(9[0-7]|10[0-7])m/) { return 16 }
        return styled.contains(/\u{1b}\[(\d+;)*(3[0-7]|4[0-7])m/) ? 8 : 0
    }

    /// Every TERM shows the same pages, in the colors that it has. Where it isn't described here it is taken for
    /// an xterm; an interface that everybody's terminal has is no worse for a name that nobody knows.
    private static let names = [
        ("xterm", 8), ("xterm-256color", 256), ("xterm-16color", 16), ("tmux", 8), ("tmux-256color", 256),
        ("screen", 8),
        ("screen-256color", 256), ("rxvt", 8), ("rxvt-unicode-256color", 256), ("putty", 8), ("vt100", 0), ("vt220", 0),
        ("linux", 8), ("xterm-kitty", 256), ("foot", 256), ("alacritty", 256), ("xterm-ghostty", 256), ("wezterm", 256),
        ("nobody-knows-this-one", 256),
    ]

    @Test(arguments: names) func pagesAreTheSame(term: String, colors: Int) throws {
        let terminal = try Terminal(Self.program, term: term, environment: ["COLORFGBG": "15;0"])
        try terminal.wait(term == "linux" ? "> This computer" : "› This computer")
        try terminal.wait("^C quit")
        let styled = try terminal.styledScreen()
        #expect(self.colors(styled) == colors)
        let screens = try walk(terminal)
        let expected = try (term == "linux" ? Self.ascii : Self.unicode).screens.get()
        #expect(screens == expected)
    }

    /// What is tried here is what the table says.
    @Test(arguments: names) func theTableHasIt(term: String, colors: Int) throws {
        let root = #filePath.dropLast("Tests/EndToEndTests/TerminalsTests.swift".count)
        let table = try Shell.run(["cat", root + "docs/terminals.md"])
        let row = table.split(separator: "\n").first { $0.contains("`\(term)`") }
        #expect(row?.split(separator: "|").dropFirst().first == (colors == 0 ? " none " : " \(colors) "))
    }

    /// tmux in a terminal, with its mouse on and off; the terminal around it is told what the page wants.
    @Test(arguments: ["on", "off"]) func insideTmux(mouse: String) throws {
        let terminal = try Terminal(["tmux", "-u", "-S", "inner", "-f", "tmux.conf", "new", Terminal.keywizard]) {
            home in
            let lines =
                "set -g mouse \(mouse)\nset -g status off\nset -s escape-time 0\nset -g default-terminal tmux-256color\n"
            try Shell.run(["sh", "-c", "printf '\(lines)' > \(home)/tmux.conf"])
        }
        try terminal.click("Windows with PuTTY")
        try terminal.wait("› Windows with PuTTY")
        try terminal.waitForModes("the mouse") { $0.hasMouse }
        try terminal.click(" Continue")
        try wheelAndMove(terminal)
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 0)
    }

    @Test(.enabled(if: Shell.has("screen"), "needs GNU screen")) func insideScreen() throws {
        let terminal = try Terminal(["screen", "-U", "-c", "screenrc", Terminal.keywizard]) { home in
            try Shell.run(["mkdir", "-m", "700", home + "/.screen"])
            try Shell.run([
                "sh", "-c", "printf 'startup_message off\\nmaptimeout 0\\nterm screen\\n' > \(home)/screenrc",
            ])
        }
        try terminal.click("Windows with PuTTY")
        try terminal.wait("› Windows with PuTTY")
        try terminal.click(" Continue")
        try wheelAndMove(terminal)
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 0)
    }

    /// The wheel moves in the list, and the pointer is seen on the page that collects randomness.
    private func wheelAndMove(_ terminal: Terminal) throws {
        try terminal.wait("› A server I can log in to")
        try terminal.send("\u{1b}[<65;30;9M".utf8)
        try terminal.wait("› Nowhere yet")
        try terminal.press("Enter")
        try terminal.walk(from: .key, until: .randomness)
        try terminal.waitForModes("motion") { $0.hasMotion }
        try terminal.movePointer(20)
        try terminal.wait(/[1-9]\d* of 256 bits/)
    }

    /// A terminal is asked for its background once, and its answer changes the colors at once.
    @Test func theBackgroundIsAskedForAndDecides() throws {
        let terminal = try Terminal(term: "xterm-256color")
        try terminal.wait("^C quit")
        let neutral = try terminal.styledScreen()
        try terminal.send("\u{1b}]11;rgb:ffff/ffff/ffff\u{1b}\\".utf8)
        try terminal.wait("the light palette") { _ in try terminal.styledScreen() != neutral }
        let light = try terminal.styledScreen()
        let asked = try Terminal([Terminal.keywizard, "--theme", "light"], term: "xterm-256color")
        try asked.wait("^C quit")
        #expect(try asked.styledScreen() == light)
    }

    @Test func noColorMeansNone() throws {
        let terminal = try Terminal(term: "xterm-256color", environment: ["NO_COLOR": "1"])
        try terminal.wait("^C quit")
        #expect(try colors(terminal.styledScreen()) == 0)
        // What is said on the command line goes before.
        let asked = try Terminal(
            [Terminal.keywizard, "--theme", "dark"], term: "xterm-256color", environment: ["NO_COLOR": "1"])
        try asked.wait("^C quit")
        #expect(try colors(asked.styledScreen()) == 256)
    }
}

/// Walks at every size, by the keyboard, with the window resized on the way.
@Suite(.serialized) struct SizeWalkTests {
    @Test(arguments: ["60x18", "80x24", "140x50", "300x100"]) func toASavedKey(_ size: String) throws {
        let terminal = try Terminal(size: size)
        /// The window becomes another one, too small on the way, and is as before.
        func resized() throws {
            let before = try terminal.screen()
            for other in ["140x50", "40x10", "60x18", size] { try terminal.resize(other) }
            try terminal.wait("the page as it was") { $0 == before }
        }
        try terminal.wait("^C quit")
        try terminal.press("Down")
        try terminal.wait("› Windows with PuTTY")
        try resized()
        try terminal.press("Up")
        try terminal.wait("› This computer")
        try terminal.walk(Walk(protection: .passphrase("seven lamps")), until: .publicKey) { stop in
            if stop == .key {
                try terminal.press("Tab")
                try terminal.type("!")
                try terminal.wait("!")
            }
            try resized()
        }
        try resized()
        try terminal.press("F1")
        try terminal.wait("Esc close")
        try resized()
        try terminal.press("Escape")
        try terminal.walk(from: .publicKey, until: .logIn)
        try terminal.wait("Where do you want to log in?")
        let opened = try Shell.run(
            ["ssh-keygen", "-y", "-P", "seven lamps", "-f", terminal.home + "/.ssh/id_ed25519"])
        #expect(opened.hasPrefix("ssh-ed25519 ") && opened.hasSuffix("!\n"))
    }

    /// A key is made while the window changes; the bar goes on, and Escape still stops it.
    @Test func whileAKeyIsMade() throws {
        let terminal = try Terminal()
        try terminal.walk(until: .key)
        try terminal.click("RSA")
        try terminal.answer("Size", "Tab", "C-u")
        try terminal.type("16384")
        try terminal.press("Enter")
        try terminal.answer("over the area", "Enter")
        for size in ["60x18", "40x10", "140x50", "80x24"] {
            try terminal.resize(size)
            try terminal.wait(size == "40x10" ? "needs 60×18" : "Generating an RSA")
        }
        try terminal.press("Escape")
        try terminal.wait("over the area")
    }
}
