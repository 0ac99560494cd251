import LocalServer
import SSHKey
import Testing

/// MLDSA44-Ed25519 between keywizard and a real OpenSSH that knows it, 10.6 or newer.
@Suite(
    .serialized,
    .enabled(if: isRoot && LocalServer.exists("/usr/sbin/sshd"), "makes accounts and runs sshd: needs root"),
    .enabled(if: Workplace.sshKnowsPostQuantum, "OpenSSH 10.6 or newer needed"),
    .enabled(if: KeyType.mldsa44Ed25519.refusalToGenerate == nil, "OpenSSL 3.5 or newer needed"))
struct PostQuantumServerTests {
    private let place: Workplace

    private struct Tested: Decodable {
        let fingerprint, message: String
        let loggedIn: Bool
        let hint: String?
    }

    init() throws {
        place = try Workplace()
        try place.makeKey("old", "-t", "ed25519")
        let made = try place.keywizard(
            "generate", "--type", "mldsa44-ed25519", "--output", "id", "--no-passphrase", "--comment", "ana@studio")
        #expect(made.status == 0, "\(made.errors)")
    }

    private func makeServer(_ authorized: String, settings: [String] = []) throws -> TestServer {
        let server = try TestServer(settings: settings)
        server.authorize(authorized)
        try place.write("[127.0.0.1]:\(server.port) \(server.publicLine("host"))\n", to: "known")
        return server
    }

    private func tried(_ key: String, _ server: TestServer, _ more: [String] = []) throws -> Tested {
        let options = ["UserKnownHostsFile=\(place.path("known"))", "GlobalKnownHostsFile=/dev/null"] + more
        return try place.attempt(
            [Workplace.keywizard, "test", key, "--host", "\(server.user)@127.0.0.1:\(server.port)", "--json"]
                + options.flatMap { ["-o", $0] }
        ).decoded(as: Tested.self)
    }

    @Test func itIsInstalledAndLogsIn() throws {
        let server = try makeServer(try place.read("old.pub"))
        let before = try tried("id", server)
        #expect(!before.loggedIn, "\(before)")
        let installed = try place.attempt(
            [Workplace.keywizard, "install", "id.pub", "--host", "\(server.user)@127.0.0.1:\(server.port)"]
                + [
                    "UserKnownHostsFile=\(place.path("known"))", "IdentitiesOnly=yes",
                    "IdentityFile=\(place.path("old"))",
                ].flatMap { ["-o", $0] })
        #expect(installed.status == 0, "\(installed.errors)")
        #expect(LocalServer.read(server.authorizedKeys).hasSuffix(try place.read("id.pub")))
        let after = try tried("id", server)
        #expect(after.loggedIn, "\(after)")
        #expect(try after.fingerprint == place.fingerprint("id.pub"))
    }

    /// Keys of ssh-keygen, opened by us; keys of ours, opened by ssh-keygen.
    @Test(arguments: ["", "two words"]) func keysGoBothWays(passphrase: String) throws {
        try place.write(passphrase + "\n", to: "pass")
        try place.makeKey("theirs", "-t", "mldsa44-ed25519", passphrase: passphrase, comment: "made by ssh-keygen")
        let options = passphrase.isEmpty ? [] : ["--passphrase-file", "pass"]
        let read = try place.attempt([Workplace.keywizard, "public", "theirs"] + options)
        #expect(read.output == (try place.read("theirs.pub")))
        #expect(read.errors == "")
        let protection = passphrase.isEmpty ? ["--no-passphrase"] : ["--new-passphrase-file", "pass"]
        let copied = try place.attempt(
            [Workplace.keywizard, "convert", "id", "--to", "openssh", "--output", "copy"] + protection)
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(try place.publicLine("copy", passphrase: passphrase) + "\n" == place.read("id.pub"))
        // ssh-keygen signs with our key, and verifies.
        try place.write("text", to: "text")
        try place.write("ana \(try place.read("id.pub"))", to: "signers")
        try place.run("ssh-keygen", "-q", "-Y", "sign", "-f", place.path("id"), "-n", "file", place.path("text"))
        try place.run(
            "ssh-keygen", "-q", "-Y", "verify", "-f", place.path("signers"), "-I", "ana", "-n", "file", "-s",
            place.path("text.sig"), input: "text")
    }

    @Test func aCertificateLogsIn() throws {
        try place.makeKey("ca", "-t", "mldsa44-ed25519")
        // By default sshd takes no certificates of an authority of the type.
        let server = try makeServer(
            "cert-authority \(try place.read("ca.pub"))", settings: ["CASignatureAlgorithms +ssh-mldsa44-ed25519"])
        #expect(try !tried("id", server).loggedIn)
        try place.run("ssh-keygen", "-q", "-s", place.path("ca"), "-I", "ana", "-n", server.user, place.path("id.pub"))
        let inspected = try place.keywizard("inspect", "id-cert.pub", "--json").decoded(as: [Inspected].self).first
        #expect(try inspected?.certificate?.authority.fingerprint == place.fingerprint("ca.pub"))
        let after = try tried("id", server)
        #expect(after.loggedIn, "\(after)")
    }

    @Test func aHostKeyOfTheTypeIsToldFromAnother() throws {
        try place.makeKey("hostkey", "-t", "mldsa44-ed25519")
        let server = try makeServer(try place.read("id.pub"), settings: ["HostKey \(place.path("hostkey"))"])
        let only = ["HostKeyAlgorithms=ssh-mldsa44-ed25519"]
        try place.write("", to: "known")
        let unknown = try tried("id", server, only)
        #expect(!unknown.loggedIn)
        try place.write("[127.0.0.1]:\(server.port) \(try place.read("hostkey.pub"))", to: "known")
        let known = try tried("id", server, only)
        #expect(known.loggedIn, "\(known)")
        try place.write("[127.0.0.1]:\(server.port) \(try place.read("id.pub"))", to: "known")
        let changed = try tried("id", server, only)
        #expect(!changed.loggedIn)
        #expect(changed.message.contains("host key"), "\(changed)")
    }

    @Test func aServerThatDoesNotTakeItRefuses() throws {
        let server = try makeServer(
            try place.read("id.pub"), settings: ["PubkeyAcceptedAlgorithms -ssh-mldsa44-ed25519"])
        let outcome = try tried("id", server)
        #expect(!outcome.loggedIn, "\(outcome)")
    }
}

extension Workplace {
    /// Whether the system's ssh knows ssh-mldsa44-ed25519.
    static let sshKnowsPostQuantum = LocalServer.run("ssh -Q key 2>/dev/null | grep -qx ssh-mldsa44-ed25519") == 0
}
