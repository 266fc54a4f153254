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
