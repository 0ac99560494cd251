"""An HTTPS server on a loopback port that answers as GitHub Enterprise, Gitea and Nexcess do: services.py FOLDER

FOLDER holds good.pem and good.key. The port is printed once it listens, and each request
is written to FOLDER/log, one line: method, path and body as JSON. The first word of the token says how its account fares: good, bad, narrow
(without the scope), elsewhere (someone else has the key). When the token stands among the arguments of any process
while a request is answered, that is logged as a leak. At the end of standard input it removes FOLDER and ends.
"""
import glob
import hashlib
import base64
import http.server
import json
import os
import shutil
import ssl
import sys
import threading

folder = sys.argv[1]
lock = threading.Lock()
accounts = {}
tasks = {}


def log(*fields):
    with lock, open(folder + "/log", "a") as f:
        f.write(json.dumps(fields) + "\n")


def leaks(token):
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as f:
                if token.encode() in f.read():
                    return path
        except OSError:
            pass
    return None


def fingerprint(line):
    digest = hashlib.sha256(base64.b64decode(line.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.serve(None)

    def do_POST(self):
        self.serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_DELETE(self):
        path, _, number = self.path.rpartition("/")
        token = (self.headers["Authorization"] or "").partition(" ")[2]
        log(self.command, self.path, None)
        keys = accounts.setdefault(token, [])
        found = [key for key in keys if str(key["id"]) == number]
        if not found or token.startswith("reader-"):
            self.answer(404, {"message": "Not Found"}, [("X-Accepted-OAuth-Scopes", "admin:public_key")])
        elif path == "/v1/ssh-key":
            # Done a moment later.
            threading.Timer(1, lambda: keys.remove(found[0])).start()
            self.answer(202, {"id": 520, "status": "pending"})
        else:
            keys.remove(found[0])
            self.send_response(204)
            self.end_headers()

    def serve(self, body):
        path = self.path.partition("?")[0]
        token = (self.headers["Authorization"] or "").partition(" ")[2]
        log(self.command, self.path, body)
        leak = leaks(token) if token else "no token"
        if leak:
            log("LEAK", leak, None)
        fate = token.partition("-")[0]
        keys = accounts.setdefault(token, [])
        if path == "/api/v3/user/keys":
            self.github(fate, keys, body)
        elif path == "/api/v1/user/keys":
            self.gitea(fate, keys, body)
        elif path == "/v1/ssh-key":
            self.nexcess(fate, keys, body)
        elif path.startswith("/v1/task/"):
            self.task(path, keys)
        else:
            self.answer(404, {"message": "Not Found"})

    def github(self, fate, keys, body):
        if fate == "bad":
            self.answer(401, {"message": "Bad credentials"})
        elif fate == "narrow":
            self.answer(404, {"message": "Not Found"}, [("X-Accepted-OAuth-Scopes", "admin:public_key")])
        elif body is None:
            self.answer(200, keys)
        elif fate == "elsewhere":
            self.answer(422, {"message": "Validation Failed", "errors": [
                {"resource": "PublicKey", "code": "custom", "field": "key", "message": "key is already in use"}]})
        else:
            keys.append({"id": 512 + len(keys), "title": body["title"],
                         "key": " ".join(body["key"].split()[:2])})
            self.answer(201, keys[-1])

    def gitea(self, fate, keys, body):
        if fate == "bad":
            self.answer(401, {"message": "user does not exist [uid: 0, name: ]"})
        elif fate == "narrow":
            self.answer(403, {"message": "token does not have at least one of required scope(s): [write:user]"})
        elif body is None:
            self.answer(200, keys)
        elif any(key["title"] == body["title"] for key in keys):
            self.answer(422, {"message": "Key title has been used"})
        else:
            keys.append({"id": 7 + len(keys), "title": body["title"], "key": body["key"],
                         "fingerprint": fingerprint(body["key"])})
            self.answer(201, keys[-1])

    def nexcess(self, fate, keys, body):
        if fate == "bad":
            self.answer(401, {"message": "Unauthorized"})
        elif body is None:
            self.answer(200, keys)
        else:
            uri = "/v1/task/%d" % (len(tasks) + 1)
            tasks[uri] = body, 0
            self.answer(202, {"id": 519, "status": "pending", "metadata": {"scope": "api-task", "uri": uri},
                              "errors": {}, "resource": None})

    def task(self, uri, keys):
        body, asked = tasks[uri]
        tasks[uri] = body, asked + 1
        if asked == 0:
            self.answer(200, {"status": "pending", "resource": None})
            return
        keys.append({"id": 140, "name": body["name"], "fingerprint": fingerprint(body["key"]) + " (ED25519)"})
        self.answer(200, {"status": "success", "resource": {"id": 140}})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + "/good.pem", folder + "/good.key")
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
shutil.rmtree(folder, ignore_errors=True)
os._exit(0)
