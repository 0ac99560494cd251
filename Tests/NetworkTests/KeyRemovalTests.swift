import LocalServer
import Testing

@testable import Network
import SSHClient

extension InstallationTests {
    // MARK: an old key goes

    /// By a login with the new key.
    private func remove(_ old: String, by new: String, _ server: TestServer) async throws -> KeyRemovalOutcome {
        var line = AuthorizedLine(server.publicLine(old))!
        line = AuthorizedLine("\(line.type) \(line.blob)")!
        let removal = AuthorizedKeyRemoval(line, by: server.proof(of: new))
        return removal.outcome(of: try await server.ssh().run(removal.command))
    }

    /// Comments, options, another key twice, carriage returns, no newline at the end: all of it comes back, and sshd
    /// lets the one in and the other no more.
    @Test(arguments: ["", "\n"], [0o600, 0o400] as [UInt32])
    func anOldKeyGoesAndNothingElse(ending: String, mode: UInt32) async throws {
        let server = try TestServer()
        for name in ["old", "new", "other"] { server.makeKey(name) }
        let (old, new, other) = (server.publicLine("old"), server.publicLine("new"), server.publicLine("other"))
        let kept = [
            "# keys of \(server.user)", "", "no-pty,command=\"echo \(old)\" \(other)\r", new, "#" + old, other,
            "\tfrom=\"127.0.0.1\" \(other)",
        ]
        var lines = kept
        lines.insert(old, at: 1)
        lines.insert("command=\"echo \\\"hi\\\"\",no-pty  \(old)\r", at: 3)
        lines.insert(old + " again", at: 6)
        server.authorize(lines.joined(separator: "\n") + ending)
        setMode(mode, server.authorizedKeys)
        #expect(try await server.prove("old") == .proved(nil))
        #expect(try await remove("old", by: "new", server) == .removed(lines: 3, files: [Self.file]))
        #expect(read(server.authorizedKeys) == kept.joined(separator: "\n") + ending)
        #expect(LocalServer.mode(server.authorizedKeys) == mode)
        #expect(try await server.prove("old") == .keyRefused(notes: []))
        #expect(try await server.prove("new") == .proved(nil))
        #expect(try await remove("old", by: "new", server) == .notThere)
    }

    /// sshd may look elsewhere too: then the key is out of authorized_keys, and lets in all the same. That shows without
    /// its passphrase.
    @Test(arguments: [true, false]) func aKeyThatIsStillTakenIsNotCalledGone(isElsewhere: Bool) async throws {
        let server = try TestServer(settings: ["AuthorizedKeysFile .ssh/authorized_keys more_keys"])
        server.makeKey("old", passphrase: server.passphrase)
        server.makeKey("new")
        server.authorize(server.publicLine("old") + "\n" + server.publicLine("new") + "\n")
        if isElsewhere { server.require("install -m 644 '\(server.authorizedKeys)' '\(server.home)/more_keys'") }
        var removal = AuthorizedKeyRemoval(AuthorizedLine(server.publicLine("old"))!, by: server.proof(of: "new"))
        removal.oldIdentityFile = server.folder + "/old"
        removal.oldFingerprint = server.fingerprint("old")
        let outcome = removal.outcome(of: try await server.ssh().run(removal.command))
        #expect(outcome == .removed(lines: 1, files: [Self.file]))
        let check = try #require(removal.check)
        let after = removal.outcome(outcome, after: try await SystemSSH(show: { _ in }).run(check))
        #expect(after == (isElsewhere ? .stillTaken : outcome))
    }

    /// A key that opens nothing removes nothing, whatever else would open the account.
    @Test func aKeyThatIsRefusedRemovesNothing() async throws {
        let server = try TestServer()
        server.makeKey("old")
        server.makeKey("new")
        server.authorize(server.publicLine("old") + "\n")
        guard case .failed = try await remove("old", by: "new", server) else {
            Issue.record("the old key was removed")
            return
        }
        #expect(read(server.authorizedKeys) == server.publicLine("old") + "\n")
        #expect(try await server.prove("old") == .proved(nil))
    }

    @Test(arguments: Self.loginShells)
    func anOldKeyGoesFromUnderEveryLoginShell(shell: String) async throws {
        let server = try TestServer(shell: shell)
        server.makeKey("old")
        server.makeKey("new")
        server.authorize(server.publicLine("old") + "\n" + server.publicLine("new") + "\n")
        #expect(try await remove("old", by: "new", server) == .removed(lines: 1, files: [Self.file]))
        #expect(read(server.authorizedKeys) == server.publicLine("new") + "\n")
    }

    /// A file that is root's can't be given its owner again, so that it is left alone.
    @Test func aFileOfAnotherUserStays() async throws {
        let server = try TestServer()
        server.makeKey("old")
        server.makeKey("new")
        let text = server.publicLine("old") + "\n" + server.publicLine("new") + "\n"
        server.authorize(text)
        server.require("chown root '\(server.authorizedKeys)' && chmod 644 '\(server.authorizedKeys)'")
        guard case .failed(let failure) = try await remove("old", by: "new", server) else {
            Issue.record("it was removed")
            return
        }
        #expect(failure.message.contains("owner"))
        #expect(read(server.authorizedKeys) == text)
    }

    @Test(.enabled(if: canMount, "mounts a small file system")) func aFullServerKeepsTheFile() async throws {
        let server = try TestServer(mount: "size=24k")
        server.makeKey("old")
        server.makeKey("new")
        let text = server.publicLine("old") + "\n" + server.publicLine("new") + "\n"
        server.authorize(text)
        run("head -c 100000 /dev/zero > '\(server.home)/filler' 2>/dev/null")
        #expect(
            try await remove("old", by: "new", server)
                == .failed(.notWritten(path: Self.file, host: "127.0.0.1", .noSpace)))
        #expect(read(server.authorizedKeys) == text)
        #expect(try await server.prove("new") == .proved(nil))
    }
}
