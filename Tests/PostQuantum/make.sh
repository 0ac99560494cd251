#!/bin/bash
# Makes the files of this folder with OpenSSH 10.6 or newer, which is in the root that is named: a debootstrap of Debian
# forky with openssh-client. Run as root. The keys are for tests and protect nothing.
set -euo pipefail
root=${1:?usage: make.sh ROOT}
here=$(cd "$(dirname "$0")" && pwd)
work=$root/tmp/pq
rm -rf "$work" && mkdir -m 700 "$work"
inside() { chroot "$root" env -C /tmp/pq HOME=/tmp/pq "$@"; }
keygen() { inside ssh-keygen -q "$@"; }

keygen -t mldsa44-ed25519 -N '' -C 'a "post-quantum" key' -f id
keygen -t mldsa44-ed25519 -N 'a passphrase' -a 2 -C locked -f locked
keygen -t mldsa44-ed25519 -N '' -C 'an authority' -f ca
keygen -t ed25519 -N '' -C 'an Ed25519 authority' -f ca-ed25519
keygen -s ca -I 'ana@laptop' -n ana,root -z 7 -V 20260101000000Z:20360101000000Z id.pub
cp "$work/locked.pub" "$work/host.pub"
keygen -s ca-ed25519 -h -I web1 -n web1.example -V always:forever host.pub
printf 'a message\n' >"$work/message"
keygen -Y sign -f id -n file message
inside ssh-keygen -lv -f id.pub >"$work/fingerprint.sha256"
inside ssh-keygen -lv -E md5 -f id.pub >"$work/fingerprint.md5"
inside ssh-keygen -e -f id.pub >"$work/id.rfc4716"
{ printf 'web1.example,192.0.2.1 '; cut -d ' ' -f 1,2 "$work/id.pub"; } >"$work/known_hosts"
cp "$work/known_hosts" "$work/known_hosts.hashed"
inside ssh-keygen -H -f known_hosts.hashed >"$work/log" 2>&1
inside ssh -V 2>"$work/version"

# What ssh-add, ssh-keygen and ssh-agent say to each other: one file for each message.
inside ssh-agent -a /tmp/pq/agent -D >"$work/log" 2>&1 &
agent=$!
python3 "$here/record.py" "$work/socket" "$work/agent" "$work/agent-" &
recorder=$!
trap 'kill $agent $recorder 2>/dev/null || true' EXIT
until [ -S "$work/agent" ] && [ -S "$work/socket" ]; do sleep 0.1; done
inside env SSH_AUTH_SOCK=/tmp/pq/socket ssh-add -q id
inside env SSH_AUTH_SOCK=/tmp/pq/socket ssh-add -l >"$work/log"
inside env SSH_AUTH_SOCK=/tmp/pq/socket ssh-keygen -q -Y sign -f id.pub -n file - <"$work/message" >"$work/agent.sig"
for file in id id.pub id-cert.pub locked locked.pub host-cert.pub ca.pub ca-ed25519.pub message message.sig \
    fingerprint.sha256 fingerprint.md5 id.rfc4716 known_hosts known_hosts.hashed version; do
    cp "$work/$file" "$here/$file"
done
cp "$work"/agent-* "$here"
rm -rf "$work"
