#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The gazetteer in the rules is what tools/make_gazetteer.py writes. Needs WordNet and iso-codes in
# the edition the files were made from; without them the test is reported as skipped.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

got=0
"$DATELINE_PYTHON" "$root/tools/make_gazetteer.py" --check >"$work/out" 2>&1 || got=$?
if [ "$got" -eq 77 ]; then
    printf 'SKIPPED: the gazetteer is not compared with its sources: %s\n' "$(cat "$work/out")"
    exit 77
fi
[ "$got" -eq 0 ] || fail "$(cat "$work/out")"

# An edit by hand shows.
mkdir -p "$work/tree/rules/en"
cp -R "$root/tools" "$work/tree/"
cp -R "$root/rules/en/lexicon" "$work/tree/rules/en/"
printf '  Atlantis: [Atlantean]\n' >>"$work/tree/rules/en/lexicon/demonyms.yaml"
check 1 "a file edited by hand" "$DATELINE_PYTHON" "$work/tree/tools/make_gazetteer.py" --check
says err "demonyms.yaml is not what"
! grep -q "places.yaml" "$work/err" || fail "a file that was not edited is reported"

# A missing source is no difference.
check 77 "no WordNet" "$DATELINE_PYTHON" "$root/tools/make_gazetteer.py" --check --wordnet "$work"
says err "not installed"
