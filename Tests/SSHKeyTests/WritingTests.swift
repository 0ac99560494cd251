import Secrecy
import Testing

@testable import SSHKey

/// What we write, against published vectors and as other programs read it.
struct WritingTests {
    /// An Ed25519 key whose seed is 00 01 02 ... 1f.
    static func countingKey(comment: String) throws -> PrivateKey {
        let key = try withBytes(Array(0..<32)) { (seed) throws(KeyError) in try EdwardsPrivate(.ed25519, seed: seed) }
        return PrivateKey(.edwards(key), comment: comment)
    }

    @Test func openSSHVector() throws {
        let sealed = try Self.countingKey(comment: "edge").encryptedOpenSSH(
            passphrase: Secret(text: "edge"), salt: [UInt8](repeating: 0x53, count: 16), rounds: 1, check: [1, 2, 3, 4])
        let lines = sealed.text.split(separator: "\n")
        #expect(lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----")
        #expect(lines.last == "-----END OPENSSH PRIVATE KEY-----")
        #expect(
            lines.dropFirst().dropLast().joined() == """
                b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABBTU1NTU1NTU1NTU1NTU1NTAAAAAQAAAAEAAAAzAAAAC3\
                NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4AAAAkKDBlAO6L+By14SZsrga4G9nwvGFzGe/jfP94JO6\
                aCGn3SgVbqxkK1aKusM49k/4ch3FhU8l5B+OAFJlVk+mJGOi5yp5t51RU/wZP0cHBi6A6n3CTc+Z1Hzj1s7xozwO836VNFMu65GmV+75Qj\
                uRJWzYuSGoxfsSjGqbo1hZx/vS5PZGiNcQjYEx0U+EJBV3wg==
                """)
        #expect(lines.dropFirst().dropLast(2).allSatisfy { $0.utf8.count == 70 })
    }

    @Test(arguments: Samples.parameters.filter { $0 != .ed448 }, [nil, "a secret"] as [String?])
    func sshKeygenReadsOpenSSH(parameters: KeyParameters, passphrase: String?) async throws {
        let key = try await Samples.key(parameters)
        let file = try key.encoded(as: .openssh, passphrase: passphrase.map { Secret(text: $0) }, options: .cheap)
        let scratch = try Scratch()
        try scratch.write(file.array, to: "key")
        let line = try scratch.run("ssh-keygen", "-y", "-P", passphrase ?? "", "-f", scratch.path("key"))
        #expect(line == key.publicKey.line + "\n")
        if passphrase != nil {
            #expect(try scratch.attempt(["ssh-keygen", "-y", "-P", "another", "-f", scratch.path("key")]).status != 0)
        }
    }

    @Test(arguments: Samples.parameters, PrivateFormat.puttyReads)
    func puttygenReads(parameters: KeyParameters, format: PrivateFormat) async throws {
        let key = try await Samples.key(parameters)
        guard format.holds(key.publicKey.type) else { return }
        for passphrase in [nil, "a secret"] {
            let file = try key.encoded(as: format, passphrase: passphrase.map { Secret(text: $0) }, options: .cheap)
            let scratch = try Scratch()
            try scratch.write(file.array, to: "key")
            try scratch.write((passphrase ?? "").utf8, to: "passphrase")
            let line = try scratch.run(
                "puttygen", scratch.path("key"), "-O", "public-openssh", "--old-passphrase", scratch.path("passphrase"))
            #expect(line == key.publicKey.line + "\n")
            // Going through the private key proves that too.
            try scratch.run(
                "puttygen", scratch.path("key"), "-O", "text", "-o", scratch.path("text"),
                "--old-passphrase", scratch.path("passphrase"))
        }
    }

    @Test func sshKeygenReadsTwentyFourRounds() async throws {
        let file = try await Samples.key(.ed25519).encoded(as: .openssh, passphrase: Secret(text: "edge"))
        let scratch = try Scratch()
        try scratch.write(file.array, to: "key")
        try scratch.run("ssh-keygen", "-y", "-P", "edge", "-f", scratch.path("key"))
    }

    @Test func puttygenReadsCalibratedPPK() async throws {
        let file = try await Samples.key(.ed25519).encoded(as: .ppk, passphrase: Secret(text: "edge"))
        #expect(file.text.contains("\nKey-Derivation: Argon2id\nArgon2-Memory: 8192\n"))
        let scratch = try Scratch()
        try scratch.write(file.array, to: "key")
        try scratch.write("edge".utf8, to: "passphrase")
        try scratch.run("puttygen", scratch.path("key"), "-O", "text", "--old-passphrase", scratch.path("passphrase"))
    }

    @Test(arguments: Samples.oddComments) func commentsSurvive(comment: String) async throws {
        let key = try await Samples.key(.ecdsa(.nistp256), comment: comment)
        let scratch = try Scratch()
        try scratch.write(try key.encoded(as: .openssh, passphrase: nil).array, to: "openssh")
        #expect(try scratch.run("ssh-keygen", "-y", "-f", scratch.path("openssh")) == key.publicKey.line + "\n")
        try scratch.write(try key.encoded(as: .ppk, passphrase: nil).array, to: "ppk")
        // PuTTY leaves the space where a comment would begin.
        let line = comment.isEmpty ? key.publicKey.line + " " : key.publicKey.line
        #expect(try scratch.run("puttygen", scratch.path("ppk"), "-L") == line + "\n")
    }

    @Test(arguments: Samples.oddPassphrases) func passphrasesOpen(passphrase: String) async throws {
        let key = try await Samples.key(.ed25519)
        let scratch = try Scratch()
        try scratch.write(passphrase.utf8, to: "passphrase")
        let secret = Secret(text: passphrase)
        try scratch.write(try key.encoded(as: .openssh, passphrase: secret, options: .cheap).array, to: "openssh")
        try scratch.run("ssh-keygen", "-y", "-P", passphrase, "-f", scratch.path("openssh"))
        for format in [PrivateFormat.ppk, .ppk2] {
            try scratch.write(try key.encoded(as: format, passphrase: secret, options: .cheap).array, to: "ppk")
            try scratch.run(
                "puttygen", scratch.path("ppk"), "-O", "text", "--old-passphrase", scratch.path("passphrase"))
        }
    }

    @Test func anEmptyPassphraseIsNone() async throws {
        for format in PrivateFormat.puttyReads where format.holds(.ed25519) {
            let file = try await Samples.key(.ed25519).encoded(as: format, passphrase: Secret([]))
            let scratch = try Scratch()
            try scratch.write(file.array, to: "key")
            try scratch.run("puttygen", scratch.path("key"), "-O", "text")
        }
    }
}

extension PrivateFormat {
    static let puttyReads = [PrivateFormat.openssh, .ppk, .ppk2]
}

/// PuTTY's own vectors (test/cryptsuite.py).
struct PPKVectorTests {
    static let publicBlob = bytes(
        hexadecimal: """
            0000000b7373682d65643235353139000000207242b33387688f57ff218bb639f6d9fd213ba54f3100d5b5cb64ca6e85247d56
            """.utf8)
    static let seed = bytes(hexadecimal: "6bef22997c8f2aa7f17b9f930eafdc59c41ad5c5dca5b0e7900fdff006101a58".utf8)
    static let salt = bytes(hexadecimal: "37c3911bfefc8c1d11ec579627d2b3d9".utf8)

    static func key() throws -> PrivateKey {
        let key = try withBytes(try #require(seed)) { (seed) throws(KeyError) in
            try EdwardsPrivate(.ed25519, seed: seed)
        }
        return PrivateKey(.edwards(key), comment: "ed25519-key-20200105")
    }

    @Test func theKeyIsTheVectors() throws {
        #expect(try Self.key().publicKey.blob == Self.publicBlob)
    }

    @Test func version3Clear() throws {
        let file = try Self.key().encoded(as: .ppk, passphrase: nil)
        #expect(
            file.text.hasSuffix("\nPrivate-MAC: 816c84093fc4877e8411b8e5139c5ce35d8387a2630ff087214911d67417a54d\n"))
    }

    @Test func version3Encrypted() throws {
        let argon2 = Argon2(passes: 13, salt: try #require(Self.salt))
        let file = try Self.key().encodedPPK(passphrase: Secret(text: "test-passphrase"), argon2: argon2)
        #expect(
            file.text == """
                PuTTY-User-Key-File-3: ssh-ed25519
                Encryption: aes256-cbc
                Comment: ed25519-key-20200105
                Public-Lines: 2
                AAAAC3NzaC1lZDI1NTE5AAAAIHJCszOHaI9X/yGLtjn22f0hO6VPMQDVtctkym6F
                JH1W
                Key-Derivation: Argon2id
                Argon2-Memory: 8192
                Argon2-Passes: 13
                Argon2-Parallelism: 1
                Argon2-Salt: 37c3911bfefc8c1d11ec579627d2b3d9
                Private-Lines: 1
                amviz4sVUBN64jLO3gt4HGXJosUArghc4Soi7aVVLb2Tir5Baj0OQClorycuaPRd
                Private-MAC: 6f5e588e475e55434106ec2c3569695b03f423228b44993a9e97d52ffe7be5a8

                """)
    }

    @Test(arguments: [
        (Argon2.Flavour.argon2i, "b980759be2dd0dd4a7335bf4adede008"), (.argon2d, "0346138cb20601249e28c025a8aa9678"),
    ])
    func otherFlavours(flavour: Argon2.Flavour, start: String) throws {
        let argon2 = Argon2(flavour: flavour, passes: 13, salt: try #require(Self.salt))
        let key = try argon2.derive(passphrase: Secret(text: "test-passphrase"), length: 80)
        #expect(key.withBytes { hexadecimal($0.prefix(16)) } == start)
    }

    @Test func version2() throws {
        let clear = try Self.key().encoded(as: .ppk2, passphrase: nil)
        #expect(clear.text.hasSuffix("\nPrivate-MAC: 2a629acfcfbe28488a1ba9b6948c36406bc28422\n"))
        let sealed = try Self.key().encoded(as: .ppk2, passphrase: Secret(text: "test-passphrase"))
        #expect(
            sealed.text.hasSuffix(
                """
                Private-Lines: 1
                4/jKlTgC652oa9HLVGrMjHZw7tj0sKRuZaJPOuLhGTvb25Jzpcqpbi+Uf+y+uo+Z
                Private-MAC: 5b1f6f4cc43eb0060d2c3e181bc0129343adba2b

                """))
    }
}
