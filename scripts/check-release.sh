#!/bin/sh
# Checks the release binary: no symbols, no trace of where it was built, only libraries that Debian and
# Ubuntu have in their main archives.
# usage: check-release.sh PROGRAM
set -eu
program=$1
fail() {
    echo "check-release: $*" >&2
    exit 1
}

if [ "$(uname -s)" != Linux ]; then
    "$program" --version >/dev/null
    exit 0
fi

# libncursesw6 libtinfo6 libssl3 libargon2-1 libzxcvbn0, libstdc++6 libgcc-s1 libc6. libcurl4 is loaded when it is needed.
allowed='libncursesw\.so\.6|libtinfo\.so\.6|libcrypto\.so\.3|libargon2\.so\.1|libzxcvbn\.so\.0'
allowed="$allowed|libstdc\+\+\.so\.6|libgcc_s\.so\.1|libc\.so\.6|libm\.so\.6|ld-linux-.*"
dynamic=$(readelf --dynamic --wide "$program")
unusual=$(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vxE "$allowed" || true)
[ -z "$unusual" ] || fail "$program needs" $unusual
if echo "$dynamic" | grep -qE '\((RPATH|RUNPATH)\)'; then fail "$program looks for libraries in folders of its own"; fi
if readelf --sections --wide "$program" | grep -qE ' \.(symtab|debug_info) '; then fail "$program has symbols"; fi
if grep -qaF "$PWD/" "$program"; then fail "$program names the folder in which it was built"; fi
echo "$program: $("$program" --version), $(($(wc -c <"$program") / 1000000)) MB, SHA-256 $(sha256sum "$program" | cut -d ' ' -f 1)"
