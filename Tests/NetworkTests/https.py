"""HTTPS servers and proxies on loopback ports, for the tests of HTTPClient: https.py FOLDER

FOLDER holds good, expired and other, each a .pem and a .key. The ports are printed once all of them listen,
and each request is written to FOLDER/log, one line: the listener, then what came, in hexadecimal. At the end of
standard input it removes FOLDER and ends, so that nothing outlives the tests.
"""
import os
import shutil
import socket
import ssl
import struct
import sys
import threading
import urllib.parse

folder = sys.argv[1]
ports = {}
log_lock = threading.Lock()


def log(name, data):
    with log_lock, open(folder + "/log", "a") as f:
        f.write("%s %s\n" % (name, data.hex()))


def read_head(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data, b""
        data += more
        if data.startswith(b"\x16"):  # TLS, on a listener without it: what web servers say then
            connection.sendall(answer(400, b""))
            return b"", b""
    head, _, rest = data.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest


def read_request(connection):
    head, body = read_head(connection)
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def answer(status, body, headers=()):
    lines = ["HTTP/1.1 %d Whatever" % status, "Content-Length: %d" % len(body), *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def hold(connection):
    """Until the other side goes away."""
    try:
        while connection.recv(65536):
            pass
    except OSError:
        pass
    log("gone", b"")


def respond(connection, name):
    head, body = read_request(connection)
    if not head:
        return
    path, _, query = head.split(b" ")[1].decode().partition("?")
    query = dict(urllib.parse.parse_qsl(query))
    send = connection.sendall
    if path == "/unlogged":
        send(answer(201, b""))
        return
    log(name, head + body)
    if path == "/echo":
        send(answer(200, head + body, ["Content-Type: application/octet-stream"]))
    elif path == "/status":
        send(answer(int(query["code"]), b"{}"))
    elif path == "/redirect":
        send(answer(307, b"", ["Location: " + query["to"]]))
    elif path == "/interim":
        send(b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n" + answer(200, b"whole", ["X-Late: yes"]))
    elif path == "/headers":
        send(answer(200, b"", [
            "X-Twice: one", "x-twice: two", "X-Long: " + "a" * 20000, "X-Empty:", "X-Spaces:   between  ",
            "X-Control: \x1b[31mred\x07\tand \x9b31m more\x7f", "X-Name: Zoë"]))
    elif path == "/chunked":
        send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
    elif path == "/cut":
        send(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\": 1")
    elif path == "/cut-chunked":
        send(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"id\": 1")
    elif path == "/cut-head":
        send(b"HTTP/1.1 201 Created\r\nContent-Le")
    elif path == "/nothing":
        pass
    elif path == "/reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif path == "/large":
        send(answer(200, b"x" * int(query["size"])))
    elif path == "/endless":
        send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
    elif path == "/endless-headers":
        send(b"HTTP/1.1 200 OK\r\n")
        while True:
            send(b"X-More: " + b"x" * 8000 + b"\r\n")
    elif path == "/compressed":
        # A gzip header says "compressed"; what follows would be nonsense to a decoder.
        send(answer(200, b"\x1f\x8b\x08nonsense", ["Content-Encoding: gzip"]))
    elif path == "/slow":
        hold(connection)
    elif path == "/slow-body":
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome")
        hold(connection)
    elif path == "/other-protocol":
        send(b"SSH-2.0-OpenSSH_9.2\r\n")
    else:
        send(answer(404, b""))


def proxy(behavior):
    def handle(connection, name):
        head, _ = read_head(connection)
        log(name, head)
        if behavior == "mute":
            return
        if behavior != "passes":
            connection.sendall(answer({"denies": 403, "asks": 407}[behavior], b"", ["Proxy-Authenticate: Basic"]))
            return
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        # Every name leads to the good server.
        onward = socket.create_connection(("127.0.0.1", ports["good"]))

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        back = threading.Thread(target=pump, args=(onward, connection), daemon=True)
        back.start()
        pump(connection, onward)
        back.join()
    return handle


def listen(name, handle, certificate=None):
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("%s/%s.pem" % (folder, certificate), "%s/%s.key" % (folder, certificate))
        if name == "old":
            context.set_ciphers("DEFAULT@SECLEVEL=0")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    ports[name] = listener.getsockname()[1]

    def serve(connection):
        try:
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            handle(connection, name)
        except OSError:
            pass
        finally:
            connection.close()

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()


listen("good", respond, "good")
listen("second", respond, "good")
listen("expired", respond, "expired")
listen("other", respond, "other")
listen("old", respond, "good")
listen("plain", respond)
listen("silent", lambda connection, name: hold(connection))
listen("passes", proxy("passes"))
listen("denies", proxy("denies"))
listen("asks", proxy("asks"))
listen("mute", proxy("mute"))
with socket.create_server(("127.0.0.1", 0)) as unused:
    ports["closed"] = unused.getsockname()[1]
print(" ".join("%s=%d" % item for item in ports.items()), flush=True)
sys.stdin.read()
shutil.rmtree(folder, ignore_errors=True)
os._exit(0)
