#!/bin/sh
# Makes pages of the public interfaces' comments, in .build/documentation, and fails where they have warnings.
# usage: documentation.sh
set -eu
cd "$(dirname "$0")/.."
out=.build/documentation
modules="Secrecy SSHKey Entropy Passphrase Services TerminalUI Wizard TerminalIO KeyStore Network"
rm -rf $out
mkdir -p $out/graphs
products=$(swift build --show-bin-path)
swift build --quiet --product keywizard
for module in $modules; do
    mkdir -p "$out/graphs/$module"
    swift symbolgraph-extract -module-name "$module" -I "$products/Modules" -I Sources -target "$(target)" \
        -minimum-access-level public -skip-inherited-docs -output-dir "$out/graphs/$module"
done
