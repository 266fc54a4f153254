#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# dateline merge: inputs of every kind, what cannot be read, exit status, -o.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$work/a.yaml" <<'END'
# by hand
dateline: 1
document: {id: a, outlet: The A, created: 2024-05-17}
events:
- {id: e1, name: Geneva summit, type: meeting, when: 2024-05-10, where: [Geneva]}
END
sed -e 's/id: a, outlet: The A/id: b, outlet: The B/; s/2024-05-10/2024-05-11/' "$work/a.yaml" >"$work/b.yaml"
row() { "$bin" merge -f json "$1" | "$DATELINE_PYTHON" -c 'import json,sys; print(json.dumps(json.load(sys.stdin)))'; }

check 0 "two files" "$bin" merge "$work/a.yaml" "$work/b.yaml"
silent err
cp "$work/out" "$work/whole"
says out "{edtf: \"2024-05-11\", change: contradiction, documents: [d2]}"

# The same from JSON Lines, several YAML documents, standard input, another order.
{ row "$work/b.yaml"; echo; row "$work/a.yaml"; } >"$work/rows.jsonl"
check 0 "JSON Lines" "$bin" merge "$work/rows.jsonl"
cmp "$work/out" "$work/whole" || fail "JSON Lines give something else"
{ cat "$work/b.yaml"; echo ---; cat "$work/a.yaml"; } >"$work/both.yaml"
check 0 "several documents" "$bin" merge "$work/both.yaml"
cmp "$work/out" "$work/whole" || fail "YAML documents give something else"
"$bin" merge - "$work/a.yaml" <"$work/b.yaml" >"$work/out"
cmp "$work/out" "$work/whole" || fail "standard input gives something else"
"$bin" merge - <"$work/rows.jsonl" >"$work/out"
cmp "$work/out" "$work/whole" || fail "rows on standard input give something else"
{ printf '\357\273\277'; cat "$work/b.yaml"; } >"$work/bom.yaml"
check 0 "a byte order mark" "$bin" merge "$work/bom.yaml" "$work/a.yaml"
cmp "$work/out" "$work/whole" || fail "a byte order mark changes something"
check 0 "CSV" "$bin" merge -f matrix-csv "$work/b.yaml" "$work/a.yaml"
says out "e1,Geneva summit,meeting,2024-05-10,happened,2,1,The A; The B,2024-05-10,2024-05-11"
# What a page calls itself or an event is no formula in anybody's spreadsheet; a year BC stays a date.
cat >"$work/formula.yaml" <<'END'
dateline: 1
document: {id: a, outlet: '@A', created: 2024-05-17}
events:
- {id: e1, name: '=HYPERLINK("http://x.example","Geneva, summit")', type: meeting, when: "-0043-03-15"}
- {id: e2, name: ' -2+3 talks', type: meeting, when: 2024-05-10}
END
check 0 "CSV without formulas" "$bin" merge -f matrix-csv "$work/formula.yaml"
"$DATELINE_PYTHON" - "$work/out" <<'END' || fail "a formula in the CSV"
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="")))
assert rows[0][-1] == "'@A" and rows[1][7] == "'@A", rows
assert [row[1] for row in rows[1:]] == ["'=HYPERLINK(\"http://x.example\",\"Geneva, summit\")", "' -2+3 talks"], rows
assert rows[1][3] == rows[1][8] == "-0043-03-15", rows
END
check 0 "text" "$bin" merge -f text "$work/b.yaml" "$work/a.yaml"
says out "1 of 2 documents agree on the date"

# The same file twice counts once, and is said once.
check 0 "twice" "$bin" merge "$work/a.yaml" "$work/b.yaml" "$work/a.yaml"
cmp "$work/out" "$work/whole" || fail "a file given twice counts twice"
says err "a.yaml: note: given before; it counts once"
check 0 "three times" "$bin" merge "$work/a.yaml" "$work/b.yaml" "$work/b.yaml" "$work/a.yaml" "$work/whole"
says err "note: 3 timelines were given before and count once; the first is $work/b.yaml"
[ "$(wc -l <"$work/err")" -eq 1 ] || fail "more than one note"
check 0 "quietly" "$bin" merge -q "$work/a.yaml" "$work/a.yaml"
silent err

# Rows as extract writes them.
printf 'Talks\n\nA summit was held in Geneva on 10 May 2024.\n' >"$work/c.txt"
"$bin" extract --format jsonl --date 2024-05-14 "$work/c.txt" >"$work/extracted.jsonl"
check 0 "rows of extract" "$bin" merge "$work/extracted.jsonl"
cp "$work/out" "$work/from_rows"
"$bin" extract --date 2024-05-14 "$work/c.txt" >"$work/extracted.yaml"
check 0 "its YAML" "$bin" merge "$work/extracted.yaml"
cmp "$work/out" "$work/from_rows" || fail "rows of extract give something else"

# Articles carry their dates.
printf 'Talks\n\nThe ministers met in Geneva on Friday.\n' >"$work/c.txt"
check 0 "an article" "$bin" merge "$work/a.yaml" "$work/c.txt@2024-05-14"
says out "title: Talks, created: 2024-05-14, created_source: option"

# What cannot be read has a place; nothing is written; the rest is merged when asked.
bad() { # NAME TEXT MESSAGE
    printf '%b' "$2" >"$work/$1"
    check 2 "$1" "$bin" merge "$work/a.yaml" "$work/$1" "$work/b.yaml"
    silent out
    says err "$1$3"
    says err "1 input cannot be read: nothing is written"
    check 2 "$1, going on" "$bin" merge -k "$work/a.yaml" "$work/$1" "$work/b.yaml"
    says err "$1$3"
    cmp "$work/out" "$work/whole" || fail "$1 harms the others"
}
# The line and a caret below the place, in a later document of a file and in a row too.
caret() { # LINE CARET
    says err "  $1"
    grep -qxF -- "  $2" "$work/err" || fail "no caret below the place: $(cat "$work/err")"
}
printf 'dateline: 1\nevents:\n- {id: e1, name: X, when: 2024-02-30}\n' >"$work/place.yaml"
check 2 "a place" "$bin" merge "$work/place.yaml"
caret '- {id: e1, name: X, when: 2024-02-30}' '                          ^'
{ cat "$work/a.yaml"; echo ---; cat "$work/place.yaml"; } >"$work/places.yaml"
check 2 "a place in the second document" "$bin" merge "$work/places.yaml"
says err "places.yaml:9:27: "
caret '- {id: e1, name: X, when: 2024-02-30}' '                          ^'
printf '\n%s\n' '{"dateline":1,"events":[{"id":"é","name":"X","when":"2024-02-30"}]}' >"$work/place.jsonl"
check 2 "a place in a row" "$bin" merge "$work/place.jsonl"
caret '{"dateline":1,"events":[{"id":"é","name":"X","when":"2024-02-30"}]}' '                                                    ^'
printf '{"dateline": 1, "events": [{"id": "e1", "name": "a name that is so long that the place is far to the right", "when": "2024-02-30"}]}\n' >"$work/place.json"
check 2 "a place in a long line" "$bin" merge "$work/place.json"
says err '  …'

bad version.yaml 'dateline: 2\nevents: []\n' ":1:11: version 2 of the timeline format"
bad field.yaml 'dateline: 1\nevents:\n- {id: e1, when: 2024}\n' ":3:3: an event has no \`name\`"
bad date.yaml 'dateline: 1\nevents:\n- {id: e1, name: X, when: 2024-02-30}\n' ":3:27: "
bad ids.yaml 'dateline: 1\nevents:\n- {id: e1, name: X, when: 2024}\n- {id: e1, name: Y, when: 2024}\n' ":4:8: two events have the id \`e1\`"
bad empty.yaml '' ": the file is empty"
bad mark.yaml '\0357\0273\0277' ": the file is empty"
bad blank.yaml '\n# nothing\n\n' ": the file is empty"
bad other.yaml 'title: no timeline\n' ":1:1: a timeline has no field \`title\`"
bad second.yaml 'dateline: 1\nevents: 3\n---\n' ":2:9: \`events\` must be a list"
bad bytes.json '{"dateline": 1, "events": [\377]}\n' ":1: not UTF-8 text"
bad row.jsonl '\n{"dateline": 1, "events": [}\n' ":2:28: "
bad error.jsonl '{"id": "x", "line": 1, "error": {"status": "input", "message": "no date"}}\n' ":1:33: this row has no timeline but an error: no date"
check 2 "a file that is not there" "$bin" merge "$work/a.yaml" "$work/none.yaml"
says err "none.yaml: No such file"
check 2 "a folder" "$bin" merge "$work/a.yaml" "$work"
says err "it is a folder"
check 2 "nothing but trouble" "$bin" merge -k "$work/none.yaml"
silent out

# A broken row among good ones: its line, and the others unharmed.
{ row "$work/a.yaml"; echo '{"dateline": 1}'; row "$work/b.yaml"; echo 'no JSON'; } >"$work/mixed.jsonl"
check 2 "rows" "$bin" merge --keep-going "$work/mixed.jsonl"
cmp "$work/out" "$work/whole" || fail "a broken row harms the others"
says err "mixed.jsonl:2:1: a timeline has no \`events\`"
says err "mixed.jsonl:4:"
check 2 "rows, all or nothing" "$bin" merge "$work/mixed.jsonl"
says err "2 inputs cannot be read"
silent out
# In a file of several documents lines are counted from its beginning.
{ cat "$work/a.yaml"; printf -- '---\ndateline: 1\nevents:\n- {id: e1}\n'; } >"$work/later.yaml"
check 2 "the second document" "$bin" merge "$work/later.yaml"
says err "later.yaml:9:3: an event has no \`name\`"

check 2 "no input" "$bin" merge
says err "at least one timeline"
check 2 "standard input twice" "$bin" merge - -
says err "once only"
check 2 "a format" "$bin" merge -f xml "$work/a.yaml"
says err "matrix-html"
check 2 "columns" "$bin" merge --by newspaper "$work/a.yaml"
says err "outlet or document"

# -o: the file is whole or what it was.
echo old >"$work/result"
check 2 "trouble leaves the file" "$bin" merge -o "$work/result" "$work/a.yaml" "$work/none.yaml"
[ "$(cat "$work/result")" = old ] || fail "-o destroyed the old file"
check 0 "written" "$bin" merge -o "$work/result" "$work/a.yaml" "$work/b.yaml"
cmp "$work/result" "$work/whole" || fail "-o wrote something else"
[ -z "$(find "$work" -name 'result.*')" ] || fail "a temporary file was left behind"
if [ -w /dev/full ]; then
    check 2 "a full disk" "$bin" merge -o /dev/full "$work/a.yaml"
    says err "No space left"
fi
# A reader that goes away is no crash and no message.
closed_pipe "a closed pipe" "$bin" merge "$work/a.yaml"

check 0 "no colours in a pipe" "$bin" merge -f matrix "$work/a.yaml" "$work/b.yaml"
! grep -q "$(printf '\033')" "$work/out" || fail "colours in a pipe"
check 0 "colours" "$bin" merge -f matrix --color=always "$work/a.yaml" "$work/b.yaml"
grep -q "$(printf '\033')" "$work/out" || fail "no colours with --color=always"
