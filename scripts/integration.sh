#!/bin/sh
# Runs the tests against real servers: Keystone, Nova, Amazon EC2 as moto has it, sshd by way of Ansible.
# The servers' packages stay in a folder of the caches; all else goes with the run.
set -eu
cd "$(dirname "$0")/.."
packages=scripts/servers/packages.txt
cache=${XDG_CACHE_HOME:-$HOME/.cache}/keywizard-integration
installation=$cache/$(cksum <"$packages" | tr ' ' -)

if [ ! -e "$installation/complete" ]; then
    echo "installing Keystone, Nova and moto into $installation" >&2
    rm -rf "$cache"
    mkdir -p "$cache"
    python3 -m venv "$installation"
    # The list is whole: nothing has to be found out.
    "$installation/bin/pip" install --quiet --no-deps --requirement "$packages" || {
        echo "the packages in $packages could not be installed: see above; without them these tests don't run" >&2
        exit 1
    }
    touch "$installation/complete"
fi

scratch=$(mktemp -d)
mkfifo "$scratch/input"
"$installation/bin/python" -B scripts/servers/servers.py "$scratch/servers" <"$scratch/input" &
servers=$!
# They end with what writes to it, however that ends.
exec 3>"$scratch/input"
stop() {
    exec 3>&-
    wait "$servers" || true
    rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
while [ ! -e "$scratch/servers/environment" ]; do
    kill -0 "$servers" 2>/dev/null || {
        echo "the servers could not be started: see above" >&2
        exit 1
    }
    sleep 0.2
done
KEYWIZARD_SERVERS=$scratch/servers/environment \
    swift test --skip-build --no-parallel --filter 'IntegrationTests|InstallTests' 3>&-
