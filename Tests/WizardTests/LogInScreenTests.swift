import TerminalUI
import Testing

@testable import Wizard
import SSHClient

/// The Log in page at each size, step by step.
@Suite struct LogInScreenTests {
    typealias Terminal = ScreenTests.Terminal

    @Test(arguments: Terminal.all) func config(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walkToLogIn("A server")
        try expectScreen(walk.screen, "log-in-config-\(terminal)")
        var second = terminal.walk()
        second.walkToLogIn("github", otherKey: "~/.ssh/id_private")
        try expectScreen(second.screen, "log-in-second-\(terminal)")
    }

    @Test(arguments: Terminal.all) func agent(_ terminal: Terminal) throws {
        var saving = terminal.walk()
        saving.walk(to: .save)
        saving.send(.placeExamined(PlaceReport(path: "~/.ssh/id_ed25519", .folderMissing("/home/ana/.ssh"))))
        saving.send(.agentFound(Walk.sshAgent))
        try expectScreen(saving.screen, "save-agent-\(terminal)")
        var none = terminal.walk()
        none.walkToLogIn("A server", lines: [])
        try expectScreen(none.screen, "log-in-no-agent-\(terminal)")
        var agent = Walk.sshAgent
        agent.keys = [
            .init(fingerprint: "SHA256:x", comment: "ana@laptop"), .init(fingerprint: "SHA256:y", comment: ""),
        ]
        none.send(.agentFound(agent))
        none.send(.secretEdited(.agent, .init(count: 9, cursor: 9)))
        try expectScreen(none.screen, "log-in-agent-\(terminal)")
        none.send(.agentAnswered(.wrongPassphrase))
        try expectScreen(none.screen, "log-in-agent-wrong-\(terminal)")
    }

    @Test(arguments: Terminal.all) func test(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walkToLogIn("github", passphrase: false, lines: [])
        try expectScreen(walk.screen, "log-in-test-\(terminal)")
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
        walk.send(.loginMoved(progress))
        try expectScreen(walk.screen, "log-in-running-\(terminal)")
        var failed = walk
        var offered = progress
        offered.read(
            "debug1: Offering public key: /home/ana/.ssh/id_ed25519 ED25519 \(test.proof.fingerprint) explicit")
        failed.send(.loginMoved(offered))
        failed.send(.loginTested(.failed(.keyNotThere)))
        try expectScreen(failed.screen, "log-in-refused-\(terminal)")
        for line in [
            "debug1: Offering public key: /home/ana/.ssh/id_ed25519 ED25519 \(test.proof.fingerprint) explicit",
            "debug1: Server accepts key: /home/ana/.ssh/id_ed25519 ED25519 \(test.proof.fingerprint) explicit",
            "Authenticated to github.com ([140.82.121.4]:22) using \"publickey\".",
        ] { progress.read(line) }
        let greeting = "Hi ana! You've successfully authenticated, but GitHub does not provide shell access."
        progress.readSession(greeting)
        walk.send(.loginMoved(progress))
        walk.send(
            .loginTested(
                test.verdict(
                    of: CommandResult(
                        status: .exited(1), errors: greeting,
                        log: "debug1: Server accepts key: x ED25519 \(test.proof.fingerprint) explicit\n"
                            + "Authenticated to github.com ([140.82.121.4]:22) using \"publickey\"."))))
        try expectScreen(walk.screen, "log-in-proved-\(terminal)")
        walk.press(.enter)
        try expectScreen(walk.screen, "done-refused-\(terminal)")
    }

    @Test(arguments: Terminal.all) func hostKey(_ terminal: Terminal) throws {
        let key = SeenHostKey(
            algorithm: "ssh-ed25519", fingerprint: "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
        let page = HostKeyTable.entries[0].page
        for (name, verdict) in [
            ("published", HostKeyTable.Verdict.published(page: page)), ("differs", .differs(page: page)),
            ("unknown", .unknown),
        ] {
            var walk = terminal.walk()
            walk.walkToLogIn("github", passphrase: false, lines: [])
            walk.press(.enter)
            walk.send(.loginTested(.failed(.hostKeyNew(key, verdict))))
            try expectScreen(walk.screen, "log-in-host-key-\(name)-\(terminal)")
        }
        var walk = terminal.walk()
        walk.walkToLogIn("A server", passphrase: false, lines: [])
        walk.press(.enter)
        let removal = #"ssh-keygen -f "/home/ana/.ssh/known_hosts" -R "server.example.org""#
        walk.send(
            .loginTested(
                .failed(.server(.hostKeyChanged(fingerprint: key.fingerprint, removal: removal), alternative: nil))))
        try expectScreen(walk.screen, "log-in-host-key-changed-\(terminal)")
    }

    @Test(arguments: Terminal.all) func place(_ terminal: Terminal) throws {
        var walk = terminal.walk()
        walk.walk(to: .logIn, destination: "gitea")
        try expectScreen(walk.screen, "log-in-place-\(terminal)")
        var cloud = terminal.walk()
        cloud.walk(to: .logIn, destination: "thermo")
        cloud.type("root@-x")
        cloud.press(.enter)
        try expectScreen(cloud.screen, "log-in-place-wrong-\(terminal)")
    }

    @Test(arguments: Terminal.all) func steps(_ terminal: Terminal) throws {
        var putty = terminal.walk()
        putty.walk(to: .logIn, destination: "triton", computer: "Windows with PuTTY")
        try expectScreen(putty.screen, "log-in-putty-\(terminal)")
    }
}
