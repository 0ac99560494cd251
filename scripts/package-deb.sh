#!/bin/sh
# Builds the Debian package into .build/deb and has lintian look at it.
# usage: package-deb.sh
set -eu
cd "$(dirname "$0")/.."
out=.build/deb
rm -rf $out
mkdir -p $out
# dpkg-buildpackage would leave its results in the parent folder, which isn't ours.
dpkg-buildpackage --build=binary --no-sign \
    --buildinfo-option=-u$out --buildinfo-file=$out/keywizard.buildinfo \
    --changes-option=-u$out --changes-file=$out/keywizard.changes
dh clean
# Overridden tags that are shown would count as failures.
lintian --fail-on error,warning $out/*.deb
ls -l $out/*.deb
