import FoundationEssentials
import SSHKey
import Testing

/// MLDSA44-Ed25519 in every command, with files of OpenSSH 10.6 (Tests/PostQuantum/make.sh).
struct PostQuantumTests {
    private let place: Workplace
    private static let folder = #filePath.dropLast("CommandTests/PostQuantumTests.swift".count) + "PostQuantum"
    private static let isMade = KeyType.mldsa44Ed25519.refusalToGenerate == nil
    private static let unchecked = "the ML-DSA public key was not checked: OpenSSL 3.5 or newer needed"

    init() throws {
        place = try Workplace()
        for name in ["id", "id.pub", "id-cert.pub", "locked", "locked.pub", "fingerprint.sha256", "fingerprint.md5"] {
            try place.write(Self.vector(name), to: name)
        }
        try place.write("a passphrase\n", to: "pass")
    }

    private static func vector(_ name: String) throws -> String {
        String(decoding: try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")), as: UTF8.self)
    }

    private func blob(_ file: String) throws -> Substring { try place.read(file).split(separator: " ")[1] }

    @Test func inspectSaysWhatSSHKeygenSays() throws {
        struct Unchecked: Decodable { var unchecked: [String] }
        let words = try place.read("fingerprint.sha256").split(separator: " ")
        for (file, options) in [
            ("id", []), ("id.pub", []), ("id-cert.pub", []), ("locked", ["--passphrase-file", "pass"]),
        ] {
            let outcome = try place.attempt([Workplace.keywizard, "inspect", file, "--json"] + options)
            let found = try #require(try outcome.decoded(as: [Inspected].self).first)
            #expect((found.type, found.bits, found.format) == ("mldsa44-ed25519", 512, "openssh"))
            #expect(found.warnings == [])
            if file != "locked" { #expect(found.fingerprint == String(words[1])) }
            #expect(found.certificate?.keyID == (file == "id-cert.pub" ? "ana@laptop" : nil))
            let unchecked = try #require(try outcome.decoded(as: [Unchecked].self).first).unchecked
            let isPrivate = file == "id" || file == "locked"
            #expect(unchecked.contains(Self.unchecked) == (isPrivate && !Self.isMade))
        }
        let text = try place.keywizard("inspect", "id").output
        #expect(text.contains("MLDSA44-Ed25519"))
        #expect(text.contains("note") == !Self.isMade)
    }

    @Test func auditFindsIt() throws {
        try place.makeFolder("home/.ssh")
        for name in ["id", "id.pub"] {
            try place.write(try place.read(name), to: "home/.ssh/" + name.replacing("id", with: "id_mldsa44_ed25519"))
        }
        let outcome = try place.keywizard("audit", "--json")
        #expect(outcome.output.contains("\"mldsa44-ed25519\""), "\(outcome.output)\(outcome.errors)")
    }

    @Test func conversionKeepsItAndOtherFormatsRefuse() throws {
        let public0 = try place.keywizard("public", "id")
        #expect(public0.output == (try place.read("id.pub")))
        #expect(public0.errors.contains(Self.unchecked) == !Self.isMade)
        #expect(
            try place.keywizard("public", "id", "--format", "rfc4716").output.hasPrefix("---- BEGIN SSH2 PUBLIC KEY"))
        let copied = try place.keywizard(
            "convert", "id", "--to", "openssh", "--new-passphrase-file", "pass", "--output", "copy")
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(try blob("copy.pub") == blob("id.pub"))
        #expect(try place.keywizard("public", "copy", "--passphrase-file", "pass").output == place.read("id.pub"))
        for format in ["ppk", "pkcs8", "pem", "sshcom"] {
            let refused = try place.keywizard("convert", "id", "--to", format, "--output", "x-" + format)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("\(format) doesn't support MLDSA44-Ed25519 keys"))
            #expect(refused.errors.contains("use openssh"))
            #expect(!place.exists("x-" + format))
        }
        let refused = try place.keywizard("public", "id", "--format", "spki")
        #expect(refused.errors.contains("use openssh, rfc4716"))
    }

    @Test func thePassphraseChanges() throws {
        try place.write("the new one\n", to: "new")
        let change = ["passphrase", "locked", "--passphrase-file", "pass", "--new-passphrase-file", "new"]
        let outcome = try place.attempt([Workplace.keywizard] + change)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.keywizard("inspect", "locked", "--passphrase-file", "pass").status == 1)
        #expect(try place.keywizard("public", "locked", "--passphrase-file", "new").output == place.read("locked.pub"))
    }

    @Test(.enabled(if: !isMade, "this OpenSSL has ML-DSA")) func withoutMLDSANoKeyIsMade() throws {
        let outcome = try place.keywizard(
            "generate", "--type", "mldsa44-ed25519", "--output", "new", "--no-passphrase")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("OpenSSL 3.5 or newer needed"))
        #expect(!place.exists("new") && !place.exists("new.pub"))
    }

    @Test(.enabled(if: isMade, "OpenSSL 3.5 or newer needed")) func aKeyIsMade() throws {
        let outcome = try place.keywizard(
            "generate", "--type", "mldsa44-ed25519", "--output", "new", "--no-passphrase", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\"ssh-mldsa44-ed25519\""))
        #expect(try place.keywizard("public", "new").output == place.read("new.pub"))
        guard try place.run("ssh", "-Q", "key").contains("ssh-mldsa44-ed25519\n") else { return }
        #expect(try place.publicLine("new") + "\n" == place.read("new.pub"))
    }

    @Test func oneSizeAndOneFormat() throws {
        let command = ["generate", "--type", "mldsa44-ed25519", "--output", "new", "--no-passphrase"]
        let sized = try place.attempt([Workplace.keywizard] + command + ["--bits", "256"])
        #expect(sized.status == 64)
        #expect(sized.errors.contains("one size"))
        let formatted = try place.attempt([Workplace.keywizard] + command + ["--format", "ppk"])
        #expect(formatted.status == 1)
        #expect(formatted.errors.contains("use openssh"))
    }

    @Test func servicesSayWhetherTheyTakeIt() throws {
        struct Entry: Decodable {
            var id: String
            var keys: Keys
            struct Keys: Decodable { var types, untried: [String] }
        }
        let entries = try place.keywizard("services", "--json").decoded(as: [Entry].self)
        for entry in entries {
            #expect(!entry.keys.types.contains("mldsa44Ed25519"))
            #expect(
                entry.keys.untried.contains("mldsa44Ed25519")
                    == !(entry.id.hasPrefix("github") || entry.id == "codecommit"))
        }
        let refused = try place.keywizard("upload", "id.pub", "--to", "github")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("GitHub doesn't accept MLDSA44-Ed25519 keys"))
        try place.write("token\n", to: "token")
        let tried = try place.keywizard(
            "upload", "id.pub", "--to", "gitlab", "--credential-file", "token", "--dry-run")
        #expect(tried.status == 0, "\(tried.errors)")
        #expect(tried.errors.contains("GitLab doesn't say whether it accepts MLDSA44-Ed25519 keys"))
        #expect(tried.output.contains("ssh-mldsa44-ed25519 AAAA"))
    }
}
