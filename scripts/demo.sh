#!/bin/bash
# The animated picture of the README: a real run from the first page to the public key, in a real xterm under Xvfb, with
# a real pointer on the randomness page.
# usage: scripts/demo.sh [FILE]    (screenshots/demo.gif)
#        KEYWIZARD=path  the program
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/xterm-window.sh
file=${1:-$out/demo.gif}

frames=()
# Takes a picture that is shown for so many hundredths of a second.
frame() { # HUNDREDTHS
    local picture
    picture=$work/$(printf %04d ${#frames[@]}).png
    shoot "$picture"
    frames+=("$1:$picture")
}

# Shows the screen when it is at rest.
hold() { settle; frame "$1"; }
key() { xdotool key --clearmodifiers "$1"; }

# The title tells the pages apart; the pointer doesn't come there.
title() { convert "$1" -crop 1000x50+190+40 +repage -format %# info:; }

# Presses a key, and waits until the page is another one: work may lie between.
turn() { # KEY
    local before
    before=$(title "${frames[-1]#*:}")
    key "$1"
    for _ in $(seq 300); do
        shoot "$work/t.png"
        if [ "$(title "$work/t.png")" != "$before" ]; then return; fi
        sleep 0.1
    done
    die "the page stays the same"
}

# Types with a picture for each STEP characters.
write() { # STEP TEXT
    local i
    for ((i = 0; i < ${#2}; i += $1)); do
        xdotool type --clearmodifiers --delay 8 -- "${2:i:$1}"
        sleep 0.05
        frame 8
    done
}

# Moves the pointer along a curve, with a picture for every four steps of 15 ms, until the page is another one: its bar
# is full.
wander() {
    local WIDTH HEIGHT SCREEN WINDOW X Y before= now path chain i j
    eval "$(xdotool getwindowgeometry --shell "$window")"
    mapfile -t path < <(awk -v w="$WIDTH" -v h="$HEIGHT" 'BEGIN {
        for (i = 0; i < 1600; i++) {
            t = i * 0.055
            printf "%d %d\n", w * (0.60 + 0.33 * sin(t)), h * (0.46 + 0.20 * sin(1.7 * t + 0.6))
        } }')
    for ((i = 0; i < ${#path[@]}; i += 4)); do
        chain=
        for ((j = i; j < i + 4; j++)); do chain+=" mousemove ${path[j]} sleep 0.015"; done
        # shellcheck disable=SC2086
        xdotool $chain
        frame 7
        now=$(title "${frames[-1]#*:}")
        if [ -n "$before" ] && [ "$now" != "$before" ]; then return; fi
        before=$now
    done
    die "the bar does not fill"
}

open_window 80x24 dark
frame 120
key Return
hold 70
write 2 thermo
hold 90
key Return
hold 150
key Return
settle
frame 60
wander
for _ in 1 2 3 4 5 6 7 8; do frame 10; done
hold 110
xdotool mousemove 1900 1190
key Return
hold 60
write 3 'seven lamps in the harbour'
key Tab
write 6 'seven lamps in the harbour'
hold 130
turn Return
hold 160
turn Return
hold 300
close_window

# Pictures that repeat the one before only lengthen it.
arguments=() last= delay=0
for entry in "${frames[@]}"; do
    picture=${entry#*:}
    if [ -n "$last" ] && cmp -s "$last" "$picture"; then
        delay=$((delay + ${entry%%:*}))
        continue
    fi
    if [ -n "$last" ]; then arguments+=(-delay "$delay" "$last"); fi
    last=$picture delay=${entry%%:*}
done
arguments+=(-delay "$delay" "$last")
mkdir -p "$(dirname "$file")"
convert "${arguments[@]}" -loop 0 +dither -colors 64 -layers optimize "$file"
bytes=$(stat -c %s "$file")
[ "$bytes" -lt 2000000 ] || die "$file has $bytes bytes: 2 MB is the limit"
echo "$file $(identify -format '%wx%h\n' "$file" | head -1) $bytes bytes, ${#frames[@]} pictures"
