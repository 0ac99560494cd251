import Passphrase
import SSHKey
import Services
import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The states of the pages that a walk from the first to the last doesn't show: what is empty, wrong, busy or failed.
@Suite struct StateScreenTests {
    @Test func computer() throws {
        var walk = Walk(system: .macOS)
        try expectScreen(walk, "computer-mac")
        walk.press(.tab)
        try expectScreen(walk, "computer-button")
    }

    @Test func destination() throws {
        var walk = Walk()
        walk.walk(to: .destination)
        walk.type("my own box")
        walk.press(.down)
        try expectScreen(walk, "destination-nothing-marked")
        walk.press(.control("u"), .end)
        try expectScreen(walk, "destination-end")
    }

    @Test func key() throws {
        var slow = Walk()
        slow.walk(to: .key, destination: "thermo")
        slow.press(.backTab, .backTab, .up, .up, .control("u"))
        slow.type("16384")
        try expectScreen(slow, "key-slow")
        var inside = Walk()
        inside.walk(to: .key)
        inside.send(.key(.authenticatorFound(nil)))
        inside.click("Ed25519-SK")
        inside.press(.tab, .character(" "))
        try expectScreen(inside, "key-authenticator")
        inside.press(.tab, .tab, .control("u"), .enter)
        try expectScreen(inside, "key-authenticator-wrong")
    }

    @Test func randomness() throws {
        var walk = Walk()
        walk.walk(to: .randomness)
        try expectScreen(walk, "randomness-empty")
        walk.type("seven lamps in the harbour")
        try expectScreen(walk, "randomness-keys")
        var inside = Walk()
        inside.walk(to: .key)
        inside.send(.key(.authenticatorFound(nil)))
        inside.click("Ed25519-SK")
        inside.press(.enter)
        try expectScreen(inside, "randomness-authenticator")
        inside.press(.enter)
        inside.send(
            .randomness(
                .failed(Problem("no security key found", hint: "plug it in, then try again"))))
        try expectScreen(inside, "randomness-authenticator-failed")
    }

    @Test func passphrase() throws {
        var walk = Walk()
        walk.walk(to: .passphrase)
        var report = PassphraseReport.matching
        report.strength = "seven lamps in the harbour".utf8.withContiguousStorageIfAvailable {
            Strength(of: UnsafeRawBufferPointer($0))
        }
        walk.send(.passphrase(.reported(report)))
        try expectScreen(walk, "passphrase-strong")
        report = PassphraseReport()
        report.refusedInput = true
        walk.send(.passphrase(.reported(report)))
        try expectScreen(walk, "passphrase-left-out")
    }

    @Test func save() throws {
        var walk = Walk()
        walk.walk(to: .save)
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .free))))
        walk.press(.tab)
        walk.type("_2")
        walk.send(.save(.examined(PlaceReport(path: "~/.ssh/id_ed25519_2", .free))))
        try expectScreen(walk, "save-editing")
        walk.press(.backspace, .backspace)
        walk.type(".pub")
        walk.send(
            .save(
                .examined(
                    PlaceReport(
                        path: "~/.ssh/id_ed25519.pub",
                        .problem(Problem("a name that ends in .pub is a public key's", hint: "leave out .pub")))
                )))
        try expectScreen(walk, "save-wrong")
    }

    @Test func publicKey() throws {
        for (name, outcome) in [("copied", CopyOutcome.copied(by: "xclip")), ("in-tmux", .sentToTmux)] {
            var walk = Walk()
            walk.walk(to: .publicKey)
            walk.press(.character("c"))
            walk.send(.copied(outcome))
            try expectScreen(walk, "public-key-\(name)")
        }
    }

    // MARK: - A server

    @Test func server() throws {
        var walk = Walk()
        walk.walk(to: .upload, destination: "A server")
        try expectScreen(walk, "upload-server-empty")
        walk.type("two words")
        walk.press(.enter)
        try expectScreen(walk, "upload-server-wrong")
        walk.press(.control("u"))
        walk.type("server.example.org")
        walk.press(.tab, .tab, .enter)
        try expectScreen(walk, "upload-server-busy")
        walk.send(
            .installed(
                Report(
                    succeeded: true, "added the key to ~/.ssh/authorized_keys on the server",
                    notes: ["other users can no longer write to ~/.ssh (was 0777)"]), notes: []))
        try expectScreen(walk, "upload-server-done")
    }

    // MARK: - By hand

    @Test func byHand() throws {
        var walk = Walk()
        walk.walk(to: .upload, destination: "triton")
        walk.send(.byHand)
        walk.press(.character("c"))
        walk.send(.copied(.sentToTerminal))
        try expectScreen(walk, "by-hand-sent")
        walk.press(.pageDown, .pageDown)
        try expectScreen(walk, "by-hand-end")
        var opened = Walk()
        opened.walk(to: .upload, destination: "launchpad")
        opened.press(.character("o"))
        opened.send(.pageOpened(true))
        opened.press(.character("c"))
        opened.send(.copied(.unavailable))
        try expectScreen(opened, "by-hand-opened")
        var host = Walk()
        host.walk(to: .upload, destination: "gitea")
        host.send(.byHand)
        try expectScreen(host, "by-hand-host-empty")
        host.type("git example")
        try expectScreen(host, "by-hand-host-wrong")
    }

    // MARK: - The login

    @Test func config() throws {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "A server")
        try expectScreen(walk, "log-in-config-reading")
        walk.plan()
        walk.press(.enter)
        try expectScreen(walk, "log-in-config-writing")
        var refused = walk
        refused.send(
            .logIn(.config(.refused(Problem("~/.ssh/config was changed meanwhile", hint: "look at what it says now")))))
        try expectScreen(refused, "log-in-config-refused")
        guard case .changeConfig(let wish)? = walk.effects.first else {
            Issue.record("nothing is written: \(walk.effects)")
            return
        }
        walk.send(
            .logIn(
                .config(
                    .changed(
                        ConfigOutcome(
                            wish, file: "~/.ssh/config", backup: "~/.ssh/config.bak-2026-11-21",
                            problem: Problem(
                                "ssh takes eve@server.example.org for server.example.org",
                                hint: "a line further up says so: move the new ones to the top"))))))
        try expectScreen(walk, "log-in-config-otherwise")
        var second = Walk()
        second.walkToLogIn("github", otherKey: "~/.ssh/id_private")
        second.press(.control("u"))
        second.type("a b")
        try expectScreen(second, "log-in-second-wrong")
    }

    @Test func agent() throws {
        func at(_ agent: AgentFinding?) -> Walk {
            var walk = Walk()
            walk.walk(to: .logIn, destination: "A server")
            walk.plan([])
            if let agent { walk.send(.logIn(.agentFound(agent))) }
            return walk
        }
        try expectScreen(at(nil), "log-in-agent-looking")
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
            try expectScreen(at(agent), "log-in-agent-\(name)")
        }
        var walk = at(Walk.sshAgent)
        walk.send(.secretEdited(.agent, .init(count: 9, cursor: 9)))
        walk.press(.enter)
        try expectScreen(walk, "log-in-agent-busy")
        walk.send(
            .logIn(.agent(.answered(.refused(Problem("ssh-agent took no key", hint: "it may be locked: ssh-add -X"))))))
        try expectScreen(walk, "log-in-agent-refused")
    }

    @Test func test() throws {
        func tried(_ verdict: LoginVerdict, at destination: String = "A server") -> Walk {
            var walk = Walk()
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
            walk.send(.logIn(.login(.moved(progress))))
            walk.send(.logIn(.login(.tested(verdict))))
            return walk
        }
        let key = SeenHostKey(
            algorithm: "ssh-ed25519", fingerprint: "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
        var trusting = tried(.failed(.hostKeyNew(key, .unknown)))
        trusting.press(.left, .enter)
        try expectScreen(trusting, "log-in-trusting")
        trusting.send(
            .logIn(
                .test(
                    .hostKeyAdded(
                        Problem("~/.ssh/known_hosts can't be written", hint: "free some space, then try again")))))
        try expectScreen(trusting, "log-in-broken")
        for (name, failure) in [
            ("other-user", LoginFailure.otherUser("ubuntu")),
            ("permissions", .serverPermissions([.homeWritable(mode: 0o777)])), ("no-keys", .keysNotTaken),
            ("passphrase", .passphraseWrong), ("timed-out", .server(.unreachable(.timedOut), alternative: nil)),
        ] {
            try expectScreen(tried(.failed(failure)), "log-in-failed-\(name)")
        }
        try expectScreen(tried(.loggedIn(nil, needsMore: false)), "log-in-shell")
    }

    /// What is left to do on this computer, where nobody has named a server.
    @Test func steps() throws {
        var walk = Walk()
        walk.walk(to: .logIn)
        try expectScreen(walk, "log-in-nowhere")
        walk.press(.enter)
        try expectScreen(walk, "steps-linux")
    }

    /// PuTTY's settings on their way into a file.
    @Test func writing() throws {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "github.com", computer: "Windows with PuTTY")
        walk.press(.down, .down, .character("w"))
        try expectScreen(walk, "steps-writing")
        walk.send(
            .logIn(.steps(.notWritten(Problem("no disk space left", hint: "free some space, then try again")))))
        try expectScreen(walk, "steps-refused")
        walk.press(.character("w"))
        walk.send(.logIn(.steps(.written(WindowsFiles(key: nil, settings: "/home/ana/.ssh/id_ed25519.reg")))))
        try expectScreen(walk, "steps-written")
    }

    // MARK: - The end

    @Test func done() throws {
        var uploaded = Walk()
        uploaded.walk(to: .upload, destination: "github.com")
        uploaded.send(.credentialsFound([]))
        uploaded.press(.down, .enter)
        uploaded.send(.secretEdited(.credential(.token), .init(count: 40, cursor: 40)))
        uploaded.press(.enter)
        uploaded.send(
            .uploaded(
                .created(
                    UploadedKey(
                        service: "GitHub", name: "ana@studio", id: "7",
                        fingerprint: Fixture.ed25519.fingerprint(.sha256)))))
        uploaded.press(.enter)
        uploaded.walk(to: .done)
        try expectScreen(uploaded, "done-uploaded")
        let logins = ["web1", "web2"].map { ServerLogin(user: "ana", host: $0 + ".example.org")! }
        var several = Walk()
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
        try expectScreen(several, "done-hosts")
    }
}
