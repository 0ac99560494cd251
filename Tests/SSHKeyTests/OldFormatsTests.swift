import Secrecy
import Testing

@testable import SSHKey

/// PPK files that nobody writes any more, or that only PuTTYgen writes.
struct PPKReadingTests {
    /// A version 1 file: the MAC (or, in clear files, a plain hash) covers the private key alone.
    private func version1(_ key: PrivateKey, passphrase: String?) throws -> String {
        let text = try key.encoded(as: .ppk2, passphrase: passphrase.map { Secret(text: $0) }).text
        var lines = text.split(separator: "\n").map(String.init)
        lines[0] = lines[0].replacing("File-2", with: "File-1")
        var blob = SecretBuffer()
        guard case .edwards(let edwards) = key.material else { return "" }
        blob.write(string: edwards.seed)
        if passphrase != nil {
            let hash = try blob.withBytes { (bytes) throws(KeyError) in try Digest.sha1.hash(bytes) }
            hash.withBytes { blob.append($0.prefix(16 - 36 % 16)) }
        }
        let keys = try PPK.Keys(passphrase: passphrase.map { Secret(text: $0) })
        let mac = try keys.mac.withBytes { (key) throws(KeyError) in
            try blob.withBytes { (bytes) throws(KeyError) in
                passphrase == nil ? try Digest.sha1.hash(bytes) : try Digest.sha1.hmac(key: key, bytes)
            }
        }
        let name = passphrase == nil ? "Private-Hash" : "Private-MAC"
        lines[lines.count - 1] = "\(name): \(mac.withBytes { hexadecimal($0) })"
        return lines.joined(separator: "\n") + "\n"
    }

    @Test(arguments: [nil, "a secret"] as [String?]) func version1(passphrase: String?) throws {
        let key = try WritingTests.countingKey(comment: "old")
        let text = try version1(key, passphrase: passphrase)
        let read = try KeyFile.read(Secret(text: text), passphrase: passphrase.map { Secret(text: $0) })
        #expect(read.format == .ppk1)
        #expect(try read.openedPrivateKey().publicKey == key.publicKey)
        // PuTTYgen takes the file for one too.
        let scratch = try Scratch()
        try scratch.write(text.utf8, to: "key")
        try scratch.write((passphrase ?? "").utf8, to: "passphrase")
        let line = try scratch.run(
            "puttygen", scratch.path("key"), "-L", "--old-passphrase", scratch.path("passphrase"))
        #expect(line == key.publicKey.line + "\n")
    }

    @Test(arguments: ["rsa", "ecdsa", "ed25519"]) func certificatesInside(type: String) throws {
        let scratch = try Scratch()
        for name in ["authority", "key"] {
            try scratch.run(
                "ssh-keygen", "-q", "-t", name == "key" ? type : "ed25519", "-N", "", "-C", "me", "-f",
                scratch.path(name))
        }
        try scratch.run(
            "ssh-keygen", "-q", "-s", scratch.path("authority"), "-I", "an id", "-n", "me", scratch.path("key.pub"))
        try scratch.write("edge".utf8, to: "passphrase")
        try scratch.run(
            "puttygen", scratch.path("key"), "--certificate", scratch.path("key-cert.pub"), "-O", "private", "-o",
            scratch.path("ppk"), "--new-passphrase", scratch.path("passphrase"), "--ppk-param", "passes=1")
        let file = try KeyFile.read(Secret(try scratch.read("ppk")), passphrase: Secret(text: "edge"))
        #expect(file.certificate?.keyID == "an id")
        let line = try PublicKey.parse(String(decoding: scratch.read("key.pub"), as: UTF8.self))
        #expect(try file.openedPrivateKey().publicKey.blob == line.publicKey.blob)
        try file.openedPrivateKey().prove()
    }

    @Test func theClearVectorOfOpenSSH() throws {
        let file = try KeyFile.read(
            Secret(
                text: """
                    -----BEGIN OPENSSH PRIVATE KEY-----
                    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
                    QyNTUxOQAAACADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuAAAAIgBAgMEAQID
                    BAAAAAtzc2gtZWQyNTUxOQAAACADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA
                    AAAEAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHwOhB7/zzhC+HXDdGOdLwJln
                    5NYwm6UNXx3chmQSVTG4AAAABGVkZ2UB
                    -----END OPENSSH PRIVATE KEY-----
                    """), passphrase: nil)
        #expect(try file.openedPrivateKey().publicKey == WritingTests.countingKey(comment: "edge").publicKey)
    }
}

/// The examples of RFC 8410, section 10.3: the second is version 2, with an attribute and the public key.
struct RFC8410Tests {
    static let plain = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"
    static let full = """
        MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
        Z9w7lshQhqowtrbLDFw4rXAxZuE=
        """

    @Test(arguments: [plain, full]) func examples(body: String) throws {
        let text = "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n"
        let key = try KeyFile.read(Secret(text: text), passphrase: nil).openedPrivateKey()
        #expect(
            hexadecimal(key.publicKey.blob.suffix(32))
                == "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
    }

    @Test func anotherPublicKey() throws {
        let text = Self.full.replacing("Z9w7", with: "Z9w8")
        #expect(throws: KeyError.contradiction("the public key doesn't match the private key")) {
            try KeyFile.read(
                Secret(text: "-----BEGIN PRIVATE KEY-----\n\(text)\n-----END PRIVATE KEY-----\n"), passphrase: nil)
        }
    }
}

/// RSA keys whose files leave numbers out.
struct IncompleteRSATests {
    @Test func primesAreFoundAgain() throws {
        let key = try RSAPrivate.short()
        let zero = Secret([])
        func structure(_ p: Secret, _ q: Secret, _ dp: Secret, _ dq: Secret, _ iqmp: Secret) -> Secret {
            DER.sequence(
                DER.integer(0), DER.integer(key.n), DER.integer(key.e), DER.integer(key.d), DER.integer(p),
                DER.integer(q), DER.integer(dp), DER.integer(dq), DER.integer(iqmp))
        }
        let (dp, dq) = try key.remainders()
        for file in [structure(zero, zero, zero, zero, zero), structure(key.p, key.q, zero, zero, zero)] {
            let read = try KeyFile.read(file, passphrase: nil)
            #expect(read.notes == [.recomputedNumbers])
            guard case .rsa(let found)? = read.privateKey?.material else {
                Issue.record("not opened")
                continue
            }
            #expect([found.p, found.q, found.iqmp].map(\.array) == [key.p, key.q, key.iqmp].map(\.array))
        }
        #expect(try KeyFile.read(structure(key.p, key.q, dp, dq, key.iqmp), passphrase: nil).notes.isEmpty)
        // The primes the other way round are a key too.
        let swapped = try #require(Arithmetic().inverse(BigNumber(key.p), modulo: BigNumber(key.q)))
        let read = try KeyFile.read(structure(key.q, key.p, dq, dp, swapped.secret()), passphrase: nil)
        #expect(read.notes.isEmpty)
        for format in PrivateFormat.allCases {
            let text = try #require(read.privateKey).encoded(as: format, passphrase: nil)
            #expect(try KeyFile.read(text, passphrase: nil).publicKey?.blob == read.publicKey?.blob)
        }
        #expect(throws: KeyError.contradiction("the CRT exponents don't match the private one")) {
            try KeyFile.read(structure(key.p, key.q, dq, dp, key.iqmp), passphrase: nil)
        }
        // The inverse of the wrong prime, which old programs wrote: OpenSSL and PuTTY don't look.
        let old = try KeyFile.read(structure(key.p, key.q, dp, dq, swapped.secret()), passphrase: nil)
        #expect(old.notes == [.recomputedNumbers])
        try old.openedPrivateKey().prove()
        let scratch = try Scratch()
        try scratch.write(structure(key.p, key.q, dp, dq, swapped.secret()).array, to: "der")
        let line = try scratch.run("openssl", "pkey", "-inform", "DER", "-in", scratch.path("der"), "-pubout")
        #expect(try PublicKey.parse(line).publicKey.blob == old.publicKey?.blob)
        let wrong = Secret(swapped.secret().array.dropLast() + [swapped.secret().array.last! ^ 1])
        #expect(throws: KeyError.contradiction("the CRT coefficient doesn't match the primes")) {
            try KeyFile.read(structure(key.p, key.q, dp, dq, wrong), passphrase: nil)
        }
    }
}

/// EC keys that spell their curve out instead of its name, as old programs and Java's write them.
struct ExplicitCurveTests {
    static let curves: [EllipticCurve] = [.nistp256, .nistp384, .nistp521]
    static let forms: [[String]] = [
        ["ec"], ["ec", "-conv_form", "compressed"], ["ec", "-pubout"], ["ec", "-outform", "DER"],
        ["pkcs8", "-topk8", "-nocrypt"], ["pkcs8", "-topk8"],
    ]

    private static func explicit(_ curve: EllipticCurve, _ scratch: Scratch) throws {
        try scratch.run(
            "openssl", "ecparam", "-name", curve.groupName, "-genkey", "-param_enc", "explicit", "-out",
            scratch.path("key"))
        try scratch.write("a secret\n".utf8, to: "passphrase")
    }

    @Test(arguments: curves, forms) func areReadAsTheCurveThatTheyAre(curve: EllipticCurve, form: [String]) throws {
        let scratch = try Scratch()
        try Self.explicit(curve, scratch)
        let isEC = form[0] == "ec"
        try scratch.run(
            ["openssl"] + form
                + (isEC ? ["-param_enc", "explicit"] : ["-passout", "file:" + scratch.path("passphrase")])
                + ["-in", scratch.path("key"), "-out", scratch.path("other")])
        let line = try scratch.run("ssh-keygen", "-y", "-f", scratch.path("key"))
        for name in ["key", "other"] {
            let file = try KeyFile.read(Secret(try scratch.read(name)), passphrase: Secret(text: "a secret"))
            #expect(file.publicKey?.blob == (try PublicKey.parse(line).publicKey.blob))
            #expect(file.notes.isEmpty)
        }
    }

    /// A chosen generator makes a private key for any public one (CVE-2020-0601).
    @Test(arguments: curves) func everyNumberCounts(curve: EllipticCurve) throws {
        let scratch = try Scratch()
        try Self.explicit(curve, scratch)
        try scratch.run("openssl", "ec", "-in", scratch.path("key"), "-outform", "DER", "-out", scratch.path("der"))
        let der = try scratch.read("der")
        #expect(try KeyFile.read(Secret(der), passphrase: nil).publicKey?.bits == curve.rawValue)
        let parameters = try scratch.run(
            "openssl", "ecparam", "-name", curve.groupName, "-param_enc", "explicit", "-outform", "DER", "-out",
            scratch.path("parameters"))
        #expect(parameters.isEmpty)
        let definition = try scratch.read("parameters")
        let start = try #require(der.firstRange(of: definition)).lowerBound
        let harmless = try #require(curve.seedAndCofactor(in: definition))
        for offset in stride(from: 4, to: definition.count, by: 7) where !harmless.contains(offset) {
            var changed = der
            changed[start + offset] ^= 1
            #expect(throws: KeyError.self) { try KeyFile.read(Secret(changed), passphrase: nil) }
        }
    }
}

extension EllipticCurve {
    /// Where a definition has bytes that say nothing about the curve.
    fileprivate func seedAndCofactor(in definition: [UInt8]) -> Set<Int>? {
        // The version, the seed behind the coefficients, and the cofactor at the end.
        let seed: [UInt8] = [ASN1Tag.bitString, 21, 0]
        guard let found = definition.firstRange(of: seed) else { return nil }
        return Set(0..<8).union(found.lowerBound..<found.lowerBound + 23).union(definition.count - 3..<definition.count)
    }
}

/// Files that only one other program reads, or writes.
struct RareFileTests {
    /// PuTTYgen shows the public key of a PPK whatever follows it, be it nothing.
    @Test(arguments: ["2", "3"]) func aPPKWithoutItsPrivateHalf(version: String) throws {
        let scratch = try Scratch()
        try scratch.write("a secret\n".utf8, to: "passphrase")
        try scratch.run(
            "puttygen", "-q", "-t", "ecdsa", "-C", "a comment", "--random-device", "/dev/urandom", "--new-passphrase",
            scratch.path("passphrase"), "--ppk-param", "version=" + version, "-o", scratch.path("whole"))
        let whole = String(decoding: try scratch.read("whole"), as: UTF8.self).split(separator: "\n")
        let half = whole.prefix { !$0.hasPrefix("Key-Derivation") && !$0.hasPrefix("Private-Lines") }
        try scratch.write((half.joined(separator: "\n") + "\n").utf8, to: "half")
        let file = try KeyFile.read(Secret(try scratch.read("half")), passphrase: nil)
        #expect(
            file.publicKey?.line
                == (try scratch.run("puttygen", scratch.path("half"), "-L")).split(separator: "\n").first.map(
                    String.init))
        #expect(!file.isEncrypted)
        #expect(throws: KeyError.self) { try file.openedPrivateKey() }
        for cut in [5, half.count - 1, half.count + 1] {
            let text = whole.prefix(cut).joined(separator: "\n")
            #expect(throws: KeyError.self) { try KeyFile.read(Secret(text: text), passphrase: nil) }
        }
    }

    /// RFC 8032's first key as Erlang's public_key puts it (an ECPrivateKey with the curve's name).
    @Test func edwardsKeysOfErlang() throws {
        for curve in EdwardsCurve.allCases {
            let seed = [UInt8](repeating: 7, count: curve.keyLength)
            let publicKey = try withBytes(seed) { (seed) throws(KeyError) in try curve.publicKey(seed: seed) }
            func file(_ publicKey: [UInt8]) -> Secret {
                let der = DER.sequence(
                    DER.integer(1), DER.octets(seed), DER.explicit(0, DER.oid(curve.oid)),
                    DER.explicit(1, DER.bits(publicKey)))
                return der.withBytes { PEM.encode($0, label: "EC PRIVATE KEY", columns: 64) }
            }
            let read = try KeyFile.read(file(publicKey), passphrase: nil)
            #expect(read.notes == [.wrongLabel("EC PRIVATE KEY")])
            #expect(try Array(read.openedPrivateKey().publicKey.blob.suffix(curve.keyLength)) == publicKey)
            #expect(throws: KeyError.contradiction("the public key doesn't match the private key")) {
                try KeyFile.read(file(publicKey.reversed()), passphrase: nil)
            }
        }
    }

    @Test func derWithANewline() async throws {
        let key = try await Samples.key(.ecdsa(.nistp256))
        let text = try key.encoded(as: .pkcs8, passphrase: nil)
        let der = try #require(text.withBytes { (text) in Armour(in: text, from: 0) }).body().array
        #expect(
            try KeyFile.read(Secret(der + [0x0A]), passphrase: nil).privateKey?.publicKey.blob == key.publicKey.blob)
        #expect(throws: KeyError.self) { try KeyFile.read(Secret(der + [0x0A, 0]), passphrase: nil) }
    }

    /// The same shape as a bare RSA public key: two numbers.
    @Test func parametersOfDiffieHellman() throws {
        let modulus = [0xFF] + [UInt8](repeating: 0xAB, count: 127)
        let error = #expect(throws: KeyError.self) {
            try KeyFile.read(DER.sequence(DER.integer(modulus), DER.integer(2)), passphrase: nil)
        }
        #expect(error?.message.contains("Diffie-Hellman parameters") == true)
        #expect(
            try KeyFile.read(DER.sequence(DER.integer(modulus), DER.integer(3)), passphrase: nil).format == .pkcs1Public
        )
    }
}
