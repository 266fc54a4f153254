#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# dateline diff over timeline files: exit status, formats, -o.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$work/a.yaml" <<'END'
# by hand
dateline: 1
document: {id: a, source: a.txt, created: 2024-05-17}
events:
- {id: e1, name: Geneva summit, type: meeting, when: "2024", where: [Geneva]}
- {id: e2, name: Phone call, type: call, when: 2024-05-15, who: [Kiprono, Tesfaye]}
END
sed -e 's/2024-05-15/2024-05-14/; s/"2024"/2024-05-10/' "$work/a.yaml" >"$work/b.yaml"

check 0 "the same" "$bin" diff "$work/a.yaml" "$work/a.yaml"
says out "2 the same"
silent err
check 1 "different" "$bin" diff "$work/a.yaml" "$work/b.yaml"
says out "! Phone call  [contradiction]"
says out "~ Geneva summit  [more precise]"
check 1 "JSON" "$bin" diff -f json "$work/a.yaml" "$work/b.yaml"
"$DATELINE_PYTHON" -c '
import json, sys
d = json.load(open(sys.argv[1]))
assert d["summary"] == {"same": 0, "contradiction": 1, "more-precise": 1}, d["summary"]
assert d["changes"][1]["b"]["when"]["start"] == "2024-05-14"
' "$work/out" || fail "the JSON is not what it should be"

# A side may come from standard input, in JSON as well as in YAML.
got=0
"$bin" diff "$work/a.yaml" - <"$work/b.yaml" >/dev/null || got=$?
[ "$got" -eq 1 ] || fail "standard input: exit status $got"

# A row of JSON Lines is a timeline, whatever its name is.
echo '{"id":"r","date":"2024-05-17","text":"Anna Holm met Paul Weber in Oslo on 10 May 2024."}' |
    "$bin" extract -q -f jsonl >"$work/row"
check 0 "a row and itself" "$bin" diff "$work/row" "$work/row"
says out "1 the same"
check 1 "a row and a timeline" "$bin" diff "$work/row" "$work/a.yaml"
silent err

check 2 "a file that is not there" "$bin" diff "$work/a.yaml" "$work/none.yaml"
says err "No such file"
check 2 "a folder" "$bin" diff "$work/a.yaml" "$work"
says err "folder"
printf 'dateline: 1\nevents:\n- {id: e1, name: x, when: 2024-13}\n' >"$work/bad.yaml"
check 2 "an impossible date" "$bin" diff "$work/a.yaml" "$work/bad.yaml"
says err "bad.yaml:3:27: "
silent out

# -o: the file is whole or what it was.
echo old >"$work/result"
check 2 "trouble leaves the file" "$bin" diff -o "$work/result" "$work/a.yaml" "$work/bad.yaml"
[ "$(cat "$work/result")" = old ] || fail "-o destroyed the old file"
check 1 "written" "$bin" diff -f yaml -o "$work/result" "$work/a.yaml" "$work/b.yaml"
silent out
grep -q '^dateline_diff: 1$' "$work/result" || fail "-o wrote something else"
[ -z "$(find "$work" -name 'result.*')" ] || fail "a temporary file was left behind"
check 2 "a folder that is not there" "$bin" diff -o "$work/none/x" "$work/a.yaml" "$work/b.yaml"
if [ -w /dev/full ]; then
    check 2 "a full disk" "$bin" diff -o /dev/full "$work/a.yaml" "$work/b.yaml"
    says err "No space left"
fi

# Colours only when asked for.
check 1 "no colours in a pipe" "$bin" diff "$work/a.yaml" "$work/b.yaml"
! grep -q "$(printf '\033')" "$work/out" || fail "colours in a pipe"
check 1 "colours" "$bin" diff --color=always "$work/a.yaml" "$work/b.yaml"
grep -q "$(printf '\033')" "$work/out" || fail "no colours with --color=always"

# Only some changes, and what a script waits for.
check 1 "--only" "$bin" diff --only contradiction "$work/a.yaml" "$work/b.yaml"
says out "! Phone call  [contradiction]"
says out "1 contradiction · 1 not shown"
! grep -q "Geneva" "$work/out" || fail "--only shows what it should not"
check 0 "--only, nothing left" "$bin" diff --only status,dated "$work/a.yaml" "$work/b.yaml"
says out "2 not shown"
check 0 "--fail-on, no such change" "$bin" diff --fail-on status "$work/a.yaml" "$work/b.yaml"
check 1 "--fail-on" "$bin" diff --fail-on status,contradiction "$work/a.yaml" "$work/b.yaml"
check 1 "--fail-on sees what --only hides" "$bin" diff --only status --fail-on contradiction "$work/a.yaml" "$work/b.yaml"
check 2 "an unknown kind" "$bin" diff --only contradicton "$work/a.yaml" "$work/b.yaml"
says err 'did you mean `contradiction`?'
check 2 "no kind at all" "$bin" diff --fail-on "" "$work/a.yaml" "$work/b.yaml"
says err "there are added, dropped"
check 1 "the reason of a match" "$bin" diff -v "$work/a.yaml" "$work/b.yaml"
says out "matched by name, type, who (0.78)"
check 1 "JSON of some changes" "$bin" diff -f json --only more-precise "$work/a.yaml" "$work/b.yaml"
"$DATELINE_PYTHON" -c '
import json, sys
d = json.load(open(sys.argv[1]))
assert d["only"] == ["more-precise"] and d["summary"] == {"same": 0, "more-precise": 1, "hidden": 1}, d
assert d["changes"][0]["match"] == {"score": 0.93, "by": ["name", "type", "dates", "place"]}, d["changes"][0]
' "$work/out" || fail "the JSON of --only is not what it should be"

# A page that needs nothing else, in which the words of an article stay words.
sed 's/Phone call/Call <script>alert("1")<\/script>/' "$work/b.yaml" >"$work/evil.yaml"
check 1 "HTML" "$bin" diff -f html "$work/a.yaml" "$work/evil.yaml"
says out "&lt;script&gt;"
! grep -qE '<script|<link|src=|href=|@import|url\(' "$work/out" || fail "the page needs more than itself"
"$DATELINE_PYTHON" -c '
import html.parser, sys
class Page(html.parser.HTMLParser):
    void, open, columns = {"meta", "br"}, [], 0
    def handle_starttag(self, tag, attrs):
        if tag not in self.void: self.open.append(tag)
        self.columns += tag == "td"
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.getpos())
page = Page()
page.feed(open(sys.argv[1]).read())
assert not page.open and page.columns == 6, (page.open, page.columns)
' "$work/out" || fail "the HTML is not well formed"

# What people get wrong in a file, with its place.
bad() { # bad NAME TEXT MESSAGE
    printf '%b' "$2" >"$work/wrong.yaml"
    check 2 "$1" "$bin" diff "$work/a.yaml" "$work/wrong.yaml"
    says err "$3"
    silent out
}
bad "another version" 'dateline: 2\nevents: []\n' "wrong.yaml:1:11: version 2 of the timeline format"
bad "no name" 'dateline: 1\nevents:\n- {id: e1, when: 2024}\n' "wrong.yaml:3:3: an event has no \`name\`"
bad "the same id twice" 'dateline: 1\nevents:\n- {id: e1, name: x, when: "2024"}\n- {id: e1, name: y, when: "2024"}\n' \
    "wrong.yaml:4:8: two events have the id \`e1\`"
bad "an impossible day" 'dateline: 1\nevents:\n- {id: e1, name: x, when: 2023-02-30}\n' "wrong.yaml:3:27: "
says err '                            ^'
bad "no first key" 'events:\n- {id: e1, name: x, when: "2024"}\n' "this is no timeline"
bad "an empty file" '' "wrong.yaml"
check 0 "one file on both sides" "$bin" diff "$work/a.yaml" "$work/a.yaml"
check 2 "standard input twice" "$bin" diff - -
says err "one side only"
printf 'dateline: 2\nevents: []\n' >"$work/v2"
got=0
"$bin" diff "$work/a.yaml" - <"$work/v2" >"$work/out" 2>"$work/err" || got=$?
[ "$got" -eq 2 ] || fail "a wrong standard input: exit status $got"
says err "standard input:1:11:"

# A reader that goes away gets no message.
closed_pipe "a closed pipe" "$bin" diff "$work/a.yaml" "$work/b.yaml"

# Entries of a merged timeline have evidence of several documents; the quote says which.
cat >"$work/merged.yaml" <<'END'
dateline: 1
events:
- id: e1
  name: Phone call
  type: call
  when: 2024-05-16
  who: [Kiprono, Tesfaye]
  evidence:
  - {text: "spoke by telephone", document: gazette}
  - {text: "a call on Thursday", document: courier}
END
check 1 "a merged timeline" "$bin" diff "$work/a.yaml" "$work/merged.yaml"
says out "“spoke by telephone” (gazette)"
check 0 "a merged timeline and itself" "$bin" diff "$work/merged.yaml" "$work/merged.yaml"
