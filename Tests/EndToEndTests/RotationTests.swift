import LocalServer
import Platform
import Testing

/// A key is replaced by a new one, with the real program, ssh and sshd: interrupted at every step, there is a login, and
/// the wizard resumes it.
@Suite(.serialized, .enabled(if: isRoot && exists("/usr/sbin/sshd"), "makes an account and runs sshd: needs root"))
struct RotationTests {
    enum Step: Int, CaseIterable, Comparable {
        case saved, installed, proved, planned, removing, retired
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// A user with a key that opens the account by its name in ssh_config.
    private func person(
        _ settings: [String] = [], hasAgent: Bool = false, arguments: [String] = [], size: String = "80x24"
    ) throws -> Person {
        try Person(settings, hasAgent: hasAgent, arguments: arguments, size: size) { server in
            server.makeKey("old")
            server.giveKey("old", as: "id_ed25519")
            server.give(
                """
                Host 127.0.0.1
                    User \(server.user)
                    Port \(server.port)
                    IdentityFile ~/.ssh/id_ed25519
                    IdentitiesOnly yes

                """, as: "config")
            server.give("[127.0.0.1]:\(server.port) \(server.publicLine("host"))\n", as: "known_hosts")
            server.authorize("# kept\nno-pty \(server.publicLine("old"))\n")
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

    /// The walk by which the key is replaced. The old one lets the new one in: nothing is asked.
    private func walk(_ person: Person) -> Walk {
        Walk(
            destination: "A server", protection: .none, upload: .server(person.server, asksForPassword: false),
            replaced: "id_ed25519")
    }

    /// Walks to a step of the replacement.
    private func replace(_ person: Person, until step: Step) throws {
        try person.terminal.walk(walk(person), until: .publicKey)
        guard step > .saved else { return }
        try person.terminal.walk(walk(person), from: .publicKey, until: .uploaded)
        guard step > .installed else { return }
        try person.terminal.press("Enter")
        try prove(person, until: step)
    }

    /// From the login on.
    private func prove(_ person: Person, until step: Step) throws {
        let terminal = person.terminal
        try terminal.answer(" Test login", "Enter")
        try terminal.wait("The server accepted this key")
        guard step > .proved else { return }
        try terminal.press("Enter")
        try terminal.wait("Remove the old key")
        try terminal.wait(" Remove old key")
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
            try terminal.wait("is replaced")
        }
    }

    /// Resumes it after a kill.
    private func takeUp(_ person: Person, after step: Step) throws {
        let terminal = person.terminal
        try terminal.wait("The replacement of ~/.ssh/id_ed25519")
        try terminal.click(" Resume replacement")
        if step == .saved {
            var walk = walk(person)
            walk.hasKey = true
            try terminal.walk(walk, from: .destination, until: .logIn)
        } else {
            try terminal.wait("Add the key to your server")
            try terminal.wait("127.0.0.1")
            try terminal.press("Enter")
            try terminal.answer("The key is already in ~/.ssh/authorized_keys", "Enter")
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
            // What waits in sshd would continue with it.
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
            try person.terminal.answer("You can log in to", "Enter")
            #expect(try person.terminal.exitStatus() == 0)
        }
        try expectReplaced(person, old: old)
        try person.startAgain()
        try person.terminal.wait("~/.ssh has 2 keys")
        #expect(try !person.terminal.screen().contains("The replacement of "))
    }

    /// The new key comes there by password, and its passphrase is asked for at the login and at the removal.
    @Test func byPasswordAndWithAPassphrase() throws {
        let person = try Person { server in
            server.makeKey("old")
            server.giveKey("old", as: "work")
            server.authorize(server.publicLine("old"))
        }
        let (server, terminal) = (person.server, person.terminal)
        let passphrase = "seven lamps in the harbour"
        var walk = person.walk(.passphrase(passphrase))
        walk.replaced = "work"
        try terminal.walk(walk, until: .logIn)
        try terminal.wait("These lines in")
        try terminal.answer("IdentityFile ~/.ssh/work", "Enter")
        try terminal.answer("No agent is available", "Enter")
        try terminal.answer(" Test login", "Enter")
        try terminal.answer("Enter passphrase for key", with: passphrase)
        try terminal.answer("The server accepted this key", "Enter")
        try terminal.answer(" Remove old key", "Enter")
        try terminal.wait("a question on a cleared screen") {
            $0.contains("Removing the old key at") && $0.contains("Enter passphrase for key")
        }
        try terminal.type(passphrase)
        try terminal.press("Enter")
        try terminal.wait("is replaced")
        #expect(try terminal.modes().isAlternate)
        #expect(read(server.authorizedKeys) == read(server.home + "/.ssh/work.pub"))
        #expect(read(server.home + "/.ssh/work.old.pub") == server.publicLine("old") + "\n")
        #expect(!logsIn(person, with: "work.old"))
        let effective = try person.run(["ssh", "-G", "127.0.0.1"]).split(separator: "\n")
        #expect(effective.contains("identityfile ~/.ssh/work"))
    }

    /// A service that answers as Gitea does is asked for the old key and loses it, with the token that added the new one.
    @Test func fromAServiceItGoesByRequest() throws {
        let gitea = try KeyService()
        let greeting = "Hi there, ana! You've successfully authenticated, but Gitea does not provide shell access."
        let person = try person(["ForceCommand echo \"\(greeting)\""])
        let (server, terminal) = (person.server, person.terminal)
        let old = server.publicLine("old")
        gitea.add(old, named: "laptop")
        let walk = Walk(
            destination: "Gitea", protection: .none, upload: .token("a-token", at: "http://127.0.0.1:\(gitea.port)"),
            replaced: "id_ed25519")
        try terminal.walk(walk, until: .logIn)
        server.authorize(old + "\n" + read(server.home + "/.ssh/id_ed25519.new.pub"))
        // This one is logged in to as someone else than git.
        try terminal.click(" Don't change it")
        try terminal.answer(" Test login", "Enter")
        try terminal.click(" Change the address")
        try terminal.wait("Where is your Gitea?")
        try terminal.press("C-u")
        try terminal.type("\(server.user)@127.0.0.1:\(server.port)")
        try terminal.press("Enter")
        try terminal.answer(" Test login", "Enter")
        try terminal.answer("Gitea said: “Hi there, ana!", "Enter")
        try terminal.wait("Gitea: deletes “laptop”")
        #expect(try !terminal.screen().contains("authorized_keys"))
        #expect(gitea.keys.count == 2)
        try terminal.press("Enter")
        try terminal.wait("is replaced")
        #expect(try terminal.screen().contains("emoved the old key “laptop” from Gitea"))
        #expect(gitea.keys == [read(server.home + "/.ssh/id_ed25519.pub")])
        #expect(read(server.home + "/.ssh/id_ed25519.old.pub") == old + "\n")
    }

    /// The agent that holds the old key forgets it, and no other; it ends with the wizard that it was started for.
    @Test func theAgentForgetsTheOldKey() throws {
        let person = try person(hasAgent: true, size: "120x30")
        let (server, terminal) = (person.server, person.terminal)
        try terminal.wait("~/.ssh has 1 key")
        try Shell.run([
            "install", "-m", "600", "-o", server.user, server.folder + "/host", server.folder + "/run/other",
        ])
        _ = try person.run(["ssh-add", "-q", server.home + "/.ssh/id_ed25519", server.folder + "/run/other"])
        try replace(person, until: .planned)
        #expect(try terminal.screen().contains("forgets it"))
        #expect(try person.run(["ssh-add", "-L"]).split(separator: "\n").count == 2)
        try terminal.press("Enter")
        try terminal.wait("is replaced")
        #expect(try terminal.screen().contains("ssh-agent forgot it"))
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
        try person.terminal.wait("~/.ssh has 1 key")
        try person.terminal.press("C-c")
        _ = try person.terminal.exitStatus()
        let answers = [
            "use an existing key", "1", "replace it with a new key", "a server", "", "the new one", "", "",
            "no passphrase", "use none",
            "yes", "", "", "127.0.0.1", "", "\(server.port)", "", "", "", "", "",
        ]
        write(answers.map { $0 + "\n" }.joined(), to: server.folder + "/answers")
        let said = try person.run(
            ["sh", "-c", "\(server.folder)/keywizard --plain < \(server.folder)/answers"])
        #expect(
            said.contains("\n\(server.user)@127.0.0.1: removed the old key from ~/.ssh/authorized_keys.\n"), "\(said)")
        #expect(said.contains("No agent here; where one holds the old key, run:"))
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
        try terminal.wait("Step 1 of 10")
        _ = try person.run(["ssh-add", "-q", server.home + "/.ssh/id_ed25519"])
        try terminal.reply("Enter takes 1, This computer", "use an existing key")
        try terminal.reply("Enter takes 1", "1")
        try terminal.reply("Enter takes 1", "replace it")
        try terminal.reply("Enter takes 1, A server")
        try terminal.reply(PlainWalk.newKey + PlainWalk.passphrase(passphrase))
        try terminal.reply("Enter takes 1, until the agent exits", "don't add")
        try terminal.reply("Save these files?", "yes")
        try terminal.reply(PlainWalk.upload(to: server, asksForPassword: false))
        try terminal.reply("Enter takes 1, Test login")
        try terminal.reply("Enter passphrase for key", passphrase)
        try terminal.wait("The server accepted this key")
        try terminal.reply("Press Enter to continue")
        try terminal.wait("ssh-agent forgets it")
        try terminal.reply("Enter takes 1, Remove old key")
        try terminal.reply("Enter passphrase for key", passphrase)
        try terminal.wait("ssh-agent forgot it")
        #expect((try? person.run(["ssh-add", "-L"])) == nil)
        try terminal.reply("Press Enter to continue")
        try terminal.reply("Enter takes 1, Finish")
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
        try terminal.wait(damage == "chmod 0" ? "replacement is unreadable" : "replacement is damaged")
        #expect(try !terminal.screen().contains("Resume replacement"))
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
        try terminal.wait("The replacement of ")
        try terminal.press("C-o")
        try terminal.answer("being replaced", "Enter")
        try terminal.click("Abandon its replacement")
        try terminal.press("Enter")
        try terminal.answer("Both keys stay, here", "Tab", "Enter")
        try terminal.wait("What do you want to do?")
        try terminal.press("C-c")
        #expect(logsIn(person, with: "id_ed25519") && logsIn(person, with: "id_ed25519.new"))
        #expect(try person.run(["sh", "-c", "ls ~/.local/state/keywizard/rotations"]) == "")
        try person.startAgain()
        try person.terminal.wait("~/.ssh has 2 keys")
        #expect(try !person.terminal.screen().contains("The replacement of "))
    }

    @Test func theOldKeyIsPutBackAndDeleted() throws {
        let person = try person()
        let old = person.server.publicLine("old")
        try replace(person, until: .retired)
        try person.startAgain()
        func open() throws {
            try person.terminal.press("C-o")
            try person.terminal.answer("Which key?", with: person.server.home + "/.ssh/id_ed25519.old")
            try person.terminal.wait("What do you want to do?")
        }
        try person.terminal.wait("~/.ssh has 2 keys")
        try open()
        try person.terminal.answer("Restore it", "Enter")
        try person.terminal.answer("Restore the old key?", "Tab", "Enter")
        try person.terminal.wait("Which key?")
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
        try person.terminal.answer("Delete the old key?", "Tab", "Enter")
        try person.terminal.wait("Which key?")
        #expect(
            try person.run(["sh", "-c", "ls ~/.ssh"])
                == "authorized_keys\nconfig\nid_ed25519\nid_ed25519.pub\nknown_hosts\n")
        #expect(logsIn(person))
    }
}
