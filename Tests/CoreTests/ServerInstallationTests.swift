import Platform
import Testing
import SSHClient

struct ServerInstallationTests {
    static let blob = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    static let login = ServerLogin(user: "me", host: "server.example", port: "2222")!

    @Test(arguments: [
        "ssh-ed25519 \(blob)", "ssh-ed25519 \(blob) me@laptop", "sk-ssh-ed25519@openssh.com \(blob)  two  spaces ",
    ])
    func aLineIsKeptAsItIs(text: String) {
        #expect(AuthorizedLine(text)?.text == text)
        #expect(AuthorizedLine(text + "\n")?.text == text)
    }

    @Test(arguments: [
        "", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 AAAA!", "ssh-ed25519 \(blob)A", "ssh-ed25519  \(blob)",
        "no-pty ssh-ed25519 \(blob)", "ssh-ed25519 \(blob) a\nb", "ssh-ed25519 \(blob) a\u{1b}[2J",
        "ssh-ed25519 \(blob) a\0",
        "'; ls #' \(blob)", "-----BEGIN OPENSSH PRIVATE KEY-----", "---- BEGIN SSH2 PUBLIC KEY ----",
    ])
    func whatIsNoLineIsRefused(text: String) {
        #expect(AuthorizedLine(text) == nil)
    }

    @Test(arguments: ["ed25519", "rsa", "ecdsa"]) func everyLineOfSshKeygenIsOne(type: String) throws {
        let home = Home()
        home.run("ssh-keygen -q -t \(type) -N '' -C 'it'\\''s me' -f key && mv key.pub line")
        let text = home.read("line")
        let line = try #require(AuthorizedLine(text))
        #expect(line.text + "\n" == text)
        #expect(line.comment == "it's me")
    }

    @Test func theKeyIsNotInTheArguments() {
        let installation = KeyInstallation(login: Self.login, line: AuthorizedLine("ssh-ed25519 \(Self.blob) me")!)
        let command = installation.command
        #expect(command.program == "ssh")
        #expect(command.arguments.suffix(5) == ["-p", "2222", "--", "me@server.example", "sh -s"])
        #expect(!command.arguments.contains { $0.contains("AAAA") })
        #expect(command.standardInput.contains(Self.blob))
        #expect(command.needsTerminal && command.keepsLog)
    }

    /// Those that a server may call sh, and zsh as it is, which has variables of its own by plain names.
    static let shells = [
        "/bin/dash", "/bin/bash --posix", "/bin/bash", "/bin/busybox sh", "/bin/ksh", "/bin/zsh --emulate sh",
        "/bin/zsh",
    ].filter(Home.has)

    /// Runs the script by itself.
    private func install(_ line: AuthorizedLine, in home: Home, _ shell: String = "sh") -> InstallOutcome {
        let installation = KeyInstallation(login: Self.login, line: line)
        let command = installation.command
        home.write(command.standardInput, to: "script")
        home.run("HOME=\"$PWD\" \(shell) -s < script > output 2> errors")
        #expect(home.read("errors") == "")
        let result = CommandResult(status: .exited(0), output: home.read("output"), marker: command.marker)
        return installation.outcome(of: result)
    }

    private static let line = AuthorizedLine("ssh-ed25519 \(blob) me")!
    private static let file = "~/.ssh/authorized_keys"

    @Test(arguments: shells)
    func theScriptRunsInEveryShell(shell: String) throws {
        let home = Home()
        let comment = #"it's "me" $(touch pwned) `touch pwned` \n %s *"#
        let line = AuthorizedLine("ssh-ed25519 \(Self.blob) \(comment)")!
        func runScript() -> InstallOutcome { install(line, in: home, shell) }

        let file = "~/.ssh/authorized_keys"
        #expect(runScript() == .added(file: file, notes: []))
        #expect(runScript() == .alreadyThere(file: file, notes: []))
        #expect(home.read(".ssh/authorized_keys") == line.text + "\n")
        #expect(home.read("pwned") == "" && !home.names.contains("pwned"))

        home.run("printf '# %s\\nssh-rsa AAAA other' '\(line.type) \(line.blob)' > .ssh/authorized_keys")
        home.run("chmod 777 . .ssh; chmod 602 .ssh/authorized_keys")
        let notes: [InstallNote] = [
            .homeWritable(mode: 0o777), .repaired(path: "~/.ssh", mode: 0o777), .repaired(path: file, mode: 0o602),
        ]
        #expect(runScript() == .added(file: file, notes: notes))
        let expected = "# \(line.type) \(line.blob)\nssh-rsa AAAA other\n\(line.text)\n"
        #expect(home.read(".ssh/authorized_keys") == expected)
    }

    /// What sshd makes of these lines was seen with OpenSSH 9.2: only the second group lets the key in.
    @Test(arguments: shells) func aKeyIsThereOnlyWhereSshdReadsIt(shell: String) {
        let key = "ssh-ed25519 \(Self.blob)"
        let other = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 other"
        for line in [
            "\(other) \(key)", "#\(key)", "no-pty,cert-authority \(key)", "command=\"unclosed \(key)", "x y \(key)",
            "command=\"\(key)\" \(other)", "\(key)A",
        ] {
            let home = Home()
            home.run("mkdir -m 700 .ssh")
            home.write(line + "\n", to: ".ssh/authorized_keys")
            #expect(install(Self.line, in: home, shell) == .added(file: Self.file, notes: []), "\(line)")
            #expect(home.read(".ssh/authorized_keys") == "\(line)\n\(Self.line.text)\n")
        }
        let entries: [(String, [InstallNote])] = [
            ("  \(key)\r", []), ("ssh-ed25519\t \(Self.blob)\tme", []),
            ("from=\"10.0.0.0/8,!a b\" \(key)", [.restricted(options: "from=\"10.0.0.0/8,!a b\"")]),
            ("expiry-time=\"20200101\",restrict \(key)", [.restricted(options: "expiry-time=\"20200101\",restrict")]),
            ("command=\"a,cert-authority,b\" \(key)", [.restricted(options: "command=\"a,cert-authority,b\"")]),
            // Where the address doesn't fit, sshd goes on to the next one; a command stays the first one's.
            ("from=\"10.0.0.1\" \(key)\n\(key)", []),
            ("command=\"true\" \(key)\n\(key)", [.restricted(options: "command=\"true\"")]),
        ]
        for (line, notes) in entries {
            let home = Home()
            home.run("mkdir -m 700 .ssh")
            home.write(line + "\n", to: ".ssh/authorized_keys")
            #expect(install(Self.line, in: home, shell) == .alreadyThere(file: Self.file, notes: notes), "\(line)")
            #expect(home.read(".ssh/authorized_keys") == line + "\n")
        }
    }

    @Test(arguments: shells) func eightAtOnceLeaveOneCopy(shell: String) {
        for isNew in [true, false] {
            let home = Home()
            if !isNew { home.run("mkdir -m 700 .ssh; printf '# mine' > .ssh/authorized_keys") }
            home.write(KeyInstallation(login: Self.login, line: Self.line).command.standardInput, to: "script")
            home.write(
                "for i in 1 2 3 4 5 6 7 8; do HOME=\"$PWD\" \(shell) -s < script > output$i 2> errors$i & done; wait",
                to: "all")
            // dash waits for a signal that a thread of the tests may block.
            home.run("bash all")
            #expect(home.read(".ssh/authorized_keys") == (isNew ? "" : "# mine\n") + Self.line.text + "\n")
            home.run("{ cat output? | grep -c ': added'; cat output? | grep -c ': already'; cat errors?; } > counts")
            #expect(home.read("counts") == "1\n7\n")
            home.run("ls -A .ssh > names")
            #expect(home.read("names") == "authorized_keys\n")
        }
    }

    /// The holder of the lock was killed.
    @Test func aLockThatIsLeftDoesNotHold() {
        let home = Home()
        home.run("mkdir -m 700 .ssh; sh -c 'exec ln -s $$@$(uname -n) .ssh/.keywizard-lock'")
        #expect(install(Self.line, in: home) == .added(file: Self.file, notes: []))
        home.run("ls -A .ssh > names")
        #expect(home.read("names") == "authorized_keys\n")
    }

    @Test(arguments: shells) func theReasonOfAFailureIsTold(shell: String) {
        let cases: [(String, String, WriteError)] = [
            ("mkdir -p .ssh/authorized_keys", "~/.ssh/authorized_keys", .isFolder),
            ("touch .ssh", "~/.ssh", .isNoFolder),
            ("ln -s nowhere/at/all .ssh", "~/.ssh", .isNoFolder),
            ("mkdir .ssh; ln -s ../nowhere/keys .ssh/authorized_keys", "~/.ssh/authorized_keys", .missingFolder),
        ]
        for (preparation, path, error) in cases {
            let home = Home()
            home.run(preparation)
            let failure = ServerFailure.notWritten(path: path, host: "server.example", error)
            #expect(install(Self.line, in: home, shell) == .failed(failure, notes: []), "\(preparation)")
        }
    }

    /// A limit of the file's size stands for every append that ends early.
    @Test(arguments: shells) func aFailedAppendIsCutBack(shell: String) {
        let home = Home()
        home.run(
            "mkdir -m 700 .ssh; head -c 1000 /dev/zero | tr '\\0' '#' > .ssh/authorized_keys; cp .ssh/authorized_keys old"
        )
        let installation = KeyInstallation(
            login: Self.login, line: AuthorizedLine("ssh-ed25519 \(Self.blob) \(String(repeating: "c", count: 2000))")!)
        let command = installation.command
        home.write(command.standardInput, to: "script")
        // A signal that is ignored stays so: cat sees the error itself. The unit is 512 bytes in sh.
        home.run(
            "HOME=\"$PWD\" sh -c 'ulimit -f 3; trap \"\" XFSZ; exec \(shell) -s' < script 2> errors | cat > output")
        let result = CommandResult(status: .exited(1), output: home.read("output"), marker: command.marker)
        let failure = ServerFailure.notWritten(path: Self.file, host: "server.example", .noSpace)
        #expect(installation.outcome(of: result) == .failed(failure, notes: []))
        home.run("cmp old .ssh/authorized_keys > difference 2>&1; ls -A .ssh > names")
        #expect(home.read("difference") == "" && home.read("names") == "authorized_keys\n")
    }

    /// Root can make a file someone else's.
    @Test(.enabled(if: geteuid() == 0)) func anotherOwnerIsTold() {
        let home = Home()
        home.run("mkdir -m 700 .ssh; touch .ssh/authorized_keys; chown 1234 .ssh/authorized_keys .ssh .")
        let notes: [InstallNote] = ["~", "~/.ssh", Self.file].map { .otherOwner(path: $0, owner: "1234") }
        #expect(install(Self.line, in: home) == .added(file: Self.file, notes: notes))
    }

    /// sshd looks at where a link leads.
    @Test func aFolderElsewhereIsLookedAtToo() {
        let (home, other) = (Home(), Home())
        other.run("mkdir keys; chmod 777 .")
        home.run("ln -s '\(other.folder)/keys' .ssh")
        guard case .added(_, let notes) = install(Self.line, in: home) else { return #expect(Bool(false)) }
        #expect(notes.contains(.writable(path: other.folder, mode: 0o777)))
    }

    /// A connection that breaks in the middle must not run half of it.
    @Test func aScriptThatWasCutDoesNothing() {
        let line = AuthorizedLine("ssh-ed25519 \(Self.blob) me")!
        let script = KeyInstallation(login: Self.login, line: line).command.standardInput
        let calls = "install\nexit\n"
        #expect(script.hasSuffix("}\n\n" + calls))
        for fraction in 1..<20 {
            let home = Home()
            home.write(String(script.dropLast(calls.count).prefix(script.count * fraction / 20)), to: "script")
            home.run("HOME=\"$PWD\" sh -s < script > /dev/null 2>&1")
            #expect(home.names == ["script"])
        }
    }
}

/// A home directory of a test's own, gone when the last reference goes.
final class Home {
    private let path: String
    var folder: String { path }

    init() {
        var template = Array("/tmp/keywizard-home-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no scratch folder")
        path = template.withUnsafeBytes { String(decoding: $0.dropLast(), as: UTF8.self) }
    }

    deinit { system("rm -rf '\(path)'") }

    static func has(_ command: String) -> Bool {
        access(String(command.prefix { $0 != " " }), X_OK) == 0
    }

    var names: [String] {
        run("ls -A > '\(path).names'")
        defer { unlink(path + ".names") }
        return read(".names", from: path).split(separator: "\n").map(String.init)
    }

    func run(_ command: String) {
        system("cd '\(path)' && { \(command)\n}")
    }

    func write(_ text: String, to name: String) {
        guard let file = fopen(path + "/" + name, "w") else { return }
        fputs(text, file)
        fclose(file)
    }

    func read(_ name: String) -> String { read("/" + name, from: path) }

    private func read(_ suffix: String, from path: String) -> String {
        guard let file = fopen(path + suffix, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
