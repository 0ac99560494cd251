import Secrecy
import Testing

@testable import SSHKey

/// Bytes are read strictly, and a refusal names what was found.
struct RefusalTests {
    private func refusal(_ file: Secret, passphrase: String? = nil) -> KeyError? {
        do throws(KeyError) {
            _ = try KeyFile.read(file, passphrase: passphrase.map { Secret(text: $0) })
            return nil
        } catch {
            return error
        }
    }

    private func refusal(_ text: String, passphrase: String? = nil) -> KeyError? {
        refusal(Secret(text: text), passphrase: passphrase)
    }

    // MARK: Contradictions

    /// The body of a clear openssh-key-v1 file with every `old` turned into `new`, in its armour again.
    private func openSSH(_ key: PrivateKey, _ old: [UInt8], _ new: [UInt8], firstOnly: Bool = false) throws -> Secret {
        let text = try key.encoded(as: .openssh, passphrase: nil)
        let armour = try #require(text.withBytes { (text) in Armour(in: text, from: 0) })
        let body = try armour.body().array.replacing(old, with: new, firstOnly: firstOnly)
        try #require(try body != armour.body().array)
        return withBytes(body) { PEM.encode($0, label: OpenSSHFormat.label, columns: 70) }
    }

    @Test func anEd25519KeyWithAnotherPublicKey() async throws {
        let key = try await Samples.key(.ed25519)
        let other = try await PrivateKey.generate(.ed25519, comment: "", progress: { _ in })
        let (own, foreign) = (Array(key.publicKey.blob.suffix(32)), Array(other.publicKey.blob.suffix(32)))
        let expected = KeyError.contradiction("the public key doesn't match the private key")
        #expect(refusal(try openSSH(key, own, foreign)) == expected)
        #expect(refusal(try openSSH(key, own, foreign, firstOnly: true)) == expected)
    }

    @Test func anECDSAKeyWithAnotherPoint() async throws {
        let key = try await Samples.key(.ecdsa(.nistp256))
        let other = try await PrivateKey.generate(.ecdsa(.nistp256), comment: "", progress: { _ in })
        let (own, foreign) = (Array(key.publicKey.blob.suffix(65)), Array(other.publicKey.blob.suffix(65)))
        let expected = KeyError.contradiction("the public key doesn't match the private key")
        #expect(refusal(try openSSH(key, own, foreign)) == expected)
        for format in [PrivateFormat.pem, .pkcs8] {
            let text = try key.encoded(as: format, passphrase: nil)
            let armour = try #require(text.withBytes { (text) in Armour(in: text, from: 0) })
            let body = try armour.body().array.replacing(own, with: foreign)
            #expect(refusal(Secret(body)) == expected)
        }
        // Off the curve altogether.
        let broken = own.dropLast() + [own[64] ^ 1]
        #expect(
            refusal(try openSSH(key, own, Array(broken))) == .malformed("the public key isn't a point on nistp256"))
    }

    @Test func anRSAKeyWithWrongNumbers() async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        guard case .rsa(let rsa) = key.material else { return }
        func changed(_ bytes: [UInt8]) -> [UInt8] { bytes.dropLast() + [bytes[bytes.count - 1] ^ 2] }
        for number in [rsa.d, rsa.p, rsa.q, rsa.iqmp].map(\.array) + [rsa.n] {
            guard case .contradiction? = refusal(try openSSH(key, number, changed(number))) else {
                Issue.record("a wrong number was taken")
                continue
            }
        }
    }

    @Test func checkNumbersAndPadding() async throws {
        let key = try await Samples.key(.ed25519, comment: "sample.....")
        let file = try key.encoded(as: .openssh, passphrase: nil)
        let armour = try #require(file.withBytes { (text) in Armour(in: text, from: 0) })
        let body = try armour.body().array
        #expect(body.suffix(2) == [1, 2])
        #expect(refusal(Secret(body)) == nil)
        #expect(refusal(Secret(body.dropLast() + [3])) == .contradiction("the padding after the key is wrong"))
        // The check numbers are the first words of the private section.
        let section = try #require(body.firstRange(of: key.privateSection(check: [], blockLength: 8).array.prefix(80)))
        var differing = body
        differing[section.lowerBound - 1] ^= 1
        #expect(refusal(Secret(differing)) == .contradiction("the check numbers don't match"))
        #expect(refusal(Secret(body + [0])) == .malformed("1 bytes too many at the end of the key"))
        #expect(refusal(Secret(body.dropLast(100))) == .truncated(have: body.count - 100, need: body.count))
        #expect(KeyError.truncated(have: 812, need: 1024).message == "the key is cut off: 812 of 1024 bytes")
    }

    @Test func aPPKThatWasChanged() async throws {
        let key = try await Samples.key(.ed25519)
        for format in [PrivateFormat.ppk, .ppk2] {
            let text = try key.encoded(as: format, passphrase: nil).text
            let changed = text.replacing("Comment: sample", with: "Comment: simple")
            #expect(
                refusal(changed) == .contradiction("the MAC doesn't match: the file was damaged or changed"))
        }
    }

    // MARK: Bounds

    @Test func bcryptRounds() async throws {
        let key = try await Samples.key(.ed25519)
        let file = try key.encryptedOpenSSH(
            passphrase: Secret(text: "edge"), salt: Array(repeating: 0x53, count: 16), rounds: 1, check: [1, 2, 3, 4])
        let armour = try #require(file.withBytes { (text) in Armour(in: text, from: 0) })
        let salt = [UInt8](repeating: 0x53, count: 16)
        func body(_ rounds: [UInt8]) throws -> Secret {
            Secret(try armour.body().array.replacing(salt + [0, 0, 0, 1], with: salt + rounds))
        }
        #expect(
            refusal(try body([0, 0, 0, 0]), passphrase: "edge")
                == .malformed("a bcrypt salt or number of rounds of zero"))
        let years = try #require(refusal(try body([0x80, 0, 0, 0]), passphrase: "edge"))
        #expect(years.message.hasPrefix("the file needs 2147483648 rounds of bcrypt, which take "))
        #expect(years.hint?.contains("`ssh-keygen -p -a 100 -f FILE`") == true)
    }

    @Test func argon2Parameters() async throws {
        let key = try await Samples.key(.ed25519)
        let text = try key.encoded(as: .ppk, passphrase: Secret(text: "edge"), options: .cheap).text
        func expect(_ old: String, _ new: String, _ expected: KeyError, at location: SourceLocation = #_sourceLocation)
        {
            #expect(refusal(text.replacing(old, with: new), passphrase: "edge") == expected, sourceLocation: location)
        }
        expect(
            "Memory: 8192", "Memory: 4294967295", .excessive(what: "KiB of memory", found: 4294967295, limit: 1 << 20))
        expect(
            "Passes: 1", "Passes: 4294967295",
            .excessive(what: "KiB of Argon2 work", found: 8192 * 4294967295, limit: 4 << 20))
        expect("Parallelism: 1", "Parallelism: 1000", .excessive(what: "lanes of Argon2", found: 1000, limit: 64))
        for (old, new) in [
            ("Memory: 8192", "Memory: 0"), ("Passes: 1", "Passes: 0"), ("Parallelism: 1", "Parallelism: 0"),
        ] {
            expect(old, new, .malformed("Argon2 parameters below Argon2's minimum"))
        }
        expect("Memory: 8192", "Memory: 99999999999", .malformed("Argon2-Memory isn't a number: 99999999999"))
        expect("Argon2id", "Argon3", .unsupported("a key derived with Argon3; PuTTY supports only Argon2"))
        // A number that the file doesn't live up to costs nothing, and the MAC covers what is there.
        #expect(
            refusal(text.replacing("Private-Lines: 1", with: "Private-Lines: 4294967295"), passphrase: "edge") == nil)
    }

    @Test func pbkdf2AndScrypt() throws {
        func file(_ derivation: Secret) -> Secret {
            let scheme = DER.sequence(
                DER.oid(OID(1, 2, 840, 113549, 1, 5, 13)),
                DER.sequence(
                    derivation,
                    DER.sequence(
                        DER.oid(OID(2, 16, 840, 1, 101, 3, 4, 1, 42)), DER.octets([UInt8](repeating: 0, count: 16)))))
            return DER.sequence(scheme, DER.octets([UInt8](repeating: 0, count: 64)))
        }
        func scrypt(_ n: Int, _ r: Int, _ p: Int) -> Secret {
            file(
                DER.sequence(
                    DER.oid(OID(1, 3, 6, 1, 4, 1, 11591, 4, 11)),
                    DER.sequence(DER.octets([1, 2, 3, 4, 5, 6, 7, 8]), DER.integer(n), DER.integer(r), DER.integer(p))))
        }
        let pbkdf2 = file(
            DER.sequence(
                DER.oid(OID(1, 2, 840, 113549, 1, 5, 12)),
                DER.sequence(DER.octets([1, 2, 3, 4, 5, 6, 7, 8]), DER.integer(1 << 31))))
        #expect(refusal(pbkdf2, passphrase: "x") == .excessive(what: "iterations", found: 1 << 31, limit: 4_000_000))
        #expect(
            refusal(scrypt(1 << 30, 8, 1), passphrase: "x")
                == .excessive(what: "bytes of memory for scrypt", found: 1 << 40, limit: 1 << 30))
        #expect(
            refusal(scrypt(1 << 62, 1 << 62, 1), passphrase: "x")
                == .excessive(what: "bytes of memory for scrypt", found: .max, limit: 1 << 30))
        #expect(
            refusal(scrypt(1 << 14, 8, 1 << 30), passphrase: "x")
                == .excessive(what: "steps of scrypt", found: 1 << 47, limit: 1 << 23))
        #expect(
            refusal(scrypt(2, 2, 1 << 20), passphrase: "x")
                == .excessive(what: "blocks of scrypt", found: 1 << 21, limit: 1 << 18))
        #expect(
            refusal(scrypt(1000, 8, 1), passphrase: "x") == .malformed("scrypt rejected the parameters in the file"))
        #expect(refusal(scrypt(1 << 10, 8, 1), passphrase: "x") == .wrongPassphrase)
    }

    @Test func sizes() {
        let long = Secret(count: KeyFile.longestFile + 1) { _ in }
        #expect(refusal(long)?.message == "a file of more than 1048576 bytes; key files are shorter")
        let modulus = [UInt8](repeating: 0xFF, count: 2049)
        #expect(
            refusal(DER.sequence(DER.integer(modulus), DER.integer(65537)))
                == .excessive(what: "bits of RSA", found: 16392, limit: 16384))
        let numbers = [[0], [UInt8](repeating: 0xFF, count: 1251), [3], [2], [4], [1]].map { DER.integer($0) }
        #expect(
            refusal(DER.element(ASN1Tag.sequence, numbers))
                == .excessive(what: "bits of DSA", found: 10008, limit: 10000))
    }

    // MARK: What was found

    static let named: [(String, String)] = [
        ("", "the file is empty"),
        (" \r\n\t\n", "the file is empty"),
        ("hello world", "expected a key file, found text that isn't a known kind of key (“hello world”)"),
        ("PuTTY-User-Key-File-4: ssh-ed25519\nEncryption: none\n", "PPK version 4"),
        (
            "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes512\n",
            "encrypted with aes512; PuTTY supports only aes256-cbc"
        ),
        (
            "SSH PRIVATE KEY FILE FORMAT 1.1\n\0\0\0",
            "an SSH-1 private key, which is obsolete"
        ),
        (
            "1024 35 \(String(repeating: "1234567890", count: 30)) me@host",
            "an SSH-1 public key, which is obsolete"
        ),
        (
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----\n",
            "expected a key file, found an OpenPGP file"
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            "expected a key file, found an X.509 certificate"
        ),
        (
            "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
            "expected a key file, found a file encrypted with age"
        ),
        (
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
            "expected a key file, found EC parameters without a key"
        ),
        ("-----BEGIN RSA PRIVATE KEY-----\n\n-----END RSA PRIVATE KEY-----\n", "a BEGIN line without a key"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"x\"\n", "a BEGIN line without a key"),
        ("ssh-ed25519\n", "a key type without a key"),
        (
            "256 SHA256:Vc4bt/xebYKvIKVYwh0NN6UtnFZfKM6dzdjoWRKYNsw me (ED25519)",
            "expected a key file, found a fingerprint"
        ),
        ("$ANSIBLE_VAULT;1.1;AES256\n3461\n", "expected a key file, found a file encrypted with Ansible Vault"),
        (
            "WGdGb28gYmFyIGJheiBxdXggcXV1eCBjb3JnZSBncg==",
            "expected a key file, found text that isn't a known kind of key (“WGdGb28gYmFyIGJheiBxdXgg…”)"
        ),
        ("AGE-SECRET-KEY-1QQQ", "expected a key file, found a private key of age"),
        ("{\"kty\": \"OKP\", \"crv\": \"Ed25519\"}", "expected a key file, found a JSON Web Key"),
        (
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                + "-----END PRIVATE KEY-----\n", "X25519 keys can't sign"
        ),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0123456789ABCDEF\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n", "encrypted with des-cbc, which OpenSSL no longer offers"
        ),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: FOO-CBC,0123456789ABCDEF\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n", "encrypted with foo-cbc, which is unknown"
        ),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIB#\n-----END RSA PRIVATE KEY-----\n", "the base64 of the key is damaged"),
        ("ssh-mldsa87-ed448 AAAAEXNzaC1tbGRzYTg3LWVkNDQ4", "unknown key type ssh-mldsa87-ed448"),
    ]

    @Test(arguments: named) func namesWhatItFound(text: String, message: String) {
        #expect(refusal(text)?.message == message)
    }

    @Test func otherBinaryFiles() throws {
        let scratch = try Scratch()
        try scratch.write("text\n".utf8, to: "text")
        try scratch.run("gzip", scratch.path("text"))
        #expect(
            refusal(Secret(try scratch.read("text.gz")))?.message == "expected a key file, found a compressed file")
        // What gpg --export begins with: an RSA key of version 4 in a packet of the old form, and of the new.
        for packet in [[0x99, 0x01, 0x0D, 0x04, 0x65, 0, 0, 0, 1], [0xC6, 0x33, 0x04, 0x65, 0, 0, 0, 22]] as [[UInt8]] {
            #expect(refusal(Secret(packet))?.message == "expected a key file, found an OpenPGP file")
        }
        #expect(
            refusal(Secret([0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2]))?.message
                == "expected a key file, found a Java keystore"
        )
    }

    static let opensslKeys: [([String], String)] = [
        (["genpkey", "-algorithm", "X448"], "X448 keys can't sign"),
        (["genpkey", "-algorithm", "rsa-pss"], "SSH doesn't support RSA keys restricted to PSS signatures"),
        (
            ["genpkey", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048"],
            "Diffie-Hellman keys can't sign"
        ),
        (
            ["genpkey", "-algorithm", "SM2"],
            "an EC key on the curve SM2; SSH supports only nistp256, nistp384 and nistp521"
        ),
        (
            ["ecparam", "-name", "secp256k1", "-genkey", "-noout"],
            "an EC key on the curve secp256k1; SSH supports only nistp256, nistp384 and nistp521"
        ),
        (
            ["ecparam", "-name", "secp256k1", "-genkey", "-noout", "-param_enc", "explicit"],
            "an EC key on a curve of its own; SSH supports only nistp256, nistp384 and nistp521"
        ),
        (
            ["ecparam", "-name", "sect233k1", "-genkey", "-noout", "-param_enc", "explicit"],
            "an EC key on a curve of its own; SSH supports only nistp256, nistp384 and nistp521"
        ),
        (
            ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_primes:3"],
            "an RSA key of version 1, with more than two primes"
        ),
    ]

    @Test(arguments: opensslKeys) func keysThatSSHCannotUse(command: [String], message: String) throws {
        let scratch = try Scratch()
        try scratch.run(["openssl"] + command + ["-out", scratch.path("key")])
        #expect(refusal(Secret(try scratch.read("key")))?.message == message)
    }

    @Test func publicWherePrivateWasExpected() async throws {
        let key = try await Samples.key(.ed25519)
        for (format, name) in [(PublicFormat.rfc4716, "RFC 4716"), (.openssh, "OpenSSH"), (.spki, "SPKI, PEM")] {
            let file = try KeyFile.read(Secret(text: key.publicKey.encoded(as: format)), passphrase: nil)
            let error = #expect(throws: KeyError.self) { try file.openedPrivateKey() }
            #expect(error?.message == "expected a private key, found a public key (\(name))")
        }
    }

    @Test(arguments: PrivateFormat.allCases, [nil, "edge"] as [String?])
    func privateWherePublicWasExpected(format: PrivateFormat, passphrase: String?) async throws {
        let key = try await Samples.key(.rsa(bits: 2048))
        let text = try key.encoded(as: format, passphrase: passphrase.map { Secret(text: $0) }, options: .cheap).text
        let error = #expect(throws: KeyError.self) { try PublicKey.parse(text) }
        #expect(error?.message.hasPrefix("expected a public key, found a private key (") == true)
    }

    @Test func formatsThatCannotHold() async throws {
        let key = try await Samples.key(.ed448)
        let error = #expect(throws: KeyError.self) { try key.encoded(as: .pem, passphrase: nil) }
        #expect(error?.message == "pem doesn't support Ed448 keys")
        #expect(error?.hint == "use openssh, ppk, ppk2, pkcs8")
        #expect(KeyError.cannotHold(.openssh, .dsa).hint?.contains("puttygen can write it") == true)
        #expect(KeyError.cannotHoldPublic(.spki, .ed25519SK).hint == "use openssh, rfc4716")
    }
}

extension [UInt8] {
    func firstRange(of pattern: some Collection<UInt8>) -> Range<Int>? {
        let pattern = Array(pattern)
        guard !pattern.isEmpty, count >= pattern.count else { return nil }
        for start in 0...(count - pattern.count) where self[start..<start + pattern.count].elementsEqual(pattern) {
            return start..<start + pattern.count
        }
        return nil
    }

    func replacing(_ pattern: [UInt8], with replacement: [UInt8], firstOnly: Bool = false) -> [UInt8] {
        var result: [UInt8] = []
        var rest = self
        while let range = rest.firstRange(of: pattern) {
            result += rest[..<range.lowerBound] + replacement
            rest = Array(rest[range.upperBound...])
            if firstOnly { break }
        }
        return result + rest
    }
}
