import Services
import Testing
import SSHClient

struct LoginProgressTests {
    static let ours = "SHA256:QxxIqsZQ5FJTEw1B63wKcL9b5gAHh42sn4O03sYk4Qo"
    static let published = "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"

    /// The log of `ssh -v -T git@github.com` by OpenSSH 9.3 up to the login, as people show it; the key is ours.
    static let gitHub = """
        OpenSSH_9.3p1, OpenSSL 1.1.1u  30 May 2023
        debug1: Reading configuration data /home/me/.ssh/config
        debug1: Connecting to github.com [192.30.255.113] port 22.
        debug1: Connection established.
        debug1: identity file /home/me/.ssh/id type 3
        debug1: Local version string SSH-2.0-OpenSSH_9.3
        debug1: Remote protocol version 2.0, remote software version babeld-f3ef7815
        debug1: compat_banner: no match: babeld-f3ef7815
        debug1: Authenticating to github.com:22 as 'git'
        debug1: SSH2_MSG_KEXINIT sent
        debug1: kex: algorithm: curve25519-sha256
        debug1: SSH2_MSG_KEX_ECDH_REPLY received
        debug1: Server host key: ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU
        debug1: Host 'github.com' is known and matches the ED25519 host key.
        debug1: Found key in /home/me/.ssh/known_hosts:3
        debug1: SSH2_MSG_NEWKEYS received
        debug1: Will attempt key: /home/me/.ssh/id ED25519 SHA256:QxxIqsZQ5FJTEw1B63wKcL9b5gAHh42sn4O03sYk4Qo explicit
        debug1: SSH2_MSG_SERVICE_ACCEPT received
        debug1: Authentications that can continue: publickey
        debug1: Next authentication method: publickey
        debug1: Offering public key: /home/me/.ssh/id ED25519 SHA256:QxxIqsZQ5FJTEw1B63wKcL9b5gAHh42sn4O03sYk4Qo explicit

        """
    static let accepted = """
        debug1: Server accepts key: /home/me/.ssh/id ED25519 SHA256:QxxIqsZQ5FJTEw1B63wKcL9b5gAHh42sn4O03sYk4Qo explicit
        Authenticated to github.com ([192.30.255.113]:22) using "publickey".
        debug1: channel 0: new session [client-session] (inactive timeout: 0)
        debug1: Entering interactive session.
        debug1: client_input_channel_req: channel 0 rtype exit-status reply 0
        debug1: Exit status 1

        """
    static let refused = """
        debug1: Authentications that can continue: publickey
        debug1: No more authentication methods to try.
        git@github.com: Permission denied (publickey).

        """

    static func test(
        user: String = "git", host: String = "github.com", port: String = "", isService: Bool = true
    ) -> LoginTest {
        let login = ServerLogin(user: user, host: host, port: port)!
        let proof = LoginProof(login: login, identityFile: "/home/me/.ssh/id", fingerprint: ours)
        return LoginTest(proof, serviceUser: isService ? "git" : nil)
    }

    private func reached(_ log: String, _ test: LoginTest = test(), session: String = "") -> [LoginProgress.Step] {
        var progress = LoginProgress(test)
        log.split(separator: "\n").forEach { progress.read(String($0)) }
        session.split(separator: "\n").forEach { progress.readSession(String($0)) }
        return progress.items.filter(\.isReached).map(\.step)
    }

    private func verdict(
        _ log: String, _ test: LoginTest = test(), status: Int32 = 255, output: String = "", errors: String = "",
        session: SessionEvidence = []
    ) -> LoginVerdict {
        var result = CommandResult(status: .exited(status), output: output, errors: errors, log: log)
        result.session = session
        return test.verdict(of: result)
    }

    // MARK: the list

    @Test func theListFillsLineByLine() {
        var progress = LoginProgress(Self.test())
        var counts: [Int] = []
        for line in (Self.gitHub + Self.accepted).split(separator: "\n") {
            progress.read(line + "\r\n")
            counts.append(progress.items.count { $0.isReached })
        }
        #expect(counts == counts.sorted())
        #expect(counts.last == 6)
        progress.readSession("Hi me! You've successfully authenticated, but GitHub does not provide shell access.")
        #expect(progress.items.count { $0.isReached } == 7)
        #expect(
            progress.items.map(\.detail) == [
                "192.30.255.113", "babeld-f3ef7815", Self.published, Self.ours, Self.ours, nil,
                "Hi me! You've successfully authenticated, but GitHub does not provide shell access.",
            ])
    }

    @Test func aRefusedKeyWasOffered() {
        #expect(reached(Self.gitHub + Self.refused) == [.nameResolved, .connected, .hostKeyKnown, .keyOffered])
    }

    @Test func anotherKeyThatOpensTheAccountIsNotOurs() {
        let log = (Self.gitHub + Self.accepted).replacing(Self.ours, with: "SHA256:other")
        #expect(reached(log) == [.nameResolved, .connected, .hostKeyKnown])
        #expect(verdict(log, status: 0, session: .opened) == .failed(.keyNotThere))
    }

    @Test func olderLogsAreRead() {
        // OpenSSH 7.2 and 6.9.
        let log = """
            debug1: Connecting to github.com [192.30.252.129] port 22.
            debug1: Connection established.
            debug1: Server host key: ssh-rsa SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8
            debug1: Host 'github.com' is known and matches the RSA host key.
            debug1: Offering RSA public key: /home/me/.ssh/id
            debug1: Server accepts key: pkalg ssh-rsa blen 279
            debug1: Authentication succeeded (publickey).
            Authenticated to github.com ([192.30.252.129]:22).
            """
        #expect(reached(log).last == .authenticated)
        #expect(reached(log.replacing(".ssh/id", with: ".ssh/id_other")).last == .hostKeyKnown)
    }

    @Test func aJumpHostHidesTheFirstSteps() {
        let log = Self.gitHub.split(separator: "\n").filter {
            !$0.contains("Connect") && !$0.contains("Remote protocol")
        }
        let items = reached(log.joined(separator: "\n"))
        #expect(items.prefix(2) == [.nameResolved, .connected])
    }

    @Test func aServerHasNoGreeting() {
        #expect(
            reached(Self.gitHub + Self.accepted, Self.test(isService: false), session: "Welcome") == [
                .nameResolved, .connected, .hostKeyKnown, .keyOffered, .keyAccepted, .authenticated,
            ])
    }

    // MARK: the verdict

    @Test(
        arguments: [
            ("Hi me! You've successfully authenticated, but GitHub does not provide shell access.", "me"),
            (
                "Hi me/project! You've successfully authenticated, but GitHub does not provide shell access.",
                "me/project"
            ),
            ("Welcome to GitLab, @me!", "me"),
            (
                "Hi there, me! You've successfully authenticated with the key named x, but Gitea does not provide shell access.",
                "me"
            ),
            (
                "Hi there, me! You've successfully authenticated with the key named x, but Forgejo does not provide shell access.",
                "me"
            ),
            ("logged in as me.\n\nYou can use git or hg to connect to Bitbucket. Shell access is disabled.", "me"),
            ("authenticated via ssh key.\n\nYou can use git to connect to Bitbucket. Shell access is disabled", nil),
            ("remote: Shell access is not supported.", nil),
        ] as [(String, String?)]) func aServiceSaysWhoIsIn(said: String, account: String?) throws
    {
        // Each on the stream that it uses or another, and with any exit status.
        for status: Int32 in [0, 1, 128] {
            for verdict in [
                verdict(Self.gitHub + Self.accepted, status: status, output: said, session: .opened),
                verdict(Self.gitHub + Self.accepted, status: status, errors: said + "\r\n", session: .opened),
            ] {
                guard case .loggedIn(let greeting?, needsMore: false) = verdict else {
                    Issue.record("\(verdict)")
                    return
                }
                #expect(greeting.account == account)
            }
        }
    }

    @Test func withoutAGreetingItIsTheSessionThatDecides() {
        let log = Self.gitHub + Self.accepted
        #expect(verdict(log, status: 1, session: .opened) == .loggedIn(nil, needsMore: false))
        if case .loggedIn = verdict(log, status: 0) { Issue.record("by the log alone") }
    }

    @Test func aServiceThatTakesAnyKeyAtFirstIsBelievedByItsWords() {
        let said = "remote: Public key authentication failed."
        let verdict = verdict(Self.gitHub + Self.accepted, status: 1, errors: said, session: .opened)
        #expect(verdict == .failed(.keyNotThere))
    }

    @Test func eachFailureHasOneAction() {
        let refused = Self.gitHub + Self.refused
        let expected: [(LoginVerdict, LoginFailure.Action)] = [
            (verdict(refused), .backToUpload),
            (verdict(refused, Self.test(user: "me")), .changeUser(to: "git")),
            (verdict(refused, Self.test(user: "me", isService: false)), .backToUpload),
            (verdict(Self.gitHub + "git@github.com: Permission denied (password).\n"), .askAdministrator),
            (
                verdict("ssh: Could not resolve hostname h: Temporary failure in name resolution\n"), .checkNetwork
            ),
            (verdict("ssh: Could not resolve hostname github.com: Name or service not known\n"), .changeHost),
            (
                verdict(
                    """
                    debug1: Connecting to github.com [140.82.121.4] port 22.
                    debug1: connect to address 140.82.121.4 port 22: Connection timed out
                    ssh: connect to host github.com port 22: Connection timed out
                    """), .useAlternativePort(host: "ssh.github.com", port: 443)
            ),
            (
                verdict("ssh: connect to host gitlab.com port 22: Connection refused\n", Self.test(host: "gitlab.com")),
                .useAlternativePort(host: "altssh.gitlab.com", port: 443)
            ),
            (
                verdict(
                    "ssh: connect to host ssh.github.com port 443: Connection timed out\n",
                    Self.test(host: "ssh.github.com", port: "443")), .checkNetwork
            ),
            (
                verdict("ssh: connect to host h port 22: Connection refused\n", Self.test(host: "h", isService: false)),
                .changeHost
            ),
        ]
        for (verdict, action) in expected {
            guard case .failed(let failure) = verdict else {
                Issue.record("\(verdict)")
                continue
            }
            #expect(failure.action == action)
            #expect(!failure.message.isEmpty)
        }
    }

    @Test func aNewHostKeyIsComparedWithThePublishedOnes() throws {
        let beginning = Self.gitHub[..<Self.gitHub.firstRange(of: "debug1: Host 'github.com'")!.lowerBound]
        let log =
            String(beginning) + """
                No ED25519 host key is known for github.com and you have requested strict checking.
                Host key verification failed.
                """
        let key = SeenHostKey(algorithm: "ssh-ed25519", fingerprint: Self.published)
        let page = HostKeyTable.entry(for: "github.com")!.page
        #expect(verdict(log) == .failed(.hostKeyNew(key, .published(page: page))))
        #expect(
            verdict(log.replacing("+DiY", with: "+AAA"))
                == .failed(
                    .hostKeyNew(
                        SeenHostKey(
                            algorithm: "ssh-ed25519", fingerprint: Self.published.replacing("+DiY", with: "+AAA")),
                        .differs(page: page))))
        let server = Self.test(host: "example.com", isService: false)
        #expect(verdict(log, server) == .failed(.hostKeyNew(key, .unknown)))
    }

    /// A service that is no part of the table says itself which keys it has.
    @Test func aServiceOfOnesOwnPublishesItsKeys() {
        let beginning = Self.gitHub[..<Self.gitHub.firstRange(of: "debug1: Host 'github.com'")!.lowerBound]
        let log =
            String(beginning)
            + "No ED25519 host key is known for git.example.org and you have requested strict checking.\n"
        let key = SeenHostKey(algorithm: "ssh-ed25519", fingerprint: Self.published)
        var test = Self.test(host: "git.example.org")
        test.hostKeys = ["SHA256:other", Self.published]
        #expect(verdict(log, test) == .failed(.hostKeyNew(key, .published(page: "git.example.org"))))
        test.hostKeys = ["SHA256:other"]
        #expect(verdict(log, test) == .failed(.hostKeyNew(key, .differs(page: "git.example.org"))))
        // What the table says isn't overruled.
        test = Self.test(host: "gitlab.com")
        test.hostKeys = [Self.published]
        let page = HostKeyTable.entry(for: "gitlab.com")!.page
        #expect(verdict(log, test) == .failed(.hostKeyNew(key, .differs(page: page))))
    }

    @Test func aServiceOfOnesOwnHasAWayAroundAndAGreeting() {
        var test = Self.test(host: "bitbucket.org")
        test.alternative = "altssh.bitbucket.org"
        let refused = "ssh: connect to host bitbucket.org port 22: Connection refused\n"
        guard case .failed(let failure) = verdict(refused, test) else {
            Issue.record("\(verdict(refused, test))")
            return
        }
        #expect(failure.action == .useAlternativePort(host: "altssh.bitbucket.org", port: 443))
        #expect(failure.hint?.contains("try altssh.bitbucket.org on port 443") == true)

        test.expects = "welcome to the forge"
        guard
            case .loggedIn(let greeting?, _) = verdict(
                Self.gitHub + Self.accepted, test, output: "ana, welcome to the forge\n", session: .opened)
        else {
            Issue.record("no greeting")
            return
        }
        #expect(greeting.text == "ana, welcome to the forge" && greeting.account == nil)
    }

    @Test func anImageNamesItsUser() {
        let said = "Please login as the user \"ubuntu\" rather than the user \"root\".\n"
        let server = Self.test(user: "root", host: "h", isService: false)
        let log = Self.gitHub + Self.accepted
        #expect(verdict(log, server, status: 142, output: said, session: .opened) == .failed(.otherUser("ubuntu")))
        let hostile = said.replacing("ubuntu", with: "-oProxyCommand=x")
        #expect(
            verdict(log, server, status: 142, output: hostile, session: .opened) == .loggedIn(nil, needsMore: false))
    }

    @Test func aServiceGetsNoCommand() {
        #expect(Self.test().command.arguments.last == "git@github.com")
        #expect(Self.test(isService: false).command.arguments.suffix(2) == ["git@github.com", "echo"])
        #expect(Self.test().command.arguments.contains("StrictHostKeyChecking=yes"))
        var asking = Self.test()
        asking.asksAboutHostKey = true
        #expect(!asking.command.arguments.contains("StrictHostKeyChecking=yes"))
    }
}
