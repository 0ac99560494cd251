import LocalServer
import Platform
import Testing

/// A key is replaced by a new one, with the real program, ssh and sshd: interrupted at every step, there is a login, and
/// the wizard goes on with it.
@Suite(.serialized, .enabled(if: isRoot && exists("/usr/sbin/sshd"), "makes an account and runs sshd: needs root"))
struct RotationTests {
    enum Step: Int, CaseIterable, Comparable {
        case saved, installed, proved, planned, removing, retired
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// Somebody with a key that opens their account by its name in ssh_config.
    private func person(
        _ settings: [String] = [], hasAgent: Bool = false, arguments: [String] = [], size: String = "80x24"
    ) throws -> Person {
        try Person(settings, hasAgent: hasAgent, arguments: arguments, size: size) { server in
            server.makeKey("old")
            let config = """
                Host 127.0.0.1
                    User \(server.user)
                    Port \(server.port)
                    IdentityFile ~/.ssh/id_ed25519
                    IdentitiesOnly yes

                """
            write(config, to: server.folder + "/given")
            write("[127.0.0.1]:\(server.port) \(server.publicLine("host"))\n", to: server.folder + "/known")
            server.authorize("# kept\nno-pty \(server.publicLine("old"))\n")
            for (file, name, mode) in [
                ("old", "id_ed25519", "600"), ("old.pub", "id_ed25519.pub", "644"), ("given", "config", "600"),
                ("known", "known_hosts", "600"),
            ] {
                let (from, to) = ("\(server.folder)/\(file)", "\(server.home)/.ssh/\(name)")
                try Shell.run(["install", "-m", mode, "-o", server.user, from, to])
            }
        }
    }

    private func logsIn(_ person: Person, _ options: String...) -> Bool {
        (try? person.run(["ssh"] + options + ["-o", "BatchMode=yes", "127.0.0.1", "echo in"])) == "in\n"
    }

    /// With one key and nothing else of the configuration.
    private func logsIn(_ person: Person, with name: String) -> Bool {
        let server = person.server
        let command = [
            "ssh", "-F", "none", "-i", "\(server.home)/.ssh/\(name)", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
            "-o", "UserKnownHostsFile=\(server.home)/.ssh/known_hosts", "-p", "\(server.port)",
            "\(server.user)@127.0.0.1", "echo in",
        ]
        return (try? person.run(command)) == "in\n"
    }

    /// Chooses the key and walks to a step of its replacement.
    private func replace(_ person: Person, until step: Step) throws {
        let terminal = person.terminal
        try terminal.wait("~/.ssh has a key")
        try terminal.press("C-o")
        try person.answer("Which of your keys?", "Enter")
        try terminal.click("Replace it with a new key")
        try terminal.press("Enter")
        try terminal.wait("Where does the public key go?")
        try terminal.type("server")
        try person.answer("❯ A server", "Enter")
        try person.answer("Which key replaces id_ed25519?", "Enter")
        try person.answer("blank area", "C-r")
        try person.answer("The key pair is made", "Enter")
        try terminal.wait("Protect the key with a passphrase")
        try terminal.press("Tab", "Tab", "Tab", "Tab", "Enter")
        try person.answer("whoever gets a copy", "C-n")
        try person.answer("Beside ~/.ssh/id_ed25519", "Enter")
        try terminal.wait("Public key for pasting")
        guard step > .saved else { return }
        try terminal.press("Enter")
        try terminal.wait("Put the key on the server")
        try terminal.paste("127.0.0.1:\(person.server.port)")
        try person.answer(String(person.server.port), "Tab", "Tab", "Enter")
        // The old key lets it in: nothing is asked.
        try terminal.wait("added the key to ~/.ssh/authorized_keys")
        guard step > .installed else { return }
        try terminal.press("Enter")
        try prove(person, until: step)
    }

    /// From the login on.
    private func prove(_ person: Person, until step: Step) throws {
        let terminal = person.terminal
        try person.answer("[ Try the login ]", "Enter")
        try terminal.wait("The login works")
        guard step > .proved else { return }
        try terminal.press("Enter")
        try terminal.wait("Retire the old key")
        try terminal.wait("[ Retire it ]")
        guard step > .planned else { return }
        if step == .removing {
            // sshd runs it before the removal, which therefore never begins.
            write("sleep 100\n", to: person.server.home + "/.ssh/rc")
        }
        try terminal.press("Enter")
        if step == .removing {
            try terminal.wait("Removing the old key")
            try terminal.wait("the session to begin") { _ in
                run("pgrep -u \(person.server.user) -f 'ssh/rc' >/dev/null") == 0
            }
        } else {
            try terminal.wait("The old key is retired")
        }
    }

    /// Goes on with it after a kill.
    private func takeUp(_ person: Person, after step: Step) throws {
        let terminal = person.terminal
        try terminal.wait("Replacing ~/.ssh/id_ed25519 was interrupted")
        try terminal.click("[ Go on replacing ]")
        if step == .saved {
            try terminal.wait("Where does the public key go?")
            try terminal.type("server")
            try person.answer("❯ A server", "Enter")
            try person.answer("Public key for pasting", "Enter")
            try terminal.wait("Put the key on the server")
            try terminal.paste("127.0.0.1:\(person.server.port)")
            try person.answer(String(person.server.port), "Tab", "Tab", "Enter")
            try person.answer("added the key", "Enter")
        } else {
            try terminal.wait("Put the key on the server")
            try terminal.wait("127.0.0.1")
            try terminal.press("Enter")
            try person.answer("the key was in ~/.ssh/authorized_keys", "Enter")
        }
        try prove(person, until: .retired)
    }

    private func expectReplaced(_ person: Person, old: String) throws {
        let server = person.server
        let new = read(server.home + "/.ssh/id_ed25519.pub")
        #expect(!new.isEmpty && !old.contains(new))
        #expect(read(server.authorizedKeys) == "# kept\n" + new)
        #expect(read(server.home + "/.ssh/id_ed25519.old.pub") == old + "\n")
        #expect(logsIn(person) && logsIn(person, with: "id_ed25519") && !logsIn(person, with: "id_ed25519.old"))
        #expect(try person.run(["sh", "-c", "ls ~/.local/state/keywizard/rotations"]) == "")
        #expect(!exists(server.home + "/.ssh/id_ed25519.new"))
    }

    @Test(arguments: Step.allCases) func aKillLeavesALogin(after step: Step) throws {
        let person = try person()
        let old = person.server.publicLine("old")
        #expect(logsIn(person))
        try replace(person, until: step)
        try person.terminal.signal(SIGKILL)
        _ = try person.terminal.exitStatus()
        if step == .removing {
            // What waits in sshd would go on with it.
            run("kill -KILL $(pgrep -u \(person.server.user))")
            unlink(person.server.home + "/.ssh/rc")
        }
        // By its name in ssh_config, whichever key has that now.
        #expect(logsIn(person), "after \(step)")
        if step < .retired {
            let isRenamed = step == .removing
            #expect(logsIn(person, with: isRenamed ? "id_ed25519.old" : "id_ed25519"), "after \(step)")
            if step > .saved {
                #expect(logsIn(person, with: isRenamed ? "id_ed25519" : "id_ed25519.new"), "after \(step)")
            }
            try person.startAgain()
            try takeUp(person, after: step)
            try person.terminal.press("Enter")
            try person.answer("Done: you can log in", "Enter")
            #expect(try person.terminal.exitStatus() == 0)
        }
        try expectReplaced(person, old: old)
        try person.startAgain()
        try person.terminal.wait("~/.ssh has 2 keys")
        #expect(try !person.terminal.screen().contains("interrupted"))
    }

    /// The new key comes there by password, and its passphrase is asked for at the login and at the removal.
    @Test func byPasswordAndWithAPassphrase() throws {
        let person = try Person { server in
            server.makeKey("old")
            server.authorize(server.publicLine("old"))
            for file in ["old", "old.pub"] {
                let mode = file == "old" ? "600" : "644"
                let (from, to) = ("\(server.folder)/\(file)", "\(server.home)/.ssh/work\(file.dropFirst(3))")
                try Shell.run(["install", "-m", mode, "-o", server.user, from, to])
            }
        }
        let (server, terminal) = (person.server, person.terminal)
        let passphrase = "seven lamps in the harbour"
        try terminal.wait("~/.ssh has a key")
        try terminal.press("C-o")
        try person.answer("Which of your keys?", "Enter")
        try terminal.click("Replace it with a new key")
        try terminal.press("Enter")
        try terminal.wait("Where does the public key go?")
        try terminal.type("server")
        try person.answer("❯ A server", "Enter")
        try person.answer("Which key replaces work?", "Enter")
        try person.answer("blank area", "C-r")
        try person.answer("The key pair is made", "Enter")
        try terminal.wait("Protect the key with a passphrase")
        try terminal.type(passphrase)
        try terminal.press("Enter")
        try terminal.type(passphrase)
        try person.answer("the same", "Enter")
        try person.answer("Beside ~/.ssh/work", "Enter")
        try person.answer("Public key for pasting", "Enter")
        try person.install()
        try terminal.wait("With the lines marked + in")
        try person.answer("IdentityFile ~/.ssh/work", "Enter")
        try person.answer("No agent runs here", "Enter")
        try person.answer("[ Try the login ]", "Enter")
        try person.type("Enter passphrase for key", passphrase)
        try person.answer("The login works", "Enter")
        try person.answer("[ Retire it ]", "Enter")
        try terminal.wait("a second question") { $0.ranges(of: "Enter passphrase for key").count == 2 }
        try terminal.type(passphrase)
        try terminal.press("Enter")
        try terminal.wait("The old key is retired")
        #expect(try terminal.modes().isAlternate)
        #expect(read(server.authorizedKeys) == read(server.home + "/.ssh/work.pub"))
        #expect(read(server.home + "/.ssh/work.old.pub") == server.publicLine("old") + "\n")
        #expect(!logsIn(person, with: "work.old"))
        let effective = try person.run(["ssh", "-G", "127.0.0.1"]).split(separator: "\n")
        #expect(effective.contains("identityfile ~/.ssh/work"))
    }

    /// A service that answers as Gitea does is asked for the old key and loses it, with the token that brought the new one.
    @Test func fromAServiceItGoesByRequest() throws {
        let gitea = KeyService()
        let greeting = "Hi there, ana! You've successfully authenticated, but Gitea does not provide shell access."
        let person = try person(["ForceCommand echo \"\(greeting)\""])
        let (server, terminal) = (person.server, person.terminal)
        let old = server.publicLine("old")
        gitea.add(old, named: "laptop")
        try terminal.wait("~/.ssh has a key")
        try terminal.press("C-o")
        try person.answer("Which of your keys?", "Enter")
        try terminal.click("Replace it with a new key")
        try terminal.press("Enter")
        try terminal.wait("Where does the public key go?")
        try terminal.type("gitea")
        try person.answer("❯ Gitea", "Enter")
        try person.answer("Which key replaces id_ed25519?", "Enter")
        try person.answer("blank area", "C-r")
        try person.answer("The key pair is made", "Enter")
        try terminal.wait("Protect the key with a passphrase")
        try terminal.press("Tab", "Tab", "Tab", "Tab", "Enter")
        try person.answer("whoever gets a copy", "C-n")
        try person.answer("Beside ~/.ssh/id_ed25519", "Enter")
        try person.answer("Public key for pasting", "Enter")
        try person.answer("By hand, in the web page", "Enter")
        try terminal.wait("Name of the key")
        try terminal.type("http://127.0.0.1:\(gitea.port)")
        try terminal.press("Enter")
        try terminal.type("a-token")
        try person.answer("•••••••", "Enter", "Enter", "Enter", "Enter")
        try person.answer("The key is there", "Enter")
        server.authorize(old + "\n" + read(server.home + "/.ssh/id_ed25519.new.pub"))
        // This one is logged in to as somebody else than git.
        try person.answer("[ Leave the file ]", "Tab", "Enter")
        try person.answer("[ Try the login ]", "Enter")
        try terminal.click("[ Change the address ]")
        try terminal.wait("Where is your Gitea?")
        try terminal.press("C-u")
        try terminal.type("\(server.user)@127.0.0.1:\(server.port)")
        try terminal.press("Enter")
        try person.answer("[ Try the login ]", "Enter")
        try person.answer("You are in as ana.", "Enter")
        try terminal.wait("Gitea: the key “laptop” is deleted")
        #expect(try !terminal.screen().contains("authorized_keys"))
        #expect(gitea.keys.count == 2)
        try terminal.press("Enter")
        try terminal.wait("The old key is retired")
        #expect(try terminal.screen().contains("removed the old key “laptop” from Gitea"))
        #expect(gitea.keys == [read(server.home + "/.ssh/id_ed25519.pub")])
        #expect(read(server.home + "/.ssh/id_ed25519.old.pub") == old + "\n")
    }

    /// The agent that holds the old key forgets it, and no other; it ends with the wizard that it was started for.
    @Test func theAgentForgetsTheOldKey() throws {
        let person = try person(hasAgent: true, size: "120x30")
        let (server, terminal) = (person.server, person.terminal)
        try terminal.wait("~/.ssh has a key")
        try Shell.run([
            "install", "-m", "600", "-o", server.user, server.folder + "/host", server.folder + "/run/other",
        ])
        _ = try person.run(["ssh-add", "-q", server.home + "/.ssh/id_ed25519", server.folder + "/run/other"])
        try replace(person, until: .planned)
        #expect(try terminal.screen().contains("forgets it"))
        #expect(try person.run(["ssh-add", "-L"]).split(separator: "\n").count == 2)
        try terminal.press("Enter")
        try terminal.wait("The old key is retired")
        #expect(try terminal.screen().contains("the agent has forgotten"))
        let held = try person.run(["ssh-add", "-L"]).split(separator: "\n")
        #expect(held.map { $0.split(separator: " ")[1] } == [server.publicLine("host").split(separator: " ")[1]])
        try terminal.press("C-c")
        _ = try terminal.exitStatus()
        try terminal.wait("the agent to end") { _ in (try? person.run(["ssh-add", "-l"])) == nil }
    }

    /// The walk in plain mode with its answers in a file: no terminal anywhere, and nothing secret is asked for.
    @Test func plainModeReplacesAKeyThroughAPipe() throws {
        let person = try person()
        let (server, old) = (person.server, person.server.publicLine("old"))
        try person.terminal.wait("~/.ssh has a key")
        try person.terminal.press("C-c")
        _ = try person.terminal.exitStatus()
        let answers = [
            "my keys", "1", "replace it with a new key", "a server", "", "the new one", "", "", "no passphrase", "yes",
            "yes", "", "", "127.0.0.1", "", "\(server.port)", "", "", "", "", "",
        ]
        write(answers.map { $0 + "\n" }.joined(), to: server.folder + "/answers")
        let said = try person.run(
            ["sh", "-c", "\(server.folder)/keywizard --plain < \(server.folder)/answers"])
        #expect(
            said.contains("\n\(server.user)@127.0.0.1: removed the old key from ~/.ssh/authorized_keys.\n"), "\(said)")
        #expect(said.contains("No agent runs here."))
        // Without a locale it is ASCII, what is said beside ssh too.
        #expect(said.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A })
        try expectReplaced(person, old: old)
        #expect(read(server.home + "/.ssh/id_ed25519.pub").hasSuffix(" the new one\n"))
    }

    /// The same on a terminal, with a passphrase of the new key that ssh asks for twice, and the old key in an agent.
    @Test func plainModeAsksForThePassphrase() throws {
        let person = try person(hasAgent: true, arguments: ["--plain"], size: "160x200")
        let (server, terminal) = (person.server, person.terminal)
        let passphrase = "seven lamps in the harbour"
        let old = server.publicLine("old")
        func answer(_ question: String, _ text: String = "") throws {
            try terminal.wait("“\(question)” as the last thing said") { screen in
                screen.split(separator: "\n").last { $0.contains { $0 != " " } }?.contains(question) == true
            }
            try terminal.type(text)
            try terminal.press("Enter")
        }
        try terminal.wait("Step 1 of 10")
        _ = try person.run(["ssh-add", "-q", server.home + "/.ssh/id_ed25519"])
        try answer("Enter takes 1, This computer", "my keys")
        try answer("Enter takes 1", "1")
        try answer("Enter takes 1", "replace it")
        try answer("Enter takes 1, A server", "")
        try answer("Enter takes 1, Ed25519", "")
        try answer("Comment", "")
        try answer("Type a line of anything", "")
        try answer("Keep this key pair", "")
        try answer("Type a passphrase", "1")
        try answer("New passphrase:", passphrase)
        try answer("Repeat passphrase:", passphrase)
        try answer("Enter takes 1, until you log out", "not at all")
        try answer("Write these files?", "yes")
        try answer("Enter takes 1, Go on", "")
        try answer("Enter takes 1, One server", "")
        try answer("Host, as in", "127.0.0.1")
        try answer("Enter takes \(server.user)", "")
        try answer("Port", "\(server.port)")
        try answer("Enter takes 1, Go on to the login", "")
        try answer("Enter takes 1, Try the login", "")
        try answer("Enter passphrase for key", passphrase)
        try terminal.wait("The login works")
        try answer("Press Enter to go on", "")
        try terminal.wait("and the agent forgets it")
        try answer("Enter takes 1, Retire it", "")
        try answer("Enter passphrase for key", passphrase)
        try terminal.wait("and the agent has forgotten it")
        #expect((try? person.run(["ssh-add", "-L"])) == nil)
        try answer("Press Enter to go on", "")
        try answer("Press Enter to finish", "")
        #expect(try terminal.exitStatus() == 0)
        #expect(try !terminal.screen().contains("lamps"))
        let new = read(server.home + "/.ssh/id_ed25519.pub")
        #expect(read(server.authorizedKeys) == "# kept\n" + new && !old.contains(new))
        #expect(read(server.home + "/.ssh/id_ed25519.old.pub") == old + "\n")
        #expect(try Shell.run(["ssh-keygen", "-y", "-P", passphrase, "-f", person.identity]).hasPrefix("ssh-ed25519 "))
        #expect(!logsIn(person, with: "id_ed25519.old"))
        #expect(try person.run(["sh", "-c", "ls ~/.local/state/keywizard/rotations"]) == "")
    }

    /// What was kept is damaged: that is said, nothing is touched, and both keys go on working.
    @Test(arguments: ["truncate -s 200", "chmod 0"]) func whatIsDamagedIsSaid(by damage: String) throws {
        let person = try person(size: "100x30")
        try replace(person, until: .installed)
        try person.terminal.signal(SIGKILL)
        let files = try person.run(["sh", "-c", "cat ~/.ssh/id_ed25519* ~/.ssh/authorized_keys"])
        _ = try person.run(["sh", "-c", "\(damage) ~/.local/state/keywizard/rotations/*"])
        let state = try Shell.run(["sh", "-c", "cat \(person.server.home)/.local/state/keywizard/rotations/*"])
        try person.startAgain()
        let terminal = person.terminal
        try terminal.wait(damage == "chmod 0" ? "replacement can't be read" : "replacement is damaged")
        #expect(try !terminal.screen().contains("Go on replacing"))
        try terminal.press("C-c")
        _ = try terminal.exitStatus()
        #expect(try person.run(["sh", "-c", "cat ~/.ssh/id_ed25519* ~/.ssh/authorized_keys"]) == files)
        #expect(
            try Shell.run(["sh", "-c", "cat \(person.server.home)/.local/state/keywizard/rotations/*"]) == state)
        #expect(logsIn(person, with: "id_ed25519") && logsIn(person, with: "id_ed25519.new"))
    }

    @Test func givenUpBothKeysStay() throws {
        let person = try person(size: "60x18")
        try replace(person, until: .planned)
        try person.terminal.signal(SIGKILL)
        try person.startAgain()
        let terminal = person.terminal
        try terminal.wait("was interrupted")
        try terminal.press("C-o")
        try person.answer("being replaced", "Enter")
        try terminal.click("Give its replacement up")
        try terminal.press("Enter")
        try person.answer("Both keys stay where they are", "Tab", "Enter")
        try terminal.wait("What should happen with it?")
        try terminal.press("C-c")
        #expect(logsIn(person, with: "id_ed25519") && logsIn(person, with: "id_ed25519.new"))
        #expect(try person.run(["sh", "-c", "ls ~/.local/state/keywizard/rotations"]) == "")
        try person.startAgain()
        try person.terminal.wait("~/.ssh has 2 keys")
        #expect(try !person.terminal.screen().contains("interrupted"))
    }

    @Test func theOldKeyIsPutBackAndDeleted() throws {
        let person = try person()
        let old = person.server.publicLine("old")
        try replace(person, until: .retired)
        try person.startAgain()
        func open() throws {
            try person.terminal.press("C-o")
            try person.terminal.wait("Which of your keys?")
            try person.terminal.type(person.server.home + "/.ssh/id_ed25519.old")
            try person.terminal.press("Enter")
            try person.terminal.wait("What should happen with it?")
        }
        try person.terminal.wait("~/.ssh has 2 keys")
        try open()
        try person.answer("Put it back under its name", "Enter")
        try person.answer("Put the old key back?", "Tab", "Enter")
        try person.terminal.wait("Which of your keys?")
        #expect(read(person.server.home + "/.ssh/id_ed25519.pub") == old + "\n")
        #expect(logsIn(person, with: "id_ed25519.new") && !logsIn(person, with: "id_ed25519"))
        let home = person.server.home + "/.ssh/"
        try Shell.run(
            [
                "sh", "-c",
                "cd \(home); for end in '' .pub; do mv id_ed25519$end id_ed25519.old$end; mv id_ed25519.new$end id_ed25519$end; done",
            ])
        try person.startAgain()
        try person.terminal.wait("~/.ssh has 2 keys")
        try open()
        try person.terminal.click("Delete it")
        try person.terminal.press("Enter")
        try person.answer("Delete the old key?", "Tab", "Enter")
        try person.terminal.wait("Which of your keys?")
        #expect(
            try person.run(["sh", "-c", "ls ~/.ssh"])
                == "authorized_keys\nconfig\nid_ed25519\nid_ed25519.pub\nknown_hosts\n")
        #expect(logsIn(person))
    }
}
