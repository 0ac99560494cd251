#if canImport(Glibc)
import Testing

/// A whole walk with a passphrase and a token, watched from outside: by the programs that the wizard starts, by the
/// terminal, and by the disk.
@Suite(.serialized) struct SecretWalkTests {
    private static let passphrase = "~seven lamps in the harbour"
    private static let token = "~f27c1d9ab64e58c03"

    /// What each program that is started notes down: its arguments, its environment, and what it is given to read.
    private static let recorder = """
        #!/bin/sh
        folder=$(dirname "$(dirname "$0")")
        { echo "@@@ $(basename "$0")"; printf '%s\\n' "$@"; env; } >>"$folder/children"
        case $0 in
        */ssh) exec /usr/bin/ssh -F none -o UserKnownHostsFile="$HOME/known_hosts" -o Port=1 "$@" ;;
        */ssh-keygen) exec /usr/bin/ssh-keygen "$@" ;;
        */xclip) cat >>"$folder/children" ;;
        esac
        """

    /// Gitea's interface, as far as an upload needs it; what it was sent goes into a file beside it.
    private static let server = """
        import http.server, json
        keys = []
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                self.answer(200, keys)
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                keys.append({"id": 7, "title": asked["title"], "key": asked["key"]})
                open("authorization", "w").write(self.headers["Authorization"])
                self.answer(201, keys[-1])
            def log_message(self, *rest): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        open("port", "w").write(str(server.server_port))
        server.serve_forever()
        """

    @Test func neitherThePassphraseNorTheTokenIsSeenByAnybodyElse() throws {
        let beside = try TemporaryFolder()
        try Shell.run(["mkdir", beside.path + "/bin", beside.path + "/tmp"])
        try beside.add("server.py", Self.server)
        for program in ["ssh", "ssh-keygen", "ssh-add", "xclip", "xdg-open", "gh", "glab", "tea"] {
            try Shell.run(["chmod", "755", beside.add("bin/" + program, Self.recorder)])
        }
        let terminal = try Terminal(
            ["sh", "-c", "(cd \(beside.path) && exec python3 server.py) & exec \(Shell.quoted(Terminal.keywizard))"],
            size: "100x30",
            environment: [
                "PATH": beside.path + "/bin:" + Shell.path, "TMPDIR": beside.path + "/tmp", "DISPLAY": ":99",
            ])
        try terminal.record()
        try terminal.wait("Which computer will use this key?")
        try terminal.press("Enter")
        try terminal.type("gitea")
        try terminal.wait("❯ Gitea")
        try terminal.press("Enter")
        try terminal.wait("Which kind of key?")
        try terminal.press("Enter")
        try terminal.wait("blank area")
        try terminal.press("C-r")
        try terminal.wait("The key pair is made")
        try terminal.press("Enter")
        try terminal.wait("Protect the key with a passphrase")
        for character in Self.passphrase { try terminal.type(String(character)) }
        try terminal.wait(String(repeating: "•", count: Self.passphrase.count))
        let beforeItIsShown = try terminal.recorded()
        try terminal.press("C-r")
        try terminal.wait(Self.passphrase)
        try terminal.press("C-r")
        try terminal.waitUntilGone(Self.passphrase)
        let shown = try terminal.recorded()
        try terminal.press("Enter")
        for character in Self.passphrase { try terminal.type(String(character)) }
        try terminal.wait("the same")
        try terminal.press("Enter")
        try terminal.wait("These files are written:")
        try terminal.press("Enter")
        try terminal.wait("Public key for pasting")
        try terminal.press("c")
        try terminal.wait("copied to the clipboard")
        try terminal.press("Enter")
        try terminal.wait("By hand, in the web page")
        try terminal.press("Enter")
        try terminal.wait("Name of the key")
        try terminal.type("http://127.0.0.1:" + beside.read("port"))
        try terminal.press("Enter")
        for character in Self.token { try terminal.type(String(character)) }
        try terminal.wait(String(repeating: "•", count: Self.token.count))
        try terminal.press("Enter", "Enter", "Enter", "Enter")
        try terminal.wait("The key is there")
        #expect(try beside.read("authorization") == "token " + Self.token)
        try terminal.press("Enter")
        try terminal.wait("[ Add these lines ]")
        try terminal.press("Enter")
        // ssh's own home is another one here, and there is no agent; then the login that nobody answers.
        try terminal.wait("[ Continue ]")
        try terminal.press("Enter")
        try terminal.wait("No agent runs here")
        try terminal.press("Enter")
        try terminal.wait("[ Try the login ]")
        try terminal.press("Enter")
        try terminal.wait("The login failed")
        try terminal.press("BTab", "Enter")
        try terminal.wait("[ Finish ]")
        try terminal.press("Enter")
        #expect(try terminal.exitStatus() == 0)

        let children = try beside.read("children")
        for program in ["ssh", "xclip"] {
            #expect(children.contains("@@@ \(program)\n"), "\(program) was not started")
        }
        // What they are given is in there: the search would find it.
        #expect(children.contains("ssh-ed25519 AAAA") && children.contains("TMPDIR="))
        let output = try terminal.recorded()
        #expect(shown.contains(Self.passphrase))
        let files = try Shell.run(["grep", "-r", "-a", "", terminal.home, beside.path + "/tmp"])
        #expect(files.contains("BEGIN OPENSSH PRIVATE KEY") && files.contains("IdentityFile"))
        for secret in [Self.passphrase, Self.token] {
            #expect(!children.contains(secret))
            #expect(!beforeItIsShown.contains(secret))
            #expect(!output.dropFirst(shown.count).contains(secret))
            #expect(!files.contains(secret))
        }
        #expect(try Shell.run(["ls", "-A", beside.path + "/tmp"]) == "")
    }
}
#endif
