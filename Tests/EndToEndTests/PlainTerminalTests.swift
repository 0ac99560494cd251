import LocalServer
import Platform
import Testing

/// Plain mode on a terminal: TERM says that it can place no text, and secrets are typed without echo.
@Suite(.serialized) struct PlainTerminalTests {
    private static let passphrase = "seven lamps in the harbour"

    private func start(
        _ arguments: [String] = [], size: String = "160x120", term: String = "dumb",
        environment: [String: String] = [:]
    ) throws -> Terminal {
        let terminal = try Terminal(
            [Terminal.keywizard] + arguments, size: size, term: term, environment: environment)
        try terminal.record()
        return terminal
    }

    private func walkToPassphrase(_ terminal: Terminal) throws {
        try terminal.reply(PlainWalk.to("nowhere") + PlainWalk.newKey)
    }

    private func walkToTheEnd(_ terminal: Terminal) throws {
        try walkToPassphrase(terminal)
        try terminal.reply("Type a passphrase")
        try terminal.reply("New passphrase:", Self.passphrase)
        try terminal.reply("Repeat passphrase:", "something else")
        try terminal.wait("Different from here on")
        try terminal.reply("Repeat passphrase:", Self.passphrase)
        try terminal.reply(PlainWalk.save)
        try terminal.reply("Enter takes 1, Continue")
        try terminal.reply("Address, as in root@server.example.org")
        try terminal.reply("Enter takes 1, Continue")
        try terminal.reply("Enter takes 1, Finish")
        #expect(try terminal.exitStatus() == 0)
    }

    private func expectKey(_ terminal: Terminal, passphrase: String) throws {
        let opened = try Shell.run(
            ["ssh-keygen", "-y", "-P", passphrase, "-f", terminal.home + "/.ssh/id_ed25519"])
        #expect(opened.hasPrefix("ssh-ed25519 "))
    }

    /// Nothing that a terminal acts on but ends of lines: no color, no cursor movement, no bell.
    private func expectLinesAlone(_ terminal: Terminal, endingWith end: String) throws {
        let bytes = try terminal.recording(endingWith: end)
        #expect(bytes.count > 500)
        #expect(!bytes.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F })
    }

    /// By TERM, as Emacs' shell has it, and by --plain on a terminal that could do more.
    @Test(
        arguments: [
            (["--ascii"], "dumb", [:]), ([], "dumb", ["INSIDE_EMACS": "28.2,comint", "EMACS": "t"]),
            (["--plain"], "tmux-256color", [:]),
        ] as [([String], String, [String: String])])
    func theWholeWalk(arguments: [String], term: String, environment: [String: String]) throws {
        let terminal = try start(arguments, term: term, environment: environment)
        try walkToTheEnd(terminal)
        let screen = try terminal.screen()
        #expect(!screen.contains("lamps") && !screen.contains("something else"))
        try expectKey(terminal, passphrase: Self.passphrase)
        try expectLinesAlone(terminal, endingWith: "Enter takes 1, Finish): \r\n")
    }

    @Test(.enabled(if: isRoot && exists("/usr/sbin/sshd"), "makes an account and runs sshd: needs root"))
    func toALoginAtAServer() throws {
        let server = try TestServer()
        let terminal = try Terminal(["--plain"], beside: server, size: "160x200", term: "dumb")
        try terminal.reply(PlainWalk.to("") + PlainWalk.newKey + PlainWalk.passphrase(Self.passphrase) + PlainWalk.save)
        try terminal.reply(PlainWalk.upload(to: server, asksForPassword: true))
        try terminal.reply("Enter takes 1, Add these lines")
        // ssh_config is said not to be what ssh reads, whose home folder is another here; then the agent.
        try terminal.reply("Press Enter to continue")
        try terminal.wait("No agent is available")
        try terminal.reply("Press Enter to continue")
        try terminal.reply("Enter takes 1, Test login")
        try terminal.reply("Enter passphrase for key", Self.passphrase)
        try terminal.wait("The server accepted this key")
        try terminal.reply("Press Enter to continue")
        try terminal.wait("You can log in to")
        try terminal.reply("Enter takes 1, Finish")
        #expect(try terminal.exitStatus() == 0)
        #expect(try !terminal.screen().contains("lamps"))
    }

    /// Lines are broken between words, questions too: no word is cut by the terminal's edge.
    @Test func linesAreBrokenBetweenWords() throws {
        let terminal = try start(size: "50x100")
        // Each question's last line: what is typed before it stands would be echoed amid the program's lines.
        try terminal.reply([("Linux):", ""), ("to):", "nowhere"), ("Enter takes 1, Ed25519", "")])
        try terminal.wait("the question for the comment") { Terminal.lastLine($0).contains("empty):") }
        let lines = try terminal.screen().split(separator: "\n")
        #expect(lines.contains { $0.count > 40 } && lines.allSatisfy { $0.count < 50 })
        #expect(lines.contains("for; “help” explains, “quit” leaves."))
    }

    @Test func sixWordsAreShownOnceAndOpenTheKey() throws {
        let terminal = try start(["--plain"], term: "tmux-256color")
        try walkToPassphrase(terminal)
        try terminal.reply("Type a passphrase", "2")
        // The page before has the same last line. Some of the words have a hyphen of their own.
        try terminal.wait("2. Type my own")
        let lines = try terminal.screen().split(separator: "\n")
        let words = lines.drop { !$0.contains("They can't be recovered.") }.dropFirst().first
        try terminal.reply("Enter takes 1, Continue")
        try terminal.reply(PlainWalk.save)
        try terminal.wait("ssh-ed25519 AAAA")
        try expectKey(terminal, passphrase: String(words ?? ""))
    }

    @Test func backQuitAndHelpAreUnderstoodWhereNothingIsShown() throws {
        let terminal = try start()
        try walkToPassphrase(terminal)
        try terminal.reply("Type a passphrase", "1")
        try terminal.reply("New passphrase:", "help")
        try terminal.wait("copies the file still needs")
        try terminal.reply("New passphrase:", "back")
        try terminal.reply("Type a passphrase", "1")
        try terminal.reply("New passphrase:", "quit")
        try terminal.reply("Enter takes 1, Stay", "2")
        #expect(try terminal.exitStatus() == 130)
        #expect(try Shell.run(["ls", "-A", terminal.home]) == "")
    }

    /// Emacs' shell reads a secret in its own way when the last line looks like this (comint-password-prompt-regexp,
    /// in the form that it has had since Emacs 24).
    @Test func emacsKnowsThePassphrasePrompts() throws {
        let regexp =
            /(^ *|(Enter|enter|Enter same|Old|New|Repeat|Bad|Retype|Verify) +)(password|passphrase)(, try again| \(again\))?(?: for [^:]+)?:\s*$/
        let terminal = try start()
        try walkToPassphrase(terminal)
        try terminal.reply("Type a passphrase", "1")
        try terminal.wait("New passphrase:")
        #expect(try Terminal.lastLine(terminal.screen()).contains(regexp))
        try terminal.type("x")
        try terminal.press("Enter")
        try terminal.wait("Repeat passphrase:")
        #expect(try Terminal.lastLine(terminal.screen()).contains(regexp))
    }

    /// ^C is “quit”: it asks when a key would be lost, and a second one leaves.
    @Test func anInterruptAsksWhereSomethingWouldBeLost() throws {
        let terminal = try start()
        try terminal.wait("Which computer")
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 130)
        let later = try start()
        try walkToPassphrase(later)
        try later.wait("Type a passphrase")
        try later.press("C-c")
        try later.wait("Enter takes 1, Stay")
        try later.press("C-c")
        #expect(try later.exitStatus() == 130)
        #expect(try later.modes() == .ordinary)
    }

    /// ^D, at a question and where nothing is shown.
    @Test func theEndOfTheInputEnds() throws {
        let terminal = try start()
        try terminal.wait("Which computer")
        try terminal.press("C-d")
        #expect(try terminal.exitStatus() == 130)
        let hidden = try start()
        try walkToPassphrase(hidden)
        try hidden.reply("Type a passphrase", "1")
        try hidden.wait("New passphrase:")
        try hidden.press("C-d")
        #expect(try hidden.exitStatus() == 130)
        #expect(try hidden.modes() == .ordinary)
        #expect(try Shell.run(["ls", "-A", hidden.home]) == "")
    }

    /// A size that takes long is stopped by a word.
    @Test func generationIsStoppedByAWord() throws {
        let terminal = try start()
        try terminal.reply("This computer")
        try terminal.reply("A server", "nowhere")
        try terminal.reply("Ed25519", "rsa")
        try terminal.reply("Size in bits", "16384")
        try terminal.reply("Comment")
        try terminal.reply("Type anything")
        try terminal.wait("Generating an RSA 16384 key")
        try terminal.type("back")
        try terminal.press("Enter")
        try terminal.reply("Type anything", "quit")
        #expect(try terminal.exitStatus() == 130)
        try expectLinesAlone(terminal, endingWith: "quit\r\n")
    }
}
