import FoundationEssentials
import Secrecy
import Testing

@testable import SSHKey

/// MLDSA44-Ed25519 against files of OpenSSH 10.6 (Tests/PostQuantum/make.sh).
struct PostQuantumTests {
    static let needsMLDSA: Testing.Comment = "OpenSSL 3.5 or newer needed"

    private static func vector(_ name: String) throws -> [UInt8] {
        let folder = #filePath.dropLast("SSHKeyTests/PostQuantumTests.swift".count) + "PostQuantum/"
        return Array(try #require(FileManager.default.contents(atPath: folder + name), "no vector \(name)"))
    }

    private static func text(_ name: String) throws -> String { String(decoding: try vector(name), as: UTF8.self) }

    private static func read(_ name: String, passphrase: String? = nil) throws -> KeyFile {
        try KeyFile.read(Secret(try vector(name)), passphrase: passphrase.map { Secret(text: $0) })
    }

    /// A sample with other seeds or another public key in it, as openssh-key-v1.
    private func file(publicKey: [UInt8], seeds: [UInt8]) throws -> Secret {
        var key: [UInt8] = []
        key.write(string: MLDSA44Ed25519.algorithm)
        key.write(string: publicKey)
        let blob = key
        key.write(string: seeds)
        var section = [UInt8](repeating: 7, count: 8) + key
        section.write(string: "")
        section += (1...8).prefix((8 - section.count % 8) % 8)
        var file = Array("openssh-key-v1\0".utf8)
        for name in ["none", "none", ""] { file.write(string: name) }
        file.write(uint32: 1)
        file.write(string: blob)
        file.write(string: section)
        return withBytes(file) { PEM.encode($0, label: "OPENSSH PRIVATE KEY", columns: 70) }
    }

    private struct Parts {
        var publicKey, seeds: [UInt8]

        init() throws {
            let key = try PostQuantumTests.read("id").openedPrivateKey()
            guard case .mldsa44Ed25519(let key) = key.material else { throw Scratch.Failure(message: "another type") }
            (publicKey, seeds) = (key.publicKey, key.seeds.array)
        }
    }

    // MARK: Reading and writing

    @Test func aPrivateKeyIsReadAndPrintedBack() throws {
        let file = try Self.read("id")
        let key = try file.openedPrivateKey()
        #expect(file.format == .openssh && file.notes.isEmpty && !file.isEncrypted)
        #expect(key.publicKey.line + "\n" == (try Self.text("id.pub")))
        #expect(key.publicKey.type == .mldsa44Ed25519)
        #expect(key.publicKey.displayName == "MLDSA44-Ed25519")
        #expect((key.unchecked == nil) == MLDSA44.isAvailable)
        let ours = Array(try key.encoded(as: .openssh, passphrase: nil).text.split(separator: "\n"))
        let theirs = try Self.text("id").split(separator: "\n")
        func body(_ lines: [Substring]) throws -> [UInt8] {
            let text = lines.dropFirst().dropLast().joined()
            return try #require(withBytes(Array(text.utf8)) { Base64.decode($0) })
        }
        let (ourBody, theirBody) = (try body(ours), try body(theirs))
        // The check numbers are random; they are the first 8 bytes of the private section.
        let check = OpenSSHFormat.magic.count + 8 + 8 + 4 + 4 + 4 + key.publicKey.blob.count + 4
        #expect(ourBody.count == theirBody.count)
        #expect(ourBody.prefix(check) == theirBody.prefix(check))
        #expect(ourBody.dropFirst(check + 8) == theirBody.dropFirst(check + 8))
        #expect(ours.map(\.count) == theirs.map(\.count))
    }

    @Test func aLockedKeyIsOpened() throws {
        let locked = try Self.read("locked")
        #expect(locked.encryption == KeyFile.Encryption(cipher: "aes256-ctr", derivation: "bcrypt, 2 rounds"))
        #expect(locked.publicKey?.blob == (try Self.read("locked.pub").publicKey?.blob))
        #expect(throws: KeyError.passphraseNeeded) { try locked.openedPrivateKey() }
        #expect(throws: KeyError.wrongPassphrase) { try Self.read("locked", passphrase: "another") }
        let key = try Self.read("locked", passphrase: "a passphrase").openedPrivateKey()
        #expect(key.publicKey.line + "\n" == (try Self.text("locked.pub")))
        let copy = try key.encoded(as: .openssh, passphrase: Secret(text: "new"), options: .cheap)
        #expect(try KeyFile.read(copy, passphrase: Secret(text: "new")).privateKey?.publicKey == key.publicKey)
    }

    @Test(arguments: FingerprintHash.allCases) func fingerprintsAndPicturesAreTheirs(hash: FingerprintHash) throws {
        let key = try #require(try Self.read("id.pub").publicKey)
        let lines = ["\(key.bits) \(key.fingerprint(hash)) \(key.comment) (\(key.type.word))"] + key.randomart(hash)
        #expect(lines.joined(separator: "\n") + "\n" == (try Self.text("fingerprint.\(hash.word.lowercased())")))
    }

    @Test func certificatesAreRead() throws {
        let user = try #require(try Self.read("id-cert.pub").certificate)
        #expect(user.algorithm == "ssh-mldsa44-ed25519-cert")
        #expect(user.publicKey.blob == (try Self.read("id.pub").publicKey?.blob))
        #expect(user.authority.blob == (try Self.read("ca.pub").publicKey?.blob))
        #expect((user.kind, user.keyID, user.serial, user.principals) == (.user, "ana@laptop", 7, ["ana", "root"]))
        #expect((user.validAfter, user.validBefore) == (1_767_225_600, 2_082_758_400))
        #expect(user.line + "\n" == (try Self.text("id-cert.pub")))
        let host = try #require(try Self.read("host-cert.pub").certificate)
        #expect((host.kind, host.principals) == (.host, ["web1.example"]))
        #expect(host.authority.type == .ed25519)
    }

    @Test func publicFormatsAreRead() throws {
        let line = try Self.text("id.pub").split(separator: " ").prefix(2).joined(separator: " ")
        let key = try #require(try Self.read("id.pub").publicKey)
        #expect(try Self.read("id.rfc4716").publicKey?.blob == key.blob)
        #expect(try PublicKey.parse(key.encoded(as: .rfc4716)).publicKey == key)
        for text in [
            try Self.text("known_hosts"), "restrict,command=\"a b\" \(line) x", String(line.split(separator: " ")[1]),
        ] {
            #expect(try PublicKey.parse(text).publicKey.blob == key.blob)
        }
        // Wrapped by a terminal of 80 columns, a certificate too.
        for name in ["id.pub", "id-cert.pub"] {
            let text = try Self.vector(name)
            let lines = stride(from: 0, to: text.count, by: 80).map { text[$0..<min($0 + 80, text.count)] }
            let wrapped = String(decoding: Array(lines.joined(separator: "\n".utf8)), as: UTF8.self)
            #expect(try PublicKey.parse(wrapped).publicKey.blob == key.blob)
        }
        let host = HostKey(algorithm: key.algorithm, base64: String(line.split(separator: " ")[1]))
        #expect(host.fingerprint == key.fingerprint())
    }

    @Test func otherFormatsRefuse() throws {
        let key = try Self.read("id").openedPrivateKey()
        for format in PrivateFormat.allCases where format != .openssh {
            let error = #expect(throws: KeyError.self) { try key.encoded(as: format, passphrase: nil) }
            #expect(error?.message == "\(format.rawValue) doesn't support MLDSA44-Ed25519 keys")
            #expect(error?.hint == "use openssh")
        }
        let error = #expect(throws: KeyError.self) { try key.publicKey.encoded(as: .spki) }
        #expect(error?.hint == "use openssh, rfc4716")
    }

    // MARK: Bad input

    @Test func theExperimentalTypeHasASentence() throws {
        for name in ["ssh-mldsa44-ed25519@openssh.com", "ssh-mldsa44-ed25519-cert-v01@openssh.com"] {
            var blob: [UInt8] = []
            blob.write(string: name)
            blob.write(string: [UInt8](repeating: 1, count: 1344))
            for text in ["\(name) \(Base64.encode(blob)) old", Base64.encode(blob)] {
                let error = #expect(throws: KeyError.self) { try PublicKey.parse(text) }
                let message = try #require(error?.message)
                #expect(message.hasPrefix("ssh-mldsa44-ed25519@openssh.com: the experimental type of OpenSSH 10.4"))
                #expect(error?.hint?.contains("create a new key") == true)
            }
        }
    }

    @Test func damagedKeysAreRefused() throws {
        let parts = try Parts()
        #expect(throws: Never.self) {
            try KeyFile.read(file(publicKey: parts.publicKey, seeds: parts.seeds), passphrase: nil)
        }
        for (publicKey, seeds) in [
            (Array(parts.publicKey.dropLast()), parts.seeds), (parts.publicKey + [0], parts.seeds), ([], parts.seeds),
            (parts.publicKey, Array(parts.seeds.dropLast())), (parts.publicKey, parts.seeds + parts.seeds),
            (parts.publicKey, []),
        ] {
            let file = try file(publicKey: publicKey, seeds: seeds)
            let error = #expect(throws: KeyError.self) { try KeyFile.read(file, passphrase: nil) }
            guard case .malformed = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func theEd25519PartIsComparedEverywhere() throws {
        for position in [1311 + 1, 1343] {
            var parts = try Parts()
            parts.publicKey[position] ^= 1
            let file = try file(publicKey: parts.publicKey, seeds: parts.seeds)
            #expect(throws: KeyError.contradiction("the public key doesn't match the private key")) {
                try KeyFile.read(file, passphrase: nil)
            }
        }
        var parts = try Parts()
        parts.seeds[63] ^= 1
        let file = try file(publicKey: parts.publicKey, seeds: parts.seeds)
        #expect(throws: KeyError.self) { try KeyFile.read(file, passphrase: nil) }
    }

    @Test(arguments: [0, 1311]) func theMLDSAPartIsComparedWhereItCanBe(position: Int) throws {
        var parts = try Parts()
        parts.publicKey[position] ^= 1
        let file = try file(publicKey: parts.publicKey, seeds: parts.seeds)
        guard !MLDSA44.isAvailable else {
            #expect(throws: KeyError.contradiction("the public key doesn't match the private key")) {
                try KeyFile.read(file, passphrase: nil)
            }
            return
        }
        let read = try KeyFile.read(file, passphrase: nil).openedPrivateKey()
        #expect(read.unchecked == "the ML-DSA public key was not checked: OpenSSL 3.5 or newer needed")
    }

    // MARK: Signatures

    /// The bytes that `ssh-keygen -Y sign` signed, and its signature (OpenSSH, PROTOCOL.sshsig).
    private func signature() throws -> (message: [UInt8], signature: [UInt8]) {
        let lines = try Self.text("message.sig").split(separator: "\n")
        let blob = try #require(withBytes(Array(lines.dropFirst().dropLast().joined().utf8)) { Base64.decode($0) })
        return try withBytes(blob) { blob in
            var reader = WireReader(blob)
            let magic = Array(try reader.take(6))
            #expect(try reader.uint32() == 1)
            #expect(try PublicKey(blob: Array(try reader.string())).blob == Self.read("id.pub").publicKey?.blob)
            let fields = [try reader.string(), try reader.string(), try reader.string()].map { Array($0) }
            var message = magic
            for field in fields { message.write(string: field) }
            #expect(fields[2] == Array("sha512".utf8))
            message.write(string: try Digest.sha512.hash(Self.vector("message")))
            var signature = WireReader(try reader.string())
            #expect(try signature.string().equals("ssh-mldsa44-ed25519"))
            return (message, Array(try signature.string()))
        }
    }

    @Test func theEd25519PartOfTheirSignatureVerifies() throws {
        let (message, signature) = try signature()
        let publicKey = try Parts().publicKey
        #expect(signature.count == 2484)
        let ed25519 = try OpenSSLKey(publicKey: Array(publicKey.suffix(32)), type: "ED25519")
        try ed25519.verify(
            Array(signature.suffix(64)), of: MLDSA44Ed25519.representative(of: message), digest: nil)
    }

    @Test(.enabled(if: MLDSA44.isAvailable, needsMLDSA)) func theirSignatureVerifiesAndNoOther() throws {
        let (message, signature) = try signature()
        let publicKey = try Parts().publicKey
        try MLDSA44Ed25519.verify(signature, of: message, by: publicKey)
        for position in [0, 2419, 2420, 2483] {
            var forged = signature
            forged[position] ^= 1
            #expect(throws: KeyError.self) { try MLDSA44Ed25519.verify(forged, of: message, by: publicKey) }
        }
        #expect(throws: KeyError.self) { try MLDSA44Ed25519.verify(signature, of: message + [0], by: publicKey) }
    }

    @Test(.enabled(if: MLDSA44.isAvailable, needsMLDSA)) func aKeyIsMadeAndSigns() async throws {
        let key = try await PrivateKey.generate(.mldsa44Ed25519, comment: "new", progress: { _ in })
        try key.prove()
        let signature = try key.signature(of: Array("text".utf8))
        #expect(signature.count == 2484)
        let file = try key.encoded(as: .openssh, passphrase: nil)
        let read = try KeyFile.read(file, passphrase: nil).openedPrivateKey()
        #expect(read.publicKey == key.publicKey && read.unchecked == nil)
        let other = try await PrivateKey.generate(.mldsa44Ed25519, comment: "new", progress: { _ in })
        #expect(other.publicKey.blob != key.publicKey.blob)
    }

    @Test(.enabled(if: !MLDSA44.isAvailable, "this OpenSSL has ML-DSA"))
    func withoutMLDSANoneIsMade() async throws {
        let error = try #require(KeyType.mldsa44Ed25519.refusalToGenerate)
        await #expect(throws: error) {
            try await PrivateKey.generate(.mldsa44Ed25519, comment: "", progress: { _ in })
        }
        #expect(error.message.hasPrefix("OpenSSL 3."))
        #expect(error.hint?.hasPrefix("OpenSSL 3.5 or newer needed") == true)
        #expect(throws: error) { try Self.read("id").openedPrivateKey().prove() }
    }
}
