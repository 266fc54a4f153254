#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What cannot be read, understood or written: a message that names it, exit status 2, no output file.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

article=$root/fixtures/articles/summit.txt
date="--date=2024-05-17"

# refused NAME TEXT FILE [OPTION...]: extract -o fails, says TEXT, leaves nothing behind.
refused() {
    local name=$1 text=$2 file=$3
    shift 3
    mkdir -p "$work/into"
    check 2 "$name" "$bin" extract -o "$work/into/out.yaml" "$@" "$file"
    says err "$text"
    silent out
    [ -z "$(ls -A "$work/into")" ] || fail "$name: left $(ls -A "$work/into")"
}

# --- Articles --------------------------------------------------------------------------------

refused "missing file" "none.txt: No such file" "$work/none.txt"
refused "folder" "it is a folder" "$work"
printf 'caf\xe9 on Monday' >"$work/latin1.txt"
refused "invalid UTF-8" "byte 0xE9 at offset 3 is not UTF-8" "$work/latin1.txt"
printf 'Prices rose in \xe2\x82' >"$work/cut.txt"
refused "cut in a character" "ends inside a character" "$work/cut.txt"
printf 'He left\0on Monday' >"$work/nul.txt"
refused "NUL byte" "NUL byte at offset 7" "$work/nul.txt"
printf '\xff\xfeH\0i\0' >"$work/utf16le.txt"
refused "UTF-16, little end first" "UTF-16" "$work/utf16le.txt"
printf '\xfe\xff\0H\0i' >"$work/utf16be.txt"
refused "UTF-16, big end first" "iconv -f utf-16" "$work/utf16be.txt"
refused "binary" "not text" "$bin"
printf '%%PDF-1.7\n' >"$work/a.pdf"
refused "PDF" "pdftotext" "$work/a.pdf"
printf '<?xml version="1.0"?><TimeML><TEXT>He <EVENT eid="e1">left</TEXT>' >"$work/broken.tml"
refused "broken TimeML" "broken.tml" "$work/broken.tml"

if [ "$(id -u)" -ne 0 ]; then
    cp "$article" "$work/closed.txt"
    chmod 000 "$work/closed.txt"
    refused "unreadable" "Permission denied" "$work/closed.txt"
else
    echo "not checked: a file without read permission (root reads everything)"
fi

# An empty document is a document; so is one without a single word.
: >"$work/empty.txt"
check 0 "empty" "$bin" extract "$date" "$work/empty.txt"
says out "events: []"
silent err
printf ' \n\t\n...' >"$work/blank.txt"
check 0 "blank" "$bin" extract "$date" "$work/blank.txt"
says out "events: []"
check 0 "standard input" "$bin" extract "$date" - # which check closes

# One that fails does not stop the others, but shows in the exit status.
check 2 "one of two" "$bin" extract "$date" "$work/nul.txt" "$article"
says err "nul.txt"
says out "summit"

# --- One line without end --------------------------------------------------------------------

# Instrumented builds are some twenty times slower.
megabytes=200
[ -z "${DATELINE_SANITIZE:-}" ] || megabytes=20
head -c "${megabytes}000000" /dev/zero | tr '\0' 'a' >"$work/letters.txt"
check 0 "one word of $megabytes MB" "$bin" extract "$date" "$work/letters.txt"
says out "events: []"
rm "$work/letters.txt"

# --- Options ---------------------------------------------------------------------------------

for wrong in 2025-02-30 2025-13-01 yesterday 20.8.2025 ""; do
    refused "--date '$wrong'" "publication date \"$wrong\"" "$article" --date "$wrong"
done
check 2 "unknown domain" "$bin" extract --domain sports "$article"
says err "auto, news or narrative"

# --- Rules -----------------------------------------------------------------------------------

pack=$work/pack
mkdir "$pack"
refused_rules() { # refused_rules NAME TEXT
    refused "$1" "$2" "$article" --rules "$pack"
    check 1 "$1 (rules check)" "$bin" rules check --rules "$pack"
    grep -qF -- "$2" "$work/out" "$work/err" || fail "$1: rules check does not say \`$2\`"
    rm -r "${pack:?}"/*
}

cat >"$pack/p.yaml" <<'END'
stage: event
rules:
  - id: x.one
    event: meeting
    triger: <meet.v>
    examples: [They _met_. => meeting]
END
refused_rules "unknown key" "did you mean trigger?"

{
    echo 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
    for i in 1 2 3 4 5 6 7 8 9; do
        printf 'a%d: &a%d [' "$i" "$i"
        for _ in 1 2 3 4 5 6 7 8 9; do printf '*a%d, ' $((i - 1)); done
        echo "*a$((i - 1))]"
    done
} >"$pack/bomb.yaml"
refused_rules "alias bomb" "bomb.yaml:1:5: error"

{
    printf 'x: '
    head -c 200000 /dev/zero | tr '\0' '['
} >"$pack/deep.yaml"
refused_rules "nested 200,000 deep" "deep.yaml:1:"

{
    echo 'stage: event'
    head -c 100000000 /dev/zero | tr '\0' '#'
} >"$pack/huge.yaml"
refused_rules "a file of 100 MB" "huge.yaml"

printf 'stage: event\nrules: \xff\n' >"$pack/bytes.yaml"
refused_rules "rules that are not UTF-8" "bytes.yaml"

# --- Output ----------------------------------------------------------------------------------

refused "folder that is not there" "none/out.yaml: No such file" "$article" "$date" \
    -o "$work/none/out.yaml"
check 2 "output is a folder" "$bin" extract "$date" -o "$work" "$article"
says err "$work"
if [ -w /dev/full ]; then
    check 2 "full device" "$bin" extract "$date" -o /dev/full "$article"
    says err "No space left"
    check 2 "full standard output" bash -c "\"$bin\" extract $date \"$article\" >/dev/full"
    says err "No space left"
fi

# A full disk: the file that was there stays as it was, and nothing is left beside it.
if [ "$(id -u)" -eq 0 ] && mkdir "$work/disk" &&
    mount -t tmpfs -o size=16k none "$work/disk" 2>/dev/null; then
    trap 'umount "$work/disk"; rm -rf "$work"' EXIT
    echo old >"$work/disk/out.yaml"
    check 2 "full disk" "$bin" extract "$date" --all --times -o "$work/disk/out.yaml" \
        "$article" "$root"/fixtures/articles/*.txt
    says err "No space left"
    [ "$(cat "$work/disk/out.yaml")" = old ] || fail "a full disk changed the old file"
    [ "$(ls -A "$work/disk")" = out.yaml ] || fail "a full disk left $(ls -A "$work/disk")"
else
    echo "not checked: a full disk (a tmpfs cannot be mounted here)"
fi

# A reader that goes away is no error worth a message.
closed_pipe "a closed pipe" "$bin" extract -q "$date" --all "$root"/fixtures/articles/*.txt
