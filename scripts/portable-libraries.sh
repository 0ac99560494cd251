#!/bin/bash
# Puts the archives of the libraries that the portable program has inside into a folder, from Debian's packages: those
# of the newest stable release, whose OpenSSL has the post-quantum keys. Prints the folder: lib/*.a, pkgconfig/*.pc,
# copyright/PACKAGE and VERSIONS.
# usage: portable-libraries.sh      MIRROR=URL where apt knows no Debian
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/roots.sh

suite=trixie
# zlib and zstd are OpenSSL's own.
packages=(libssl-dev libncurses-dev libargon2-dev libzxcvbn-dev zlib1g-dev libzstd-dev)
archives=(crypto ncursesw tinfo argon2 zxcvbn z zstd)
folder=$PWD/.build/portable/libraries

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r $keyring ] || fail "no $keyring: install debian-archive-keyring"
# apt with one source and nothing of this computer's but its settings of the network.
apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages" "$apt/root"
echo "deb [signed-by=$keyring] $(mirror_of $suite) $suite main" >"$apt/sources.list"
options=(-o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o Dir::Etc::SourceList="$apt/sources.list"
    -o Dir::Etc::SourceParts=- -o Dir::Etc::PreferencesParts=- -o Acquire::Languages=none)
[ "$(id -u)" != 0 ] || options+=(-o APT::Sandbox::User=root)
apt-get "${options[@]}" update -qq >"$apt/log" 2>&1 || fail "apt can't read Debian $suite: $(tail -n 1 "$apt/log")"
(cd "$apt/packages" && apt-get "${options[@]}" download -qq "${packages[@]}" >"$apt/log" 2>&1) ||
    fail "the libraries of Debian $suite can't be fetched: $(tail -n 1 "$apt/log")"

rm -rf "$folder"
mkdir -p "$folder/lib" "$folder/pkgconfig" "$folder/copyright"
for package in "$apt"/packages/*.deb; do
    dpkg-deb --extract "$package" "$apt/root"
    dpkg-deb --showformat='${Package} ${Version}\n' --show "$package"
done >"$folder/VERSIONS"
for archive in "${archives[@]}"; do cp "$apt/root"/usr/lib/*-linux-gnu/lib"$archive".a "$folder/lib/"; done
# A package may have its copyright in the folder of the library that it belongs to, which isn't fetched.
for package in "${packages[@]}"; do
    cp -L "$apt/root/usr/share/doc/$package/copyright" "$folder/copyright/$package" 2>/dev/null ||
        cp -L "/usr/share/doc/$package/copyright" "$folder/copyright/$package" || fail "no copyright of $package"
done
# The compiler's own: what the shared libgcc_s has is in the archive libgcc_eh.
cp "$(gcc -print-file-name=libstdc++.a)" "$folder/lib/"
cp "$(gcc -print-file-name=libgcc_eh.a)" "$folder/lib/libgcc_s.a"

gcc -c -O2 -std=c11 -Wall -Werror -o "$folder/lib/portable.o" scripts/portable.c
# An exception finds its way with it.
echo 'int main() { try { throw 1; } catch (int) { return 0; } }' >"$apt/throw.cc"
g++ -static-libgcc -static-libstdc++ -o "$apt/throw" "$apt/throw.cc" "$folder/lib/portable.o"
"$apt/throw" || fail "scripts/portable.c doesn't find how to unwind the stack"

for name in libcrypto libargon2; do
    printf 'Name: %s\nDescription: %s\nVersion: 3\nLibs: -L%s -l%s\n' "$name" "$name" "$folder/lib" "${name#lib}" \
        >"$folder/pkgconfig/$name.pc"
done
echo "$folder"
