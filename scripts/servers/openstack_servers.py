"""Keystone and Nova as far as key pairs need them: settings, databases, users, the catalogue."""

import base64
import getpass
import grp
import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.request

REGIONS = {"RegionOne": "nova", "RegionOld": "old-nova", "RegionLost": "lost-nova"}
QUOTA = 12

KEYSTONE = """
[DEFAULT]
log_file = {folder}/keystone.log
transport_url = fake:/
[database]
connection = sqlite:///{folder}/keystone.sqlite
[token]
provider = fernet
[fernet_tokens]
key_repository = {folder}/fernet-keys
[fernet_receipts]
# Made along with the tokens' keys, by default in /etc/keystone.
key_repository = {folder}/receipt-keys
[credential]
key_repository = {folder}/credential-keys
[identity]
# The least that bcrypt allows.
password_hash_rounds = 4
[oslo_messaging_notifications]
driver = noop
"""

NOVA = """
[DEFAULT]
log_file = {folder}/{name}.log
state_path = {folder}
tempdir = {folder}
host = keywizard
my_ip = 127.0.0.1
transport_url = fake:/
[api_database]
connection = sqlite:///{folder}/nova_api.sqlite
[database]
connection = sqlite:///{folder}/nova.sqlite
[keystone_authtoken]
www_authenticate_uri = {keystone}
auth_url = {keystone}
auth_type = password
project_domain_id = default
user_domain_id = default
project_name = service
username = nova
password = {password}
service_token_roles_required = true
# Each token is asked about, each time.
token_cache_time = -1
[quota]
key_pairs = {quota}
[oslo_concurrency]
lock_path = {folder}
[oslo_messaging_notifications]
driver = noop
"""


def configure(folder, keystone, closed, password):
    """Writes the settings. Returns each application's environment; `lost-nova` looks for its Keystone at `closed`."""
    environments = {}
    for name in ["keystone"] + list(REGIONS.values()):
        settings = os.path.join(folder, name)
        os.mkdir(settings)
        if name == "keystone":
            file, text = "keystone.conf", KEYSTONE.format(folder=folder)
        else:
            shutil.copy(os.path.join(sys.prefix, "etc/nova/api-paste.ini"), settings)
            auth = closed if name == "lost-nova" else keystone
            file = "nova.conf"
            text = NOVA.format(folder=folder, name=name, keystone=auth, password=password, quota=QUOTA)
        with open(os.path.join(settings, file), "w") as f:
            f.write(text)
        variable = "OS_KEYSTONE_CONFIG_DIR" if name == "keystone" else "OS_NOVA_CONFIG_DIR"
        environments[name] = {variable: settings}
    return environments


def make_databases(folder, keystone, password):
    """The schemas, which take the longest, are made once for each installation, and copied."""
    schemas = os.path.join(sys.prefix, "schemas")
    keystone_manage = [sys.prefix + "/bin/keystone-manage", "--config-file", folder + "/keystone/keystone.conf"]
    nova_manage = [sys.prefix + "/bin/nova-manage", "--config-file", folder + "/nova/nova.conf"]

    def run(command):
        return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    with open(folder + "/databases.log", "w") as log:
        if not os.path.isdir(schemas):
            both = [run(keystone_manage + ["db_sync"]), run(nova_manage + ["api_db", "sync"])]
            both += [run(nova_manage + ["db", "sync", "--local_cell"])] if both[1].wait() == 0 else []
            if any(process.wait() != 0 for process in both):
                raise SystemExit("the databases could not be made:\n" + tail(log.name))
            new = "%s.%d" % (schemas, os.getpid())
            os.mkdir(new)
            for file in ("keystone", "nova_api", "nova"):
                shutil.copy("%s/%s.sqlite" % (folder, file), new)
            try:
                os.rename(new, schemas)
            except OSError:  # Another run was faster.
                shutil.rmtree(new)
        else:
            for file in ("keystone", "nova_api", "nova"):
                shutil.copy("%s/%s.sqlite" % (schemas, file), folder)
        owner = ["--keystone-user", getpass.getuser(), "--keystone-group", grp.getgrgid(os.getgid()).gr_name]
        bootstrap = ["bootstrap", "--bootstrap-password", password, "--bootstrap-region-id", "RegionOne"]
        for interface in ("public", "internal", "admin"):
            bootstrap += ["--bootstrap-%s-url" % interface, keystone]
        for command in (["fernet_setup"] + owner, ["credential_setup"] + owner, bootstrap):
            if run(keystone_manage + command).wait() != 0:
                raise SystemExit("keystone-manage %s failed:\n%s" % (command[0], tail(log.name)))


def tail(path):
    with open(path, errors="replace") as log:
        return "".join(log.readlines()[-20:])


class Keystone:
    def __init__(self, url, user, password, project):
        self.url, self.token = url, None
        identity = {"user": {"name": user, "domain": {"id": "default"}, "password": password}}
        scope = {"project": {"name": project, "domain": {"id": "default"}}}
        request = {"auth": {"identity": {"methods": ["password"], "password": identity}, "scope": scope}}
        self.token = self.send("POST", url + "/auth/tokens", request)[0]["X-Subject-Token"]

    def send(self, method, url, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self.token:
            headers["X-Auth-Token"] = self.token
        request = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return answer.headers, json.loads(text) if text else None

    def make(self, kind, name, **attributes):
        attributes["name"] = name
        return self.send("POST", "%s/%ss" % (self.url, kind), {kind: attributes})[1][kind]["id"]

    def find(self, kind, name):
        return self.send("GET", "%s/%ss?name=%s" % (self.url, kind, name))[1][kind + "s"][0]["id"]


def seed(keystone, novas, admin_password, nova_password):
    """Two users of a project, one of whom has as many key pairs as may be. Returns what they log in with."""
    password = secrets.token_urlsafe(18)
    admin = Keystone(keystone, "admin", admin_password, "admin")
    roles = {name: admin.find("role", name) for name in ("admin", "member", "service")}

    def grant(project, user, *names):
        for name in names:
            admin.send("PUT", "%s/projects/%s/users/%s/roles/%s" % (keystone, project, user, roles[name]))

    service = admin.make("project", "service", domain_id="default")
    grant(service, admin.make("user", "nova", domain_id="default", password=nova_password), "admin", "service")
    project = admin.make("project", "demo", domain_id="default")
    users = {}
    for name in ("demo", "full"):
        users[name] = admin.make("user", name, domain_id="default", password=password)
        grant(project, users[name], "member")
    compute = admin.make("service", "nova", type="compute")
    for region, name in REGIONS.items():
        if region != "RegionOne":
            admin.send("POST", keystone + "/regions", {"region": {"id": region}})
        endpoint = {"service_id": compute, "region_id": region, "interface": "public", "url": novas[name] + "/v2.1"}
        admin.send("POST", keystone + "/endpoints", {"endpoint": endpoint})

    demo = Keystone(keystone, "demo", password, "demo")
    credential = {"name": "keywizard", "roles": [{"name": "member"}]}
    url = "%s/users/%s/application_credentials" % (keystone, users["demo"])
    credential = demo.send("POST", url, {"application_credential": credential})[1]["application_credential"]
    full = Keystone(keystone, "full", password, "demo")
    for number in range(QUOTA):
        blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + secrets.token_bytes(32)
        key = "ssh-ed25519 " + base64.b64encode(blob).decode()
        pair = {"name": "key-%d" % number, "public_key": key}
        full.send("POST", novas["nova"] + "/v2.1/os-keypairs", {"keypair": pair})
    return {
        "OPENSTACK_URL": keystone,
        "OPENSTACK_PASSWORD": password,
        "OPENSTACK_CREDENTIAL_ID": credential["id"],
        "OPENSTACK_CREDENTIAL_SECRET": credential["secret"],
    }
