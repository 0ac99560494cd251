#!/bin/sh
# Builds the last commit twice, in folders of different names, and compares the programs byte for byte.
# usage: FLAGS="flags of swift build" reproducible.sh [COMMIT]
set -eu
cd "$(dirname "$0")/.."
commit=$(git rev-parse "${1:-HEAD}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

for folder in first a/second/deeper/one; do
    mkdir -p "$work/$folder"
    git archive "$commit" | tar -x -C "$work/$folder"
    # shellcheck disable=SC2086
    (cd "$work/$folder" && swift build $FLAGS --product keywizard --quiet)
    sha256sum "$work/$folder/.build/release/keywizard" | cut -d ' ' -f 1
done
cmp "$work/first/.build/release/keywizard" "$work/a/second/deeper/one/.build/release/keywizard"
echo "commit $commit gives the same bytes in two folders"
