import Services
import Testing
import SSHClient

/// Answers that a test's own sshd does not give: the texts are OpenSSH's, from its sources and from what people posted.
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
        Self.installation.outcome(of: CommandResult(status: status, output: output, errors: errors, log: log))
    }

    @Test(arguments: [
        ("ssh: connect to host server.example port 22: Connection timed out", ServerFailure.Unreachable.timedOut),
        ("ssh: connect to host server.example port 22: Operation timed out", .timedOut),
        ("Connection timed out during banner exchange\nConnection to 192.0.2.1 port 22 timed out", .timedOut),
        ("ssh: connect to host server.example port 22: No route to host", .noRoute),
        ("ssh: connect to host server.example port 22: Network is unreachable", .noRoute),
        ("ssh: Could not resolve hostname server.example: Name or service not known", .nameNotResolved),
        ("ssh: Could not resolve hostname server.example: Temporary failure in name resolution", .nameNotResolved),
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
            'exec' is not recognized as an internal or external command,\r
            operable program or batch file.\r

            """
        #expect(outcome(log: log, errors: errors, status: .exited(1)) == .failed(.windowsServer, notes: []))
    }

    @Test func anApplianceIsQuotedWithoutItsControlCharacters() {
        let output = "\u{1b}[1m% Unknown command\u{1b}[0m\r\n\r\nRouter>\r\n"
        let expected = ServerFailure.notAShell(said: ["[1m% Unknown command[0m", "Router>"])
        #expect(outcome(log: Self.authenticated, output: output, status: .exited(0)) == .failed(expected, notes: []))
    }

    @Test func aLostConnectionIsNotSuccess() {
        let log = Self.authenticated + "Connection to server.example closed by remote host.\n"
        #expect(outcome(log: log) == .failed(.unreachable(.closed), notes: []))
    }

    @Test func interruptionsAreNotFailures() {
        #expect(outcome(log: "", status: .signalled(2)) == .failed(.cancelled, notes: []))
        #expect(outcome(log: Self.authenticated + "Killed by signal 2.\n") == .failed(.cancelled, notes: []))
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
            keywizard: home-writable drwxrwxr-x
            keywizard: failed sh: 1: cannot create x: Disk quota exceeded

            """
        let notes: [InstallNote] = [.homeWritable(mode: 0o775)]
        #expect(outcome(log: Self.authenticated, output: output) == .failed(.noSpace, notes: notes))
        let dropbear = "keywizard: repaired /etc/dropbear drwxrwxrwt\nkeywizard: added /etc/dropbear/authorized_keys\n"
        #expect(
            outcome(log: Self.authenticated, output: dropbear, status: .exited(0))
                == .added(
                    file: "/etc/dropbear/authorized_keys", notes: [.repaired(path: "/etc/dropbear", mode: 0o777)]))
    }

    @Test(arguments: [
        "keywizard: ", "keywizard: repaired", "keywizard: boast", "keywizard:added x", " keywizard: added x",
    ])
    func aMangledLineIsNoSuccess(output: String) {
        #expect(outcome(log: Self.authenticated, output: output) == .failed(.notAShell(said: [output]), notes: []))
    }

    // MARK: the proof

    private func proof(_ log: String, status: CommandResult.Status = .exited(0)) -> ProofOutcome {
        LoginProof(login: ServerInstallationTests.login, identityFile: "/home/me/.ssh/id", fingerprint: "SHA256:ours")
            .outcome(of: CommandResult(status: status, log: log))
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
        #expect(proof(log, status: .exited(1)) == .proved(.noShell(said: [])))
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
}
