import LocalServer
import Testing

@testable import Network
import SSHClient

/// Against a real sshd and a real account. Serialized because useradd locks the list of accounts.
@Suite(.serialized, .enabled(if: isRoot && exists("/usr/sbin/sshd"), "makes an account and runs sshd: needs root"))
struct InstallationTests {
    static let file = "~/.ssh/authorized_keys"

    @Test func addsAKeyOnceAndItLogsIn() async throws {
        let server = try TestServer()
        server.makeKey("id")
        #expect(try await server.install("id") == .added(file: Self.file, notes: []))
        #expect(mode(server.home + "/.ssh") == 0o700)
        #expect(mode(server.authorizedKeys) == 0o600)
        #expect(read(server.authorizedKeys) == server.publicLine("id") + "\n")
        #expect(try await server.install("id") == .alreadyThere(file: Self.file, notes: []))
        #expect(try await server.install("id", comment: "renamed") == .alreadyThere(file: Self.file, notes: []))
        #expect(read(server.authorizedKeys) == server.publicLine("id") + "\n")
        #expect(try await server.prove("id") == .proved(nil))
    }

    @Test(arguments: [("no-pty,command=\"echo hi\"", " "), ("from=\"10.0.0.0/8\"", "\t  "), ("", "  ")])
    func aLineWithOptionsCounts(options: String, blanks: String) async throws {
        let server = try TestServer()
        server.makeKey("id")
        let text = "# keys\n\n" + options + blanks + server.publicLine("id") + "\r\n"
        server.authorize(text)
        let notes: [InstallNote] = options.isEmpty ? [] : [.restricted(options: options)]
        #expect(try await server.install("id") == .alreadyThere(file: Self.file, notes: notes))
        #expect(read(server.authorizedKeys) == text)
    }

    @Test(arguments: ["# ", "#", "cert-authority ", "no-pty,cert-authority "])
    func aLineThatOpensNothingDoesNotCount(prefix: String) async throws {
        let server = try TestServer()
        server.makeKey("id")
        let text = prefix + server.publicLine("id") + "\n"
        server.authorize(text)
        #expect(try await server.install("id") == .added(file: Self.file, notes: []))
        #expect(read(server.authorizedKeys) == text + server.publicLine("id") + "\n")
    }

    @Test func aMissingLastNewlineIsMadeGood() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.makeKey("older")
        server.authorize(server.publicLine("older"))
        #expect(try await server.install("id") == .added(file: Self.file, notes: []))
        #expect(read(server.authorizedKeys) == server.publicLine("older") + "\n" + server.publicLine("id") + "\n")
        #expect(try await server.prove("older") == .proved(nil))
        #expect(try await server.prove("id") == .proved(nil))
    }

    @Test func aLastLineWithoutNewlineCounts() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize(server.publicLine("id"))
        #expect(try await server.install("id") == .alreadyThere(file: Self.file, notes: []))
        #expect(read(server.authorizedKeys) == server.publicLine("id"))
    }

    @Test(arguments: [
        "it's mine", "'; touch pwned; '", "$(touch pwned) `touch pwned`", "\\n \\' \"quoted\" !! * ~ %s", "ключ 🔑",
        "EOF", "-n",
    ])
    func aCommentIsOnlyText(comment: String) async throws {
        let server = try TestServer()
        server.makeKey("id")
        #expect(try await server.install("id", comment: comment) == .added(file: Self.file, notes: []))
        #expect(read(server.authorizedKeys).hasSuffix(" " + comment + "\n"))
        #expect(!exists(server.home + "/pwned") && mode(server.home + "/pwned") == 0)
        #expect(try await server.prove("id") == .proved(nil))
    }

    @Test func permissionsAreRepaired() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize("")
        setMode(0o777, server.home + "/.ssh")
        setMode(0o664, server.authorizedKeys)
        let notes: [InstallNote] = [
            .repaired(path: "~/.ssh", mode: 0o777), .repaired(path: Self.file, mode: 0o664),
        ]
        #expect(try await server.install("id") == .added(file: Self.file, notes: notes))
        #expect(mode(server.home + "/.ssh") == 0o755)
        #expect(mode(server.authorizedKeys) == 0o644)
        #expect(try await server.prove("id", notes: notes) == .proved(nil))
    }

    @Test func aHomeThatOthersMayWriteIsTheCause() async throws {
        let server = try TestServer()
        server.makeKey("id")
        setMode(0o777, server.home)
        let notes: [InstallNote] = [.homeWritable(mode: 0o777)]
        #expect(try await server.install("id") == .added(file: Self.file, notes: notes))
        #expect(mode(server.home) == 0o777)
        let refused = try await server.prove("id", notes: notes)
        #expect(refused == .keyRefused(notes: notes))
        #expect(refused.hint == "sshd may ignore all keys; run chmod go-w ~ on the server")
        setMode(0o755, server.home)
        #expect(try await server.prove("id") == .proved(nil))
    }

    @Test(arguments: Self.loginShells)
    func everyLoginShellWillDo(shell: String) async throws {
        let server = try TestServer(shell: shell)
        server.makeKey("id")
        #expect(try await server.install("id", comment: "50% off!") == .added(file: Self.file, notes: []))
        #expect(try await server.prove("id") == .proved(nil))
    }

    /// Shells that an account may have, the restricted one too.
    static let loginShells = [
        "/bin/dash", "/bin/bash", "/bin/rbash", "/bin/tcsh", "/usr/bin/fish", "/bin/zsh", "/bin/ksh",
    ].filter(exists)

    /// A title without a newline, words on both streams, more than what is kept, and output that goes elsewhere.
    @Test(arguments: [
        "echo welcome; echo keywizard; echo oops >&2", #"printf '\033]0;title\007'"#, "printf 'no newline'",
        "head -c 300000 /dev/zero | tr '\\0' x", "exec >&2",
    ])
    func aNoisyStartUpFileIsIgnored(text: String) async throws {
        let server = try TestServer(shell: "/bin/bash")
        server.makeKey("id")
        write(text + "\n", to: server.home + "/.bashrc")
        #expect(try await server.install("id") == .added(file: Self.file, notes: []))
        #expect(read(server.authorizedKeys) == server.publicLine("id") + "\n")
    }

    @Test(arguments: ["exit 0", "cat > /dev/null", "exec true"])
    func aStartUpFileThatSwallowsTheSessionIsNamed(text: String) async throws {
        let server = try TestServer(shell: "/bin/bash")
        server.makeKey("id")
        write(text + "\n", to: server.home + "/.bashrc")
        #expect(try await server.install("id") == .failed(.sessionSwallowed(said: []), notes: []))
    }

    /// A folder that is the public key of another user.
    @Test func whatCannotBeWrittenIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.authorize("")
        server.require("chown -R root '\(server.home)/.ssh'")
        let outcome = try await server.install("id")
        guard case .failed(.notWritten(_, "127.0.0.1", .permissionDenied), _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(outcome.message.hasPrefix("can't write ~/.ssh"))
    }

    @Test func anAccountWithoutAShellIsNamed() async throws {
        let server = try TestServer(shell: "/usr/sbin/nologin")
        server.makeKey("id")
        let said = ["This account is currently not available."]
        #expect(try await server.install("id") == .failed(.notAShell(said: said), notes: []))
        server.authorize(server.publicLine("id"))
        #expect(try await server.prove("id") == .proved(.noShell(said: said)))
    }

    @Test func anAccountForSftpAloneIsNamed() async throws {
        let server = try TestServer(settings: ["Subsystem sftp internal-sftp", "ForceCommand internal-sftp"])
        server.makeKey("id")
        #expect(try await server.install("id") == .failed(.sftpOnly, notes: []))
    }

    @Test func anAccountWithoutAHomeIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.require("rmdir '\(server.home)'")
        #expect(try await server.install("id") == .failed(.noHome, notes: []))
    }

    @Test func anExpiredPasswordIsNamed() async throws {
        let server = try TestServer()
        server.makeKey("id")
        server.require("chage -d 0 \(server.user)")
        #expect(try await server.install("id") == .failed(.passwordExpired, notes: []))
    }

    @Test(.enabled(if: canMount, "mounts a small file system"))
    func aFullServerIsNamed() async throws {
        let server = try TestServer(mount: "size=16k")
        server.makeKey("id")
        server.authorize("# nothing yet\n")
        run("head -c 100000 /dev/zero > '\(server.home)/filler' 2>/dev/null")
        let long = String(repeating: "c", count: 5000)
        #expect(
            try await server.install("id", comment: long)
                == .failed(.notWritten(path: Self.file, host: "127.0.0.1", .noSpace), notes: []))
    }

    @Test(.enabled(if: canMount, "mounts a read-only file system"))
    func aReadOnlyHomeIsNamed() async throws {
        let server = try TestServer(mount: "ro")
        server.makeKey("id")
        #expect(
            try await server.install("id")
                == .failed(.notWritten(path: "~/.ssh", host: "127.0.0.1", .readOnly), notes: []))
    }
}
