#if canImport(Glibc)
import Glibc
import LocalServer
import Testing

/// What others wrote never acts on the terminal: names of files, comments, the environment, and what servers say go
/// through the real program on a real terminal, and the bytes that it wrote are looked at.
@Suite(.serialized) struct HostileTextTests {
    /// Sets the clipboard, changes colors, moves the cursor by a C1 control, and turns the text around.
    private static let hostile = "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}[31;7;5mE\u{9b}5A\u{202e}vil"
    /// What must not come out; the replacement character takes their place.
    private static let forbidden = ["\u{1b}]52;c;ZXZpbA", "\u{1b}[31;7;5m", "\u{9b}5A", "\u{202e}", "\u{7}"]

    private func expectInert(_ output: String, _ what: String) {
        for text in Self.forbidden where output.unicodeScalars.firstRange(of: text.unicodeScalars) != nil {
            Issue.record("\(text.debugDescription) came out of \(what)")
        }
    }

    private func prepare(_ home: String) throws {
        try Shell.run(["mkdir", home + "/bin"])
        for (name, type) in [("id_" + Self.hostile, "ed25519"), ("plain", "ecdsa")] {
            try Shell.makeKey(name, in: home, type: type, options: ["-C", "ana" + Self.hostile])
        }
        // An ssh whose server says such things before, during and after the login.
        let says = Self.hostile.utf8.map { byte in "\\" + String(byte, radix: 8) }.joined()
        let script = "#!/bin/sh\nprintf '\(says)\\n' >&2\nprintf '\(says)\\nkeywizard: failed \(says)\\n'\nexit 255\n"
        try Shell.run(["sh", "-c", "cat >\(home)/bin/ssh <<'E'\n\(script)E\nchmod 755 \(home)/bin/ssh"])
        // A service whose answers are like that too.
        let server = """
            import http.server
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    body = b'{"message": "no: \\\\u001b]52;c;ZXZpbA==\\\\u0007\\\\u001b[31;7;5mE\\\\u009b5A\\\\u202evil"}'
                    self.send_response(403)
                    self.send_header("Content-Length", str(len(body)))
                    self.send_header("X-Evil", "\\x1b[31;7;5m")
                    self.end_headers()
                    self.wfile.write(body)
                def log_message(self, *rest): pass
            server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
            open("port", "w").write(str(server.server_port))
            server.handle_request()
            """
        try Shell.run(["sh", "-c", "cat >\(home)/server.py <<'E'\n\(server)\nE"])
    }

    @Test func ofCommands() throws {
        let name = Shell.quoted(".ssh/id_" + Self.hostile)
        let evil = Shell.quoted(Self.hostile)
        let commands = [
            "inspect \(name) \(name).pub", "inspect --json \(name)", "public \(name)",
            "public --format rfc4716 \(name)",
            "audit", "audit --json", "passphrase \(name) --no-passphrase",
            "convert \(name) --to ppk --output copy-\(evil) --no-passphrase", "inspect copy-\(evil)",
            "inspect missing-\(evil)",
            "generate --no-passphrase --output made-\(evil)", "generate --no-passphrase --output made-\(evil)",
            "generate --no-passphrase --output x/\(evil)/y",
            "generate --no-passphrase --comment \(evil) --output other",
            "generate --no-passphrase --output named", "generate --type \(evil)", "\(evil)", "--\(evil)",
            "generate --\(evil)",
            "services", "upload \(name).pub --to \(evil)",
            "upload \(name).pub --to gitea --url \(evil) --credential-file token",
            "upload .ssh/plain.pub --to gitea --url http://127.0.0.1:$(cat port) --credential-file token",
            "upload .ssh/plain.pub --to github --dry-run --name \(evil)",
            "install .ssh/plain.pub --host ana@example.org", "install .ssh/plain.pub --host \(evil)",
            "install \(name).pub --host ana@example.org", "test .ssh/plain --host ana@example.org",
            "test \(name) --host \(evil)@example.org",
        ]
        let terminal = try Terminal(
            ["sh", "commands"], size: "200x50",
            environment: ["USER": Self.hostile, "LOGNAME": Self.hostile, "SSH_AUTH_SOCK": "/" + Self.hostile],
            prepare: { home in
                try prepare(home)
                let lines = commands.enumerated().map { number, command in
                    "echo '@@@ \(number)'\n\(Shell.quoted(Terminal.keywizard)) \(command) </dev/null"
                }
                let script = """
                    read line
                    echo token >token; PATH=$HOME/bin:$PATH
                    python3 server.py & while [ ! -s port ]; do sleep 0.05; done
                    \(lines.joined(separator: "\n"))
                    echo '@@@ finished'
                    """
                let file = home + "/commands"
                try Shell.run(["sh", "-c", "cat >\(file) <<'END_OF_SCRIPT'\n\(script)\nEND_OF_SCRIPT"])
            })
        try terminal.record()
        try terminal.press("Enter")
        try terminal.wait("@@@ finished")
        let parts = try terminal.recorded().split(separator: "@@@ ")
        #expect(parts.count == commands.count + 2)
        for part in parts.dropFirst().dropLast() {
            let number = Int(part.prefix { $0.isNumber }) ?? 0
            expectInert(String(part), commands[number])
            #expect(part.count > 5, "\(commands[number]) says nothing")
        }
        // The names are there, made visible: the search would find what is raw.
        #expect(parts.contains { $0.contains("\u{FFFD}[31;7;5mE") })
    }

    /// Every question for a secret makes its text inert by itself; plain mode asks by the same function.
    @Test(arguments: [
        "passphrase .ssh/id_*vil --no-passphrase", "passphrase .ssh/plain",
        "upload .ssh/plain.pub --to evil --url git.example.org",
    ]) func ofSecretPrompts(command: String) throws {
        let describe = """
            import json, subprocess, sys
            services = json.loads(subprocess.run([sys.argv[1], "services", "--json"], capture_output=True).stdout)
            service = next(each for each in services if each["id"] == "gitea")
            service.update(id="evil", name="Evil " + sys.argv[2], summary=sys.argv[2])
            credential = service["api"]["credentials"][0]
            credential["name"] = credential["secrets"][0]["label"] = "label " + sys.argv[2]
            json.dump(service, open(sys.argv[3], "w"))
            """
        let terminal = try Terminal(
            ["sh", "-c", "read line; exec \(Shell.quoted(Terminal.keywizard)) \(command)"], size: "100x40",
            prepare: { home in
                try Shell.makeKey("id_" + Self.hostile, in: home, passphrase: "secret")
                try Shell.makeKey("plain", in: home)
                try Shell.run(["mkdir", "-p", home + "/.config/keywizard/services"])
                try Shell.run([
                    "python3", "-c", describe, Terminal.keywizard, Self.hostile,
                    home + "/.config/keywizard/services/evil.json",
                ])
            })
        try terminal.record()
        try terminal.press("Enter")
        try terminal.wait("the question for a secret") { screen in
            ["label ", "Passphrase of", "New passphrase"].contains { Terminal.lastLine(screen).contains($0) }
        }
        try terminal.press("C-c")
        _ = try terminal.exitStatus()
        expectInert(try terminal.recorded(), command)
    }

    /// What goes to a file or a program stays what it is.
    @Test func dataThatIsNotForATerminalIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let key = folder.path + "/key"
        try Shell.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ana\u{202e}vil", "-f", key])
        #expect(
            try Shell.run([Terminal.keywizard, "public", key], environment: ["HOME": folder.path])
                == folder.read("key.pub"))
    }

    /// The wizard, recorded from its first byte on.
    private func start(_ arguments: String) throws -> Terminal {
        let terminal = try Terminal(
            ["sh", "-c", "read line; exec \(Shell.quoted(Terminal.keywizard)) \(arguments)"], size: "100x40",
            environment: ["USER": Self.hostile, "LOGNAME": Self.hostile], prepare: prepare)
        try terminal.record()
        try terminal.press("Enter")
        return terminal
    }

    @Test func ofTheWizard() throws {
        let terminal = try start("")
        try terminal.walk(until: .key)
        try terminal.openKey("[31;7;5mE")
        try terminal.answer("What do you want to do?", "Enter")
        try terminal.wait("MD5 (older services)")
        try terminal.press("s")
        try terminal.answer("Press Enter to return", "Enter")
        try terminal.wait("MD5 (older services)")
        try terminal.press("C-c")
        _ = try terminal.exitStatus()
        expectInert(try terminal.recorded(), "the wizard")
    }

    /// Plain mode writes lines, and asks by them.
    @Test func ofPlainMode() throws {
        let terminal = try start("--plain")
        try terminal.answer("Which computer", "Enter")
        try terminal.answer("Where does the public key go?", with: "nowhere")
        try terminal.answer("Which type of key?", with: "1")
        try terminal.answer("Comment, a label, not secret", with: "quit")
        #expect(try terminal.exitStatus() == 130)
        expectInert(try terminal.recorded(), "plain mode")
    }
}
#endif
