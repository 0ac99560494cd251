import LocalServer
import Testing

@testable import Network
import Platform
import SSHClient

struct SystemSSHTests {
    private func shell(_ script: String, input: String = "") -> RemoteCommand {
        RemoteCommand(
            program: "sh", arguments: ["-c", script], standardInput: input, needsTerminal: false, keepsLog: false)
    }

    private let ssh = SystemSSH(show: { _ in })

    @Test func theStreamsAreKeptApart() async throws {
        let result = try await ssh.run(shell("cat; echo err >&2; exit 7", input: "in\n"))
        #expect(result == CommandResult(status: .exited(7), output: "in\n", errors: "err\n"))
    }

    @Test func aFloodIsCutAndNobodyHangs() async throws {
        let result = try await ssh.run(shell("yes | head -c 3000000; yes | head -c 3000000 >&2; echo end"))
        // The end of the output, where an answer stands.
        #expect(result.output.utf8.count == 65536 && result.output.hasSuffix("y\ny\nend\n"))
        #expect(result.errors.utf8.count == 65536)
        #expect(result.status == .exited(0))
    }

    @Test func inputThatNobodyReadsHurtsNobody() async throws {
        let result = try await ssh.run(shell("exit 0", input: String(repeating: "x", count: 1_000_000)))
        #expect(result.status == .exited(0))
    }

    @Test func theLogIsPrivate() throws {
        let scratch = try Scratch()
        let path = scratch.logPath
        write("debug1: hello\n", to: path)
        #expect(mode(String(path.dropLast("/log".count))) == 0o700)
        #expect(scratch.log(limit: 1000) == Array("debug1: hello\n".utf8))
        #expect(scratch.log(limit: 6) == Array("debug1".utf8))
    }

    @Test func theLogIsReadAndRemoved() async throws {
        // A program that takes -E FILE first, as ssh does: it logs, and says where.
        let folder = try Scratch()
        let program = folder.logPath
        write("#!/bin/sh\n[ \"$1\" = -E ] || exit 1\necho logged > \"$2\"\nprintf %s \"$2\"\n", to: program)
        setMode(0o700, program)
        let path = String(program.dropLast("/log".count))
        let ssh = SystemSSH(environment: ["PATH": path + ":/usr/bin:/bin"], show: { _ in })
        let command = RemoteCommand(program: "log", arguments: [], needsTerminal: false, keepsLog: true)
        let result = try await ssh.run(command)
        #expect(result.log == "logged\n")
        #expect(result.output.hasSuffix("/log") && !exists(String(result.output.dropLast("/log".count))))
    }

    @Test func aMissingProgramIsNamed() async {
        let command = RemoteCommand(program: "no-such-ssh", arguments: [], needsTerminal: true, keepsLog: true)
        await #expect(throws: NetworkError.programMissing("no-such-ssh")) { try await ssh.run(command) }
        #expect(NetworkError.programMissing("ssh").hint?.contains("openssh-client") == true)
    }

    @Test func cancellingEndsTheProgram() async throws {
        let (lines, started) = AsyncStream.makeStream(of: String.self)
        let ssh = SystemSSH(show: { started.yield($0) })
        let command = shell("echo $$ >&2; exec sleep 600")
        let task = Task { try await ssh.run(command) }
        var iterator = lines.makeAsyncIterator()
        let pid = try #require(await iterator.next().flatMap(Int32.init))
        task.cancel()
        await #expect(throws: NetworkError.cancelled) { try await task.value }
        #expect(kill(pid, 0) == -1)
    }

    @Test func whatIsShownIsWholeAndHarmless() {
        var lines = VisibleLines()
        #expect(lines.append(Array("a ban".utf8)) == [])
        #expect(lines.append(Array("ner\r\n\u{1b}[31mred\u{7}\ndebug1: no\nrest".utf8)) == ["a banner", "[31mred"])
        #expect(lines.rest() == ["rest"])
        #expect(lines.rest() == [])
        let long = lines.append([UInt8](repeating: 0x61, count: 5000))
        #expect(long == [String(repeating: "a", count: VisibleLines.longestLine)])
    }
}

/// Beside the logins, and not at the same time: the interrupt is seen by whatever runs then.
extension InstallationTests {
    /// ^C reaches every process of the terminal's group: it is meant for the program that asks a question there.
    @Test func anInterruptIsTheProgramsAlone() async throws {
        let command = RemoteCommand(
            program: "sh", arguments: ["-c", "kill -INT $PPID; kill -QUIT $PPID; kill -INT $$; sleep 600"],
            needsTerminal: true, keepsLog: false)
        let result = try await SystemSSH(show: { _ in }).run(command)
        #expect(result.status == .signalled(SIGINT))
    }
}
