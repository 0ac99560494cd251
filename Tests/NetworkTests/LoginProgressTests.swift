import LocalServer
import SSHKey
import Testing

@testable import Network
import SSHClient

/// The stages of a login, told from the log of the real ssh at a real sshd.
extension InstallationTests {
    private func test(_ server: TestServer, _ key: String = "id", isService: Bool = false) -> LoginTest {
        LoginTest(server.proof(of: key), serviceUser: isService ? server.user : nil)
    }

    private func steps(_ test: LoginTest, _ result: CommandResult) -> [LoginProgress.Step] {
        var progress = LoginProgress(test)
        result.log.split(whereSeparator: \.isNewline).forEach { progress.read(String($0)) }
        (result.output + result.errors).split(whereSeparator: \.isNewline).forEach { progress.readSession(String($0)) }
        return progress.items.filter(\.isReached).map(\.step)
    }

    /// Makes the server's host key known, the way the wizard does: scanned, compared, written down.
    private func know(_ server: TestServer) async throws {
        let scan = try await SystemSSH(show: { _ in }).run(HostKeyScan.command(host: "127.0.0.1", port: server.port))
        let key = try #require(HostKeyScan.key(with: server.fingerprint("host"), in: scan.output))
        write("[127.0.0.1]:\(server.port) \(key.algorithm) \(key.base64)\n", to: server.folder + "/known_hosts")
    }

    @Test func theLogIsReadWhileSSHWaits() async throws {
        let silent = try SilentServer()
        let server = try TestServer()
        server.makeKey("id")
        var test = test(server)
        test.proof.login = ServerLogin(user: "me", host: "127.0.0.1", port: String(silent.port))!
        let (ssh, command) = (server.ssh(), test.command)
        let (lines, yield) = AsyncStream.makeStream(of: String.self)
        let run = Task { try await ssh.run(command) { yield.yield($0) } }
        // ssh waits for a greeting that doesn't come, with these lines written already.
        for await line in lines where line.hasPrefix("debug1: Connection established.") { break }
        run.cancel()
        guard case .failure(let error) = await run.result, case .cancelled? = error as? NetworkError else {
            Issue.record("\(await run.result)")
            return
        }
    }

    @Test func everyStageOfALoginIsSeen() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        try await know(server)
        let test = test(server)
        let result = try await server.ssh().run(test.command)
        #expect(steps(test, result) == LoginProgress.Step.allCases.dropLast())
        #expect(test.verdict(of: result) == .loggedIn(nil, needsMore: false))
    }

    @Test func aNewHostKeyIsShownAndNothingIsOffered() async throws {
        let server = try TestServer()
        server.makeKey("id")
        let test = test(server)
        let result = try await server.ssh().run(test.command)
        #expect(steps(test, result) == [.nameResolved, .connected])
        let key = SeenHostKey(algorithm: "ssh-ed25519", fingerprint: server.fingerprint("host"))
        #expect(test.verdict(of: result) == .failed(.hostKeyNew(key, .unknown)))
    }

    @Test func aChangedHostKeyStopsTheTest() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.makeKey("impostor")
        write("[127.0.0.1]:\(server.port) \(server.publicLine("impostor"))\n", to: server.folder + "/known_hosts")
        let test = test(server)
        let result = try await server.ssh().run(test.command)
        #expect(steps(test, result) == [.nameResolved, .connected])
        guard case .failed(let failure) = test.verdict(of: result),
            case .stopHostKeyChanged(let fingerprint, let removal) = failure.action
        else {
            Issue.record("\(test.verdict(of: result))")
            return
        }
        #expect(fingerprint == server.fingerprint("host"))
        #expect(removal?.hasPrefix("ssh-keygen -f ") == true)
    }

    @Test func aKeyThatIsNotThereWasOffered() async throws {
        let server = try TestServer()
        server.makeKey("id")
        try await know(server)
        let test = test(server)
        let result = try await server.ssh().run(test.command)
        #expect(steps(test, result) == [.nameResolved, .connected, .hostKeyKnown, .keyOffered])
        #expect(test.verdict(of: result) == .failed(.keyNotThere))
    }

    @Test func aServiceGreetsAndEndsWithAnyStatus() async throws {
        let greeting = "Hi me! You've successfully authenticated, but GitHub does not provide shell access."
        let server = try TestServer(settings: ["ForceCommand echo \"\(greeting)\" >&2; exit 1"])
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        try await know(server)
        let test = test(server, isService: true)
        let result = try await server.ssh().run(test.command)
        #expect(result.status == .exited(1))
        #expect(steps(test, result) == LoginProgress.Step.allCases)
        guard case .loggedIn(let found?, needsMore: false) = test.verdict(of: result) else {
            Issue.record("\(test.verdict(of: result))")
            return
        }
        #expect(found.account == "me" && found.text == greeting)
    }

    @Test func wrongPermissionsOnTheServerAreNamedWhenTheyAreKnown() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        try await know(server)
        setMode(0o777, server.home)
        var test = test(server)
        test.proof.notes = [.homeWritable(mode: 0o777)]
        let result = try await server.ssh().run(test.command)
        guard case .failed(let failure) = test.verdict(of: result) else {
            Issue.record("\(test.verdict(of: result))")
            return
        }
        #expect(failure.action == .fixServerPermissions)
    }
}
