import LocalServer
import Testing

/// The whole walk with the real program on a real terminal; what it made is read by the programs that it is for.
@Suite(.serialized) struct WholeWalkTests {
    private static let passphrase = "seven lamps in the harbour"

    private static let sizes = ["80x24", "60x18", "140x50"]

    private func fingerprint(_ file: String, _ home: String) throws -> String {
        let line = try Shell.run(["ssh-keygen", "-lf", file], environment: ["HOME": home])
        return String(line.split(separator: " ")[1])
    }

    @Test(arguments: sizes) func byKeyboardAlone(_ size: String) throws {
        let terminal = try Terminal(size: size)
        let walk = Walk(destination: "Thermo", protection: .passphrase(Self.passphrase))
        try terminal.answer("Which computer will use this key?", "Down", "Enter")
        try terminal.walk(walk, from: .destination, until: .key)
        try terminal.wait("Recommended: RSA 4096")
        try terminal.walk(walk, from: .key, until: .randomness)
        // Only what differs from the key before is credited, once in 10 ms.
        for step in 0..<400 {
            try terminal.type(step % 2 == 0 ? "k" : "j")
            if try !terminal.screen().contains("over the area") { break }
        }
        // The terminal has other sizes in between.
        try terminal.walk(walk, from: .made, until: .publicKey) { stop in
            guard stop == .passphrase else { return }
            for other in Self.sizes + ["30x9", size] {
                try terminal.resize(other)
                try terminal.wait(other == "30x9" ? "keywizard needs 60×18" : "•••••")
            }
        }

        let stem = terminal.home + "/.ssh/id_rsa"
        while try !terminal.screen().contains("SHA256:") {
            let before = try terminal.screen()
            try terminal.press("NPage")
            try terminal.wait("what is further down") { $0 != before }
        }
        let shown = try terminal.screen()
        let printed = try fingerprint(stem + ".pub", terminal.home)
        #expect(shown.contains(printed))
        try terminal.press("s")
        try terminal.wait("Select the line above")
        let line = try Shell.run(["cat", stem + ".pub"])
        let selection = try terminal.selection()
        #expect(selection.contains("\n" + line), "\(selection)")
        #expect(try !terminal.modes().hasMouse)
        try terminal.press("Enter")
        try terminal.waitUntilGone("Select the line above")
        // Each file is opened by the program that it is for, with the passphrase that was typed.
        let opened = try Shell.run(["ssh-keygen", "-y", "-P", Self.passphrase, "-f", stem])
        #expect(opened.hasPrefix("ssh-rsa "))
        try Shell.run(["sh", "-c", "printf '%s\\n' '\(Self.passphrase)' > '\(terminal.home)/word'"])
        let putty = try Shell.run(
            ["puttygen", stem + ".ppk", "--old-passphrase", terminal.home + "/word", "-O", "fingerprint"])
        #expect(putty.contains(printed))
        #expect(try Shell.run(["stat", "-c", "%a %a", stem, stem + ".ppk"]) == "600 600\n600 600\n")
        #expect(try Shell.run(["stat", "-c", "%a", terminal.home + "/.ssh"]) == "700\n")

        try terminal.press("Enter")
        try terminal.answer("Paste it on the website", "Enter")
        try terminal.answer("SSH Keys › Add Key", "Enter")
        try terminal.answer("Log in from Windows", "Enter")
        try terminal.answer("Finish", "Enter")
        #expect(try terminal.exitStatus() == 0)
        // The line and where its files are, as far as the terminal has room.
        try terminal.wait("id_rsa.pub  public key")
    }

    @Test(arguments: sizes) func byMouseAlone(_ size: String) throws {
        let terminal = try Terminal(size: size)
        try terminal.click("This computer")
        try terminal.click(" Continue")
        try terminal.click("Nowhere yet")
        try terminal.click(" Continue")
        try terminal.wait("Which type of key?")
        try terminal.click(" Continue")
        try terminal.wait("over the area")
        try terminal.waitForModes("motion") { $0.hasMotion }
        try terminal.movePointer(150)
        try terminal.click(" Continue")
        try terminal.wait("Protect the key")
        try terminal.click(" Suggest one")
        try terminal.wait("Save them in a password")
        // On one row or two between the corners.
        let rows = try terminal.screen().split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.contains("╭") }
        let left = rows.first?.prefix { $0 != "╭" }.count ?? 0
        let right = rows.first?.prefix { $0 != "╮" }.count ?? 0
        let between = rows.dropFirst().prefix(2).map { $0.prefix(right).dropFirst(left) }
        let words = between.flatMap { $0.split(separator: " ") }.joined()
        try terminal.click(" Continue")
        try terminal.wait("Files on this computer")
        try terminal.click(" Save")
        try terminal.wait("SHA256:")
        // The mouse is the terminal's here, to select the line with.
        try terminal.waitForModes("no mouse") { !$0.hasMouse }
        try terminal.press("Enter")
        try terminal.wait("Where do you want to log in?")
        try terminal.waitForModes("the mouse") { $0.hasMouse }
        // What was passed can be gone back to, where there is room for the steps.
        if size != "60x18" {
            try terminal.click("✓ Save")
            try terminal.wait("The key pair is saved")
            try terminal.click("· Log in")
            try terminal.wait("Where do you want to log in?")
        }
        try terminal.click(" Not now")
        try terminal.wait("Add the public key to your server first")
        try terminal.click(" Continue")
        try terminal.click(" Finish")
        #expect(try terminal.exitStatus() == 0)
        let stem = terminal.home + "/.ssh/id_ed25519"
        let opened = try Shell.run(["ssh-keygen", "-y", "-P", words, "-f", stem])
        #expect(opened.hasPrefix("ssh-ed25519 "))
    }

    @Test func aTakenNameIsLeftAloneAndAFreeOneProposed() throws {
        let terminal = try Terminal { home in
            try Shell.run(["mkdir", "-m", "700", home + "/.ssh"])
            try Shell.run(["sh", "-c", "echo mine > \(home)/.ssh/id_ed25519"])
        }
        try terminal.walk(until: .save)
        try terminal.answer("id_ed25519 exists and stays as it is", "Enter")
        try terminal.answer("Files on this computer", "Enter")
        try terminal.wait("SHA256:")
        #expect(try Shell.run(["cat", terminal.home + "/.ssh/id_ed25519"]) == "mine\n")
        #expect(try Shell.run(["ls", terminal.home + "/.ssh"]) == "id_ed25519\nid_ed25519_new\nid_ed25519_new.pub\n")
    }

    /// What could never be saved is said while it is typed, also where the folder is yet to be made.
    @Test func aPathThatIsNoneForAPrivateKeyIsSaid() throws {
        let terminal = try Terminal()
        try terminal.walk(until: .save)
        try terminal.press("C-u")
        try terminal.type("~/.ssh/work.pub")
        try terminal.wait("Leave out .pub")
        try terminal.press("C-u")
        try terminal.type("~/.ssh/" + String(repeating: "b", count: 252))
        try terminal.wait("Choose a shorter name")
        try terminal.press("C-u")
        try terminal.type("~/.ssh/work")
        try terminal.wait("Creates ~/.ssh, for you only")
        try terminal.press("Enter")
        try terminal.wait("SHA256:")
        #expect(try Shell.run(["ls", terminal.home + "/.ssh"]) == "work\nwork.pub\n")
    }

    @Test func generationIsStoppedAtOnce() throws {
        let terminal = try Terminal()
        try terminal.walk(Walk(destination: "Thermo"), until: .key)
        try terminal.answer("Size", "Tab", "C-u")
        try terminal.type("16384")
        try terminal.press("Enter")
        try terminal.answer("over the area", "Enter")
        try terminal.wait("Generating an RSA")
        try terminal.press("Escape")
        try terminal.wait("over the area")
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 130)
    }

    @Test func thePassphraseIsNotOnTheScreenUntilItIsAskedFor() throws {
        let terminal = try Terminal()
        try terminal.walk(until: .passphrase)
        try terminal.type("hunter2")
        try terminal.wait("•••••••")
        let hidden = try terminal.screen()
        #expect(!hidden.contains("hunter2"))
        try terminal.press("C-r")
        try terminal.wait("hunter2")
        try terminal.press("C-r")
        try terminal.waitUntilGone("hunter2")
    }

    @Test(arguments: sizes) func resizingKeepsTheInput(_ size: String) throws {
        let terminal = try Terminal(size: size)
        try terminal.walk(until: .destination)
        try terminal.type("trit")
        try terminal.wait("Triton")
        try terminal.resize("40x10")
        try terminal.wait("keywizard needs 60×18")
        try terminal.resize("100x30")
        try terminal.wait("Find  trit")
    }

    @Test func aPasteOfTenMegabytesIsCutAndSaid() throws {
        let terminal = try Terminal()
        try terminal.walk(until: .key)
        try terminal.press("Tab", "C-u")
        try terminal.paste(String(repeating: "comment ", count: 1_310_720))
        try terminal.wait("paste was too long")
        try terminal.press("Enter")
        try terminal.wait("over the area")
    }

    /// A kernel that calls itself Microsoft's and a drive of Windows, in a mount namespace that ends with the program.
    @Test(.enabled(if: canMount && run("unshare --mount true 2>/dev/null") == 0, "mounts: needs root"))
    func linuxUnderWindowsIsRecognized() throws {
        let script = """
            echo 5.15.153.1-microsoft-standard-WSL2 >release
            mount --bind release /proc/sys/kernel/osrelease
            mount -t tmpfs none /mnt
            mkdir /mnt/c
            exec '\(Terminal.keywizard)'
            """
        let terminal = try Terminal(["unshare", "--mount", "sh", "-ec", script])
        try terminal.wait("› This computer: Linux (WSL)")
    }

    @Test func withoutALocaleEverythingIsASCII() throws {
        let terminal = try Terminal(environment: ["LC_ALL": "C"])
        try terminal.wait("Which computer")
        let screen = try terminal.screen()
        let isASCII = screen.allSatisfy(\.isASCII)
        #expect(isASCII)
        #expect(screen.contains("* Computer"))
    }

    @Test(arguments: ["dumb", ""]) func aTerminalThatCantPlaceTextGetsLines(_ term: String) throws {
        let terminal = try Terminal(term: term)
        try terminal.wait("Which computer will use this key?")
        try terminal.type("quit")
        try terminal.press("Enter")
        #expect(try terminal.exitStatus() == 130)
    }

    @Test(arguments: ["xterm-kitty", "foot", "alacritty", "screen", "linux", "vt100", "no-such-terminal"])
    func otherTerminalsShowTheFirstPage(_ term: String) throws {
        let terminal = try Terminal(term: term)
        try terminal.wait("Which computer")
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 130)
    }
}

/// Keys that ssh-keygen made, opened by the wizard.
@Suite(.serialized) struct ExistingKeyWalkTests {
    private func start(_ format: String) throws -> Terminal {
        let terminal = try Terminal { home in
            try Shell.makeKey(
                "work", in: home, type: "ecdsa", passphrase: "old passphrase",
                options: ["-m", format, "-C", "ana@studio"])
        }
        try terminal.walk(until: .key)
        try terminal.openKey("ECDSA nistp256, passphrase")
        return terminal
    }

    @Test(arguments: ["RFC4716", "PEM", "PKCS8"]) func itsPassphraseIsChanged(_ format: String) throws {
        let terminal = try start(format)
        try terminal.press("Down", "Enter")
        try terminal.answer("is encrypted", with: "not this")
        try terminal.answer("Wrong passphrase", with: "old passphrase")
        try terminal.walk(Walk(protection: .passphrase("another passphrase")), from: .passphrase, until: .publicKey)
        let line = try Shell.run(["ssh-keygen", "-y", "-P", "another passphrase", "-f", terminal.home + "/.ssh/work"])
        let kept = try Shell.run(["cat", terminal.home + "/.ssh/work.pub"])
        #expect(line.split { $0 == " " || $0 == "\n" }.prefix(2) == kept.split(separator: " ").prefix(2))
    }

    /// The file asks for so many rounds that the key is never opened before the user gives up.
    @Test func unlockingIsStopped() throws {
        let terminal = try Terminal { home in
            try Shell.makeKey("work", in: home, type: "ecdsa", passphrase: "old passphrase")
            let script = """
                import base64, sys
                lines = open(sys.argv[1]).read().split()
                body = bytearray(base64.b64decode("".join(lines[4:-4])))
                rounds = body.index(b"bcrypt") + 6 + 4 + 4 + 16
                body[rounds:rounds + 4] = (5000).to_bytes(4, "big")
                lines[4:-4] = [base64.b64encode(body).decode()]
                open(sys.argv[1], "w").write("%s\\n%s\\n%s\\n" % (" ".join(lines[:4]), lines[4], " ".join(lines[5:])))
                """
            try Shell.run(["python3", "-c", script, home + "/.ssh/work"])
        }
        try terminal.walk(until: .key)
        try terminal.openKey("ECDSA nistp256, passphrase")
        try terminal.press("Down", "Enter")
        try terminal.answer("is encrypted", with: "old passphrase")
        try terminal.wait("You only lose the wait.")
        try terminal.press("Escape")
        try terminal.waitUntilGone("You only lose the wait.")
        try terminal.wait("is encrypted")
        try terminal.press("Escape")
        try terminal.wait("What do you want to do?")
        try terminal.press("C-c")
        #expect(try terminal.exitStatus() == 130)
    }

    @Test func aCopyForPuTTYIsMade() throws {
        let terminal = try start("RFC4716")
        try terminal.press("Down", "Down", "Enter")
        try terminal.answer("is encrypted", with: "old passphrase")
        try terminal.walk(from: .passphrase, until: .save)
        try terminal.answer("work.ppk", "Enter")
        try terminal.wait("MD5 (older services)")
        let ppk = try Shell.run(["puttygen", terminal.home + "/.ssh/work.ppk", "-L"])
        let kept = try Shell.run(["cat", terminal.home + "/.ssh/work.pub"])
        #expect(ppk == kept)
    }
}
