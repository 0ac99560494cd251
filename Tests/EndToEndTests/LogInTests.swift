import LocalServer
import Testing

/// From the upload to the login, with the real program, sshd, ssh-agent and `ssh -G`.
///
/// The wizard runs as the account that it logs in to, so that ssh has the same home folder as the wizard.
@Suite(.serialized, .enabled(if: isRoot && exists("/usr/sbin/sshd"), "makes an account and runs sshd: needs root"))
struct LogInTests {
    private static let passphrase = "seven lamps in the harbour"

    @Test func withAnAgentThePassphraseIsTypedOnce() throws {
        let person = try Person(hasAgent: true)
        let terminal = person.terminal
        try person.makeKey(for: "server", mark: "A server", passphrase: Self.passphrase)
        try person.answer("ssh-agent holds it", "Enter")
        try person.answer("Public key for pasting", "Enter")
        #expect(try person.run(["ssh-add", "-l"]).contains(person.fingerprint))
        try person.install()

        try terminal.wait("the new file ~/.ssh/config")
        #expect(try terminal.screen().contains("+ Host 127.0.0.1"))
        try terminal.press("Enter")
        try terminal.wait("✓ ssh uses this key for 127.0.0.1")
        #expect(try terminal.screen().contains("✓ ssh-agent holds the key"))
        let config = person.server.home + "/.ssh/config"
        #expect(try Shell.run(["stat", "-c", "%a", config]) == "600\n")
        let effective = try person.run(["ssh", "-G", "127.0.0.1"]).split(separator: "\n")
        for line in [
            "user \(person.server.user)", "port \(person.server.port)", "identityfile ~/.ssh/id_ed25519",
            "identitiesonly yes",
        ] {
            #expect(effective.contains { $0 == line }, "\(line)")
        }

        // Nothing has to be asked, so the page stays where it is.
        try terminal.press("Enter")
        try terminal.wait("The login works")
        let shown = try terminal.screen()
        for step in ["name resolved", "connected", "host key known", "key offered", "key accepted", "authenticated"] {
            #expect(shown.contains("✓ " + step), "\(step)")
        }
        #expect(try terminal.modes().isAlternate)
        #expect(try person.run(["ssh", "-o", "BatchMode=yes", "127.0.0.1", "echo in"]) == "in\n")
        try terminal.press("Enter")
        try person.answer("Done: you can log in", "Enter")
        #expect(try terminal.exitStatus() == 0)
    }

    @Test func withoutAnAgentSSHAsksAndTheFileKeepsWhatItHas() throws {
        let old = "# mine\nHost\tolder  # comment\n\tUser = \"me\"\n\nHost *\n    ServerAliveInterval 5"
        let person = try Person(config: old)
        let terminal = person.terminal
        try person.makeKey(for: "server", mark: "A server", passphrase: Self.passphrase)
        #expect(try !terminal.screen().contains("agent"))
        try terminal.press("Enter")
        try person.answer("Public key for pasting", "Enter")
        try person.install()
        try person.answer("With the lines marked + in ~/.ssh/config", "Enter")
        try terminal.wait("No agent runs here")
        let entry =
            "Host 127.0.0.1\n\tUser \(person.server.user)\n\tPort \(person.server.port)\n\tIdentityFile ~/.ssh/id_ed25519\n\tIdentitiesOnly yes\n\n"
        let new = read(person.server.home + "/.ssh/config")
        #expect(new == old.replacing("Host *", with: entry + "Host *"))
        #expect(try person.run(["sh", "-c", "cat ~/.ssh/config.bak-$(date +%F)"]) == old)
        try terminal.press("Enter")
        try person.answer("[ Try the login ]", "Enter")
        try person.type("Enter passphrase for key", "wrong")
        #expect(try terminal.modes().isAlternate == false)
        try terminal.wait("a second question") { $0.ranges(of: "Enter passphrase for key").count == 2 }
        try terminal.type(Self.passphrase)
        try terminal.press("Enter")
        try terminal.wait("The login works")
        try terminal.wait("✓ key accepted")
        #expect(try terminal.modes().isAlternate)
    }

    @Test func aServiceGreetsOnceItKnowsTheKey() throws {
        let greeting = "Hi there, ana! You've successfully authenticated, but Gitea does not provide shell access."
        let person = try Person(["ForceCommand echo \"\(greeting)\""])
        let terminal = person.terminal
        try person.makeKey(for: "gitea", mark: "Gitea", passphrase: nil)
        try terminal.press("Enter")
        try person.answer("Public key for pasting", "Enter")
        try person.answer("By hand, in the web page", "End", "Enter")
        try person.answer("[ Not now ]", "Enter")
        try terminal.wait("Where is your Gitea?")
        try terminal.type("\(person.server.user)@127.0.0.1:\(person.server.port)")
        try terminal.press("Enter")
        try person.answer("+ Host 127.0.0.1", "Enter")
        try person.answer("[ Try the login ]", "Enter")

        // Nobody vouches for that server: Enter alone adds nothing.
        try terminal.wait("This computer has not met 127.0.0.1 before")
        #expect(try terminal.screen().contains(person.server.fingerprint("host")))
        try terminal.press("BTab", "Enter")
        try terminal.wait("that account does not know the key yet")
        let known = try person.run(["ssh-keygen", "-F", "[127.0.0.1]:\(person.server.port)", "-l"])
        #expect(known.contains(person.server.fingerprint("host")))

        person.server.authorize(read(person.identity + ".pub"))
        try terminal.click("[ Try again ]")
        try terminal.wait("You are in as ana.")
        #expect(try terminal.screen().contains("✓ greeting"))
    }

    /// Two keys at one server, each under a name of its own.
    @Test func aSecondAccountIsReachedByItsOwnName() throws {
        let person = try Person(config: "Host 127.0.0.1\n    IdentityFile ~/.ssh/older\n")
        try person.makeKey(for: "server", mark: "A server", passphrase: nil)
        try person.answer("Save", "Enter")
        try person.answer("Public key for pasting", "Enter")
        try person.install()
        try person.answer("A second key for 127.0.0.1", "Enter")
        try person.answer("+     HostName 127.0.0.1", "Enter")
        try person.answer("[ Try the login ]", "Enter")
        try person.terminal.wait("The login works")
        let second = try person.run(["ssh", "-G", "127.0.0.1-work"]).split(separator: "\n")
        #expect(second.contains("hostname 127.0.0.1") && second.contains("identityfile ~/.ssh/id_ed25519"))
        let first = try person.run(["ssh", "-G", "127.0.0.1"]).split(separator: "\n")
        #expect(first.contains("identityfile ~/.ssh/older") && !first.contains("identityfile ~/.ssh/id_ed25519"))
        #expect(try person.run(["ssh", "-o", "BatchMode=yes", "127.0.0.1-work", "echo in"]) == "in\n")
    }

    @Test func anotherHostKeyStops() throws {
        let person = try Person()
        person.server.makeKey("impostor")
        try person.makeKey(for: "no dest", mark: "No destination", passphrase: nil)
        try person.answer("Save", "Enter")
        try person.answer("Public key for pasting", "Enter")
        write(
            "[127.0.0.1]:\(person.server.port) \(person.server.publicLine("impostor"))\n",
            to: person.server.home + "/.ssh/known_hosts")
        try person.type("Where do you log in?", "127.0.0.1:\(person.server.port)")
        try person.answer("[ Leave the file ]", "Tab", "Enter")
        try person.answer("[ Try the login ]", "Enter")
        try person.terminal.wait("Stop: the server shows another key")
        let shown = try person.terminal.screen()
        #expect(shown.contains(person.server.fingerprint("host")))
        #expect(shown.contains("ssh-keygen -f"))
        try person.terminal.press("Enter")
        try person.terminal.wait("Finish")
        #expect(!exists(person.server.home + "/.ssh/config"))
    }

    @Test func aLoginThatHangsIsEnded() throws {
        let silent = SilentServer()
        let person = try Person()
        try person.makeKey(for: "no dest", mark: "No destination", passphrase: nil)
        try person.answer("Save", "Enter")
        try person.answer("Public key for pasting", "Enter")
        try person.type("Where do you log in?", "127.0.0.1:\(silent.port)")
        try person.answer("[ Leave the file ]", "Tab", "Enter")
        try person.answer("[ Try the login ]", "Enter")
        try person.terminal.wait("✓ connected")
        #expect(run("pgrep -f '[s]sh .*-p \(silent.port) ' >/dev/null") == 0)
        try person.terminal.press("Escape")
        try person.terminal.wait("[ Try the login ]")
        try person.terminal.wait("ssh to be gone") { _ in run("pgrep -f '[s]sh .*-p \(silent.port) ' >/dev/null") != 0 }
    }

    @Test func plainModeComesToALoginToo() throws {
        let person = try Person(hasAgent: true, arguments: ["--plain"], size: "100x60")
        let terminal = person.terminal
        func answer(_ question: String, _ text: String = "") throws { try person.type(question, text) }
        try answer("Step 1 of 10")
        try answer("Step 2 of 10", "1")
        try answer("Which kind of key?")
        try answer("Comment")
        try answer("Type a line of anything")
        try answer("Keep this key pair")
        try answer("No passphrase")
        try answer("New passphrase:", Self.passphrase)
        try answer("Repeat passphrase:", Self.passphrase)
        try answer("Path of the private key")
        try answer("ssh-agent can hold the key", "until")
        try answer("Write these files?")
        try answer("Step 7 of 10")
        try answer("Several servers at once")
        try answer("Host, as in", "127.0.0.1")
        try answer("User, your account there")
        try answer("Port, 22 when left empty", String(person.server.port))
        try answer("(yes/no", "yes")
        try answer("password:", person.server.password)
        try answer("Go on to the login")
        try terminal.wait("+ Host 127.0.0.1")
        try answer("Add these lines, write")
        try terminal.wait("ssh-agent holds the key.")
        try answer("Try the login, log in once")
        try terminal.wait("Authenticated.")
        try answer("The login works")
        try terminal.wait("Done: you can log in")
        #expect(try person.run(["ssh", "-o", "BatchMode=yes", "127.0.0.1", "echo in"]) == "in\n")
    }
}
