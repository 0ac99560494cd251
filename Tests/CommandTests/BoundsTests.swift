import Testing

@testable import SSHKey

/// What a file may cost: nothing waits without end, and no passphrase takes longer to try than is promised.
@Suite(.serialized) struct BoundsTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// The costliest parameters that are accepted, a sixteenth of them: the processor's time of that, sixteen times, is in
    /// the bound. `ulimit -t` ends what takes longer.
    private static let costs = [
        "argon2i passes": "Argon2i 8 \(PPK.mostWork / 8 / 16) 1", "argon2id memory": "Argon2id \(1 << 18) 1 1",
        "argon2id lanes": "Argon2id 512 \(PPK.mostLanePasses / 64 / 16) 64",
    ]

    @Test(arguments: costs.keys.sorted()) func aDerivationOfArgonTakesNoLonger(name: String) throws {
        let words = Self.costs[name, default: ""].split(separator: " ")
        try place.makeKey("id", "-t", "ed25519")
        try place.write("secret\n", to: "pass")
        try place.run(
            "puttygen", place.path("id"), "-O", "private", "-o", place.path("id.ppk"), "--ppk-param",
            "version=3,kdf=\(words[0].lowercased()),memory=\(words[1]),passes=\(words[2]),parallelism=\(words[3])",
            "--new-passphrase", place.path("pass"))
        try expectInTime("convert", "id.ppk", "--passphrase-file", "pass", "--to", "openssh", "--no-passphrase")
    }

    @Test(arguments: ["md5", "sha1", "sha256", "sha512"]) func aDerivationOfPBKDFTakesNoLonger(digest: String) throws {
        try place.write("secret\n", to: "pass")
        try place.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", place.path("plain"))
        try place.run(
            "openssl", "pkcs8", "-topk8", "-in", place.path("plain"), "-out", place.path("id"), "-v2", "aes-256-cbc",
            "-v2prf", "hmacWith" + digest.uppercased(), "-iter", String(PKCS5.mostIterations / 16), "-passout",
            "file:" + place.path("pass"))
        try expectInTime("convert", "id", "--passphrase-file", "pass", "--to", "openssh", "--no-passphrase")
    }

    /// A 64th: OpenSSL's own program takes no more memory.
    @Test func aDerivationOfScryptTakesNoLonger() throws {
        try place.write("secret\n", to: "pass")
        try place.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", place.path("plain"))
        try place.run(
            "openssl", "pkcs8", "-topk8", "-in", place.path("plain"), "-out", place.path("id"), "-v2", "aes-256-cbc",
            "-scrypt", "-scrypt_N", String(PKCS5.mostWork / 8 / 64), "-scrypt_r", "8", "-scrypt_p", "1", "-passout",
            "file:" + place.path("pass"))
        try expectInTime("convert", "id", "--passphrase-file", "pass", "--to", "openssh", "--no-passphrase")
    }

    @Test func aDerivationOfBcryptTakesNoLonger() throws {
        try place.makeKey("id", "-t", "ed25519", "-a", String(OpenSSHFormat.mostRounds / 16), passphrase: "secret")
        try place.write("secret\n", to: "pass")
        try expectInTime("convert", "id", "--passphrase-file", "pass", "--to", "pkcs8", "--no-passphrase")
    }

    private func expectInTime(_ command: String...) throws {
        let seconds = (KeyDerivation.mostSeconds + 15) / 16
        let arguments = [Workplace.keywizard] + command + ["--output", "copy"]
        let limited = ["sh", "-c", "ulimit -t \(seconds + 1); exec \"$@\"", "sh"]
        let outcome = try place.attempt(limited + arguments)
        #expect(outcome.status == 0, "\(outcome.status) \(outcome.errors)")
    }

    /// 95 s before there was a bound.
    @Test func manyPassesOfManyLanesAreRefused() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.run(
            "puttygen", place.path("id"), "-O", "private", "-o", place.path("id.ppk"), "--ppk-param",
            "version=3,memory=512,passes=13,parallelism=64", "--new-passphrase", "/etc/hostname")
        let text = try place.read("id.ppk").replacing("Argon2-Passes: 13", with: "Argon2-Passes: 8192")
        try place.write(text, to: "many.ppk")
        try place.write("secret\n", to: "pass")
        let outcome = try place.attempt(["timeout", "20", Workplace.keywizard, "public", "many.ppk"])
        // The public key needs no passphrase; what is encrypted does.
        let opened = try place.attempt(
            [
                "timeout", "20", Workplace.keywizard, "convert", "many.ppk", "--passphrase-file", "pass", "--to",
                "openssh",
                "--no-passphrase", "--output", "copy",
            ])
        #expect(opened.status == 1 && opened.errors.contains("passes times lanes of Argon2"), "\(opened.errors)")
        #expect(outcome.status != 124)
    }

    /// A pipe that nobody named isn't waited for.
    @Test func aPipeBesideAKeyDoesNotBlock() throws {
        try place.makeKey("id", "-t", "ed25519", passphrase: "secret")
        try place.run("sh", "-c", "rm \(place.path("id.pub")) && mkfifo \(place.path("id.pub"))")
        for command in [
            ["inspect", "id"], ["audit", "."], ["passphrase", "id"], ["test", "id", "--host", "me@host"],
        ] {
            let outcome = try place.attempt(["timeout", "20", Workplace.keywizard] + command)
            #expect(outcome.status != 124, "\(command)")
        }
    }

    /// A pipe that was named is read.
    @Test func aNamedPipeIsWaitedFor() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.run("mkfifo", place.path("pipe"))
        let outcome = try place.attempt(
            ["sh", "-c", "cat id.pub >pipe & exec timeout 20 \"$0\" inspect pipe", Workplace.keywizard])
        #expect(outcome.status == 0 && outcome.output.contains("Ed25519"))
    }
}
