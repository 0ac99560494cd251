import LocalServer
import Platform

/// A service on a loopback port that keeps keys as Gitea does; it goes with the value.
final class KeyService {
    private let script: TemporaryFolder
    private let process: PythonServer
    private var folder: String { process.folder }
    let port: String

    private static let script = """
        import http.server, json, os, sys, threading
        folder = sys.argv[1]
        def names(): return sorted(name for name in os.listdir(folder) if name.startswith("key-"))
        def key(name):
            title, _, line = open(folder + "/" + name).read().partition("\\n")
            return {"id": int(name[4:]), "title": title, "key": line.strip()}
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, value=None):
                body = b"" if value is None else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self): self.answer(200, [key(name) for name in names()])
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                name = "key-" + str(1 + max([int(name[4:]) for name in names()], default=0))
                open(folder + "/" + name, "w").write(asked["title"] + "\\n" + asked["key"] + "\\n")
                open(folder + "/authorization", "w").write(self.headers["Authorization"])
                self.answer(201, key(name))
            def do_DELETE(self):
                name = "key-" + self.path.rpartition("/")[2]
                if name not in names(): return self.answer(404, {"message": "not found"})
                os.remove(folder + "/" + name)
                self.answer(204)
            def log_message(self, *rest): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, flush=True)
        sys.stdin.read()
        """

    init() throws {
        script = try TemporaryFolder()
        process = try PythonServer(try script.add("service.py", Self.script))
        port = process.announcement
    }

    /// Puts a key there, as from its website.
    func add(_ line: String, named title: String) {
        write("\(title)\n\(line)\n", to: "\(folder)/key-\(keys.count + 1)")
    }

    /// What the last key came with.
    var authorization: String { LocalServer.read(folder + "/authorization") }

    /// The lines that it has, with their newlines.
    var keys: [String] {
        ((try? Shell.run(["sh", "-c", "tail -q -n 1 \(folder)/key-* 2>/dev/null || true"])) ?? "")
            .split(separator: "\n").map { $0 + "\n" }
    }
}
