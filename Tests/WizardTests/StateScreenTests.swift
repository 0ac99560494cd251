import Passphrase
import SSHKey
import Services
import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The states of the pages that a walk from the first to the last doesn't show: what is empty, wrong, busy or failed.
@Suite struct StateScreenTests {
    typealias Terminal = ScreenTests.Terminal

    @Test(arguments: Terminal.all) func computer(_ terminal: Terminal) throws {
        var walk = terminal.walk(.macOS)
        try expectScreen(walk.screen, "computer-mac-\(terminal)")
        walk.press(.tab)
        try expectScreen(walk.screen, "computer-button-\(terminal)")
    }

    @Test(arguments: Terminal.all) func destination(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .destination)
        walk.type("my own box")
        walk.press(.down)
        try expectScreen(walk.screen, "destination-nothing-marked-\(terminal)")
        walk.press(.control("u"), .end)
        try expectScreen(walk.screen, "destination-end-\(terminal)")
    }

    @Test(arguments: Terminal.all) func key(_ terminal: Terminal) throws {
        var slow = terminal.walk()
        slow.walk(to: .key, destination: "thermo")
        slow.press(.backTab, .backTab, .up, .up, .control("u"))
        slow.type("16384")
        try expectScreen(slow.screen, "key-slow-\(terminal)")
        var inside = terminal.walk()
        inside.walk(to: .key)
        inside.send(.authenticatorFound(nil))
        inside.click("Ed25519-SK")
        inside.press(.tab, .character(" "))
        try expectScreen(inside.screen, "key-authenticator-\(terminal)")
        inside.press(.tab, .tab, .control("u"), .enter)
        try expectScreen(inside.screen, "key-authenticator-wrong-\(terminal)")
    }

    @Test(arguments: Terminal.all) func randomness(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .randomness)
        try expectScreen(walk.screen, "randomness-empty-\(terminal)")
        walk.type("seven lamps in the harbour")
        try expectScreen(walk.screen, "randomness-keys-\(terminal)")
        var inside = terminal.walk()
        inside.walk(to: .key)
        inside.send(.authenticatorFound(nil))
        inside.click("Ed25519-SK")
        inside.press(.enter)
        try expectScreen(inside.screen, "randomness-authenticator-\(terminal)")
        inside.press(.enter)
        inside.send(.makingFailed(Problem("no authenticator was found", hint: "plug it in, then try again")))
        try expectScreen(inside.screen, "randomness-authenticator-failed-\(terminal)")
    }

    @Test(arguments: Terminal.all) func passphrase(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .passphrase)
        var report = PassphraseReport.matching
        report.strength = "seven lamps in the harbour".utf8.withContiguousStorageIfAvailable {
            Strength(of: UnsafeRawBufferPointer($0))
        }
        walk.send(.passphraseChanged(report))
        try expectScreen(walk.screen, "passphrase-strong-\(terminal)")
        report = PassphraseReport()
        report.refusedInput = true
        walk.send(.passphraseChanged(report))
        try expectScreen(walk.screen, "passphrase-left-out-\(terminal)")
    }

    @Test(arguments: Terminal.all) func save(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .save)
        walk.send(.placeExamined(PlaceReport(path: "~/.ssh/id_ed25519", .free)))
        walk.press(.tab)
        walk.type("_2")
        walk.send(.placeExamined(PlaceReport(path: "~/.ssh/id_ed25519_2", .free)))
        try expectScreen(walk.screen, "save-editing-\(terminal)")
        walk.press(.backspace, .backspace)
        walk.type(".pub")
        walk.send(
            .placeExamined(
                PlaceReport(
                    path: "~/.ssh/id_ed25519.pub",
                    .problem(Problem("a name that ends in .pub is a public key's", hint: "leave .pub out")))))
        try expectScreen(walk.screen, "save-wrong-\(terminal)")
    }

    @Test(arguments: Terminal.all) func publicKey(_ terminal: Terminal) throws {
        for (name, outcome) in [("copied", CopyOutcome.copied(by: "xclip")), ("in-tmux", .sentToTmux)] {
            var walk = terminal.walk()
            walk.walk(to: .publicKey)
            walk.press(.character("c"))
            walk.send(.copied(outcome))
            try expectScreen(walk.screen, "public-key-\(name)-\(terminal)")
        }
    }

    // MARK: - A server

    @Test(arguments: Terminal.all) func server(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .upload, destination: "A server")
        try expectScreen(walk.screen, "upload-server-empty-\(terminal)")
        walk.type("two words")
        walk.press(.enter)
        try expectScreen(walk.screen, "upload-server-wrong-\(terminal)")
        walk.press(.control("u"))
        walk.type("server.example.org")
        walk.press(.tab, .tab, .enter)
        try expectScreen(walk.screen, "upload-server-busy-\(terminal)")
        walk.send(
            .installed(
                Report(
                    succeeded: true, "added the key to ~/.ssh/authorized_keys on the server",
                    notes: ["others could write to ~/.ssh (0777), and now can't"]), notes: []))
        try expectScreen(walk.screen, "upload-server-done-\(terminal)")
    }

    // MARK: - By hand

    @Test(arguments: Terminal.all) func byHand(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .upload, destination: "triton")
        walk.send(.byHand)
        walk.press(.character("c"))
        walk.send(.copied(.sentToTerminal))
        try expectScreen(walk.screen, "by-hand-sent-\(terminal)")
        walk.press(.pageDown, .pageDown)
        try expectScreen(walk.screen, "by-hand-end-\(terminal)")
        var opened = terminal.walk()
        opened.walk(to: .upload, destination: "launchpad")
        opened.press(.character("o"))
        opened.send(.pageOpened(true))
        opened.press(.character("c"))
        opened.send(.copied(.unavailable))
        try expectScreen(opened.screen, "by-hand-opened-\(terminal)")
        var host = terminal.walk()
        host.walk(to: .upload, destination: "gitea")
        host.send(.byHand)
        try expectScreen(host.screen, "by-hand-host-empty-\(terminal)")
        host.type("git example")
        try expectScreen(host.screen, "by-hand-host-wrong-\(terminal)")
    }

    // MARK: - The login

    @Test(arguments: Terminal.all) func config(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .logIn, destination: "A server")
        try expectScreen(walk.screen, "log-in-config-reading-\(terminal)")
        walk.plan()
        walk.press(.enter)
        try expectScreen(walk.screen, "log-in-config-writing-\(terminal)")
        var refused = walk
        refused.send(
            .configRefused(Problem("~/.ssh/config was changed meanwhile", hint: "look at what it says now")))
        try expectScreen(refused.screen, "log-in-config-refused-\(terminal)")
        guard case .changeConfig(let wish)? = walk.effects.first else {
            Issue.record("nothing is written: \(walk.effects)")
            return
        }
        walk.send(
            .configChanged(
                ConfigOutcome(
                    wish, file: "~/.ssh/config", backup: "~/.ssh/config.bak-2026-11-21",
                    problem: Problem(
                        "ssh takes eve@server.example.org for server.example.org",
                        hint: "a line further up says so: move the new ones to the top"))))
        try expectScreen(walk.screen, "log-in-config-otherwise-\(terminal)")
        var second = terminal.walk()
        second.walkToLogIn("github", otherKey: "~/.ssh/id_private")
        second.press(.control("u"))
        second.type("a b")
        try expectScreen(second.screen, "log-in-second-wrong-\(terminal)")
    }

    @Test(arguments: Terminal.all) func agent(_ terminal: Terminal) throws {
        func at(_ agent: AgentFinding?) -> Walk {
            var walk = terminal.walk()
            walk.walk(to: .logIn, destination: "A server")
            walk.plan([])
            if let agent { walk.send(.agentFound(agent)) }
            return walk
        }
        try expectScreen(at(nil).screen, "log-in-agent-looking-\(terminal)")
        for (name, agent) in [
            ("keeps", AgentFinding(name: "GNOME Keyring", .keepsKeys)),
            ("takes-none", .init(name: "1Password", .takesNone)),
            ("elsewhere", .init(name: "ssh-agent", .elsewhere)),
            (
                "silent",
                .init(
                    name: "ssh-agent", .silent(Problem("the agent doesn't answer", hint: "start it again, then go on")))
            ),
        ] {
            try expectScreen(at(agent).screen, "log-in-agent-\(name)-\(terminal)")
        }
        var walk = at(Walk.sshAgent)
        walk.send(.secretEdited(.agent, .init(count: 9, cursor: 9)))
        walk.press(.enter)
        try expectScreen(walk.screen, "log-in-agent-busy-\(terminal)")
        walk.send(.agentAnswered(.refused(Problem("ssh-agent took no key", hint: "it may be locked: ssh-add -X"))))
        try expectScreen(walk.screen, "log-in-agent-refused-\(terminal)")
    }

    @Test(arguments: Terminal.all) func test(_ terminal: Terminal) throws {
        func tried(_ verdict: LoginVerdict, at destination: String = "A server") -> Walk {
            var walk = terminal.walk()
            walk.walkToLogIn(destination, passphrase: false, lines: [])
            walk.press(.enter)
            guard case .testLogin(let test)? = walk.effects.first else { return walk }
            var progress = LoginProgress(test)
            progress.read("debug1: Connecting to server.example.org [192.0.2.7] port 22.")
            if case .failed(.server) = verdict {
            } else {
                progress.read("debug1: Connection established.")
                progress.read("debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1")
            }
            switch verdict {
            case .failed(.server), .failed(.hostKeyNew): break
            case .failed, .loggedIn:
                progress.read("debug1: Host 'server.example.org' is known and matches the ED25519 host key.")
                progress.read(
                    "debug1: Offering public key: /home/ana/.ssh/id_ed25519 ED25519 \(test.proof.fingerprint) explicit")
            }
            walk.send(.loginMoved(progress))
            walk.send(.loginTested(verdict))
            return walk
        }
        let key = SeenHostKey(
            algorithm: "ssh-ed25519", fingerprint: "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
        var trusting = tried(.failed(.hostKeyNew(key, .unknown)))
        trusting.press(.left, .enter)
        try expectScreen(trusting.screen, "log-in-trusting-\(terminal)")
        trusting.send(
            .hostKeyAdded(Problem("~/.ssh/known_hosts can't be written", hint: "make some room, then try again")))
        try expectScreen(trusting.screen, "log-in-broken-\(terminal)")
        for (name, failure) in [
            ("other-user", LoginFailure.otherUser("ubuntu")),
            ("permissions", .serverPermissions([.homeWritable(mode: 0o777)])), ("no-keys", .keysNotTaken),
            ("passphrase", .passphraseWrong), ("timed-out", .server(.unreachable(.timedOut), alternative: nil)),
        ] {
            try expectScreen(tried(.failed(failure)).screen, "log-in-failed-\(name)-\(terminal)")
        }
        try expectScreen(tried(.loggedIn(nil, needsMore: false)).screen, "log-in-shell-\(terminal)")
    }

    /// What is left to do on this computer, where nobody has named a server.
    @Test(arguments: Terminal.all) func steps(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .logIn)
        try expectScreen(walk.screen, "log-in-nowhere-\(terminal)")
        walk.press(.enter)
        try expectScreen(walk.screen, "steps-linux-\(terminal)")
    }

    /// PuTTY's settings on their way into a file.
    @Test(arguments: Terminal.all) func writing(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .logIn, destination: "github.com", computer: "Windows with PuTTY")
        walk.press(.down, .down, .character("w"))
        try expectScreen(walk.screen, "steps-writing-\(terminal)")
        walk.send(.windowsRefused(Problem("there is no space left", hint: "make some room, then try again")))
        try expectScreen(walk.screen, "steps-refused-\(terminal)")
        walk.press(.character("w"))
        walk.send(.writtenForWindows(WindowsFiles(key: nil, settings: "/home/ana/.ssh/id_ed25519.reg")))
        try expectScreen(walk.screen, "steps-written-\(terminal)")
    }

    // MARK: - The end

    @Test(arguments: Terminal.all) func done(_ terminal: Terminal) throws {
        var uploaded = terminal.walk()
        uploaded.walk(to: .upload, destination: "github.com")
        uploaded.send(.credentialsFound([]))
        uploaded.press(.enter)
        uploaded.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        uploaded.press(.backTab, .enter)
        uploaded.send(
            .uploaded(
                .created(
                    UploadedKey(
                        service: "GitHub", name: "ana@studio", id: "7",
                        fingerprint: Fixture.ed25519.fingerprint(.sha256)))))
        uploaded.press(.enter)
        uploaded.walk(to: .done)
        try expectScreen(uploaded.screen, "done-uploaded-\(terminal)")
        let logins = ["web1", "web2"].map { ServerLogin(user: "ana", host: $0 + ".example.org")! }
        var several = terminal.walk()
        several.walk(to: .upload, destination: "A server")
        several.press(.control("t"), .enter)
        several.send(.hostsFound(logins))
        several.press(.character("a"), .enter)
        several.send(
            .hostsInstalled([
                HostResult(logins[0], .added(file: "~/.ssh/authorized_keys", notes: [])),
                HostResult(logins[1], .failed(.unreachable(.timedOut), notes: [])),
            ]))
        several.press(.tab, .enter)
        several.walk(to: .done)
        try expectScreen(several.screen, "done-hosts-\(terminal)")
    }
}
