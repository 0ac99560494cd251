"""Real servers on loopback ports, for the tests that `make integration` runs: servers.py FOLDER

Keystone; Nova, an older Nova, and one that has lost its Keystone; moto as Amazon EC2. FOLDER is new and theirs. Once all
of them answer, FOLDER/environment has what a client needs, NAME=VALUE on each line. When standard input ends, so do they,
and FOLDER goes.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import ec2_server
import openstack_servers

folder = os.path.abspath(sys.argv[1])
here = os.path.dirname(os.path.abspath(__file__))
# Neither a proxy nor the caller's own accounts have to do with servers on this computer.
for name in list(os.environ):
    if name.startswith(("OS_", "AWS_")) or name.lower().endswith("_proxy"):
        del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["HOME"] = folder


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


processes = {}


def launch(name, application, port, environment):
    command = [sys.executable, "-B", os.path.join(here, "application.py"), application, str(port)]
    with open("%s/%s.out" % (folder, name), "w") as log:
        processes[name] = subprocess.Popen(
            command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def wait_for(name, url):
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # An answer.
        except OSError:
            pass
        if processes[name].poll() is not None:
            raise SystemExit("%s ended at its start:\n%s" % (name, openstack_servers.tail("%s/%s.out" % (folder, name))))
        time.sleep(0.1)
    raise SystemExit("%s did not answer at %s within a minute" % (name, url))


def start():
    ports = dict(zip(["keystone", "nova", "old-nova", "lost-nova", "ec2", "closed"], free_ports(6)))
    urls = {name: "http://127.0.0.1:%d" % port for name, port in ports.items()}
    keystone = urls["keystone"] + "/v3"
    admin_password, nova_password = secrets.token_urlsafe(18), secrets.token_urlsafe(18)
    environments = openstack_servers.configure(folder, keystone, urls["closed"] + "/v3", nova_password)
    launch("ec2", "ec2", ports["ec2"], {})
    openstack_servers.make_databases(folder, keystone, admin_password)
    for name, environment in environments.items():
        launch(name, "nova" if name == "lost-nova" else name, ports[name], environment)
    wait_for("ec2", urls["ec2"] + "/moto-api/data.json")
    values = {"EC2_URL": urls["ec2"], **ec2_server.seed(urls["ec2"])}
    for name in environments:
        wait_for(name, urls[name] + "/")
    values.update(openstack_servers.seed(keystone, urls, admin_password, nova_password))
    with open(folder + "/environment.new", "w") as f:
        f.writelines("%s=%s\n" % item for item in values.items())
    os.rename(folder + "/environment.new", folder + "/environment")


def stop():
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


os.umask(0o077)
os.mkdir(folder)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
# An interrupt at the terminal is for the process that started this: then standard input ends.
signal.signal(signal.SIGINT, signal.SIG_IGN)
try:
    start()
    sys.stdin.read()
finally:
    stop()
    shutil.rmtree(folder, ignore_errors=True)
