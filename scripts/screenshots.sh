#!/bin/bash
# The pictures of the README, taken from the program in a real xterm under Xvfb, with real keys and a real pointer.
# usage: scripts/screenshots.sh [NAME...]    the pictures of scripts/screenshots.txt, or those named
#        KEYWIZARD=path  the program         OUT=folder  where they go (screenshots)         LIST=file  other pictures
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/xterm-window.sh
list=${LIST:-scripts/screenshots.txt}
snapped=

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
    # Text on a plain ground has few colors: 255 of them show no difference, in a third of the bytes.
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
