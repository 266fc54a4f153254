#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# dateline verify as a user calls it: exit status, formats, bad timelines, a closed pipe.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

article=$root/fixtures/story/meeting.txt
dated=$article@2023-03-22
printf '2023-03-20: Fishermen protest in Bergen\n' >"$work/good.txt"
printf -- '- {date: 2023-03-19, event: Fishermen protest in Bergen}\n' >"$work/wrong.yaml"

check 0 "all supported" "$bin" verify "$work/good.txt" "$dated"
says out "1 of 1 supported"
silent err
check 1 "another date" "$bin" verify "$work/wrong.yaml" "$dated"
says out "[another date]"
says out "the text says Mon 20 Mar 2023"
check 0 "only what does not matter" "$bin" verify --fail-on not-in-text,order-differs "$work/wrong.yaml" "$dated"
check 1 "what matters" "$bin" verify --fail-on date-differs "$work/wrong.yaml" "$dated"
check 2 "no such verdict" "$bin" verify --fail-on wrong "$work/wrong.yaml" "$dated"
says err "it is one of"
check 0 "--date" "$bin" verify --date 2023-03-22 "$work/good.txt" "$article"
check 0 "the date line's date" "$bin" verify "$work/good.txt" "$article"
sed 's/^BERGEN, March 22, 2023/BERGEN/' "$article" >"$work/undated.txt"
check 1 "no date" "$bin" verify "$work/good.txt" "$work/undated.txt"
says out "no date: relative dates cannot be checked"
got=0
"$bin" verify - "$dated" <"$work/good.txt" >/dev/null || got=$?
[ "$got" -eq 0 ] || fail "standard input: exit status $got"

# A timeline of our own is supported by its article.
check 0 "extract" "$bin" extract --date 2023-03-22 -o "$work/own.yaml" "$article"
check 0 "our own timeline" "$bin" verify "$work/own.yaml" "$dated"

check 1 "JSON" "$bin" verify -f json "$work/wrong.yaml" "$dated"
"$DATELINE_PYTHON" -c '
import json, sys
d = json.load(open(sys.argv[1]))
assert d["summary"] == {"date-differs": 1}, d["summary"]
found = d["checks"][0]["found"]
text = open(sys.argv[2], "rb").read()
assert text[found["span"][0]:found["span"][1]].decode() == found["quote"], found
assert found["chain"][-1] == {"kind": "published", "edtf": "2023-03-22", "rule": "option"}, found["chain"]
' "$work/out" "$article" || fail "the JSON is not what it should be"
check 1 "HTML" "$bin" verify -f html -o "$work/page.html" "$work/wrong.yaml" "$dated"
silent out
grep -q 'another date' "$work/page.html" || fail "the page does not say the verdict"
check 2 "no such format" "$bin" verify -f csv "$work/wrong.yaml" "$dated"
check 0 "schema" "$bin" verify --schema
says out '"date-differs"'

# Bad input: a message with its place, and nothing else.
refused() {
    local name=$1 message=$2
    check 2 "$name" "$bin" verify "$work/bad" "$dated"
    says err "$message"
    silent out
}
printf '' >"$work/bad"
refused "empty" "bad:1:1: there is nothing in it"
printf 'The leaders met in Bergen.\n' >"$work/bad"
refused "no timeline" "bad:1:1: this is no timeline"
printf 'PK\003\004\000\000' >"$work/bad"
refused "binary" "this is no text"
printf -- '- {date: 2023-02-30, event: x}\n' >"$work/bad"
refused "an impossible date" 'bad:1:10: there is no date `2023-02-30`'
says err "           ^"
printf 'dateline: 2\nevents:\n- {name: x, when: 2023-03-20}\n' >"$work/bad"
refused "another version of the format" "bad:1:11: version 2 of the timeline format"
printf -- '- {date: 2023-03-20}\n' >"$work/bad"
refused "a field is missing" "bad:1:3: entry 1 has no text"
printf -- '- {id: a, event: x}\n- {id: a, event: y}\n' >"$work/bad"
refused "an id twice" "bad:2:8: two entries have the id"
{
    printf 'date,event\n2023-03-20,"'
    head -c 200000 /dev/zero | tr '\0' x
} >"$work/bad"
refused "a huge field" "bad:2:12: a field of more than 65536 bytes"
check 2 "no such article" "$bin" verify "$work/good.txt" "$work/none.txt"
says err "none.txt: No such file"
check 2 "no such timeline" "$bin" verify "$work/none.yaml" "$dated"
check 2 "an impossible publication date" "$bin" verify "$work/good.txt" "$article@2023-02-30"
says err "meeting.txt: publication date"
printf 'x\377' >"$work/bad.txt"
check 2 "a binary article" "$bin" verify "$work/good.txt" "$work/bad.txt"
says err "bad.txt: byte 1"
check 2 "no article" "$bin" verify "$work/good.txt"
says err "needs an article"
check 2 "no argument" "$bin" verify
check 2 "standard input twice" "$bin" verify - -
check 0 "help" "$bin" verify --help
says out "Example:"

# A reader that goes away is no crash.
closed_pipe "a closed pipe" "$bin" verify "$work/good.txt" "$dated"
