#!/bin/bash
# Runs every test that needs no server of others; what each group said is kept in .build/test.
# usage: test.sh [--filter REGEX]      with a filter one by one, and no more than that
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/test-groups.sh
tests=$(swift build --show-bin-path)/keywizardPackageTests.xctest
# swift test plans the build each time, which several of it at once disturb; a Mac's tests are no program.
run_tests() {
    if [ -x "$tests" ] && [ ! -d "$tests" ]; then
        "$tests" --testing-library swift-testing "$@"
    else
        swift test --skip-build --ignore-lock "$@"
    fi
}
# What .ci/again asks for.
if [ "${1:-}" = --filter ]; then
    run_tests --no-parallel "$@"
    exit
fi
run_groups .build/test "$@"
