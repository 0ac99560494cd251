# A real xterm under Xvfb with keywizard in it, for the pictures: to be sourced by bash, in the repository's folder.
# Gives: $program, $work, open_window SIZE THEME, close_window, shoot FILE, settle, move N.
# Needs Debian's xvfb, xterm, xdotool, imagemagick and fonts-dejavu-core.
program=$(realpath "${KEYWIZARD:-.build/release/keywizard}")
out=${OUT:-screenshots}

die() { echo "$(basename "$0" .sh): $*" >&2; exit 1; }
for tool in Xvfb xterm xdotool import identify convert; do
    command -v $tool >/dev/null || die "no $tool: apt-get install xvfb xterm xdotool imagemagick fonts-dejavu-core"
done
[ -x "$program" ] || die "no program at $program"

work=$(mktemp -d)
xterm= xvfb=
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
    die "the screen does not come to rest"
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
