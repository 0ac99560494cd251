# Runs the tests in groups side by side and prints what each group said. Sourced by bash scripts, which define run_tests:
# it runs what its --filter and --skip leave.
#
# Tests that start programs wait for them most of the time, so there are more groups of them than processors, and within
# a group they go one by one. What is in no group that is named is in the last of its kind.

walks=(
    'EndToEndTests\.(WholeWalkTests|MemoryTests|RaceTests)'
    'EndToEndTests\.(TerminalsTests|PlainTerminalTests|HostileTextTests)'
    'EndToEndTests\.FaultTests'
    'EndToEndTests\.(LogInTests|RotationTests|SecretWalkTests)'
)
programs=('CommandTests\.' 'NetworkTests\.')
others='(KeyStoreTests|TerminalIOTests|DocsTests)\.'

run_group() { # LOGS GROUP ARGUMENT...
    local log=$1/$2
    shift 2
    run_tests "$@" >"$log.log" 2>&1 || touch "$log.failed"
}

joined() { local IFS='|'; echo "$*"; }

# Leaves GROUP.log in LOGS, and GROUP.failed beside it for each that failed; then it fails.
run_groups() { # LOGS [ARGUMENT...]
    local logs=$1 number=0 group
    shift
    rm -rf "$logs"
    mkdir -p "$logs"
    for group in "${walks[@]}"; do
        number=$((number + 1))
        run_group "$logs" "walks-$number" --no-parallel --filter "$group" "$@" &
    done
    run_group "$logs" walks-rest --no-parallel --filter 'EndToEndTests\.' --skip "$(joined "${walks[@]}")" "$@" &
    for group in "${programs[@]}"; do
        run_group "$logs" "${group%Tests*}" --no-parallel --filter "^$group" "$@" &
    done
    run_group "$logs" others --no-parallel --filter "^$others" "$@" &
    # What only computes, on all processors.
    run_group "$logs" core --skip "EndToEndTests\.|$(joined "${programs[@]}" "$others")" "$@" &
    wait
    cat "$logs"/*.log
    ! compgen -G "$logs/*.failed" >/dev/null
}
