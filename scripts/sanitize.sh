#!/bin/sh
# Runs the tests of what happens at the same time under the thread sanitizer, and those of all that handles memory by
# itself under the address sanitizer.
# usage: sanitize.sh [thread] [address]
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- thread address

# The pool that makes keys, uploads and their end, and the wizard itself while it does both.
thread='RSAHuntTests|GenerationTests|BcryptPBKDFTests|HTTPClientTests|HTTPFailureTests|InventoryTests|AgentTests'
thread="$thread|WholeWalkTests.generationIsStoppedAtOnce|WholeWalkTests.byKeyboardAlone"
address='SSHKeyTests|CoreTests|ServicesTests|TerminalUITests|KeyStoreTests|NetworkTests|WizardTests|FuzzTests'

for sanitizer; do
    case $sanitizer in
    thread) suites=$thread ;;
    address) suites=$address ;;
    *) sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 64 ;;
    esac
    echo "the $sanitizer sanitizer"
    TSAN_OPTIONS="halt_on_error=1" ASAN_OPTIONS="detect_leaks=0" \
        swift test --sanitize "$sanitizer" --scratch-path ".build/$sanitizer" --no-parallel --filter "$suites"
done
