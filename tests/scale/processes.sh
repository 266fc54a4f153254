#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# One process with threads, and GNU parallel over blocks: the same bytes, and rows per second.
# shellcheck source=tests/scale/lib.sh
. "$(dirname "$0")/lib.sh"

command -v parallel >/dev/null || skip "GNU parallel is not installed (Debian: parallel)"
make_corpus
for jobs in 1 "$(nproc)"; do
    start=$(now)
    "$bin" extract -q -f jsonl --jobs "$jobs" "$work/rows.jsonl" >"$work/jobs.$jobs"
    took "extract --jobs $jobs" "$start"
    cmp "$work/jobs.1" "$work/jobs.$jobs" || fail "--jobs $jobs gives other bytes"
done
for block in 1M 10M; do
    start=$(now)
    parallel --pipe --keep-order --block "$block" -j "$(nproc)" "$bin" extract -q -f jsonl \
        <"$work/rows.jsonl" >"$work/parallel"
    took "parallel --pipe --block $block -j $(nproc)" "$start"
    cmp "$work/jobs.1" "$work/parallel" || fail "parallel gives other bytes"
done
start=$(now)
parallel --pipe-part -a "$work/rows.jsonl" --keep-order --block -1 -j "$(nproc)" \
    "$bin" extract -q -f jsonl >"$work/parallel"
took "parallel --pipe-part --block -1 -j $(nproc)" "$start"
cmp "$work/jobs.1" "$work/parallel" || fail "parallel --pipe-part gives other bytes"
