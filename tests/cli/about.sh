#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# --about: one person, organisation, place or topic, under whatever name the text has for it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$work/a.txt" <<'END'
President Anna Brandt met Boris Orlov in Oslo on 12 May 2024. Mr Orlov resigned on 15 May 2024. Ms Brandt flew to Paris on 20 May 2024. Halden Aero sued Halden Bank in Bergen on 3 June 2024. The accord on mackerel was signed in Reykjavik on 30 April 2024.
END
about() { check 0 "--about $1" "$bin" extract --date 2024-07-01 --format text --about "$@" "$work/a.txt"; }

# By the full name, by the end of it, in any capitals; the other person's events stay out.
for name in "Boris Orlov" orlov; do
    about "$name"
    says out "12 May 2024"
    says out "15 May 2024"
    ! grep -q "Paris" "$work/out" || fail "--about $name: an event of somebody else"
done
# A place.
about Oslo
says out "12 May 2024"
! grep -q "15 May" "$work/out" || fail "--about Oslo: an event elsewhere"
# An organisation is found by its whole name only: Halden is not Halden Bank.
about "Halden Bank"
says out "3 Jun 2024"
about Halden
! grep -q "12 May" "$work/out" || fail "--about Halden: an event of somebody else"
# A topic: words of the event's phrases.
about mackerel
says out "30 Apr 2024"
! grep -q "12 May" "$work/out" || fail "--about mackerel: another topic"
# Nobody.
about "Carl Nemo"
says out "no events"
# With --all also what is no entry by itself.
echo "Anna Brandt said that the talks had failed. Carl Weber laughed." >"$work/b.txt"
check 0 "--all" "$bin" extract --date 2024-07-01 --format text --all --about Brandt "$work/b.txt"
says out "Brandt said"
! grep -q "laughed" "$work/out" || fail "--all --about: an event of somebody else"
check 0 "without --all" "$bin" extract --date 2024-07-01 --format text --about Brandt "$work/b.txt"
! grep -q "Brandt said" "$work/out" || fail "saying is no entry"
