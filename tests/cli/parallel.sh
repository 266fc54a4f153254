#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The command as the worker of GNU parallel: blocks of rows, the same rows out as of one process.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

if ! parallel --version 2>/dev/null | grep -q 'GNU parallel'; then
    echo "SKIPPED: GNU parallel is not installed (Debian: parallel)" >&2
    exit 77
fi
cd "$work"
"$DATELINE_PYTHON" "$root/tests/scale/rows.py" 200 >rows.jsonl
echo '{"id": "bad"}' >>rows.jsonl
check 1 "one process" "$bin" extract -q -f jsonl rows.jsonl
cp out one
check 1 "blocks" bash -c "parallel --pipe --keep-order --block 60k -j 2 '$bin' extract -q -f jsonl <rows.jsonl"
# The number of a row is that of its block.
sed -i 's/"line":[0-9]*/"line":0/' one out
cmp -s one out || fail "parallel gives other rows"
[ "$(wc -l <out)" -eq 201 ] || fail "$(wc -l <out) rows"
