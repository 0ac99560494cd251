import LocalServer
import Testing

@testable import Network
import SSHClient

extension InstallationTests {
    // MARK: before the login

    @Test func aClosedPortIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        var installation = server.installation(of: "id")
        installation.login = ServerLogin(user: "me", host: "127.0.0.1", port: String(try freePort()))!
        let result = try await server.ssh().run(installation.command)
        #expect(installation.outcome(of: result) == .failed(.unreachable(.refused), notes: []))
    }

    @Test func aNameThatNobodyHasIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        var proof = server.proof(of: "id")
        proof.login = ServerLogin(user: "me", host: "nonexistent.invalid")!
        let result = try await server.ssh().run(proof.command)
        #expect(proof.outcome(of: result) == .failed(.unreachable(.nameNotResolved)))
    }

    @Test(arguments: [
        ("HTTP/1.1 400 Bad Request\r\nServer: test\r\n\r\n", ServerFailure.Unreachable.notSSH),
        ("220 mail.example ESMTP\r\n", .notSSH),
        ("", .closed),
    ])
    func whatAnswersInsteadIsToldApart(greeting: String, expected: ServerFailure.Unreachable) async throws {
        let server = try TestServer()
        server.makeKey("id")
        var proof = server.proof(of: "id")
        proof.login = ServerLogin(user: "me", host: "127.0.0.1", port: String(try serveOnce(greeting)))!
        let result = try await server.ssh().run(proof.command)
        #expect(proof.outcome(of: result) == .failed(.unreachable(expected)))
    }

    @Test func aChangedHostKeyIsNamedWithItsRemedy() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.makeKey("impostor")
        write("[127.0.0.1]:\(server.port) \(server.publicLine("impostor"))\n", to: server.folder + "/known_hosts")
        let removal = "ssh-keygen -f \(server.folder)/known_hosts -R '[127.0.0.1]:\(server.port)'"
        let failure = ServerFailure.hostKeyChanged(fingerprint: server.fingerprint("host"), removal: removal)
        #expect(try await server.install("id") == .failed(failure, notes: []))
        #expect(try await server.prove("id") == .failed(failure))
        #expect(failure.hint?.hasSuffix(removal) == true)
    }

    @Test func aHostThatIsNotTrustedIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.trustsHost = false
        #expect(try await server.install("id") == .failed(.hostKeyRefused, notes: []))
    }

    @Test func aWrongPasswordIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        let installation = server.installation(of: "id")
        let result = try await server.ssh(password: "wrong").run(installation.command)
        let outcome = installation.outcome(of: result)
        #expect(outcome == .failed(.noLogin(methods: ["publickey", "password"]), notes: []))
        #expect(outcome.hint == "check the user name and the password")
    }

    @Test func aServerWithoutPasswordsIsNamed() async throws {
        let server = try TestServer(settings: ["AuthenticationMethods publickey"])
        server.makeKey("id")
        let outcome = try await server.install("id")
        #expect(outcome == .failed(.noLogin(methods: ["publickey"]), notes: []))
        #expect(outcome.hint?.hasPrefix("it offers no password login") == true)
    }

    @Test(.enabled(if: TestServer.countsOfferedKeys, "this sshd doesn't count keys that are only offered"))
    func tooManyKeysOfAnAgentAreNamedAndLeftOutThen() async throws {
        let server = try TestServer(settings: ["MaxAuthTries 2"])
        for name in ["id", "a", "b", "c"] { server.makeKey(name) }
        var installation = server.installation(of: "id")
        let agent = server.folder + "/agent"
        let keys = ["a", "b", "c"].map { "'\(server.folder)/\($0)'" }.joined(separator: " ")
        let pid = server.folder + "/agent.pid"
        let start = "eval \"$(ssh-agent -s -a '\(agent)')\" >/dev/null && echo $SSH_AGENT_PID > '\(pid)'"
        server.require("\(start) && ssh-add -q \(keys)")
        // The threads of Swift's tasks hold other signals back, and what they start inherits that.
        defer { run("kill -KILL $(cat '\(pid)')") }
        installation.options += ["IdentityAgent=\(agent)"]
        let crowded = try await server.ssh().run(installation.command)
        #expect(installation.outcome(of: crowded) == .failed(.tooManyKeys, notes: []))
        installation.options = server.options
        installation.offersKeys = false
        let alone = try await server.ssh().run(installation.command)
        #expect(installation.outcome(of: alone) == .added(file: Self.file, notes: []))
    }

    // MARK: the proof

    @Test func aProtectedKeyIsProvedWithItsPassphrase() async throws {
        let server = try TestServer()
        server.makeKey("id", passphrase: server.passphrase)
        server.authorize(server.publicLine("id"))
        #expect(try await server.prove("id") == .proved(nil))
        #expect(try await server.prove("id", passphrase: "wrong") == .passphraseWrong)
    }

    @Test func anotherKeyThatOpensTheAccountProvesNothing() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.makeKey("other")
        server.authorize(server.publicLine("other"))
        var proof = server.proof(of: "id")
        // As an IdentityFile of ssh_config does: after the command line's own.
        let configuration = server.folder + "/ssh_config"
        write("IdentityFile \(server.folder)/other\n", to: configuration)
        var command = proof.command
        command.arguments.insert(contentsOf: ["-F", configuration], at: 0)
        var result = try await server.ssh().run(command)
        #expect(result.status == .exited(0))
        #expect(proof.outcome(of: result) == .keyRefused(notes: []))
        // Along the route it isn't even offered.
        proof = try await server.routed(proof, configuration: configuration)
        result = try await server.ssh().run(proof.command)
        #expect(proof.outcome(of: result) == .keyRefused(notes: []))
        #expect(result.log.ranges(of: "Offering public key").count == 1)
        #expect(!result.log.contains(server.fingerprint("other")))
    }

    @Test func aKeyThatTheServerDoesNotKnowIsRefused() async throws {
        let server = try TestServer()
        server.makeKey("id")
        let outcome = try await server.prove("id")
        #expect(outcome == .keyRefused(notes: []))
        #expect(outcome.hint?.hasPrefix("check the user name") == true)
    }

    @Test func aServerThatTakesNoKeysIsNamed() async throws {
        let server = try TestServer(settings: ["PubkeyAuthentication no"])
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        #expect(try await server.prove("id") == .keysNotTaken)
    }

    @Test func aSecondFactorDoesNotSpoilTheProof() async throws {
        let server = try TestServer(settings: ["AuthenticationMethods publickey,password"])
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        #expect(try await server.prove("id") == .proved(.moreAsked))
    }

    @Test func aKeyFileThatSshDoesNotUseIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        setMode(0o644, server.folder + "/id")
        #expect(try await server.prove("id") == .keyFileUnusable(reason: "bad permissions"))
        write("not a key\n", to: server.folder + "/id")
        setMode(0o600, server.folder + "/id")
        // As ssh-keygen of the same version says it.
        server.require("! ssh-keygen -y -f '\(server.folder)/id' 2>'\(server.folder)/reason'")
        let said = read(server.folder + "/reason").split(whereSeparator: \.isNewline).first ?? ""
        let reason = said.split(separator: ": ").last ?? ""
        #expect(try await server.prove("id") == .keyFileUnusable(reason: String(reason)))
        let proof = server.proof(of: "id")
        run("rm '\(server.folder)/id' '\(server.folder)/id.pub'")
        let result = try await server.ssh().run(proof.command)
        #expect(proof.outcome(of: result) == .keyFileUnusable(reason: "no such file"))
    }

    @Test(arguments: ["with space", "100%h", "a\"quote", "back\\slash"])
    func aPathIsTakenAsItIs(name: String) async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        var proof = server.proof(of: "id")
        proof.identityFile = server.folder + "/" + name
        server.require("mv '\(server.folder)/id' '\(proof.identityFile)'; rm '\(server.folder)/id.pub'")
        #expect(proof.outcome(of: try await server.ssh().run(proof.command)) == .proved(nil))
    }
}
