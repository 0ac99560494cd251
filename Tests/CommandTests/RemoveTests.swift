import LocalServer
import Testing

/// `keywizard remove` at real sshds, and what is no key to install or remove.
extension InstallTests {
    // MARK: - The removal

    private struct Removed: Decodable {
        let result, message: String
        let files: [String]
    }

    @Test func aKeyIsRemovedAndRefused() throws {
        let line = try place.read("id.pub")
        let (holding, without) = (try makeServer(holding: "# mine\n" + line + "no-pty " + line), try makeServer())
        try place.write(address(holding) + "\n" + address(without) + "\n", to: "hosts")
        #expect(try keywizard("test", "id", "--host", address(holding)).status == 0)
        let outcome = try keywizard("remove", "id.pub", "--hosts-file", "hosts", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let removed = try outcome.decoded(as: [Removed].self)
        #expect(removed.map(\.result) == ["removed", "not-there"], "\(outcome.output)")
        #expect(removed.map(\.files) == [["~/.ssh/authorized_keys"], []])
        #expect(
            removed.map(\.message) == [
                "~/.ssh/authorized_keys, the server refused the key", "the server refused the key",
            ])
        #expect(try read(holding.authorizedKeys) == place.read("old.pub") + "# mine\n")
        #expect(try read(without.authorizedKeys) == place.read("old.pub"))
        #expect(try keywizard("test", "id", "--host", address(holding)).errors.contains("the server didn't accept th"))
        #expect(try keywizard("test", "old", "--host", address(holding)).status == 0)
    }

    /// There may be other keys in the account, and they may be other people's.
    @Test func theKeyThatLogsInStays() throws {
        let server = try makeServer(holding: try place.read("id.pub"))
        let outcome = try keywizard("remove", "old.pub", "--host", address(server))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("could lock you out"), "\(outcome.output)")
        #expect(outcome.errors.contains("log in with another key"), "\(outcome.errors)")
        #expect(try read(server.authorizedKeys) == place.read("old.pub") + place.read("id.pub"))
    }

    /// sshd may know the key from elsewhere.
    @Test func aKeyThatIsStillTakenIsNotRemoved() throws {
        let server = try makeServer(
            holding: try place.read("id.pub"), settings: ["AuthorizedKeysFile .ssh/authorized_keys more_keys"])
        server.require("install -m 644 '\(server.authorizedKeys)' '\(server.home)/more_keys'")
        let outcome = try keywizard("remove", "id.pub", "--host", address(server), "--json")
        #expect(outcome.status == 1)
        let removed = try outcome.decoded(as: [Removed].self)
        #expect(removed.map(\.result) == ["failed"])
        #expect(removed.first?.message.contains("still accepts") == true, "\(outcome.output)")
    }

    // MARK: - Certificates

    @Test(arguments: ["install", "remove"]) func aCertificateIsNoKey(command: String) throws {
        try place.makeKey("ca", "-t", "ed25519")
        try place.run("ssh-keygen", "-q", "-s", place.path("ca"), "-I", "me", "-n", "root", place.path("id.pub"))
        let fingerprint = try place.fingerprint("ca.pub")
        let outcome = try keywizard(command, "id-cert.pub", "--host", "me@127.0.0.1:1")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("id-cert.pub: a user certificate, not a public key"), "\(outcome.errors)")
        #expect(outcome.errors.contains(fingerprint))
        if command == "install" {
            let authority = try keywizard(command, "ca.pub", "--host", "me@127.0.0.1:1")
            #expect(authority.status == 1)
            #expect(
                authority.errors.contains("ca.pub: the key of the certificate authority that id-cert.pub names"),
                "\(authority.errors)")
            // The key that was certified is one.
            #expect(try keywizard(command, "id.pub", "--host", "me@127.0.0.1:1").output.contains("me@127.0.0.1:1"))
        }
        for start in ["cert-authority,principals=\"ops\" ", "@cert-authority *.example "] {
            try place.write(start + place.read("ca.pub"), to: "line")
            let authority = try keywizard(command, "line", "--host", "me@127.0.0.1:1")
            #expect(authority.status == 1)
            #expect(authority.errors.contains("line: the key of a certificate authority"), "\(authority.errors)")
        }
    }
}
