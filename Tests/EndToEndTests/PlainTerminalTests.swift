import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Plain mode on a terminal: TERM says that it can place no text, and secrets are typed without echo.
@Suite struct PlainTerminalTests {
    private static let passphrase = "seven lamps in the harbour"

    private func start(_ arguments: String..., term: String = "dumb") throws -> Terminal {
        try Terminal([Terminal.keywizard] + arguments, size: "79x100", term: term)
    }

    private func answer(_ terminal: Terminal, _ question: String, _ text: String) throws {
        try terminal.wait("“\(question)” as the last line") { screen in
            screen.split(separator: "\n").last { $0.contains { $0 != " " } }?.contains(question) == true
        }
        try terminal.type(text)
        try terminal.press("Enter")
    }

    private func walkToPassphrase(_ terminal: Terminal) throws {
        try answer(terminal, "Enter takes 1, This computer", "")
        try answer(terminal, "Enter takes 1, A server", "no dest")
        try answer(terminal, "Enter takes 1, Ed25519", "")
        try answer(terminal, "Comment", "")
        try answer(terminal, "Type a line of anything", "anything")
        try answer(terminal, "Keep this key pair", "")
    }

    @Test func theWholeWalk() throws {
        let terminal = try start()
        try walkToPassphrase(terminal)
        try answer(terminal, "Type a passphrase", "")
        try answer(terminal, "New passphrase: ", Self.passphrase)
        try answer(terminal, "Repeat passphrase: ", "something else")
        try terminal.wait("Not the same")
        try answer(terminal, "Repeat passphrase: ", Self.passphrase)
        try answer(terminal, "Path of the private key", "")
        try answer(terminal, "Write these files?", "")
        try answer(terminal, "Enter takes 1, Go on", "")
        try answer(terminal, "Press Enter to go on", "")
        try answer(terminal, "Press Enter to finish", "")
        #expect(try terminal.exitStatus() == 0)
        let screen = try terminal.screen()
        #expect(!screen.contains("lamps") && !screen.contains("something else"))
        // Breaks between words, none of them made by the terminal.
        #expect(screen.contains("Enter takes what is proposed."))
        let opened = try Shell.run(["ssh-keygen", "-y", "-P", Self.passphrase, "-f", terminal.home + "/.ssh/id_ed25519"])
        #expect(opened.hasPrefix("ssh-ed25519 "))
    }

    @Test func sixWordsAreShownOnceAndOpenTheKey() throws {
        let terminal = try start("--plain", term: "tmux-256color")
        try walkToPassphrase(terminal)
        try answer(terminal, "Type a passphrase", "2")
        try terminal.wait("Take these words")
        let words = try terminal.screen().split(separator: "\n").last { $0.filter { $0 == "-" }.count == 5 && !$0.contains(" ") }
        try answer(terminal, "Take these words", "")
        try answer(terminal, "Path of the private key", "")
        try answer(terminal, "Write these files?", "")
        try terminal.wait("ssh-ed25519 AAAA")
        let opened = try Shell.run(
            ["ssh-keygen", "-y", "-P", String(words ?? ""), "-f", terminal.home + "/.ssh/id_ed25519"])
        #expect(opened.hasPrefix("ssh-ed25519 "))
    }

    @Test func backAndQuitAreUnderstoodWhereNothingIsShown() throws {
        let terminal = try start()
        try walkToPassphrase(terminal)
        try answer(terminal, "Type a passphrase", "1")
        try answer(terminal, "New passphrase: ", "back")
        try answer(terminal, "Type a passphrase", "1")
        try answer(terminal, "New passphrase: ", "quit")
        try answer(terminal, "Leave and discard it?", "yes")
        #expect(try terminal.exitStatus() == 130)
        #expect(try Shell.run(["ls", "-A", terminal.home]) == "")
    }

    /// Emacs' shell reads a secret in its own way when the last line looks like this (comint-password-prompt-regexp,
    /// in the form that it has had since Emacs 24).
    @Test func emacsKnowsThePassphrasePrompts() throws {
        let regexp = /(^ *|(Enter|enter|Enter same|Old|New|Repeat|Bad|Retype|Verify) +)(password|passphrase)(, try again| \(again\))?(?: for [^:]+)?:\s*$/
        let terminal = try start()
        try walkToPassphrase(terminal)
        try answer(terminal, "Type a passphrase", "1")
        try terminal.wait("New passphrase:")
        let last = try terminal.screen().split(separator: "\n").last ?? ""
        #expect(last.contains(regexp))
        try terminal.type("x")
        try terminal.press("Enter")
        try terminal.wait("Repeat passphrase:")
        #expect(try (terminal.screen().split(separator: "\n").last ?? "").contains(regexp))
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
        try later.wait("Leave and discard it?")
        try later.press("C-c")
        #expect(try later.exitStatus() == 130)
        #expect(try later.modes() == .ordinary)
    }

    @Test func theEndOfTheInputEnds() throws {
        let terminal = try start()
        try terminal.wait("Which computer")
        try terminal.press("C-d")
        #expect(try terminal.exitStatus() == 130)
    }

    /// A size that takes long is stopped by a word, while the tenths are said.
    @Test func generationIsStoppedByAWord() throws {
        let terminal = try start()
        try answer(terminal, "This computer", "")
        try answer(terminal, "A server", "no dest")
        try answer(terminal, "Ed25519", "rsa")
        try answer(terminal, "Size in bits", "16384")
        try answer(terminal, "Comment", "")
        try answer(terminal, "Type a line", "")
        try terminal.wait("10 %")
        try terminal.type("back")
        try terminal.press("Enter")
        try answer(terminal, "Type a line", "quit")
        #expect(try terminal.exitStatus() == 130)
    }
}
