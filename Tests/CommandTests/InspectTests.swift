import Testing

/// An object of `inspect --json`.
struct Inspected: Decodable {
    var file, format: String
    var type: String?
    var bits: Int?
    var fingerprint, fingerprintMD5, comment: String?
    var encrypted: Bool
    var cipher, kdf: String?
    var certificate: Certificate?
    var warnings: [String]

    struct Certificate: Decodable {
        var type, keyID: String
        var serial: UInt64
        var principals: [String]
        var validAfter, validBefore: String?
        var authority: Authority
    }

    struct Authority: Decodable {
        var fingerprint: String
    }
}

struct InspectTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    private func inspected(_ file: String) throws -> Inspected {
        let outcome = try place.keywizard("inspect", file, "--json")
        #expect(outcome.status == 0)
        let objects = try outcome.decoded(as: [Inspected].self)
        #expect(objects.count == 1)
        return try #require(objects.first)
    }

    @Test(
        arguments: [
            ("ed25519", "256", "ed25519"), ("ecdsa", "384", "ecdsa"), ("rsa", "2048", "rsa"),
        ], ["", "correct horse"])
    func saysWhatSSHKeygenSays(key: (type: String, bits: String, name: String), passphrase: String) throws {
        try place.makeKey("id", "-t", key.type, "-b", key.bits, passphrase: passphrase, comment: "an odd \"comment\" é")
        for file in ["id", "id.pub"] {
            let found = try inspected(file)
            #expect(found.file == file)
            #expect(found.format == "openssh")
            #expect(found.type == key.name)
            #expect(found.bits == Int(key.bits))
            #expect(try found.fingerprint == place.fingerprint("id.pub"))
            #expect(try found.fingerprintMD5 == place.fingerprint("id.pub", "md5"))
            #expect(found.comment == "an odd \"comment\" é")
            #expect(found.encrypted == (file == "id" && !passphrase.isEmpty))
            #expect(found.cipher == (found.encrypted ? "aes256-ctr" : nil))
            #expect((found.kdf != nil) == found.encrypted)
            #expect(found.certificate == nil)
            #expect(found.warnings == [])
        }
    }

    @Test(arguments: [["--ppk-param", "version=3"], ["--ppk-param", "version=2"]])
    func readsPuTTYsFilesWithoutTheirPassphrase(options: [String]) throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.write("secret words\n", to: "pass")
        let command = [
            "puttygen", "id", "-O", "private", "-o", "id.ppk", "--new-passphrase", "pass", "-C", "for PuTTY",
        ]
        #expect(try place.attempt(command + options).status == 0)
        let found = try inspected("id.ppk")
        #expect(found.format == (options[1] == "version=3" ? "ppk" : "ppk2"))
        #expect(found.encrypted)
        #expect(found.cipher == "aes256-cbc")
        #expect(found.comment == "for PuTTY")
        #expect(try found.fingerprint == place.fingerprint("id.pub"))
    }

    /// One of them is one.
    @Test func theCostOfThePassphraseIsCounted() throws {
        try place.write("secret words\n", to: "pass")
        for (rounds, words) in [("1", "bcrypt, 1 round"), ("2", "bcrypt, 2 rounds")] {
            try place.makeKey("id\(rounds)", "-t", "ed25519", "-a", rounds, passphrase: "secret words")
            #expect(try inspected("id\(rounds)").kdf == words)
        }
        for (passes, words) in [("1", "Argon2id, 8192 KiB, 1 pass"), ("3", "Argon2id, 8192 KiB, 3 passes")] {
            try place.run(
                "puttygen", place.path("id1"), "-O", "private", "-o", place.path("id\(passes).ppk"), "--old-passphrase",
                place.path("pass"), "--new-passphrase", place.path("pass"), "--ppk-param", "passes=\(passes)")
            #expect(try inspected("id\(passes).ppk").kdf == words)
        }
        for (iterations, words) in [("1", ", 1 iteration"), ("2", ", 2 iterations")] {
            try place.run(
                "openssl", "genpkey", "-algorithm", "ed25519", "-out", place.path("open.pem"))
            try place.run(
                "openssl", "pkcs8", "-topk8", "-in", place.path("open.pem"), "-out", place.path("id.pem"), "-iter",
                iterations, "-passout", "file:" + place.path("pass"))
            let outcome = try place.keywizard("inspect", "id.pem", "--json", "--passphrase-file", "pass")
            #expect(try outcome.decoded(as: [Inspected].self).first?.kdf?.hasSuffix(words) == true)
        }
    }

    /// Without the device, the file is useless.
    @Test func aSecurityKeysFileIsNoKeyByItself() throws {
        try place.makeFolder("keys")
        try place.copySample("c17-sk-private", to: "keys/id")
        let inspected = try place.keywizard("inspect", "keys/id")
        #expect(inspected.output.contains("the file is useless without the security key"), "\(inspected.output)")
        for outcome in [inspected, try place.keywizard("audit", "keys")] {
            #expect(!outcome.output.contains("anyone who copies the file"), "\(outcome.output)")
        }
    }

    @Test func readsACertificate() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.makeKey("ca", "-t", "ecdsa")
        try place.run(
            "ssh-keygen", "-q", "-s", place.path("ca"), "-I", "a name", "-n", "root,me", "-z", "18446744073709551615",
            "-V", "20200101000000Z:20300101000000Z", place.path("id.pub"))
        let found = try inspected("id-cert.pub")
        let certificate = try #require(found.certificate)
        #expect(certificate.type == "user")
        #expect(certificate.keyID == "a name")
        #expect(certificate.serial == .max)
        #expect(certificate.principals == ["root", "me"])
        #expect(certificate.validAfter == "2020-01-01T00:00:00Z")
        #expect(certificate.validBefore == "2030-01-01T00:00:00Z")
        #expect(try certificate.authority.fingerprint == place.fingerprint("ca.pub"))
        #expect(try found.fingerprint == place.fingerprint("id.pub"))
    }

    @Test func aFileThatHidesEverythingNeedsItsPassphrase() throws {
        try place.run(
            "openssl", "genpkey", "-algorithm", "ed448", "-aes-256-cbc", "-pass", "pass:abcd", "-out",
            place.path("id.pem"))
        let locked = try place.keywizard("inspect", "id.pem", "--json")
        #expect(locked.status == 1)
        #expect(locked.errors.contains("--passphrase-file"))
        let known = try #require(try locked.decoded(as: [Inspected].self).first)
        #expect(known.format == "pkcs8")
        #expect(known.encrypted)
        #expect(known.cipher == "aes-256-cbc")
        #expect(known.type == nil && known.bits == nil && known.fingerprint == nil && known.comment == nil)

        try place.write("abcd\r\nanother line\n", to: "pass")
        let opened = try place.keywizard("inspect", "id.pem", "--json", "--passphrase-file", "pass")
        #expect(opened.status == 0)
        #expect(try opened.decoded(as: [Inspected].self).first?.type == "ed448")

        try place.write("wrong\n", to: "pass")
        let refused = try place.keywizard("inspect", "id.pem", "--passphrase-file", "pass")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("wrong passphrase"))
    }

    @Test func aWrongPassphraseIsSaidEvenWhereNoneIsNeeded() throws {
        try place.makeKey("id", "-t", "ed25519", passphrase: "right")
        #expect(try place.keywizard("inspect", "id", "--passphrase-file", "-", input: "wrong\n").status == 1)
        #expect(try place.keywizard("inspect", "id", "--passphrase-file", "-", input: "right\n").status == 0)
    }

    @Test func someOfSeveralFail() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.write("no key\n", to: "note")
        let outcome = try place.keywizard("inspect", "note", "id", "missing", "home", "--json")
        #expect(outcome.status == 2)
        #expect(try outcome.decoded(as: [Inspected].self).map(\.file) == ["id"])
        for name in ["note", "missing", "home"] { #expect(outcome.errors.contains(name)) }
        #expect(try place.keywizard("inspect", "note").status == 1)
        #expect(try place.keywizard("inspect", "id", "id.pub").status == 0)
    }

    @Test func readsTheFilesOfAList() throws {
        for name in ["a", "b", "c d"] { try place.makeKey(name, "-t", "ed25519") }
        try place.write("b\r\n\nc d\n", to: "list")
        let outcome = try place.keywizard("inspect", "a", "--files-from", "list", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try outcome.decoded(as: [Inspected].self).map(\.file) == ["a", "b", "c d"])
        #expect(try place.keywizard("inspect", "--files-from", "-", input: "missing\na\n").status == 2)
    }

    /// What a killed run left goes from each folder, once.
    @Test func leftoversGoFromEveryFolder() throws {
        for folder in ["one", "two"] {
            try place.makeFolder(folder)
            try place.makeKey(folder + "/id", "-t", "ed25519")
            try place.write("x", to: folder + "/.keywizard-key-1")
        }
        #expect(try place.keywizard("inspect", "one/id", "two/id", "one/id.pub").status == 0)
        for folder in ["one", "two"] { #expect(try place.names(in: folder) == ["id", "id.pub"]) }
    }

    @Test func readsStandardInput() throws {
        try place.makeKey("id", "-t", "ed25519")
        let outcome = try place.keywizard("inspect", "-", "--json", input: try place.read("id"))
        #expect(outcome.status == 0)
        #expect(try outcome.decoded(as: [Inspected].self).first?.fingerprint == place.fingerprint("id.pub"))
    }

    @Test func warnsOfAWeakKeyThatOthersMayRead() throws {
        try place.makeKey("id", "-t", "rsa", "-b", "1024")
        #expect(chmodded("id", 0o644))
        let warnings = try inspected("id").warnings
        #expect(warnings.contains { $0.contains("RSA 1024") && $0.contains("create a new key") })
        #expect(warnings.contains { $0.contains("0644") && $0.contains("chmod 600 id") })
        let text = try place.keywizard("inspect", "id").output
        #expect(text.contains("RSA 1024"))
        #expect(text.contains("chmod 600 id"))
    }

    private func chmodded(_ name: String, _ mode: Int) -> Bool {
        (try? place.run("chmod", String(mode, radix: 8), place.path(name))) != nil
    }

    @Test func whatIsInAFileCantActOnTheTerminal() throws {
        try place.makeKey("id", "-t", "ed25519", comment: "a\u{1b}[31mb\u{202e}c")
        let text = try place.keywizard("inspect", "id", "id.pub").output
        #expect(!text.unicodeScalars.contains("\u{1b}"))
        #expect(!text.unicodeScalars.contains("\u{202e}"))
    }

    @Test func wrongUsage() throws {
        #expect(try place.keywizard("inspect").status == 64)
        #expect(try place.keywizard("inspect", "-", "-").status == 64)
        #expect(try place.keywizard("inspect", "-", "--passphrase-file", "-").status == 64)
        #expect(try place.keywizard("inspect", "id", "--no-such-flag").status == 64)
    }
}
