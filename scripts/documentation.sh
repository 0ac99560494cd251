#!/bin/bash
# Makes pages of the public interfaces' comments, in .build/documentation, and fails where there is a warning or a public
# symbol without a comment.
# usage: documentation.sh
set -euo pipefail
cd "$(dirname "$0")/.."
out=.build/documentation
modules="Secrecy Threading SSHKey Entropy Passphrase SSHClient Services TerminalUI Wizard TerminalIO KeyStore Network"
rm -rf $out
mkdir -p $out/graphs
log=$out/graphs.log
# It fails for the bundle of the tests, which is no module; those that are needed are looked for below.
swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members >$log 2>&1 || true
graphs=$(sed -n 's/^Files written to //p' $log)
[ -n "$graphs" ] || {
    cat $log >&2
    exit 1
}

failures=0
for module in $modules; do
    folder=$out/graphs/$module
    mkdir "$folder"
    # What a module adds to another one's types is in a file of its own: MODULE@OTHER.
    cp "$graphs/$module".symbols.json "$folder"
    find "$graphs" -name "$module@*.symbols.json" -exec cp {} "$folder" \;
    docc convert --additional-symbol-graph-dir "$folder" --fallback-display-name "$module" \
        --fallback-bundle-identifier "keywizard.$module" --warnings-as-errors \
        --output-path "$out/$module.doccarchive" || failures=$((failures + 1))
    python3 - "$folder" <<'PYTHON' || failures=$((failures + 1))
import json, pathlib, sys

bare = [
    f"{symbol['location']['uri'].split('/Sources/')[-1]}:{symbol['location']['position']['line'] + 1}: "
    f"no comment: {'.'.join(symbol['pathComponents'])}"
    for graph in pathlib.Path(sys.argv[1]).glob("*.json")
    for symbol in json.loads(graph.read_text())["symbols"]
    if "docComment" not in symbol and "location" in symbol
]
print("\n".join(sorted(bare)), end="\n" if bare else "")
sys.exit(bool(bare))
PYTHON
done
[ $failures = 0 ]
echo "the comments of $(wc -w <<<"$modules") modules have no warnings and no gaps"
