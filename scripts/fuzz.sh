#!/bin/sh
# Runs libFuzzer with the address sanitizer on the parsers, each for as long as is said, and keeps what it learned.
# usage: fuzz.sh [SECONDS_EACH [TARGET...]]
#
# An input that crashes one, is wrong, takes 10 seconds or 2 GiB goes to .build/fuzz/found. Put it into
# Tests/FuzzTests/Corpus/TARGET: the tests replay it from then on.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-600}
[ $# -gt 0 ] && shift
runtime=$(dirname "$(find "$(dirname "$(command -v swift)")/../lib/clang" -name 'libclang_rt.fuzzer_no_main*.a' | head -n 1)")
library=$(find "$runtime" -name 'libclang_rt.fuzzer_no_main*.a' | head -n 1)
[ -n "$library" ] || { echo "this Swift has no libFuzzer" >&2; exit 1; }

swift build --package-path Fuzz --scratch-path .build/fuzz --configuration release --sanitize address --product fuzz \
    -Xswiftc -sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table \
    -Xlinker "$library" -Xlinker -lstdc++
fuzz=.build/fuzz/release/fuzz
found=$PWD/.build/fuzz/found
mkdir -p "$found"
[ $# -gt 0 ] || set -- $("$fuzz")

failed=
for target; do
    corpus=.build/fuzz/corpus/$target
    mkdir -p "$corpus"
    "$fuzz" --words "$target" >.build/fuzz/words
    echo "$target: $seconds s"
    # detect_odr_violation: Swift's metadata stands in several object files.
    ASAN_OPTIONS=detect_leaks=0:detect_odr_violation=0:allocator_may_return_null=1 \
        "$fuzz" "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -use_value_profile=1 \
        -dict=.build/fuzz/words -artifact_prefix="$found/$target-" -print_final_stats=1 -verbosity=1 \
        "$corpus" "Tests/FuzzTests/Corpus/$target" >.build/fuzz/log 2>&1 || {
        failed="$failed $target"
        tail -n 40 .build/fuzz/log
    }
    grep -E 'number_of_executed_units|DONE' .build/fuzz/log || true
done
[ -z "$failed" ] || { echo "trouble in:$failed; the inputs are in $found" >&2; exit 1; }
