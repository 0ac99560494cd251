"""An HTTP server on a loopback port that answers as services do, to clients with the required authorization:
authorization.py FOLDER

Headers are read by http.server, Basic by base64, the signatures of AWS by botocore, which signs the same request again,
and HTTP signatures by httpsig. FOLDER/signer.pub is the key that Triton's account has. The port is
printed once it listens. At the end of standard input it ends.
"""
import base64
import datetime
import http.server
import json
import sys
import threading
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import httpsig
from cryptography.hazmat.primitives import serialization

folder = sys.argv[1]
SECRET = "s3cret-of:the/test+=="
keys = {}


def basic(request, body):
    scheme, _, encoded = (request.headers["Authorization"] or "").partition(" ")
    return scheme == "Basic" and base64.b64decode(encoded, validate=True).decode() == "me@example.com:" + SECRET


def header(name, value):
    return lambda request, body: request.headers.get_all(name) == [value]


def keystone(request, body):
    user = json.loads(body)["auth"]["identity"]["password"]["user"]
    return user["name"] == "demo" and user["password"] == SECRET


def aws(request, body):
    stamp = datetime.datetime.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")

    class Then(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return stamp

    botocore.auth.datetime.datetime = Then
    url = "http://%s%s" % (request.headers["Host"], request.path)
    signed = {name: value for name, value in request.headers.items()
              if name.lower() == "content-type" or name.lower() == "x-amz-target"}
    again = botocore.awsrequest.AWSRequest(request.command, url, headers=signed, data=body)
    credentials = botocore.credentials.Credentials("AKIDEXAMPLE", SECRET)
    claimed = request.headers["Authorization"]
    service = claimed.split("/")[3]
    botocore.auth.SigV4Auth(credentials, service, "eu-central-1").add_auth(again)
    return claimed == again.headers["Authorization"]


def signature(request, body):
    with open(folder + "/signer.pub", "rb") as f:
        key = serialization.load_ssh_public_key(f.read()).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    return httpsig.HeaderVerifier(
        dict(request.headers.items()), key, ["(request-target)", "date"], request.command, request.path).verify()


WAYS = [
    ("/2.0/", basic), ("/api/v3/", header("Authorization", "Bearer " + SECRET)),
    ("/api/v4/", header("PRIVATE-TOKEN", SECRET)), ("/api/v1/", header("Authorization", "token " + SECRET)),
    ("/iam/", header("X-Auth-Token", SECRET)), ("/v3/auth/tokens", keystone),
    ("/v2.1/", header("X-Auth-Token", "the-session's-token")), ("/demo/", signature), ("/", aws),
]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.serve(b"")

    def do_POST(self):
        self.serve(self.rfile.read(int(self.headers["Content-Length"])))

    def serve(self, body):
        prefix, check = next(way for way in WAYS if self.path.startswith(way[0]))
        try:
            good = check(self, body)
        except Exception as error:
            good = False
            print(type(error).__name__, error, file=sys.stderr)
        if not good:
            return self.answer(401, {"message": "not authorized as wanted"})
        stored = keys.setdefault(prefix, [])
        if prefix == "/":
            return self.aws(stored, urllib.parse.parse_qs(body.decode()))
        if prefix == "/v3/auth/tokens":
            url = "http://%s/v2.1" % self.headers["Host"]
            catalog = [{"type": "compute", "endpoints": [{"interface": "public", "region": "R", "url": url}]}]
            return self.answer(201, {"token": {"catalog": catalog}}, [("X-Subject-Token", "the-session's-token")])
        if self.path == "/2.0/user":
            return self.answer(200, {"uuid": "{u-1}"})
        if body:
            sent = json.loads(body)
            stored.append(dict(sent, id="1", uuid="{k-1}", fingerprint=""))
            return self.answer(201, stored[-1])
        lists = {"/2.0/": {"values": stored}, "/iam/": {"ssh_keys": stored}, "/v2.1/": {"keypairs": stored}}
        self.answer(200, lists.get(prefix, stored))

    def aws(self, stored, form):
        if form["Action"] == ["ImportKeyPair"]:
            stored.append((form["KeyName"][0], base64.b64decode(form["PublicKeyMaterial"][0]).decode()))
            return self.answer(200, "<r><keyName>%s</keyName></r>" % stored[-1][0])
        items = "".join("<item><keyName>%s</keyName><publicKey>%s</publicKey></item>" % key for key in stored)
        self.answer(200, "<r><keySet>%s</keySet></r>" % items)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
