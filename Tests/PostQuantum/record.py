"""Stands between the clients of an SSH agent and the agent, and keeps each message: record.py SOCKET AGENT PREFIX.

The names are PREFIX, the message's number (draft-miller-ssh-agent, 5.1), the order, and "request" or "reply".
"""

import socket
import sys


def message(stream):
    head = stream.recv(4, socket.MSG_WAITALL)
    if len(head) < 4:
        return None
    return head + stream.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)


def main():
    path, agent, prefix = sys.argv[1:]
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    order = 0
    while True:
        client, _ = server.accept()
        upstream = socket.socket(socket.AF_UNIX)
        upstream.connect(agent)
        while request := message(client):
            upstream.sendall(request)
            reply = message(upstream)
            for name, data in (("request", request), ("reply", reply)):
                with open(f"{prefix}{order:02}-{request[4]}.{name}", "wb") as file:
                    file.write(data)
            client.sendall(reply)
            order += 1
        client.close()


main()
