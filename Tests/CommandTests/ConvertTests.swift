import Testing

struct ConvertTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// The public line that another program finds in a private file of a format.
    private func peersLine(_ file: String, _ format: String, passphrase: String) throws -> String {
        switch format {
        case "ppk", "ppk2", "sshcom":
            return withoutComment(try place.puttyLine(file, passphrase: passphrase))
        case "pkcs8", "pem":
            let key = try place.run(
                "openssl", "pkey", "-in", place.path(file), "-passin", "pass:" + passphrase, "-pubout")
            return withoutComment(try place.keywizard("public", "-", input: key).output)
        default: return withoutComment(try place.publicLine(file, passphrase: passphrase))
        }
    }

    @Test(
        arguments: [
            ("ed25519", ["openssh", "ppk", "ppk2", "pkcs8"]), ("ecdsa", ["openssh", "ppk", "ppk2", "pkcs8", "pem"]),
            ("rsa", ["openssh", "ppk", "ppk2", "pkcs8", "pem", "sshcom"]),
        ], ["", "two words"])
    func copiesKeepTheirPassphrase(key: (type: String, formats: [String]), passphrase: String) throws {
        try place.makeKey("id", "-t", key.type, passphrase: passphrase)
        try place.write(passphrase + "\n", to: "pass")
        let (private0, line) = (try place.read("id"), withoutComment(try place.read("id.pub")))
        for format in key.formats {
            let options = passphrase.isEmpty ? [] : ["--passphrase-file", "pass"]
            let outcome = try place.attempt(
                [Workplace.keywizard, "convert", "id", "--to", format, "--output", "copy-" + format] + options)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output == "")
            #expect(try peersLine("copy-" + format, format, passphrase: passphrase) == line)
            #expect(place.mode("copy-" + format) == 0o600)
            #expect(place.mode("copy-" + format + ".pub") == 0o644)
            #expect(try withoutComment(place.read("copy-" + format + ".pub")) == line)
        }
        #expect(try place.read("id") == private0)
    }

    @Test func thePassphraseChangesWhenAskedTo() throws {
        try place.makeKey("id", "-t", "ed25519", passphrase: "old")
        let line = withoutComment(try place.read("id.pub"))
        try place.write("old\n", to: "old")
        try place.write("new one\n", to: "new")
        let common = ["convert", "id", "--passphrase-file", "old", "--to", "openssh", "--output"]
        #expect(try place.attempt([Workplace.keywizard] + common + ["a", "--new-passphrase-file", "new"]).status == 0)
        #expect(try withoutComment(place.publicLine("a", passphrase: "new one")) == line)
        #expect(try place.attempt([Workplace.keywizard] + common + ["b", "--no-passphrase"]).status == 0)
        #expect(try withoutComment(place.publicLine("b")) == line)
        let both = ["c", "--no-passphrase", "--new-passphrase-file", "new"]
        #expect(try place.attempt([Workplace.keywizard] + common + both).status == 64)
    }

    @Test func nothingIsEverReplaced() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.makeKey("other", "-t", "ed25519")
        for name in ["taken", "half.pub"] { try place.write("mine\n", to: name) }
        for output in ["taken", "half", "id", "other"] {
            let before = try place.names(in: ".").filter { $0 != "streams" }
            let outcome = try place.keywizard("convert", "id", "--to", "ppk", "--output", output)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("already exists"))
            #expect(try place.names(in: ".").filter { $0 != "streams" } == before)
        }
        #expect(try place.read("taken") == "mine\n")
        #expect(try place.read("half.pub") == "mine\n")
        // A link that leads nowhere is something too.
        try place.run("ln", "-s", "nowhere", place.path("link"))
        #expect(try place.keywizard("convert", "id", "--to", "ppk", "--output", "link").status == 1)
        #expect(!place.exists("nowhere"))
    }

    @Test func aCopyBesideTheOriginalSharesItsPublicFile() throws {
        try place.makeKey("id", "-t", "ed25519")
        let line = try place.read("id.pub")
        #expect(try place.keywizard("convert", "id", "--to", "ppk", "--output", "id.ppk").status == 0)
        #expect(try place.read("id.pub") == line)
        #expect(try withoutComment(place.run("puttygen", place.path("id.ppk"), "-L")) == withoutComment(line))
    }

    @Test func standardOutputGetsTheKeyAlone() throws {
        try place.makeKey("id", "-t", "ed25519")
        let before = try place.names(in: ".")
        let outcome = try place.keywizard("convert", "-", "--to", "pkcs8", "--output", "-", input: try place.read("id"))
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(outcome.output.hasSuffix("-----END PRIVATE KEY-----\n"))
        #expect(try place.names(in: ".") == before)
    }

    @Test func refusalsNameWhatWasFoundAndWhatWouldDo() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.makeKey("locked", "-t", "ed25519", passphrase: "secret")
        let unfit = try place.keywizard("convert", "id", "--to", "pem", "--output", "x")
        #expect(unfit.status == 1)
        #expect(unfit.errors.contains("openssh, ppk, ppk2, pkcs8"))
        let isPublic = try place.keywizard("convert", "id.pub", "--to", "ppk", "--output", "x")
        #expect(isPublic.status == 1)
        #expect(isPublic.errors.contains("expected a private key, found a public key (OpenSSH)"))
        let locked = try place.keywizard("convert", "locked", "--to", "ppk", "--output", "x")
        #expect(locked.status == 1)
        #expect(locked.errors.contains("--passphrase-file"))
        let folder = try place.keywizard("convert", "id", "--to", "ppk", "--output", "nowhere/x")
        #expect(folder.status == 1)
        #expect(folder.errors.contains("nowhere doesn't exist"))
        #expect(try place.keywizard("convert", "id", "--to", "jpeg", "--output", "x").status == 64)
        #expect(try place.keywizard("convert", "id", "--to", "ppk").status == 64)
        #expect(!place.exists("x") && !place.exists("x.pub"))
    }

    @Test func whatCanHoldADSAKeyIsNamed() throws {
        try place.copySample("c12d-dsa", to: "id")
        for format in ["openssh", "ppk", "pem"] {
            let outcome = try place.keywizard("convert", "id", "--to", format, "--no-passphrase", "--output", "x")
            #expect(outcome.status == 1 && !place.exists("x"))
            #expect(outcome.errors.contains("ssh-keygen before OpenSSH 10 and puttygen can write it"))
        }
    }

    /// And ssh-keygen refuses it in fact.
    @Test(arguments: [["-algorithm", "ed448"], ["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:768"]])
    func whatOpenSSHCannotLoadIsSaid(options: [String]) throws {
        #expect(try place.attempt(["openssl", "genpkey", "-out", "id"] + options).status == 0)
        try place.run("chmod", "600", place.path("id"))
        let copy = try place.keywizard("convert", "id", "--to", "openssh", "--no-passphrase", "--output", "copy")
        #expect(copy.status == 0 && copy.errors.contains("can't load it"), "\(copy.errors)")
        #expect(try place.attempt(["ssh-keygen", "-y", "-P", "", "-f", "copy"]).status != 0)
        let putty = try place.keywizard("convert", "id", "--to", "ppk", "--no-passphrase", "--output", "id.ppk")
        #expect(putty.status == 0 && !putty.errors.contains("can't load it"), "\(putty.errors)")
    }
}
