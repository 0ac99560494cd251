#if canImport(Glibc)
import Glibc
import LocalServer
import Testing

/// What a program that ends in the middle leaves behind, and what the next run makes of it.
@Suite(.serialized) struct LeftoverTests {
    private let folder: TemporaryFolder
    private var environment: [String: String] { ["HOME": folder.path] }

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func shell(_ line: String) throws -> String {
        try Shell.run(["sh", "-c", "cd \(folder.path) && \(line)"], environment: environment)
    }

    private func names() throws -> [String] {
        try shell("ls -A").split(separator: "\n").map(String.init).filter { $0 != ".local" && $0 != "trace" }.sorted()
    }

    /// Runs keywizard until the n-th call of a name, which it doesn't live to make.
    private func killed(at call: String, _ number: Int, _ command: String) throws {
        let program = Shell.quoted(Terminal.keywizard)
        try shell(
            "! strace -o trace -e 'trace=?\(call)' -e inject=\(call):signal=SIGKILL:when=\(number) \(program) \(command)"
        )
    }

    @Test(.enabled(if: exists("/usr/bin/strace"), "needs strace"))
    func aPrivateKeyGetsItsPublicFileByTheNextRun() throws {
        try killed(at: "linkat", 2, "generate --no-passphrase --comment me --output key")
        #expect(try names() == ["key"])
        let said = try shell("\(Shell.quoted(Terminal.keywizard)) --version 2>&1")
        #expect(said.contains("saved \(folder.path)/key.pub, which an interrupted run left unfinished"))
        #expect(try names() == ["key", "key.pub"])
        #expect(try folder.read("key.pub") == shell("ssh-keygen -y -f key"))
        #expect(try shell("\(Shell.quoted(Terminal.keywizard)) --version 2>&1").split(separator: "\n").count == 1)
    }

    @Test(.enabled(if: exists("/usr/bin/strace"), "needs strace"))
    func anUnprotectedCopyGoesByTheNextRun() throws {
        try shell("ssh-keygen -q -t ed25519 -N secret -f key && echo secret >pass")
        try killed(at: "renameat", 1, "passphrase key --passphrase-file pass --no-passphrase")
        let left = try names().filter { $0.hasPrefix(".keywizard-key-") }
        try #require(left.count == 1)
        // It is the key without its passphrase.
        try shell("ssh-keygen -y -P '' -f \(left[0]) >/dev/null")
        try shell("\(Shell.quoted(Terminal.keywizard)) inspect key")
        #expect(try names() == ["key", "key.pub", "pass"])
        try shell("ssh-keygen -y -P secret -f key >/dev/null")
    }

    /// Whatever the umask, each file is made for its owner alone, and gets its own mode before it is written.
    @Test(.enabled(if: exists("/usr/bin/strace"), "needs strace"))
    func aPrivateKeyIsItsOwnersFromItsFirstByte() throws {
        try shell(
            "umask 0; mkdir -m 700 folder; strace -o trace -e trace=openat,fchmod,write,linkat \(Shell.quoted(Terminal.keywizard)) "
                + "generate --no-passphrase --output folder/key")
        let calls = try folder.read("trace").split(separator: "\n")
        let made = calls.filter { $0.hasPrefix("openat(") && ($0.contains("O_CREAT") || $0.contains("O_TMPFILE")) }
        #expect(made.count >= 2)
        for call in made { #expect(call.contains(", 0600)"), "\(call)") }
        // Of the private key: no other mode, and the bytes come after it.
        let modes = calls.filter { $0.hasPrefix("fchmod(") }
        #expect(modes.first?.contains("0600") == true, "\(modes)")
        let first = try #require(calls.firstIndex { $0.hasPrefix("fchmod(") })
        #expect(calls[..<first].allSatisfy { !$0.contains("BEGIN OPENSSH PRIVATE KEY") })
        #expect(calls[first...].contains { $0.hasPrefix("write(") && $0.contains("-----BEGIN OPENSSH") })
    }

    /// The folder with what a program is given and what it logs goes with the program that is ended.
    @Test(arguments: ["TERM": 143, "HUP": 129, "INT": 130, "QUIT": 130])
    func aSignalRemovesScratchFolders(signal: String, status: Int) throws {
        try shell("mkdir bin tmp && mkfifo started gate && ssh-keygen -q -t ed25519 -N '' -f key")
        // It says that it has started, and goes on when the shell below has ended.
        try folder.add("bin/ssh", "#!/bin/sh\nexec 2>/dev/null\necho >started\nread -r line <gate\n")
        try shell("chmod 755 bin/ssh")
        let script = """
            exec 3<>gate
            PATH=$PWD/bin:$PATH TMPDIR=$PWD/tmp \(Shell.quoted(Terminal.keywizard)) test key --host me@host.example >out 2>&1 3>&- &
            read -r line <started
            ls tmp
            kill -\(signal) $!
            wait $!
            echo "status $?"
            ls -A tmp
            """
        // A shell without job control has ^C and ^\ ignored by what runs in the background.
        let lines = try Shell.run(
            ["bash", "-c", "set -m; cd \(folder.path); \(script)"], environment: environment
        ).split(separator: "\n")
        #expect(lines.first?.hasPrefix("keywizard-") == true, "\(lines)")
        #expect(lines.last?.hasPrefix("status \(status)") == true, "\(lines)")
    }
}
#endif
