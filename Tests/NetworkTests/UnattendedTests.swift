import LocalServer
import Platform
import SSHClient
import Testing

@testable import Network

/// Logins with nobody there to be asked, and logins that would never end.
extension InstallationTests {
    // MARK: no way to the terminal

    /// A session of its own has no controlling terminal (setsid(2)).
    @Test(arguments: [false, true]) func whatAsksNobodyHasNoTerminal(asks: Bool) async throws {
        let script = "ps -o sid= -p $$; echo $$; echo ask=$SSH_ASKPASS_REQUIRE; (: </dev/tty) 2>/dev/null || echo none"
        let command = RemoteCommand(program: "sh", arguments: ["-c", script], needsTerminal: asks, keepsLog: false)
        let result = try await SystemSSH(environment: ["SSH_ASKPASS_REQUIRE": "force"], show: { _ in }).run(command)
        let lines = result.output.split(separator: "\n").map { $0.filter { $0 != " " } }
        #expect((lines[0] == lines[1]) == !asks)
        #expect(lines[2] == (asks ? "ask=force" : "ask=never"))
        if !asks { #expect(lines.last == "none") }
    }

    @Test func anInterruptEndsWhatHasNoTerminal() async throws {
        let shield = InterruptShield()
        defer { withExtendedLifetime(shield) {} }
        let command = RemoteCommand(
            program: "sh", arguments: ["-c", "kill -INT $PPID; sleep 600"], needsTerminal: false, keepsLog: false)
        let result = try await SystemSSH(show: { _ in }).run(command)
        #expect(result.wasInterrupted && !result.timedOut)
        #expect(result.status != .exited(0))
    }

    // MARK: jump hosts

    /// ssh with a configuration, for the jump host too, that is in for the user's.
    private func ssh(_ server: TestServer, _ lines: String) -> SystemSSH {
        run("mkdir -p '\(server.folder)/bin'")
        write(
            "UserKnownHostsFile \(server.folder)/known_hosts\nGlobalKnownHostsFile /dev/null\n\(lines)\n",
            to: server.folder + "/ssh_config")
        write(
            "#!/bin/sh\nexec /usr/bin/ssh -F '\(server.folder)/ssh_config' \"$@\"\n", to: server.folder + "/bin/ssh")
        setMode(0o700, server.folder + "/bin/ssh")
        return SystemSSH(
            environment: ["PATH": server.folder + "/bin:/usr/bin:/bin"], show: { _ in })
    }

    private func jump(
        _ server: TestServer, by user: String, port: Int, to target: Int? = nil, _ lines: String = ""
    ) async throws -> ProofOutcome {
        let ssh = ssh(server, "IdentityFile \(server.folder)/mine\nIdentitiesOnly yes\n\(lines)")
        var proof = server.proof(of: "id")
        proof.options = ["ProxyJump=\(user)@localhost:\(port)"]
        proof.asks = false
        if let target {
            proof.login = ServerLogin(user: server.user, host: "127.0.0.1", port: String(target))!
        }
        proof = try await ssh.routed(proof)
        return proof.outcome(of: try await ssh.run(proof.command))
    }

    @Test func eachFailureOfAJumpHostIsNamedWithIt() async throws {
        let server = try TestServer()
        for key in ["id", "mine"] { server.makeKey(key) }
        server.authorize(server.publicLine("id") + "\n" + server.publicLine("mine") + "\n")
        // Under another name than the server's, or ssh would speak of a loop.
        let (name, user, port) = ("localhost", server.user, server.port)
        let closed = try freePort()
        #expect(
            try await jump(server, by: user, port: closed) == .failed(.atJumpHost(name, .unreachable(.refused))))
        #expect(try await jump(server, by: user, port: port) == .failed(.atJumpHost(name, .hostKeyUnknown)))
        write(
            "[127.0.0.1]:\(port),[localhost]:\(port) \(server.publicLine("host"))\n",
            to: server.folder + "/known_hosts")
        #expect(try await jump(server, by: user, port: port) == .proved(nil))
        let words = "connect failed: Connection refused"
        #expect(
            try await jump(server, by: user, port: port, to: closed)
                == .failed(.atJumpHost(name, .notForwarded(said: words))))
        let nobody = try await jump(server, by: "nobody", port: port)
        guard case .failed(.atJumpHost(name, .nobodyToAsk)) = nobody else {
            Issue.record("\(nobody)")
            return
        }
    }

    @Test func aProxyCommandThatFailsIsQuoted() async throws {
        let server = try TestServer()
        server.makeKey("id")
        var proof = server.proof(of: "id")
        proof.options.append("ProxyCommand=sh -c 'echo no way >&2; exit 1'")
        let outcome = proof.outcome(of: try await server.ssh().run(proof.command))
        #expect(outcome == .failed(.proxyCommand(said: ["no way"])))
    }

    // MARK: everything ends

    @Test func aServerThatSaysNothingIsGivenUp() async throws {
        let (server, silent) = (try TestServer(), try SilentServer())
        server.makeKey("id")
        var proof = server.proof(of: "id")
        proof.login = ServerLogin(user: "me", host: "127.0.0.1", port: String(silent.port))!
        var command = proof.command
        command.timeLimit = .seconds(1)
        #expect(proof.outcome(of: try await server.ssh().run(command)) == .failed(.noAnswer(.connection)))
    }

    @Test func anAgentThatSaysNothingIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        let agent = SilentAgent(server.folder + "/agent")
        var proof = server.proof(of: "id")
        proof.options.append("IdentityAgent=\(agent.path)")
        proof.usesAgent = true
        var command = proof.command
        command.timeLimit = .seconds(3)
        #expect(proof.outcome(of: try await server.ssh().run(command)) == .failed(.noAnswer(.agent)))
    }

    @Test(arguments: [false, true]) func aSessionThatGoesOnIsEnded(asks: Bool) async throws {
        let server = try TestServer(settings: ["ForceCommand sleep 10"])
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        write("[127.0.0.1]:\(server.port) \(server.publicLine("host"))\n", to: server.folder + "/known_hosts")
        var proof = server.proof(of: "id")
        proof.asks = asks
        var command = proof.command
        command.sessionLimit = .milliseconds(200)
        #expect(proof.outcome(of: try await server.ssh().run(command)) == .proved(.neverEnds))

        let installation = server.installation(of: "id")
        command = installation.command
        command.sessionLimit = .milliseconds(200)
        let outcome = installation.outcome(of: try await server.ssh().run(command))
        #expect(outcome == .failed(.noAnswer(.session), notes: []))
    }

    /// What ssh itself makes of the words: the user's time to wait counts, what the work needs can't be changed.
    @Test func theUsersTimesComeBeforeOurs() async throws {
        let server = try TestServer()
        server.makeKey("id")
        let options = ["ConnectTimeout 7", "serveralivecountmax=1", "BatchMode=no", "RemoteCommand=exit"]
        var installation = server.installation(of: "id")
        (installation.options, installation.asks) = (options, false)
        var proof = server.proof(of: "id")
        (proof.options, proof.asks) = (options, false)
        let commands = [
            installation.command, proof.command, try await server.routed(proof, configuration: "none").command,
        ]
        for (index, var command) in commands.enumerated() {
            command.arguments.insert("-G", at: 0)
            let said = try await server.ssh().run(command).output.split(separator: "\n")
            for line in ["connecttimeout 7", "serveralivecountmax 1", "serveraliveinterval 15", "batchmode yes"] {
                #expect(said.contains(Substring(line)), "\(index): \(line)")
            }
            #expect(!said.contains("remotecommand exit"))
        }
        var installed = server.installation(of: "id")
        installed.options = []
        var command = installed.command
        command.arguments.insert("-G", at: 0)
        #expect(try await server.ssh().run(command).output.contains("connecttimeout 20\n"))
    }

    // MARK: causes

    @Test func aServerWithoutSessionsIsProvedByItsOpening() async throws {
        let server = try TestServer(settings: ["MaxSessions 0"])
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        guard case .proved(.noShell) = try await server.prove("id") else {
            Issue.record("not proved")
            return
        }
    }

    @Test func aRevokedHostKeyIsNotAReasonToLogInOnce() async throws {
        let server = try TestServer()
        server.makeKey("id")
        write("@revoked * \(server.publicLine("host"))\n", to: server.folder + "/known_hosts")
        let outcome = try await server.prove("id")
        #expect(outcome == .failed(.hostKeyRevoked))
        #expect(outcome.hint?.hasPrefix("don't connect") == true)
    }

    @Test func aConfigurationThatForbidsPasswordsIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        var installation = server.installation(of: "id")
        installation.options += ["PasswordAuthentication=no", "KbdInteractiveAuthentication=no"]
        let outcome = installation.outcome(of: try await server.ssh().run(installation.command))
        #expect(outcome == .failed(.passwordsForbidden(methods: ["publickey", "password"]), notes: []))
    }

    /// What ssh says between its questions goes to the log with the rest, and from there to the user.
    @Test func aWrongPasswordIsSaidBeforeTheNextQuestion() async throws {
        let server = try TestServer()
        server.makeKey("id")
        _ = server.ssh(password: "wrong")
        let (lines, shown) = AsyncStream.makeStream(of: String.self)
        let ssh = SystemSSH(
            environment: ["SSH_ASKPASS": server.folder + "/askpass", "SSH_ASKPASS_REQUIRE": "force"],
            show: { shown.yield($0) })
        _ = try await ssh.run(server.installation(of: "id").command)
        shown.finish()
        var said: [String] = []
        for await line in lines { said.append(line) }
        #expect(said.count { $0.contains("Permission denied, please try again.") } == 2)
    }
}
