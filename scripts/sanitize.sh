#!/bin/sh
# Runs the tests of what happens at the same time under the thread sanitizer, and those of all that handles memory by
# itself under the address sanitizer.
# usage: sanitize.sh [thread] [address]
#
# Left out are the tests that look for secrets in a memory image: the sanitizers keep what was freed, and fill memory
# with notes of their own, so that such an image proves nothing and has no end.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- thread address

# The pool that makes keys, uploads and their end, and the wizard itself while it makes a key. No walk that resizes the
# terminal: this sanitizer holds signals back while the program waits in pselect, so that it never learns of the size.
thread='RSAHuntTests|GenerationTests|BcryptPBKDFTests|HTTPClientTests|HTTPFailureTests|InventoryTests|AgentTests'
thread="$thread|WholeWalkTests.generationIsStoppedAtOnce"
address='SSHKeyTests|CoreTests|ServicesTests|TerminalUITests|KeyStoreTests|NetworkTests|WizardTests|FuzzTests'
address="^($address)\\."

# What makes the sanitizer see the locks of Swift's library (scripts/seen-locks.c); macOS's it knows.
preload=
if [ "$(uname -s)" = Linux ]; then
    preload=$PWD/.build/seen-locks.so
    mkdir -p .build
    "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -O2 -Wall -shared -fPIC -o "$preload" scripts/seen-locks.c
fi

for sanitizer; do
    case $sanitizer in
    thread) suites=$thread ;;
    address) suites=$address ;;
    *) sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 64 ;;
    esac
    echo "the $sanitizer sanitizer"
    swift build --build-tests --sanitize "$sanitizer" --scratch-path ".build/$sanitizer" --quiet
    # Leaks are what Swift's runtime and OpenSSL keep until the end.
    export TSAN_OPTIONS="halt_on_error=1" ASAN_OPTIONS="detect_leaks=0"
    [ "$sanitizer" != thread ] || export LD_PRELOAD="$preload"
    swift test --skip-build --sanitize "$sanitizer" --scratch-path ".build/$sanitizer" --no-parallel \
        --filter "$suites" --skip HTTPSecretTests
    unset LD_PRELOAD
done
