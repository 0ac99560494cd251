#!/bin/bash
# Links the program with everything inside but glibc, and packs it with its manual, completions and licences:
# .build/dist/keywizard-VERSION-linux-ARCHITECTURE.tar.gz, the same bytes for the same commit and libraries.
# usage: portable.sh FLAG_OF_SWIFT_BUILD...
set -euo pipefail
cd "$(dirname "$0")/.."
fail() {
    echo "portable: $*" >&2
    exit 1
}

libraries=$(scripts/portable-libraries.sh)
out=.build/portable
mkdir -p $out .build/dist

# Only the link is another one than that of `make build`. Debian's libzxcvbn.a isn't position-independent, so the
# program isn't either.
inside=(-no-pie "$libraries/lib/portable.o" -lz -lzstd)
flags=()
for flag in "${inside[@]}"; do flags+=(-Xlinker "$flag"); done
# What is inside isn't one of the inputs that swift build checks.
rm -f .build/release/keywizard
PKG_CONFIG_PATH=$libraries/pkgconfig swift build "$@" "${flags[@]}" --product keywizard
program=$out/keywizard
cp .build/release/keywizard $program

needed=$(readelf --dynamic --wide $program | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
    grep -vxE 'lib(c|m|dl|pthread)\.so\.[0-9]+|ld-linux-.*' || true)
[ -z "$needed" ] || fail "$program needs" $needed
glibc=$(objdump -T $program | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1)

version=$($program --version)
name=keywizard-$version-linux-$(uname -m)
rm -rf "$out/$name"
make --no-print-directory install-files DESTDIR="$out/$name" PREFIX= PROGRAM=$program >/dev/null
mkdir -p "$out/$name/share/doc/keywizard"
cp LICENSE README.md SECURITY.md CHANGELOG.md debian/copyright "$out/$name/share/doc/keywizard/"
cp -r "$libraries/copyright" "$out/$name/share/doc/keywizard/libraries"
cp "$libraries/VERSIONS" "$out/$name/share/doc/keywizard/libraries/"
archive=$name.tar.gz
tar --create --directory $out --sort=name --owner=0 --group=0 --numeric-owner --mode='u+rwX,go=rX' \
    --mtime="@$(git log -1 --format=%ct)" "$name" | gzip -9 --no-name >.build/dist/"$archive"
(cd .build/dist && sha256sum "$archive" >"$archive.sha256")
echo ".build/dist/$archive: $(($(wc -c <$program) / 1000000)) MB, needs ${glibc/_/ } or newer; $(cut -d ' ' -f 1 .build/dist/"$archive".sha256)"
