#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# why: the account of an entry goes from its words down to the publication date.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$work/a.txt" <<'END'
Mr. Orlov met Anna Brandt in Geneva last Friday. The minister, Paul Weber, resigned the day after the meeting. Kenya will sign the accord in May.
END
why() { check "$1" "why $2" "$bin" why --date 2025-08-20 "$2" "$work/a.txt"; }

# The chain: words, rule with file and line, what was said, what inferred, publication.
why 0 "Geneva meeting"
says out 'meeting.meet ('
says out 'meetings.yaml:'
says out '"last Friday" = 2025-08-15'
says out 'said: a relative time; inferred: year, month, day'
says out 'publication 2025-08-20'
says out 'tense past'

# A date that comes from another event shows that event and its chain.
why 0 resignation
says out 'link.unit-after'
says out 'by P1D'
says out 'has 2025-08-15'
says out '2025-08-16, anchored'
says out 'publication 2025-08-20'

# By id, by words of the evidence, all of them; capitals do not matter.
why 0 e1
says out '"met" in sentence 1'
why 0 "WILL SIGN"
says out 'planned'
why 0 ""
[ "$(grep -c '^  When' "$work/out")" -eq 3 ] || fail "'' explains every entry"

# Nothing fits: the entries are listed.
why 1 "the flood"
silent out
says err "e1 "
says err "the flood"

# Without a date nothing is counted from publication.
check 0 "no date" "$bin" why Geneva "$work/a.txt"
says out 'undated'
check 2 "no event" "$bin" why
check 2 "two files" "$bin" why e1 "$work/a.txt" "$work/a.txt"
check 2 "no file" "$bin" why e1 "$work/none.txt"
check 2 "wrong date" "$bin" why --date 2025-02-30 e1 "$work/a.txt"
check 0 "-o" "$bin" why --date 2025-08-20 -o "$work/why.out" e1 "$work/a.txt"
grep -q 'Geneva' "$work/why.out" || fail "-o wrote something else"
