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
        #expect(command.arguments.suffix(5) == ["-p", "2222", "--", "me@server.example", "exec sh -s"])
        #expect(!command.arguments.contains { $0.contains("AAAA") })
        #expect(command.standardInput.contains(Self.blob))
        #expect(command.needsTerminal && command.keepsLog)
    }

    /// The script by itself, in every shell that a server may call sh.
    @Test(
        arguments: ["/bin/dash", "/bin/bash --posix", "/bin/busybox sh", "/bin/ksh", "/bin/zsh --emulate sh"]
            .filter(Home.has))
    func theScriptRunsInEveryShell(shell: String) throws {
        let home = Home()
        let comment = #"it's "me" $(touch pwned) `touch pwned` \n %s *"#
        let line = AuthorizedLine("ssh-ed25519 \(Self.blob) \(comment)")!
        home.write(KeyInstallation(login: Self.login, line: line).command.standardInput, to: "script")
        func runScript() -> InstallOutcome {
            home.run("HOME=\"$PWD\" \(shell) -s < script > output 2> errors")
            #expect(home.read("errors") == "")
            let result = CommandResult(status: .exited(0), output: home.read("output"))
            return KeyInstallation(login: Self.login, line: line).outcome(of: result)
        }

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
