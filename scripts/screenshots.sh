#!/bin/bash
# The pictures of the README, taken from the program in a real xterm under Xvfb, with real keys and a real pointer.
# usage: scripts/screenshots.sh [NAME...]    the pictures of scripts/screenshots.txt, or those named
#        KEYWIZARD=path  the program         OUT=folder  where they go (screenshots)
# Needs Debian's xvfb, xterm, xdotool, imagemagick and fonts-dejavu-core.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${KEYWIZARD:-.build/release/keywizard}")
out=${OUT:-screenshots}
list=scripts/screenshots.txt

die() { echo "screenshots: $*" >&2; exit 1; }
for tool in Xvfb xterm xdotool import identify convert; do
    command -v $tool >/dev/null || die "no $tool: apt-get install xvfb xterm xdotool imagemagick fonts-dejavu-core"
done
[ -x "$program" ] || die "no program at $program"

work=$(mktemp -d)
xterm= xvfb= snapped=
trap 'kill $xterm $xvfb 2>/dev/null || true; rm -rf "$work"' EXIT
# The X server picks a free display and says which.
Xvfb -displayfd 3 -screen 0 1920x1200x24 -nolisten tcp 3>"$work/display" 2>/dev/null & xvfb=$!
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.05; done
[ -s "$work/display" ] || die "Xvfb did not start"
export DISPLAY=:$(<"$work/display")

shoot() { import -window "$window" "png24:$1"; }

# Waits until two pictures in a row are the same, and show more than an empty window: nothing is drawing any more.
settle() {
    shoot "$work/a.png"
    for _ in $(seq 100); do
        sleep 0.12
        shoot "$work/b.png"
        if cmp -s "$work/a.png" "$work/b.png" && [ "$(identify -format %k "$work/b.png")" -gt 8 ]; then return; fi
        mv "$work/b.png" "$work/a.png"
    done
    die "$name does not come to rest"
}

open_window() { # SIZE THEME
    local foreground='#d8dee9' background='#11131a'
    if [ "$2" = light ]; then foreground='#1b1f24' background='#fdfdfd'; fi
    rm -rf "$work/home"
    mkdir -m 700 "$work/home"
    (cd "$work/home" && exec env -i HOME="$work/home" USER=ada LOGNAME=ada PATH="$PATH" LC_ALL=C.UTF-8 DISPLAY="$DISPLAY" \
        xterm -fa 'DejaVu Sans Mono' -fs 12 -geometry "$1+0+0" -fg "$foreground" -bg "$background" -b 12 +sb -bw 0 \
        -tn xterm-256color -xrm 'XTerm*cursorBlink: false' -e "$program") & xterm=$!
    window=
    for _ in $(seq 100); do
        window=$(xdotool search --onlyvisible --class xterm 2>/dev/null | tail -1) && [ -n "$window" ] && break
        sleep 0.05
    done
    [ -n "$window" ] || die "xterm did not start"
    xdotool windowfocus --sync "$window" mousemove 1900 1190
    settle
}

close_window() {
    kill $xterm 2>/dev/null || true
    wait $xterm 2>/dev/null || true
    xterm=
}

# The pointer wanders over the window, N steps of 15 ms: credited events are at least 10 ms apart.
move() {
    local WIDTH HEIGHT SCREEN WINDOW X Y
    eval "$(xdotool getwindowgeometry --shell "$window")"
    local i
    for ((i = 1; i <= $1; i++)); do
        xdotool mousemove $((40 + i * 37 % (WIDTH - 80))) $((40 + i * 23 % (HEIGHT - 80)))
        sleep 0.015
    done
}

step() { # VERB REST
    case $1 in
        key) local k; for k in $2; do xdotool key --clearmodifiers "$k"; settle; done ;;
        type) xdotool type --clearmodifiers --delay 15 -- "$2"; settle ;;
        move) move "$2" ;;
        snap) shoot "$work/b.png"; snapped=yes ;;
        rest) settle ;;
        sleep) sleep "$2" ;;
        *) die "$list: no such step: $1" ;;
    esac
}

save() {
    [ -n "$snapped" ] || settle
    snapped=
    mkdir -p "$out"
    # Text on a plain ground has few colours: 255 of them show no difference, in a third of the bytes.
    convert "$work/b.png" -strip -depth 8 -colors 255 -define png:compression-level=9 "png8:$out/$name.png"
    echo "$out/$name.png $(identify -format '%wx%h %b' "$out/$name.png")"
}

wanted() { [ ${#names[@]} = 0 ] && return; local n; for n in "${names[@]}"; do [ "$n" = "$1" ] && return; done; return 1; }
names=("$@")
name=
finish() { if [ -n "$name" ]; then save; close_window; fi; name=; }
while read -r verb rest <&4 || [ -n "$verb" ]; do
    case $verb in
        '' | '#'*) ;;
        picture)
            finish
            read -r next size theme <<<"$rest"
            if wanted "$next"; then name=$next; open_window "$size" "$theme"; fi ;;
        *) if [ -n "$name" ]; then step "$verb" "$rest"; fi ;;
    esac
done 4<"$list"
finish
