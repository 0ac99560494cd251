import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The Log in page, step by step.
@Suite struct LogInScreenTests {
    @Test func config() throws {
        var walk = Walk()
        walk.walkToLogIn("A server")
        try expectScreen(walk, "log-in-config")
        var second = Walk()
        second.walkToLogIn("github", otherKey: "~/.ssh/id_private")
        try expectScreen(second, "log-in-second")
    }

    @Test func agent() throws {
        var saving = Walk()
        saving.walk(to: .save)
        saving.send(
            .save(.examined(PlaceReport(path: "~/.ssh/id_ed25519", .folderMissing("/home/ana/.ssh")))))
        saving.send(.logIn(.agentFound(Walk.sshAgent)))
        try expectScreen(saving, "save-agent")
        var none = Walk()
        none.walkToLogIn("A server", lines: [])
        try expectScreen(none, "log-in-no-agent")
        var agent = Walk.sshAgent
        agent.keys = [
            .init(fingerprint: "SHA256:x", comment: "ana@laptop"), .init(fingerprint: "SHA256:y", comment: ""),
        ]
        none.send(.logIn(.agentFound(agent)))
        none.send(.secretEdited(.agent, .init(count: 9, cursor: 9)))
        try expectScreen(none, "log-in-agent")
        none.send(.logIn(.agent(.answered(.wrongPassphrase))))
        try expectScreen(none, "log-in-agent-wrong")
    }

    @Test func test() throws {
        var walk = Walk()
        walk.walkToLogIn("github", passphrase: false, lines: [])
        try expectScreen(walk, "log-in-test")
        walk.press(.enter)
        guard case .testLogin(let test)? = walk.effects.first else {
            Issue.record("nothing is tried: \(walk.effects)")
            return
        }
        var progress = LoginProgress(test)
        for line in [
            "debug1: Connecting to github.com [140.82.121.4] port 22.", "debug1: Connection established.",
            "debug1: Remote protocol version 2.0, remote software version babeld-33aae6d7",
            "debug1: Server host key: ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
            "debug1: Host 'github.com' is known and matches the ED25519 host key.",
        ] { progress.read(line) }
        walk.send(.logIn(.login(.moved(progress))))
        try expectScreen(walk, "log-in-running")
        var failed = walk
        var offered = progress
        offered.read(
            "debug1: Offering public key: /home/ana/.ssh/id_ed25519 ED25519 \(test.proof.fingerprint) explicit")
        failed.send(.logIn(.login(.moved(offered))))
        failed.send(.logIn(.login(.tested(.failed(.keyNotThere)))))
        try expectScreen(failed, "log-in-refused")
        for line in [
            "debug1: Offering public key: /home/ana/.ssh/id_ed25519 ED25519 \(test.proof.fingerprint) explicit",
            "debug1: Server accepts key: /home/ana/.ssh/id_ed25519 ED25519 \(test.proof.fingerprint) explicit",
            "Authenticated to github.com ([140.82.121.4]:22) using \"publickey\".",
        ] { progress.read(line) }
        let greeting = "Hi ana! You've successfully authenticated, but GitHub does not provide shell access."
        progress.readSession(greeting)
        walk.send(.logIn(.login(.moved(progress))))
        var result = CommandResult(
            status: .exited(1), errors: greeting,
            log: "debug1: Server accepts key: x ED25519 \(test.proof.fingerprint) explicit\n"
                + "Authenticated to github.com ([140.82.121.4]:22) using \"publickey\".")
        result.session = .opened
        walk.send(.logIn(.login(.tested(test.verdict(of: result)))))
        try expectScreen(walk, "log-in-proved")
        walk.press(.enter)
        try expectScreen(walk, "done-refused")
    }

    @Test func hostKey() throws {
        let key = SeenHostKey(
            algorithm: "ssh-ed25519", fingerprint: "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
        let page = HostKeyTable.entries[0].page
        for (name, verdict) in [
            ("published", HostKeyTable.Verdict.published(page: page)), ("differs", .differs(page: page)),
            ("unknown", .unknown),
        ] {
            var walk = Walk()
            walk.walkToLogIn("github", passphrase: false, lines: [])
            walk.press(.enter)
            walk.send(.logIn(.login(.tested(.failed(.hostKeyNew(key, verdict))))))
            try expectScreen(walk, "log-in-host-key-\(name)")
        }
        var walk = Walk()
        walk.walkToLogIn("A server", passphrase: false, lines: [])
        walk.press(.enter)
        let removal = #"ssh-keygen -f "/home/ana/.ssh/known_hosts" -R "server.example.org""#
        walk.send(
            .logIn(
                .login(
                    .tested(
                        .failed(
                            .server(.hostKeyChanged(fingerprint: key.fingerprint, removal: removal), alternative: nil)))
                )))
        try expectScreen(walk, "log-in-host-key-changed")
    }

    @Test func place() throws {
        var walk = Walk()
        walk.walk(to: .logIn, destination: "gitea")
        try expectScreen(walk, "log-in-place")
        var cloud = Walk()
        cloud.walk(to: .logIn, destination: "thermo")
        cloud.type("root@-x")
        cloud.press(.enter)
        try expectScreen(cloud, "log-in-place-wrong")
    }

    @Test func steps() throws {
        var putty = Walk()
        putty.walk(to: .logIn, destination: "triton", computer: "Windows with PuTTY")
        try expectScreen(putty, "log-in-putty")
    }
}
