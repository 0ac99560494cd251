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
        let walk = person.walk(.passphrase(Self.passphrase))
        try terminal.walk(walk, until: .save)
        try terminal.answer("Add to ssh-agent", "Enter")
        try terminal.wait("MD5 (older services)")
        #expect(try person.run(["ssh-add", "-l"]).contains(person.fingerprint))
        try terminal.walk(walk, from: .publicKey, until: .logIn)

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
        try terminal.wait("The server accepted this key")
        let shown = try terminal.screen()
        for step in ["Name resolved", "Connected", "Host key known", "Key offered", "Key accepted", "Logged in"] {
            #expect(shown.contains("✓ " + step), "\(step)")
        }
        #expect(try terminal.modes().isAlternate)
        #expect(try person.run(["ssh", "-o", "BatchMode=yes", "127.0.0.1", "echo in"]) == "in\n")
        try terminal.press("Enter")
        try terminal.answer("You can log in to", "Enter")
        #expect(try terminal.exitStatus() == 0)
    }

    @Test func withoutAnAgentSSHAsksAndTheFileKeepsWhatItHas() throws {
        let old = "# mine\nHost\tolder  # comment\n\tUser = \"me\"\n\nHost *\n    ServerAliveInterval 5"
        let person = try Person(config: old)
        let terminal = person.terminal
        let walk = person.walk(.passphrase(Self.passphrase))
        try terminal.walk(walk, until: .save)
        #expect(try !terminal.screen().contains("agent"))
        try terminal.walk(walk, from: .save, until: .logIn)
        try terminal.answer("These lines in ~/.ssh/config", "Enter")
        try terminal.wait("No agent is available")
        let entry =
            "Host 127.0.0.1\n\tUser \(person.server.user)\n\tPort \(person.server.port)\n\tIdentityFile ~/.ssh/id_ed25519\n\tIdentitiesOnly yes\n\tAddKeysToAgent yes\n\n"
        let new = read(person.server.home + "/.ssh/config")
        #expect(new == old.replacing("Host *", with: entry + "Host *"))
        #expect(try person.run(["sh", "-c", "cat ~/.ssh/config.bak-$(date +%F)"]) == old)
        try terminal.press("Enter")
        try terminal.answer(" Test login", "Enter")
        try terminal.answer("Enter passphrase for key", with: "wrong")
        #expect(try terminal.modes().isAlternate == false)
        try terminal.wait("a second question") { $0.ranges(of: "Enter passphrase for key").count == 2 }
        try terminal.type(Self.passphrase)
        try terminal.press("Enter")
        try terminal.wait("The server accepted this key")
        try terminal.wait("✓ Key accepted")
        #expect(try terminal.modes().isAlternate)
    }

    @Test func aServiceGreetsOnceItKnowsTheKey() throws {
        let greeting = "Hi there, ana! You've successfully authenticated, but Gitea does not provide shell access."
        let person = try Person(["ForceCommand echo \"\(greeting)\""])
        let terminal = person.terminal
        try terminal.walk(Walk(destination: "Gitea", protection: .none), until: .upload)
        try terminal.answer("Paste it on the website", "Enter")
        try terminal.answer("Which host is your Gitea on?", "Enter")
        try terminal.answer("Where is your Gitea?", with: "\(person.server.user)@127.0.0.1:\(person.server.port)")
        try terminal.answer("+ Host 127.0.0.1", "Enter")
        try terminal.answer(" Test login", "Enter")

        // Nobody vouches for that server: Enter alone adds nothing.
        try terminal.wait("This computer doesn't know 127.0.0.1")
        #expect(try terminal.screen().contains(person.server.fingerprint("host")))
        try terminal.press("BTab", "Enter")
        try terminal.wait("he server didn't accept this key")
        let known = try person.run(["ssh-keygen", "-F", "[127.0.0.1]:\(person.server.port)", "-l"])
        #expect(known.contains(person.server.fingerprint("host")))

        person.server.authorize(read(person.identity + ".pub"))
        try terminal.click(" Retry")
        try terminal.wait("Gitea said: “Hi there, ana!")
        #expect(try terminal.screen().contains("✓ Greeting"))
    }

    /// Two keys at one server, each under a name of its own.
    @Test func aSecondAccountIsReachedByItsOwnName() throws {
        let person = try Person(config: "Host 127.0.0.1\n    IdentityFile ~/.ssh/older\n")
        try person.terminal.walk(person.walk(.none), until: .logIn)
        try person.terminal.answer("A second key for 127.0.0.1", "Enter")
        try person.terminal.answer("+     HostName 127.0.0.1", "Enter")
        try person.terminal.answer(" Test login", "Enter")
        try person.terminal.wait("The server accepted this key")
        let second = try person.run(["ssh", "-G", "127.0.0.1-work"]).split(separator: "\n")
        #expect(second.contains("hostname 127.0.0.1") && second.contains("identityfile ~/.ssh/id_ed25519"))
        let first = try person.run(["ssh", "-G", "127.0.0.1"]).split(separator: "\n")
        #expect(first.contains("identityfile ~/.ssh/older") && !first.contains("identityfile ~/.ssh/id_ed25519"))
        #expect(try person.run(["ssh", "-o", "BatchMode=yes", "127.0.0.1-work", "echo in"]) == "in\n")
    }

    /// A name of ssh_config is what ssh makes of it: none of its lines goes, and a second name leads to the same server.
    @Test func aNameOfTheConfigurationStaysWhatItIs() throws {
        var old = ""
        let person = try Person(prepare: { server in
            old = """
                Host srv
                    HostName 127.0.0.1
                    User \(server.user)
                    Port \(server.port)
                    IdentityFile ~/.ssh/older

                """
            server.give(old, as: "config", mode: 0o644)
        })
        let terminal = person.terminal
        try terminal.walk(Walk(protection: .none), until: .logIn)
        try terminal.answer("Where do you want to log in?", with: "srv")
        person.server.authorize(read(person.identity + ".pub"))
        try terminal.answer("A second key for srv", "Enter")
        try terminal.answer("+     HostName 127.0.0.1", "Enter")
        try terminal.answer(" Test login", "Enter")
        try terminal.wait("This computer doesn't know")
        try terminal.press("BTab", "Enter")
        try terminal.wait("The server accepted this key")
        let second = try person.run(["ssh", "-G", "srv-work"]).split(separator: "\n")
        for line in ["hostname 127.0.0.1", "port \(person.server.port)", "user \(person.server.user)"] {
            #expect(second.contains { $0 == line }, "\(line)")
        }
        #expect(read(person.server.home + "/.ssh/config").hasPrefix(old))
        #expect(try person.run(["ssh", "-o", "BatchMode=yes", "srv-work", "echo in"]) == "in\n")
    }

    @Test func anotherHostKeyStops() throws {
        let person = try Person()
        person.server.makeKey("impostor")
        try person.terminal.walk(Walk(protection: .none), until: .logIn)
        write(
            "[127.0.0.1]:\(person.server.port) \(person.server.publicLine("impostor"))\n",
            to: person.server.home + "/.ssh/known_hosts")
        try person.terminal.answer("Where do you want to log in?", with: "127.0.0.1:\(person.server.port)")
        try person.terminal.answer(" Don't change it", "Tab", "Enter")
        try person.terminal.answer(" Test login", "Enter")
        try person.terminal.wait("has changed")
        let shown = try person.terminal.screen()
        #expect(shown.contains(person.server.fingerprint("host")))
        #expect(shown.contains("ssh-keygen -f"))
        try person.terminal.press("Enter")
        try person.terminal.wait("Finish")
        #expect(!exists(person.server.home + "/.ssh/config"))
    }

    @Test func aLoginThatHangsIsEnded() throws {
        let silent = try SilentServer()
        let person = try Person()
        try person.terminal.walk(Walk(protection: .none), until: .logIn)
        try person.terminal.answer("Where do you want to log in?", with: "127.0.0.1:\(silent.port)")
        try person.terminal.answer(" Don't change it", "Tab", "Enter")
        try person.terminal.answer(" Test login", "Enter")
        try person.terminal.wait("✓ Connected")
        #expect(run("pgrep -f '[s]sh .*-p \(silent.port) ' >/dev/null") == 0)
        try person.terminal.press("Escape")
        try person.terminal.wait(" Test login")
        try person.terminal.wait("ssh to be gone") { _ in run("pgrep -f '[s]sh .*-p \(silent.port) ' >/dev/null") != 0 }
    }

    @Test func plainModeComesToALoginToo() throws {
        let person = try Person(hasAgent: true, arguments: ["--plain"], size: "160x120")
        let terminal = person.terminal
        try terminal.reply(PlainWalk.to("1") + PlainWalk.newKey + PlainWalk.passphrase(Self.passphrase))
        try terminal.reply("Path of the private key")
        try terminal.reply("Enter takes 1, until the agent exits", "until")
        try terminal.reply("Save these files?")
        try terminal.reply(PlainWalk.upload(to: person.server, asksForPassword: true))
        try terminal.wait("+ Host 127.0.0.1")
        try terminal.reply("Enter takes 1, Add these lines")
        try terminal.wait("ssh-agent holds the key.")
        try terminal.reply("Enter takes 1, Test login")
        try terminal.wait("Logged in.")
        try terminal.wait("The server accepted this key")
        try terminal.reply("Press Enter to continue")
        try terminal.wait("You can log in to")
        #expect(try person.run(["ssh", "-o", "BatchMode=yes", "127.0.0.1", "echo in"]) == "in\n")
    }
}
