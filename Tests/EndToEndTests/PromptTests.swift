import Platform
import Testing

/// The commands on a terminal: what is asked, what isn't shown, and what is refused there.
@Suite struct PromptTests {
    private func start(_ arguments: String..., environment: [String: String] = [:], prepare: String) throws -> Terminal
    {
        try Terminal([Terminal.keywizard] + arguments, environment: environment, inShell: true) { home in
            try Shell.run(["sh", "-c", "cd \"$0\" && \(prepare)", home])
        }
    }

    /// The shell that started the command says how it ended, and the terminal is as it was.
    private func expectEnd(_ terminal: Terminal, status: Int) throws {
        try terminal.wait("the shell") { $0.split(separator: "\n").last { !$0.isEmpty } == "$" }
        try terminal.type("echo status=$?")
        try terminal.press("Enter")
        try terminal.wait("status=\(status)\n")
        #expect(try terminal.modes() == .ordinary)
    }

    private func line(_ terminal: Terminal, _ file: String, passphrase: String) throws -> String {
        try Shell.run(["ssh-keygen", "-y", "-P", passphrase, "-f", terminal.home + "/" + file])
    }

    @Test func aPassphraseIsAskedForAndNotShown() throws {
        let terminal = try start(
            "passphrase", "id", prepare: "ssh-keygen -q -t ed25519 -N 'old secret' -f id")
        try terminal.answer("Passphrase of id:", with: "wrong secret")
        try terminal.answer("rong passphrase; try again", with: "old secret")
        try terminal.answer("New passphrase:", with: "new secret")
        try terminal.answer("Confirm passphrase:", with: "news ecret")
        try terminal.wait("passphrases differ")
        try terminal.wait("a second question") { $0.count(of: "New passphrase:") == 2 }
        try terminal.type("new secret")
        try terminal.press("Enter")
        try terminal.wait("a second repetition") { $0.count(of: "Confirm passphrase:") == 2 }
        try terminal.type("new secret")
        try terminal.press("Enter")
        try expectEnd(terminal, status: 0)
        #expect(try !terminal.screen().contains("secret"))
        #expect(try line(terminal, "id", passphrase: "new secret") == Shell.run(["cat", terminal.home + "/id.pub"]))
    }

    @Test func threeWrongPassphrasesAreEnough() throws {
        let terminal = try start(
            "public", "id.pem", prepare: "openssl genpkey -algorithm ed25519 -aes256 -pass pass:right -out id.pem")
        for count in 1...3 {
            try terminal.wait("question \(count)") { $0.count(of: "Passphrase of id.pem:") == count }
            try terminal.type("wrong")
            try terminal.press("Enter")
        }
        try expectEnd(terminal, status: 1)
        #expect(try terminal.screen().contains("wrong passphrase"))
    }

    @Test func anEndedQuestionCancels() throws {
        let terminal = try start("passphrase", "id", prepare: "ssh-keygen -q -t ed25519 -N old -f id")
        try terminal.wait("Passphrase of id:")
        try terminal.press("C-d")
        try expectEnd(terminal, status: 130)
    }

    /// ssh-keygen asks for it, started by git. Where it doesn't sign, nothing is left of what was changed.
    @Test(.enabled(if: Shell.has("git")), arguments: [("right", 0), ("wrong", 1), (nil, 130)] as [(String?, Int)])
    func gitHasThePassphraseAskedFor(passphrase: String?, status: Int) throws {
        let terminal = try start(
            "git", "id", "--sign", "--email", "ana@work.example", environment: ["GIT_CONFIG_NOSYSTEM": "1"],
            prepare: "ssh-keygen -q -t ed25519 -N right -f id")
        try terminal.wait("Enter passphrase")
        if let passphrase {
            try terminal.type(passphrase)
            try terminal.press("Enter")
        } else {
            try terminal.press("C-c")
        }
        try expectEnd(terminal, status: status)
        #expect(try !terminal.screen().contains(passphrase ?? "debug"))
        let files = try Shell.run(["sh", "-c", "cd \"$0\" && ls -A | grep git; true", terminal.home])
        #expect(files == (status == 0 ? ".gitconfig\n.gitconfig-keywizard\n" : ""))
    }

    /// Where a file of the working folder would say where a secret goes, it is named, and so is the place.
    @Test func aFileOfTheWorkingFolderIsNamedInAQuestion() throws {
        let terminal = try start(
            "upload", "id.pub", "--to", "openstack", environment: ["OS_CLOUD": "mine"],
            prepare: "ssh-keygen -q -t ed25519 -N '' -f id; printf 'clouds:\\n  mine:\\n    auth:\\n      auth_url: "
                + "https://127.0.0.1:1/v3\\n      username: me\\n      password: x\\n' >clouds.yaml")
        try terminal.wait("./clouds.yaml, cloud mine is in this folder")
        try terminal.wait("0.0.1:1/v3. Use it? [y/N]")
        try terminal.type("n")
        try terminal.press("Enter")
        try expectEnd(terminal, status: 64)
        #expect(try !terminal.screen().contains("using ./clouds.yaml"))
    }

    @Test func aPrivateKeyIsNotShownOnAScreen() throws {
        let terminal = try start(
            "convert", "id", "--to", "pkcs8", "--output", "-", prepare: "ssh-keygen -q -t ed25519 -N '' -f id")
        try expectEnd(terminal, status: 1)
        #expect(try terminal.screen().contains("would be printed on the terminal"))
        #expect(try !terminal.screen().contains("BEGIN"))
    }

    #if os(Linux)
    @Test func thePINIsAskedForBySSHKeygen() throws {
        // A library with OpenSSH's interface (PROTOCOL.u2f) that takes no PIN.
        let source = """
            #include <stdint.h>
            uint32_t sk_api_version(void) { return 0x000a0000; }
            int sk_enroll(void) { return -3; }
            int sk_sign(void) { return -1; }
            int sk_load_resident_keys(void) { return -1; }
            """
        let folder = try TemporaryFolder()
        try folder.add("authenticator.c", source + "\n")
        let library = folder.path + "/authenticator.so"
        try Shell.run(["cc", "-shared", "-fPIC", "-o", library, folder.path + "/authenticator.c"])
        let terminal = try start(
            "generate", "--type", "ed25519-sk", "--no-passphrase", environment: ["SSH_SK_PROVIDER": library],
            prepare: "mkdir -m 700 .ssh")
        // ssh-keygen tries without a PIN first, and three times in all.
        for count in 1...2 {
            try terminal.wait("question \(count)") { $0.count(of: "Enter PIN for authenticator:") == count }
            try terminal.type("1234")
            try terminal.press("Enter")
        }
        try expectEnd(terminal, status: 1)
        let screen = try terminal.screen()
        #expect(screen.contains("keywizard: wrong PIN"))
        #expect(!screen.contains("1234"))
        #expect(!screen.contains("debug1"))
        #expect(try Shell.run(["ls", "-A", terminal.home + "/.ssh"]) == "")
    }
    #endif
}

extension String {
    /// How often a text occurs.
    fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
