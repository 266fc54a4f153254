# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034
#
# What the scale checks share: a corpus of ROWS rows, and what one process makes of it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${DATELINE_BIN:-$root/build/dateline}
export DATELINE_RULES=${DATELINE_RULES:-$root/rules}
rows=${ROWS:-20000}
work=$(mktemp -d)
cleanup=()
trap 'for c in "${cleanup[@]}"; do $c || true; done; rm -rf "$work"' EXIT

skip() {
    echo "SKIPPED: $1" >&2
    exit 77
}

fail() {
    echo "scale: $1" >&2
    exit 1
}

now() { date +%s.%N; }

# took NAME START: rows per second since START.
took() {
    awk -v name="$1" -v start="$2" -v end="$(now)" -v rows="$rows" \
        'BEGIN { printf "%-44s %6.1f s %7.0f rows/s\n", name, end - start, rows / (end - start) }'
}

make_corpus() {
    [ -x "$bin" ] || fail "$bin is not there: build it, or set DATELINE_BIN"
    python3 "$root/tests/scale/rows.py" "$rows" >"$work/rows.jsonl"
    printf '%s rows, %s MB, %s cores\n' "$rows" "$(($(stat -c %s "$work/rows.jsonl") / 1000000))" "$(nproc)"
}
