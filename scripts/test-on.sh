#!/bin/bash
# Installs the built package in a release of Debian and runs the tests there that compare with other programs: against
# that release's own OpenSSH, OpenSSL, PuTTY, shells and terminals. The test programs are those that were built here.
# usage: test-on.sh bookworm | trixie | forky [--filter REGEX]      as root; MIRROR=URL where apt knows no Debian
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/roots.sh
. scripts/test-groups.sh

case ${1:-} in
bookworm | trixie | forky) suite=$1 ;;
*)
    sed -n 's/^# usage: /usage: make /p' "$0" | sed 's/\.sh//' >&2
    exit 64
    ;;
esac
[ -n "${IN_NAMESPACES:-}" ] || in_namespaces "$@"
work=${!#}
arguments=("${@:2:$#-2}")

packages=(.build/deb/keywizard_*.deb)
[ -f "${packages[0]}" ] || fail "no package in .build/deb: make deb"
tests=$(swift build --show-bin-path)
bundle=$tests/keywizardPackageTests.xctest
[ -x "$bundle" ] || fail "no test programs in $tests: swift build --build-tests"

# What the package needs is there before it is, so that a run needs no network.
# shellcheck disable=SC2046
cached_root "$suite-peers" "$suite" $(scripts/install-packages.sh --list peers) \
    libargon2-1 libcurl4 libncursesw6 libssl3 libzxcvbn0 libstdc++6
throw_away_copy "$work"

# The tests find their files where the sources are, and Swift's libraries where the toolchain is; none of it is changed.
visible() { # FOLDER
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro "$root$1"
}
visible "$PWD"
libraries=$(swift -print-target-info | sed -n 's/.*"\(.*\/swift\/linux\)".*/\1/p' | head -n 1)
visible "$libraries"
mount --rbind /dev "$root/dev"
mkdir -p "$root/run/sshd"

cp "${packages[0]}" "$root/tmp/keywizard.deb"
inside "$root" apt-get install -y -qq --no-install-recommends /tmp/keywizard.deb >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; fail "the package can't be installed in Debian $suite"; }
mkdir "$root/tests"
for program in keywizardPackageTests.xctest config-change known-seed TrappingProgram; do
    touch "$root/tests/$program"
    mount --bind "$tests/$program" "$root/tests/$program"
done
# Beside the tests, where they look for the program.
cp "$root/usr/bin/keywizard" "$root/tests/keywizard"

echo "Debian $suite: $(inside "$root" sh -c 'ssh -V 2>&1; openssl version; plink -V | head -n 1
    dpkg-query -W -f "\${Package} \${Version}\n" libc6 libcurl4 libcurl4t64 libncursesw6 tmux 2>/dev/null' | paste -s -d ';' | sed 's/;/; /g')"

run_tests() { inside "$root" /tests/keywizardPackageTests.xctest --testing-library swift-testing "$@"; }
if [ ${#arguments[@]} -gt 0 ]; then
    run_tests --no-parallel "${arguments[@]}"
    exit
fi
# What has no other program beside it is the same everywhere.
run_groups "$PWD/.build/test-on-$suite" --skip '^(WizardTests|FuzzTests|DocsTests|ServicesTests)\.'
echo "Debian $suite: passed"
