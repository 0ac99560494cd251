import Platform
import Testing

struct AuditTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.makeFolder("home/.ssh")
    }

    /// An object of `audit --json`.
    private struct Audited: Decodable {
        var file: String
        var format, type, fingerprint: String?
        var bits: Int?
        var encrypted: Bool?
        var mode: String?
        var severity: String
        var warnings: [String]
    }

    private func audit(status: Int32 = 0) throws -> [String: Audited] {
        let outcome = try place.keywizard("audit", "--json")
        #expect(outcome.status == status, "\(outcome.errors)")
        let objects = try outcome.decoded(as: [Audited].self)
        let ranks = objects.map { ["danger", "caution", "ok"].firstIndex(of: $0.severity) ?? -1 }
        #expect(ranks == ranks.sorted())
        let prefix = place.home + "/.ssh/"
        #expect(objects.allSatisfy { $0.file.hasPrefix(prefix) })
        return Dictionary(uniqueKeysWithValues: objects.map { (String($0.file.dropFirst(prefix.count)), $0) })
    }

    private func makeKey(_ name: String, _ options: String..., passphrase: String = "secret") throws {
        let command =
            ["ssh-keygen", "-q", "-f", place.path("home/.ssh/" + name), "-N", passphrase, "-C", name] + options
        let outcome = try place.attempt(command)
        guard outcome.status == 0 else { throw Workplace.Failure(description: outcome.errors) }
    }

    private func inSSH(_ script: String) throws {
        try place.run("sh", "-c", "cd \"$0\" && \(script)", place.home + "/.ssh")
    }

    @Test func aSoundFolderHasNothingToSay() throws {
        try makeKey("id_ed25519", "-t", "ed25519")
        try makeKey("id_ecdsa", "-t", "ecdsa")
        for name in ["config", "known_hosts", "known_hosts.old", "authorized_keys"] {
            try place.write("x ssh-ed25519 AAAA\n", to: "home/.ssh/" + name)
        }
        try place.write("to do: nothing\n", to: "home/.ssh/notes")
        // The same file under another name is no second key.
        try inSSH("ln -s id_ecdsa work; mkdir folder")
        let found = try audit()
        #expect(found.keys.sorted() == ["id_ecdsa", "id_ed25519"])
        for (name, object) in found {
            #expect(object.severity == "ok")
            #expect(object.warnings == [])
            #expect(try object.fingerprint == place.fingerprint("home/.ssh/\(name).pub"))
            #expect(object.encrypted == true)
            #expect(object.mode == "0600")
        }
    }

    @Test func everyFaultIsFound() throws {
        try makeKey("sound", "-t", "ed25519")
        try makeKey("weak", "-t", "rsa", "-b", "1024")
        try makeKey("open", "-t", "ed25519")
        try makeKey("bare", "-t", "ed25519", passphrase: "")
        try makeKey("other", "-t", "ed25519")
        try inSSH("chmod 644 open; cp sound twin; cp bare.pub other.pub; head -c 150 sound > cut; chmod 666 sound.pub")
        // 2: there is a file that couldn't be read as a key.
        let found = try audit(status: 2)

        #expect(found["open"]?.severity == "danger")
        #expect(found["open"]?.warnings.contains { $0.contains("chmod 600") } == true)
        #expect(found["weak"]?.bits == 1024)
        #expect(found["weak"]?.warnings.contains { $0.contains("RSA 1024") } == true)
        #expect(found["bare"]?.warnings.contains { $0.contains("no passphrase") } == true)
        #expect(found["twin"]?.warnings.contains { $0.contains("sound") } == true)
        #expect(found["other"]?.warnings.contains { $0.contains("other.pub is the public key of bare") } == true)
        #expect(found["cut"]?.warnings.contains { $0.contains("cut off") } == true)
        #expect(found["cut"]?.format == nil)
        #expect(found["sound.pub"]?.warnings.contains { $0.contains("chmod 644") } == true)
        // In reach of those with means.
        #expect(found["weak"]?.severity == "danger")
        for name in ["bare", "twin", "other", "cut", "sound.pub"] {
            #expect(found[name]?.severity == "caution")
        }
        #expect(found["sound"]?.severity == "ok")
        #expect(found.count == 8)
    }

    @Test func aCertificateOutOfItsTimeIsSaid() throws {
        try makeKey("ca", "-t", "ed25519")
        for (name, time) in [
            ("old", "20200101000000Z:20210101000000Z"), ("new", "20900101000000Z:20910101000000Z"),
            ("good", "20200101000000Z:20900101000000Z"), ("always", "always:forever"),
        ] {
            try makeKey(name, "-t", "ed25519")
            try inSSH("ssh-keygen -q -s ca -P secret -I \(name) -n me -V \(time) \(name).pub")
        }
        let found = try audit()
        #expect(
            found["old-cert.pub"]?.warnings.first
                == "the certificate expired: it was valid until 2021-01-01T00:00:00Z; ask for a new one where it was signed"
        )
        #expect(found["new-cert.pub"]?.warnings == ["the certificate is not valid before 2090-01-01T00:00:00Z"])
        for name in ["good-cert.pub", "always-cert.pub"] { #expect(found[name] == nil) }
    }

    @Test func formatsThatProtectWeaklyAreSaid() throws {
        try makeKey("modern", "-t", "rsa", "-b", "2048")
        try makeKey("old.pem", "-t", "rsa", "-b", "2048", "-m", "PEM")
        try place.write("secret\n", to: "pass")
        try inSSH("puttygen modern -O private-sshcom -o tectia --old-passphrase ../../pass --new-passphrase ../../pass")
        try inSSH(
            "puttygen modern -O private -o old.ppk --ppk-param version=2 --old-passphrase ../../pass --new-passphrase ../../pass"
        )
        try inSSH("chmod 600 tectia old.ppk")
        let found = try audit()
        for (name, word) in [("old.pem", "MD5"), ("tectia", "3DES"), ("old.ppk", "SHA-1")] {
            #expect(found[name]?.severity == "caution", "\(name)")
            #expect(
                found[name]?.warnings.contains { $0.contains("protects weakly") && $0.contains(word) } == true,
                "\(name)")
        }
        #expect(found["modern"]?.warnings.contains { $0.contains("protects weakly") } == false)
        for (format, word) in [("pem", "MD5"), ("sshcom", "3DES"), ("ppk2", "SHA-1"), ("openssh", nil)] {
            let outcome = try place.keywizard(
                "generate", "--type", "rsa", "--bits", "2048", "--format", format, "--passphrase-file", "pass",
                "--output",
                "made-" + format)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("protects weakly") == (word != nil), "\(format): \(outcome.errors)")
            if let word { #expect(outcome.errors.contains(word)) }
        }
    }

    @Test func aFileIsNoFolder() throws {
        try makeKey("id", "-t", "ed25519")
        let outcome = try place.keywizard("audit", "home/.ssh/id")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("home/.ssh/id is a file, not a folder"))
        #expect(outcome.errors.contains("keywizard inspect home/.ssh/id"))
    }

    @Test func theTableIsWorstFirst() throws {
        try makeKey("a_sound", "-t", "ed25519")
        try makeKey("b_bare", "-t", "ed25519", passphrase: "")
        try makeKey("c_open", "-t", "ed25519")
        try inSSH("chmod 640 c_open")
        let outcome = try place.keywizard("audit", "home/.ssh/")
        #expect(outcome.status == 0)
        let rows = outcome.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map {
            $0.split(separator: " ").map(String.init)
        }
        #expect(rows.first == ["STATE", "FILE", "KEY", "PROTECTION", "MODE", "FINGERPRINT"])
        #expect(
            rows.dropFirst().map { Array($0[..<5]) } == [
                ["danger", "c_open", "Ed25519", "passphrase", "0640"],
                ["caution", "b_bare", "Ed25519", "none", "0600"],
                ["ok", "a_sound", "Ed25519", "passphrase", "0600"],
            ])
        #expect(
            try rows.dropFirst().map { $0[5] }
                == ["c_open", "b_bare", "a_sound"].map {
                    try place.fingerprint("home/.ssh/\($0).pub")
                })
        #expect(outcome.errors.contains("danger 1, caution 1, ok 1"))
        #expect(!outcome.errors.contains("not checked"))
    }

    @Test(.enabled(if: !Workplace.canRead("/usr/share/ssh/blacklist.RSA-2048"))) func aCheckThatCouldNotBeMadeIsNamed()
        throws
    {
        try makeKey("id", "-t", "rsa", "-b", "2048")
        #expect(try place.keywizard("audit", "home/.ssh").errors.contains("not checked: Debian's weak keys"))
    }

    @Test func puttyAndOpenSSHMayHaveTheSameKey() throws {
        try makeKey("id", "-t", "ed25519")
        try place.write("secret\n", to: "pass")
        try inSSH(
            "puttygen id -O private -o id.ppk --old-passphrase ../../pass --new-passphrase ../../pass; chmod 600 id.ppk"
        )
        #expect(try audit().values.allSatisfy { $0.severity == "ok" })
        // But not when the copy lies open.
        try inSSH(
            "rm id.ppk; : > empty; puttygen id -O private -o id.ppk --old-passphrase ../../pass --new-passphrase empty; rm empty"
        )
        let found = try audit()
        #expect(found["id"]?.warnings.contains { $0.contains("id.ppk is the same key without a passphrase") } == true)
    }

    @Test func foldersThatAreNone() throws {
        #expect(try place.keywizard("audit", "missing").status == 1)
        #expect(try place.keywizard("audit", "missing").errors.contains("missing"))
        #expect(try place.keywizard("audit").output == "")
        #expect(try place.keywizard("audit", "--json").decoded(as: [Audited].self).isEmpty)
        #expect(try place.keywizard("audit", "a", "b").status == 64)
    }

    @Test(.enabled(if: geteuid() != 0)) func aFileThatMayNotBeReadIsAFailureOfSome() throws {
        try makeKey("id", "-t", "ed25519")
        try inSSH("chmod 000 id")
        #expect(try place.keywizard("audit").status == 2)
    }

    @Test func tenThousandKeys() throws {
        try makeKey("id", "-t", "ed25519")
        try place.makeFolder("many")
        let key = Array(try place.read("home/.ssh/id").utf8)
        for number in 0..<10_000 { try place.write(key, to: "many/\(number)") }
        let outcome = try place.keywizard("audit", "many", "--json")
        #expect(outcome.status == 0)
        #expect(try outcome.decoded(as: [Audited].self).count == 10_000)
    }
}
