#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# --dump shows each step; what it shows of a small text is what happened to it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$work/a.txt" <<'END'
Mr. Orlov met Anna Brandt in Geneva on Monday. Two days later he flew to Paris.
END
dump() { check 0 "--dump $1" "$bin" extract --date 2025-08-20 --dump "$1" "$work/a.txt"; }

dump tokens
says out "Mr."
says out "Brandt"
[ "$(grep -c '^sentence\|^# *sentence\|sentence' "$work/out")" -ge 2 ] || fail "tokens: not two sentences"
dump candidates
says out "date.weekday"
dump times
says out "2025-08-18"
says out "2025-08-20"
dump events
says out "meeting"
dump links
silent err
dump order
says out "2025-08-18"
dump pairs
says out "attached=date"
check 2 "--dump of nothing" "$bin" extract --dump everything "$work/a.txt"
says err "tokens, candidates, times, events, links, order, text or pairs"

# Several documents, and one that fails between them.
printf 'x\0' >"$work/b.txt"
check 2 "--dump of several" "$bin" extract --dump times --date 2025-08-20 "$work/a.txt" "$work/b.txt" "$work/a.txt"
[ "$(grep -c 2025-08-18 "$work/out")" -ge 2 ] || fail "--dump of several: two documents expected"
says err "b.txt"
# The dump goes to -o like everything else.
check 0 "--dump -o" "$bin" extract --date 2025-08-20 --dump times -o "$work/times" "$work/a.txt"
grep -q 2025-08-18 "$work/times" || fail "--dump -o wrote something else"
silent out
