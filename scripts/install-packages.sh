#!/bin/sh
# Installs the packages that are missing, and says nothing when none is.
# usage: install-packages.sh build | test | integration | package | screenshots | bench
set -eu

build_debian="libncurses-dev libssl-dev libargon2-dev libzxcvbn-dev libcurl4-openssl-dev pkg-config"
# Programs that the tests compare with, terminals, shells that may be a person's on a server, agents, and services'
# programs that keep a credential.
test_debian="tmux screen openssh-client openssh-server openssh-tests putty-tools dropbear-bin openssl gnupg gpg-agent
    python3 python3-cryptography python3-bcrypt python3-httpsig python3-botocore nodejs node-http-signature
    ncurses-term tcsh zsh fish ksh strace procps gcc libc6-dev
    gh hcloud-cli awscli python3-openstacksdk"
# Ansible with its collection ansible.posix, and what makes a Python environment for the servers.
integration_debian="ansible python3-venv"
package_debian="build-essential dpkg-dev debhelper lintian man-db debootstrap tmux openssh-client"
screenshots_debian="tmux xvfb xauth xterm xdotool imagemagick fonts-dejavu-core openssh-client openssh-server"
bench_debian="openssh-client putty-tools whiptail dialog time python3 python3-cryptography"
build_mac="openssl@3 argon2 pkg-config"
test_mac="tmux putty gnupg"
screenshots_mac="tmux"
bench_mac="putty dialog"

case ${1:-} in
build) debian=$build_debian mac=$build_mac ;;
test) debian="$build_debian $test_debian" mac="$build_mac $test_mac" ;;
integration) debian="$build_debian $test_debian $integration_debian" mac="$build_mac $test_mac ansible" ;;
package) debian="$build_debian $package_debian" mac=$build_mac ;;
screenshots) debian="$build_debian $screenshots_debian" mac="$build_mac $screenshots_mac" ;;
bench) debian="$build_debian $bench_debian" mac="$build_mac $bench_mac" ;;
*)
    sed -n 's/^# usage: /usage: /p' "$0" >&2
    exit 64
    ;;
esac

if ! command -v swift >/dev/null 2>&1; then
    echo "keywizard is built with Swift 6.2 or newer, which is not on PATH: see https://www.swift.org/install" >&2
    exit 1
fi

if [ "$(uname -s)" = Darwin ]; then
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
    echo "this system has no apt-get; what is needed, by Debian's names: $debian" >&2
    exit 0
fi
missing=
for package in $debian; do
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = "ii " ] || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "installing with apt-get:$missing" >&2
as_root=
if [ "$(id -u)" != 0 ]; then as_root=sudo; fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
$as_root apt-get update -qq >&2
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=600 $missing \
    </dev/null >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}
