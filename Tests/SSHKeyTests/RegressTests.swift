import FoundationEssentials
import Secrecy
import Testing

@testable import SSHKey

/// The keys of OpenSSH's own tests (Debian: openssh-tests), where they are installed.
struct RegressTests {
    static let folder = "/usr/lib/openssh/regress"
    static let isInstalled = FileManager.default.fileExists(atPath: folder)
    /// OpenSSH has no DSA from version 10.0 on.
    static let sshKeygenMakesDSA: Bool = {
        guard let scratch = try? Scratch() else { return false }
        return (try? scratch.run("ssh-keygen", "-q", "-t", "dsa", "-N", "", "-f", scratch.path("key"))) != nil
    }()
    static let hasDSA = FileManager.default.fileExists(atPath: folder + "/unittests/sshkey/testdata/dsa_1")

    private static func read(_ name: String, passphrase: String? = nil) throws -> KeyFile {
        let data = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
        return try KeyFile.read(Secret(Array(data)), passphrase: passphrase.map { Secret(text: $0) })
    }

    /// Every type, old PEM and new format, clear and encrypted.
    static let names = [
        "rsa_1", "rsa_2", "ecdsa_1", "ecdsa_2", "ed25519_1", "ed25519_2", "ecdsa_sk1",
        "ecdsa_sk2", "ed25519_sk1", "ed25519_sk2",
    ]

    @Test(.enabled(if: hasDSA, "openssh-tests is not installed, or has no DSA keys"), arguments: ["dsa_1", "dsa_2"])
    func dsaKeys(name: String) throws { try privateKeys(name: name) }

    @Test(.enabled(if: isInstalled, "openssh-tests is not installed"), arguments: names)
    func privateKeys(name: String) throws {
        let folder = "unittests/sshkey/testdata"
        let file = try Self.read("\(folder)/\(name)")
        let fingerprint = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(folder)/\(name).fp"))
        #expect(
            try file.openedPrivateKey().publicKey.fingerprint() + "\n" == String(decoding: fingerprint, as: UTF8.self))
        #expect(file.publicKey?.blob == (try Self.read("\(folder)/\(name).pub").publicKey?.blob))
        guard name.hasSuffix("1") else { return }
        let locked = try Self.read("\(folder)/\(name)_pw", passphrase: "mekmitasdigoat")
        #expect(locked.privateKey?.publicKey.blob == file.publicKey?.blob)
        #expect(throws: KeyError.wrongPassphrase) {
            try Self.read("\(folder)/\(name)_pw", passphrase: "mekmitasdigoaT")
        }
        let certificate = try Self.read("\(folder)/\(name)-cert.pub")
        #expect(certificate.certificate != nil)
        #expect(certificate.publicKey?.blob == file.publicKey?.blob)
    }

    @Test(
        .enabled(if: isInstalled, "openssh-tests is not installed"),
        arguments: [("ssh2", "rsa"), ("openssh", "rsa"), ("openssh", "ed25519")] + (hasDSA ? [("ssh2", "dsa")] : []))
    func conversions(format: String, type: String) throws {
        let file = try Self.read("\(type)_\(format).prv")
        try file.openedPrivateKey().prove()
        guard type != "rsa" || format == "openssh" else { return }
        #expect(file.publicKey?.blob == (try Self.read("\(type)_\(format).pub").publicKey?.blob))
    }

    /// Security keys as their file is written again, and as ssh-keygen reads that.
    @Test(.enabled(if: isInstalled, "openssh-tests is not installed"), arguments: ["ecdsa_sk1", "ed25519_sk1"])
    func securityKeysAreWritten(name: String) throws {
        let key = try Self.read("unittests/sshkey/testdata/\(name)").openedPrivateKey()
        let scratch = try Scratch()
        for passphrase in ["", "a secret"] {
            let file = try key.encoded(as: .openssh, passphrase: Secret(text: passphrase), options: .cheap)
            try scratch.write(file.array, to: "key")
            #expect(
                try scratch.run("ssh-keygen", "-y", "-P", passphrase, "-f", scratch.path("key")) == key.publicKey.line
                    + "\n")
        }
        let art = try scratch.run("ssh-keygen", "-lv", "-f", scratch.path("key")).split(separator: "\n").dropFirst()
        #expect(art.map(String.init) == key.publicKey.randomart)
    }
}

/// Dropbear as a peer (Debian: dropbear-bin), where it is installed.
struct DropbearTests {
    static let isInstalled = FileManager.default.fileExists(atPath: "/usr/bin/dropbearconvert")

    @Test(
        .enabled(if: isInstalled, "dropbear-bin is not installed"),
        arguments: Samples.parameters.filter { $0 != .ed448 })
    func weReadDropbear(parameters: KeyParameters) async throws {
        let key = try await Samples.key(parameters)
        let scratch = try Scratch()
        try scratch.write(try key.encoded(as: .openssh, passphrase: nil).array, to: "key")
        try scratch.run("dropbearconvert", "openssh", "dropbear", scratch.path("key"), scratch.path("converted"))
        let file = try KeyFile.read(Secret(try scratch.read("converted")), passphrase: nil)
        #expect(file.format == .dropbear)
        // dropbearconvert writes the private number of a curve as it finds it.
        #expect(file.notes.allSatisfy { $0 == .faultyWriter("its private number has no zero in front") })
        #expect(try file.openedPrivateKey().publicKey.blob == key.publicKey.blob)
    }

    @Test(
        .enabled(if: isInstalled, "dropbear-bin is not installed"),
        .enabled(if: RegressTests.sshKeygenMakesDSA, "this ssh-keygen makes no DSA keys"))
    func weReadDropbearsDSA() throws {
        let scratch = try Scratch()
        try scratch.run("ssh-keygen", "-q", "-t", "dsa", "-m", "PEM", "-N", "", "-f", scratch.path("key"))
        try scratch.run("dropbearconvert", "openssh", "dropbear", scratch.path("key"), scratch.path("converted"))
        let file = try KeyFile.read(Secret(try scratch.read("converted")), passphrase: nil)
        let line = String(decoding: try scratch.read("key.pub"), as: UTF8.self)
        #expect(file.publicKey?.blob == (try PublicKey.parse(line).publicKey.blob))
    }
}
