#!/bin/sh
# Measures keywizard and its peers in turn, and prints both with their ratio.
# usage: bench.sh [-n SAMPLES] [-o MARKDOWN] [-w SECONDS] [ROW...]     KEYWIZARD is the program (a release build)
set -eu
cd "$(dirname "$0")/.."
: "${KEYWIZARD:=$(swift build --configuration release --static-swift-stdlib --show-bin-path)/keywizard}"
export KEYWIZARD
if ! command -v python3 >/dev/null 2>&1; then
    echo "bench.sh needs python3 for its statistics" >&2
    exit 1
fi
exec python3 scripts/bench.py "$@"
