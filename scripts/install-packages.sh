#!/bin/sh
# Installs the packages that are missing, and says nothing when none is.
# usage: install-packages.sh [--list] build | test | integration | package | portable | peers | screenshots | bench
#
# With --list it prints Debian's names and installs nothing.
set -eu

build_debian="libncurses-dev libssl-dev libargon2-dev libzxcvbn-dev libcurl4-openssl-dev pkg-config"
# Programs that the tests compare with and that differ between releases, terminals, shells that may be a user's on a
# server, and agents: what the roots of make test-on have.
peers_debian="tmux screen openssh-client openssh-server openssh-tests putty-tools dropbear-bin openssl gnupg gpg-agent
    python3 python3-cryptography python3-bcrypt python3-botocore ncurses-term ncurses-bin tcsh zsh fish ksh93u+m busybox
    strace procps gcc libc6-dev git"
# And services' programs that keep a credential.
test_debian="$peers_debian python3-httpsig nodejs node-http-signature gh hcloud-cli awscli python3-openstacksdk"
# Ansible with its collection ansible.posix, and what makes a Python environment for the servers.
integration_debian="ansible python3-venv"
package_debian="build-essential dpkg-dev debhelper lintian man-db debootstrap tmux openssh-client"
portable_debian="g++ libc6-dev binutils dpkg-dev debian-archive-keyring"
screenshots_debian="tmux xvfb xauth xterm xdotool imagemagick fonts-dejavu-core openssh-client openssh-server"
bench_debian="openssh-client putty-tools whiptail dialog time python3 python3-cryptography"
build_mac="openssl@3 argon2 pkg-config"
test_mac="tmux putty gnupg"
screenshots_mac="tmux"
bench_mac="putty dialog"

list=
if [ "${1:-}" = --list ]; then
    list=1
    shift
fi
case ${1:-} in
build) debian=$build_debian mac=$build_mac ;;
test) debian="$build_debian $test_debian" mac="$build_mac $test_mac" ;;
integration) debian="$build_debian $test_debian $integration_debian" mac="$build_mac $test_mac ansible" ;;
package) debian="$build_debian $package_debian" mac=$build_mac ;;
portable) debian="$build_debian $portable_debian" mac=$build_mac ;;
peers) debian=$peers_debian mac=$test_mac ;;
screenshots) debian="$build_debian $screenshots_debian" mac="$build_mac $screenshots_mac" ;;
bench) debian="$build_debian $bench_debian" mac="$build_mac $bench_mac" ;;
*)
    sed -n 's/^# usage: /usage: /p' "$0" >&2
    exit 64
    ;;
esac

if [ -n "$list" ]; then
    # shellcheck disable=SC2086
    echo $debian
    exit 0
fi

no_swift() {
    cat >&2 <<'TEXT'
keywizard is built with Swift 6.2 or newer, which is not on PATH and not in this system's archive. This gets it:
curl -sSLO https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz && tar -xzf swiftly-$(uname -m).tar.gz && ./swiftly init
TEXT
    exit 1
}

if [ "$(uname -s)" = Darwin ]; then
    command -v swift >/dev/null 2>&1 || {
        echo "keywizard is built with Swift 6.2 or newer, which is not on PATH. This gets it: xcode-select --install" >&2
        exit 1
    }
    missing=
    for package in $mac; do
        brew list --versions "$package" >/dev/null 2>&1 || missing="$missing $package"
    done
    [ -z "$missing" ] && exit 0
    echo "installing with brew:$missing" >&2
    # shellcheck disable=SC2086
    exec brew install --quiet $missing
fi

if ! command -v apt-get >/dev/null 2>&1; then
    command -v swift >/dev/null 2>&1 || no_swift
    echo "this system has no apt-get; what is needed, by Debian's names: $debian" >&2
    exit 0
fi
missing=
for package in $debian; do
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = "ii " ] || missing="$missing $package"
done
# What Swift links with; a toolchain of swift.org's may have come without it.
ls /usr/lib/gcc/*/*/libstdc++.so >/dev/null 2>&1 || missing="$missing g++"
swift=
command -v swift >/dev/null 2>&1 || swift=swiftlang
[ -n "$missing$swift" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then as_root=sudo; fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >&2
candidate() { apt-cache policy "$1" | sed -n 's/^  Candidate: //p' | grep -v '(none)'; }
if [ -n "$swift" ]; then
    version=$(candidate swiftlang || true)
    dpkg --compare-versions "${version:-0}" ge 6.2 || no_swift
    # It comes without the library that the tests are linked with.
    case $1 in test | integration) no_swift ;; esac
fi
wanted=$swift
for package in $missing; do
    # A release may have dropped what only some tests use; they say so when they are skipped.
    case " $build_debian " in
    *" $package "*) wanted="$wanted $package" ;;
    *) if [ -n "$(candidate "$package")" ]; then wanted="$wanted $package"; else echo "not in this archive: $package" >&2; fi ;;
    esac
done
[ -n "$wanted" ] || exit 0
echo "installing with apt-get: $wanted" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 $wanted \
    </dev/null >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}
