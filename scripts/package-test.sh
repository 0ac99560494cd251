#!/bin/bash
# Installs .build/deb/keywizard_*.deb in a bare Debian 12, makes keys there as a user and as a script would, upgrades
# and purges it; what is left has to be the keys alone.
# usage: package-test.sh      as root, for debootstrap and chroot; MIRROR=URL where apt knows no Debian 12
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/roots.sh
[ -n "${IN_NAMESPACES:-}" ] || in_namespaces

suite=bookworm
work=$1
tmux() { command tmux -S "$work/tmux" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null || true' EXIT

passed() { echo "package-test: $*"; }
# A user's PATH, in which chroot itself isn't found.
as_ada() { env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 HOME=/home/ada /usr/sbin/chroot --userspec=ada:ada "$root" "$@"; }
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$* failed"; }; }

packages=(.build/deb/keywizard_*.deb)
[ -f "${packages[0]}" ] || fail "no package in .build/deb: make deb"
package=${packages[0]}
version=$(dpkg-deb --field "$package" Version)

cached_root $suite $suite
throw_away_copy "$work"
inside "$root" useradd --create-home ada
quietly inside "$root" apt-get update
cp "$package" "$root/tmp/keywizard.deb"

# Every file of the system with its owner, permissions and contents, but for the records of apt and dpkg.
listing() {
    (
        cd "$root"
        files() {
            find . \( -path ./proc -o -path ./tmp -o -path ./var/cache -o -path ./var/log -o -path ./var/lib/apt \
                -o -path ./var/lib/dpkg -o -path ./etc/ld.so.cache \) -prune -o "$@"
        }
        files -printf '%p %M %u %g %l\n'
        files -type f -exec sha256sum {} +
    ) | sort
}
listing >"$work/before"

quietly inside "$root" apt-get install -y --no-install-recommends /tmp/keywizard.deb
[ "$(as_ada keywizard --version)" = "$version" ] || fail "the program is not of version $version"
for file in share/man/man1/keywizard.1.gz share/bash-completion/completions/keywizard \
    share/zsh/vendor-completions/_keywizard share/fish/vendor_completions.d/keywizard.fish \
    share/applications/keywizard.desktop share/icons/hicolor/scalable/apps/keywizard.svg \
    share/doc/keywizard/copyright share/doc/keywizard/changelog.gz; do
    [ -s "$root/usr/$file" ] || fail "no /usr/$file"
done
inside "$root" bash -c 'source /usr/share/bash-completion/completions/keywizard && complete -p keywizard' >"$work/log"
passed "installed version $version in a bare Debian 12"

# The wizard, as a user would use it.
seen() {
    for _ in $(seq 300); do
        tmux capture-pane -p >"$work/screen"
        if grep -qF -- "$1" "$work/screen"; then return; fi
        sleep 0.1
    done
    cat "$work/screen" >&2
    fail "the wizard does not show: $1"
}
press() { tmux send-keys "$@"; }
type_text() { tmux send-keys -l "$1"; }

passphrase="seven lamps in the harbour"
tmux new-session -d -x 80 -y 24 "env -i TERM=screen-256color LC_ALL=C.UTF-8 HOME=/home/ada PATH=/usr/bin:/bin \
    /usr/sbin/chroot --userspec=ada:ada '$root' sh -c 'cd; keywizard; echo status \$?; read wait'"
seen "Which computer will use this key?"
press Enter
seen "Where does the public key go?"
type_text "nowhere"
seen "› Nowhere yet"
press Enter
seen "Which type of key?"
press Enter
seen "Move the mouse over the area"
# What differs from the key before is credited, once in 10 ms.
for step in $(seq 400); do
    if [ $((step % 2)) = 0 ]; then type_text k; else type_text j; fi
    tmux capture-pane -p | grep -qF "over the area" || break
done
seen "Your key pair is ready"
press Enter
seen "Protect the key with a passphrase"
type_text "$passphrase"
press Enter
type_text "$passphrase"
seen "The passphrases match"
press Enter
seen "Files on this computer"
press Enter
seen "SHA256:"
fingerprint=$(grep -oE 'SHA256:[A-Za-z0-9+/]{43}' "$work/screen")
press C-c
seen "status"
passed "the wizard made a key with the fingerprint $fingerprint"

ssh_folder=$root/home/ada/.ssh
[ "$(stat -c %a "$ssh_folder/id_ed25519")" = 600 ] || fail "the private key is not for its owner alone"
# Read by the program that it is for, which the bare system doesn't have.
printf '#!/bin/sh\necho "%s"\n' "$passphrase" >"$work/askpass"
chmod 700 "$work/askpass"
cp "$ssh_folder/id_ed25519" "$work/key"
opened=$(SSH_ASKPASS=$work/askpass SSH_ASKPASS_REQUIRE=force setsid ssh-keygen -y -f "$work/key" </dev/null 2>/dev/null)
[ "$(cut -d ' ' -f 1,2 <<<"$opened")" = "$(cut -d ' ' -f 1,2 "$ssh_folder/id_ed25519.pub")" ] ||
    fail "ssh-keygen reads another key"
[ "$(ssh-keygen -lf "$ssh_folder/id_ed25519.pub" | cut -d ' ' -f 2)" = "$fingerprint" ] ||
    fail "ssh-keygen sees another fingerprint"
passed "ssh-keygen opens it with the passphrase"

quietly as_ada keywizard generate --type ecdsa --no-passphrase
[ -f "$ssh_folder/id_ecdsa.pub" ] || fail "generate made no key"
passed "keywizard generate made another"
find "$ssh_folder" -type f -exec sha256sum {} + | sort >"$work/keys"

# The same files under a higher version.
dpkg-deb --raw-extract "$package" "$work/newer"
sed -i "s/^Version: .*/Version: $version+1/" "$work/newer/DEBIAN/control"
quietly dpkg-deb --root-owner-group --build "$work/newer" "$root/tmp/newer.deb"
quietly inside "$root" apt-get install -y --no-install-recommends /tmp/newer.deb
[ "$(inside "$root" dpkg-query -W -f '${Version}' keywizard)" = "$version+1" ] || fail "not upgraded"
inside "$root" dpkg --verify keywizard || fail "the files are not those of the package"
quietly as_ada keywizard inspect /home/ada/.ssh/id_ed25519 /home/ada/.ssh/id_ecdsa
find "$ssh_folder" -type f -exec sha256sum {} + | sort | cmp - "$work/keys" || fail "the upgrade changed a key"
passed "upgraded to $version+1, with the keys as they were"

quietly inside "$root" apt-get purge -y keywizard
quietly inside "$root" apt-get autoremove -y --purge
inside "$root" dpkg-query -W keywizard >/dev/null 2>&1 && fail "dpkg still knows keywizard"
listing >"$work/after"
left=$(comm -13 "$work/before" "$work/after" | grep -oE '(\./|  )[^ ]*' | tr -d ' ' | sort -u)
expected=$(printf './home/ada/.ssh%s\n' "" /id_ecdsa /id_ecdsa.pub /id_ed25519 /id_ed25519.pub)
lost=$(comm -23 "$work/before" "$work/after")
if [ -n "$lost" ] || [ "$left" != "$expected" ]; then
    printf 'changed or lost:\n%s\nleft:\n%s\n' "$lost" "$left" >&2
    fail "something else than the keys is left"
fi
passed "purged: nothing is left but the keys"
