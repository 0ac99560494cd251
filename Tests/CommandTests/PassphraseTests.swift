import Testing

struct PassphraseTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("the old one\n", to: "old")
        try place.write("the new one\n", to: "new")
    }

    private func change(_ file: String, _ options: String...) throws -> Workplace.Outcome {
        try place.attempt([Workplace.keywizard, "passphrase", file] + options)
    }

    @Test(arguments: ["ed25519", "ecdsa", "rsa"])
    func isAddedChangedAndRemoved(type: String) throws {
        try place.makeKey("id", "-t", type, comment: "kept as it is")
        let line = try place.read("id.pub")
        #expect(try change("id", "--new-passphrase-file", "old").status == 0)
        #expect(try place.publicLine("id", passphrase: "the old one") + "\n" == line)
        #expect(try change("id", "--passphrase-file", "old", "--new-passphrase-file", "new").status == 0)
        #expect(try place.publicLine("id", passphrase: "the new one") + "\n" == line)
        #expect(place.mode("id") == 0o600)
        try place.run("chmod", "0400", place.path("id"))
        #expect(try change("id", "--passphrase-file", "new", "--no-passphrase").status == 0)
        #expect(try place.publicLine("id") + "\n" == line)
        #expect(place.mode("id") == 0o400)
        #expect(try place.names(in: ".") == ["home", "id", "id.pub", "new", "old", "streams"])
    }

    @Test func theFormatStays() throws {
        try place.makeKey("id", "-t", "rsa", comment: "for PuTTY")
        for version in ["3", "2"] {
            try place.run(
                "puttygen", place.path("id"), "-O", "private", "-o", place.path("id.ppk"), "--ppk-param",
                "version=" + version)
            #expect(try change("id.ppk", "--new-passphrase-file", "new").status == 0)
            #expect(try place.read("id.ppk").hasPrefix("PuTTY-User-Key-File-\(version): ssh-rsa"))
            #expect(try place.puttyLine("id.ppk", passphrase: "the new one") + "\n" == place.read("id.pub"))
        }
        for (command, label) in [
            (["genpkey"], "ENCRYPTED PRIVATE KEY"), (["genrsa", "-traditional"], "RSA PRIVATE KEY"),
        ] {
            let algorithm = command[0] == "genpkey" ? ["-algorithm", "rsa"] : []
            #expect(try place.attempt(["openssl"] + command + algorithm + ["-out", "id.pem"]).status == 0)
            let key = try place.run("openssl", "pkey", "-in", place.path("id.pem"), "-pubout")
            #expect(try change("id.pem", "--new-passphrase-file", "new").status == 0)
            #expect(try place.read("id.pem").hasPrefix("-----BEGIN \(label)-----"))
            let opened = try place.run(
                "openssl", "pkey", "-in", place.path("id.pem"), "-passin", "file:" + place.path("new"), "-pubout")
            #expect(opened == key)
        }
    }

    @Test func whatGoesWrongLeavesTheFileAlone() throws {
        try place.makeKey("id", "-t", "ed25519", passphrase: "the old one")
        let before = try place.read("id")
        let wrong = try change("id", "--passphrase-file", "new", "--no-passphrase")
        #expect(wrong.status == 1)
        #expect(wrong.errors.contains("wrong passphrase"))
        let silent = try change("id", "--passphrase-file", "old")
        #expect(silent.status == 64)
        #expect(silent.errors.contains("--new-passphrase-file") && silent.errors.contains("--no-passphrase"))
        #expect(try change("id", "--no-passphrase").errors.contains("--passphrase-file"))
        #expect(try change("id.pub", "--no-passphrase").status == 1)
        #expect(try change("missing", "--no-passphrase").status == 1)
        #expect(try change("-", "--no-passphrase").status == 64)
        try place.write("\n", to: "empty")
        #expect(try change("id", "--passphrase-file", "old", "--new-passphrase-file", "empty").status == 1)
        #expect(try place.read("id") == before)
        #expect(try place.names(in: ".") == ["empty", "home", "id", "id.pub", "new", "old", "streams"])
    }

    @Test func aLinkStaysAndWhatItLeadsToChanges() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.run("ln", "-s", "id", place.path("link"))
        #expect(try change("link", "--new-passphrase-file", "new").status == 0)
        #expect(try place.run("readlink", place.path("link")) == "id\n")
        #expect(try place.publicLine("id", passphrase: "the new one") + "\n" == place.read("id.pub"))
    }

    @Test func aSecondNameWouldKeepTheOldKey() throws {
        try place.makeKey("id", "-t", "ed25519")
        try place.run("ln", place.path("id"), place.path("second"))
        let outcome = try change("id", "--new-passphrase-file", "new")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("2 hard links"))
        #expect(try place.publicLine("id") + "\n" == place.read("id.pub"))
    }

    @Test func nothingElseInTheFileGetsLost() throws {
        try place.run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", place.path("key"),
            "-out", place.path("cert"))
        let both = try place.read("key") + place.read("cert")
        try place.write(both, to: "both")
        let outcome = try change("both", "--new-passphrase-file", "new")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("would be lost"))
        #expect(try place.read("both") == both)
    }

    @Test func textBesideTheKeyIsKept() throws {
        try place.makeKey("id", "-t", "ed25519")
        let key = try place.read("id")
        let escaped = key.split(separator: "\n").joined(separator: "\\n")
        for (rest, name) in [
            ("SSH_KEY=\"" + escaped + "\\n\"\nDB_PASSWORD=hunter2\n", "in front of the key"),
            (key + "\nHost x\n  User me\n", "19 bytes behind the key"), (key + key, "a private key, Ed25519 SHA256:"),
        ] {
            try place.write(rest, to: "both")
            let outcome = try change("both", "--new-passphrase-file", "new")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("would be lost") && outcome.errors.contains(name), "\(outcome.errors)")
            #expect(try place.read("both") == rest)
        }
    }

    @Test func aPassphraseFileMayBeginWithAByteOrderMark() throws {
        try place.makeKey("id", "-t", "ed25519", passphrase: "the old one")
        try place.write("\u{FEFF}the old one\r\n", to: "marked")
        try place.run("chmod", "0644", place.path("marked"))
        let outcome = try change("id", "--passphrase-file", "marked", "--new-passphrase-file", "new")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("other users can read this passphrase file"))
    }

    /// Killed at each of its steps, the file is the old one or the new one, whole.
    @Test(
        .enabled(if: Workplace.hasProgram("strace")),
        arguments: ["fchmod", "write", "fsync", "linkat", "renameat", "renameat2"])
    func aKillLeavesAWholeFile(call: String) throws {
        try place.makeKey("id", "-t", "ed25519")
        let line = withoutComment(try place.read("id.pub"))
        // A call's first times may be before the file is touched, or never come; then the change is simply made.
        for time in 1...3 {
            // Version 2, whose passphrases cost no time.
            try place.run(
                "puttygen", place.path("id"), "-O", "private", "-o", place.path("id.ppk"), "--ppk-param", "version=2",
                "--new-passphrase", place.path("old"))
            _ = try place.attempt([
                "strace", "-f", "-o", "/dev/null", "-e", "inject=\(call):signal=SIGKILL:when=\(time)",
                Workplace.keywizard, "passphrase", "id.ppk", "--passphrase-file", "old", "--new-passphrase-file", "new",
            ])
            let found = ["the old one", "the new one"].compactMap { try? place.puttyLine("id.ppk", passphrase: $0) }
            #expect(found.map(withoutComment) == [line])
        }
    }
}
