#!/bin/bash
# Unpacks the tarball of the portable program in bare systems, in which no library is installed for it, and makes a key
# there: by a command, and by the wizard in a terminal that their terminfo doesn't describe.
# usage: portable-test.sh [RELEASE...]      as root; MIRROR=URL where apt knows no Debian
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/roots.sh
[ -n "${IN_NAMESPACES:-}" ] || in_namespaces "$@"
work=${!#}
suites=("${@:1:$#-1}")
[ ${#suites[@]} -gt 0 ] || suites=(bookworm trixie forky)

tmux() { command tmux -S "$work/tmux" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null || true' EXIT

archives=(.build/dist/keywizard-*-linux-"$(uname -m)".tar.gz)
[ -f "${archives[0]}" ] || fail "no tarball in .build/dist: make portable"
(cd .build/dist && sha256sum --check --quiet "$(basename "${archives[0]}").sha256")

seen() { # TEXT
    for _ in $(seq 300); do
        tmux capture-pane -p >"$work/screen" || true
        if grep -qF -- "$1" "$work/screen"; then return; fi
        sleep 0.1
    done
    cat "$work/screen" >&2
    fail "the wizard does not show: $1"
}

for suite in "${suites[@]}"; do
    cached_root "$suite" "$suite"
    mkdir "$work/$suite"
    throw_away_copy "$work/$suite"
    mkdir "$root/opt/keywizard"
    tar -xzf "${archives[0]}" -C "$root/opt/keywizard" --strip-components=1
    keywizard=/opt/keywizard/bin/keywizard
    versions=$(inside "$root" $keywizard --version --verbose | paste -s -d ';' | sed 's/;/; /g')
    inside "$root" $keywizard generate --type rsa --no-passphrase --output /root/key 2>"$work/log" >&2 ||
        { cat "$work/log" >&2; fail "generate failed"; }
    # The OpenSSL inside has what the release's own may lack.
    inside "$root" $keywizard generate --type mldsa44-ed25519 --no-passphrase --output /root/pq 2>/dev/null |
        grep -q '^ssh-mldsa44-ed25519 ' || fail "no post-quantum key"
    inside "$root" $keywizard inspect /root/key | grep -q SHA256: || fail "inspect doesn't know its own key"
    [ "$(ssh-keygen -y -f "$root/root/key" | cut -d ' ' -f 2)" = "$(cut -d ' ' -f 2 "$root/root/key.pub")" ] ||
        fail "ssh-keygen reads another key"
    # Without libcurl, one sentence.
    said=$(inside "$root" env HCLOUD_TOKEN=none $keywizard upload /root/key.pub --to hetzner --name one 2>&1 </dev/null || true)
    grep -q libcurl <<<"$said" || fail "without libcurl, upload said: $said"
    tmux new-session -d -x 80 -y 24 "env -i TERM=xterm-kitty LC_ALL=C.UTF-8 HOME=/root PATH=/usr/bin:/bin \
        /usr/sbin/chroot '$root' $keywizard"
    seen "Which computer will use this key?"
    tmux kill-server
    # With no /proc, which a bare chroot may not have.
    umount "$root/proc"
    [ "$(inside "$root" $keywizard --version)" = "$(echo "$versions" | cut -d ';' -f 1 | cut -d ' ' -f 2)" ] ||
        fail "no version without /proc"
    echo "portable-test: Debian $suite: $versions"
done
