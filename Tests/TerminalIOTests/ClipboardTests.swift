import Synchronization
import Testing

@testable import TerminalIO
import Platform

/// Programs that only say what they were given, in a PATH of their own.
private final class FakePrograms: Sendable {
    let folder: String

    init(_ scripts: [String: String]) throws {
        var template = Array("/tmp/keywizard-test.XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        for (name, body) in scripts {
            // The shell writes the file: were it open here, a child of another test could keep it busy.
            let script = "#!/bin/sh\n" + body + "\n"
            try #require(system("printf %s '\(script)' > \(folder)/\(name) && chmod 700 \(folder)/\(name)") == 0)
        }
    }

    deinit { _ = system("rm -rf \(folder)") }

    /// What a program left in a file.
    func read(_ name: String) -> [UInt8]? {
        guard let file = fopen(folder + "/" + name, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        return Array(bytes[..<fread(&bytes, 1, bytes.count, file)])
    }
}

private final class Terminal: Sendable {
    private let sequences = Mutex<[String]>([])
    var received: [String] { sequences.withLock { $0 } }
    func send(_ sequence: String) { sequences.withLock { $0.append(sequence) } }
}

@Suite struct ClipboardTests {
    private static let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB ada@example"
    /// Keeps its standard input and its arguments.
    private static let taking = #"/bin/cat > "${0%/*}/${0##*/}.in"; echo "$@" > "${0%/*}/${0##*/}.args""#

    private func clipboard(
        _ programs: FakePrograms, _ environment: [String: String], isMacOS: Bool = false, terminal: Terminal? = nil
    ) -> Clipboard {
        var environment = environment
        environment["PATH"] = programs.folder
        guard let terminal else {
            return Clipboard(environment: environment, isMacOS: isMacOS, sendToTerminal: nil)
        }
        return Clipboard(environment: environment, isMacOS: isMacOS) { terminal.send($0) }
    }

    @Test(arguments: [
        ("wl-copy", ["WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"], false),
        ("xclip", ["DISPLAY": ":0"], false),
        ("xsel", ["DISPLAY": ":0"], false),
        ("pbcopy", [:], true),
        ("clip.exe", ["WSL_DISTRO_NAME": "Debian"], false),
        // The desktop's own clipboard goes before tmux's.
        ("xclip", ["DISPLAY": ":0", "TMUX": "/tmp/tmux-0/default,1,0"], false),
    ])
    func desktop(program: String, environment: [String: String], isMacOS: Bool) async throws {
        let programs = try FakePrograms([program: Self.taking])
        let terminal = Terminal()
        let outcome = await clipboard(programs, environment, isMacOS: isMacOS, terminal: terminal).copy(Self.line)
        #expect(outcome == .copied(by: program))
        #expect(programs.read(program + ".in") == Array(Self.line.utf8))
        let arguments = String(decoding: programs.read(program + ".args") ?? [], as: UTF8.self)
        #expect(!arguments.contains("ssh-ed25519"))
        #expect(terminal.received.isEmpty)
    }

    @Test func firstThatWorks() async throws {
        let programs = try FakePrograms(["wl-copy": "exit 1", "xclip": "exec 0<&-; exit 1", "xsel": Self.taking])
        let environment = ["WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"]
        #expect(await clipboard(programs, environment).copy(Self.line) == .copied(by: "xsel"))
    }

    /// xclip stays to hold the selection, with its standard output open.
    @Test func whatStaysBehindIsNotWaitedFor() async throws {
        let programs = try FakePrograms([
            "xclip": #"/bin/cat > "${0%/*}/in"; /bin/sleep 600 & echo $! > "${0%/*}/pid""#
        ])
        let outcome = await clipboard(programs, ["DISPLAY": ":0"]).copy(Self.line)
        let text = String(decoding: programs.read("pid") ?? [], as: UTF8.self)
        let holder = try #require(Int32(text.prefix { $0 != "\n" }))
        #expect(outcome == .copied(by: "xclip"))
        #expect(kill(holder, 0) == 0)
        kill(holder, SIGKILL)
    }

    /// Neither reads its input nor ends, as at a display that doesn't answer; the text is larger than a pipe holds.
    @Test func whatHangsIsGivenUp() async throws {
        let programs = try FakePrograms([
            "xclip": #"echo $$ > "${0%/*}/pid"; exec /bin/sleep 600"#, "xsel": Self.taking,
        ])
        var clipboard = clipboard(programs, ["DISPLAY": ":0"])
        clipboard.patience = .milliseconds(500)
        let text = String(repeating: "x", count: 1_000_000)
        #expect(await clipboard.copy(text) == .copied(by: "xsel"))
        let process = try #require(Int32(String(decoding: programs.read("pid") ?? [], as: UTF8.self).dropLast()))
        #expect(kill(process, 0) != 0)
    }

    @Test func tmux() async throws {
        let programs = try FakePrograms(["tmux": Self.taking])
        let environment = ["TMUX": "/tmp/tmux-0/default,1,0", "SSH_CONNECTION": "a 1 b 2", "DISPLAY": ":0"]
        #expect(await clipboard(programs, environment).copy(Self.line) == .sentToTmux)
        #expect(programs.read("tmux.in") == Array(Self.line.utf8))
        #expect(programs.read("tmux.args") == Array("load-buffer -w -\n".utf8))
    }

    /// tmux before 3.2 doesn't know -w.
    @Test func oldTmux() async throws {
        let programs = try FakePrograms(["tmux": #"[ "$2" = -w ] && exit 1; "# + Self.taking])
        #expect(await clipboard(programs, ["TMUX": "x"]).copy(Self.line) == .sentToTmux)
        #expect(programs.read("tmux.args") == Array("load-buffer -\n".utf8))
    }

    /// Over SSH the desktop of the other end is nobody's.
    @Test func terminal() async throws {
        let programs = try FakePrograms(["xclip": Self.taking])
        let terminal = Terminal()
        let environment = ["DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a 1 b 2"]
        #expect(await clipboard(programs, environment, terminal: terminal).copy("foobar") == .sentToTerminal)
        #expect(terminal.received == ["\u{1b}]52;c;Zm9vYmFy\u{07}"])
        #expect(programs.read("xclip.in") == nil)
    }

    @Test func nothing() async throws {
        let programs = try FakePrograms([:])
        #expect(await clipboard(programs, ["DISPLAY": ":0", "TMUX": "x"]).copy(Self.line) == .unavailable)
    }

    /// The vectors of RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64(text: String, encoded: String) {
        #expect(OSC52.set(text) == "\u{1b}]52;c;\(encoded)\u{07}")
    }

    /// GNU screen hands on the content of each control string, so that the terminal sees one sequence again.
    @Test func throughScreen() {
        let text = String(repeating: Self.line, count: 20)
        let pieces = OSC52.throughScreen(text).split(separator: "\u{1b}P").map { $0.dropLast(2) }
        #expect(pieces.count > 1 && pieces.allSatisfy { $0.utf8.count <= 240 })
        #expect(pieces.joined() == OSC52.set(text))
    }

    @Test func clipExeReadsUTF16() async throws {
        let programs = try FakePrograms(["clip.exe": Self.taking])
        _ = await clipboard(programs, ["WSL_INTEROP": "/run/WSL/1_interop"]).copy("é")
        #expect(programs.read("clip.exe.in") == [0xff, 0xfe, 0xe9, 0x00])
    }
}
