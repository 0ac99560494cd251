#!/bin/sh
# Installs swift.org's toolchain for Debian 12 on a Debian without Swift, and on a newer one the two libraries of Debian 12
# that it is linked with. For containers of the workflows: with Swift on PATH it does nothing.
# usage: install-swift.sh      as root
set -eu
cd "$(dirname "$0")/.."
if command -v swift >/dev/null 2>&1 && swift build --version >/dev/null 2>&1; then exit 0; fi
[ "$(id -u)" = 0 ] || {
    echo "install-swift.sh installs packages and a toolchain: run it as root" >&2
    exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends ca-certificates curl gnupg g++ libc6-dev libcurl4 libedit2 libsqlite3-0 \
    libncurses6 zlib1g

# Where the archive has no libxml2.so.2 with ICU 72: newer than Debian 12.
if ! apt-get install -y -qq --no-install-recommends libxml2 libicu72 >/dev/null 2>&1; then
    list=/etc/apt/sources.list.d/keywizard-bookworm.list
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | head -n 1)
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm main" >$list
    apt-get update -qq
    apt-get download -qq libxml2/bookworm libicu72/bookworm
    rm $list
    apt-get update -qq
    for package in *.deb; do dpkg-deb -x "$package" .; done
    cp -P usr/lib/*/libxml2.so.2* usr/lib/*/libicu*.so.72* /usr/local/lib/
    ldconfig
fi

if ! command -v swift >/dev/null 2>&1; then
    version=$(cat "$OLDPWD/.swift-version")
    curl -sSLO "https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz"
    tar -xzf "swiftly-$(uname -m).tar.gz"
    export SWIFTLY_HOME_DIR=/opt/swiftly SWIFTLY_BIN_DIR=/usr/local/bin
    ./swiftly init --assume-yes --skip-install --quiet-shell-followup --platform debian12
    swiftly install --assume-yes --use "$version"
fi
swift build --version
