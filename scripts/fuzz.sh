#!/bin/sh
# Runs libFuzzer with the address sanitizer on the parsers, each for as long as is said, as many at a time as there are
# processors, and keeps what it learned.
# usage: fuzz.sh [SECONDS_EACH [TARGET...]]
#
# An input that crashes one, is wrong, takes 10 seconds or 2 GiB goes to .build/fuzz/found. Put it into
# Tests/FuzzTests/Corpus/TARGET: the tests replay it from then on. With SEED a run takes the same way each time, as far
# as its time goes.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-600}
[ $# -gt 0 ] && shift
library=$(find "$(dirname "$(readlink -f "$(command -v swift)")")/../lib/clang" -name 'libclang_rt.fuzzer_no_main*.a' |
    head -n 1)
[ -n "$library" ] || { echo "this Swift has no libFuzzer" >&2; exit 1; }

swift build --package-path Fuzz --scratch-path .build/fuzz --configuration release --sanitize address --product fuzz \
    --quiet -Xswiftc -sanitize-coverage=edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table \
    -Xlinker "$library" -Xlinker -lstdc++
fuzz=.build/fuzz/release/fuzz
found=$PWD/.build/fuzz/found
logs=.build/fuzz/logs
rm -rf "$logs"
mkdir -p "$found" "$logs"
[ $# -gt 0 ] || set -- $("$fuzz")

run() { # TARGET
    corpus=.build/fuzz/corpus/$1
    mkdir -p "$corpus"
    "$fuzz" --words "$1" >"$logs/$1.words"
    # detect_odr_violation: Swift's metadata is in several object files.
    ASAN_OPTIONS=detect_leaks=0:detect_odr_violation=0:allocator_may_return_null=1 \
        "$fuzz" "$1" -seed="${SEED:-0}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -use_value_profile=1 -dict="$logs/$1.words" -artifact_prefix="$found/$1-" -print_final_stats=1 -verbosity=1 \
        "$corpus" "Tests/FuzzTests/Corpus/$1" >"$logs/$1" 2>&1 || echo "$1" >>"$logs/failed"
}

cores=$(getconf _NPROCESSORS_ONLN)
started=0
for target; do
    run "$target" &
    started=$((started + 1))
    [ $((started % cores)) -ne 0 ] || wait
done
wait

inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$logs"/* | awk '{ sum += $1 } END { print sum + 0 }')
if [ -e "$logs/failed" ]; then
    while read -r target; do
        echo "$target:"
        tail -n 40 "$logs/$target"
        for input in "$found/$target"-*; do
            [ ! -e "$input" ] || echo "$(basename "$input"), in base64: $(base64 -w 0 <"$input")"
        done
    done <"$logs/failed"
    echo "fuzz: $inputs inputs for $# parsers; trouble in $(tr '\n' ' ' <"$logs/failed"): the inputs are in $found"
    exit 1
fi
echo "fuzz: $inputs inputs for $# parsers, $seconds s each; nothing found"
