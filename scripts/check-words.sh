#!/bin/bash
# Fails on words that CONTRIBUTING.md replaces by plain ones, in texts, comments, documents and test names.
set -uo pipefail
cd "$(dirname "$0")/.."

# One extended regular expression for each, in either case, so that test names count too.
words=(
    whoever somebody anybody '\<(bring|brings|bringing)\>' brought 'of theirs\>' 'the person\>' 'given away' '\<anew\>'
    '(came|comes|became|becomes) of\>' '(go|goes|gone|going|went) on with\>' '(is|was|be|has|have) come to\>'
    'taken up\>' '(is|are|was|were) none\>' '\<doubled\>' 'cancelled"' 'colour' 'behaviour' 'recognis' 'organis'
)
pattern=$(IFS='|'; echo "${words[*]}")
found=$(
    git ls-files --cached --others --exclude-standard |
        grep -vE '^(scripts/check-words\.sh|debian/copyright|LICENSE|Sources/CWordList/.*\.txt|Tests/SSHKeyTests/KeyFiles/.*)$' |
        tr '\n' '\0' | xargs -0 grep -HnIiE "$pattern" |
        # "There is none" is plain, and None is Python's.
        grep -viE 'there (is|are|was|were) none\>' | grep -v '\<None\>'
)
[ -z "$found" ] || { echo "$found" >&2; echo 'error: see "Plain words" in CONTRIBUTING.md' >&2; exit 1; }
