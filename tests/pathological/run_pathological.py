#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Texts that were made to be slow: four times the text may not take much more than four times the time.

A quadratic step takes sixteen times as long and shows, whatever the machine and however the program
was built: the smaller text is made as long as it has to be to take a time that can be measured.
Noise does not show, because it is processor time, and a suspect is measured three times.
`make bench` gives the figures.

    run_pathological.py            checks
    run_pathological.py COMMAND    the same with another command, for example one known to be slow
"""

import os
import resource
import subprocess
import sys
import tempfile

SMALL = 60_000  # bytes of the first try
LONGEST = 8_000_000  # bytes of the smaller text: what is that fast has no time to be quadratic in
MEASURABLE = 0.06  # seconds of processor time beside start-up
FACTOR = 4
ALLOWED = 9.0  # times the processor time

UNITS = {
    "digits": "7",
    "one word": "a",
    "last last": "last ",
    "weekdays": "Monday, ",
    "ranges": "from 3 to ",
    "parentheses": "(",
    "quotes": "\"He said \"she left\" ",
    "conjunctions": "cats and dogs and ",
    "names": "Anna Brandt ",
    "one event": "Anna Brandt met Boris Orlov in Oslo on Monday. ",
    "dates apart": "Anna Brandt met Boris Orlov in Oslo on 3 May 2021. They met again two days later. ",
    "links": "he left before she came after they met before ",
    "pronouns": "He said that she told him that they knew. ",
    "lines": "A\n\n",
    "abbreviations": "Mr. U.S. a.m. ",
    "apostrophes": "o'clock's ",
    "one sentence": "the talks in Oslo on Monday between Ms Brandt and the minister said ",
}


def seconds(binary, unit, size):
    """Processor time of one extraction of `size` bytes."""
    text = (unit * (size // len(unit) + 1))[:size].encode()
    with tempfile.NamedTemporaryFile() as f:
        f.write(text)
        f.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [binary, "extract", "-q", "--date", "2025-08-20", "--times", "-f", "json", f.name],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr.decode()[:500]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measurable(binary, unit, start):
    """A length whose extraction takes MEASURABLE seconds, and its time."""
    size = SMALL
    while True:
        took = max(seconds(binary, unit, size) - start, 0.001)
        if took >= MEASURABLE or size >= LONGEST:
            return size, took
        size = min(LONGEST, int(size * min(8, 1.3 * MEASURABLE / took) + 1))


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else os.environ["DATELINE_BIN"]
    bad = 0
    start = min(seconds(binary, "a", 1) for _ in range(3))
    for name, unit in UNITS.items():
        try:
            size, small = measurable(binary, unit, start)
            for _ in range(3):
                large = max(seconds(binary, unit, FACTOR * size) - start, 0.001)
                good = large < ALLOWED * small
                if good:
                    break
                small = max(seconds(binary, unit, size) - start, 0.001)
        except RuntimeError as e:
            print(f"{name}: {e}")
            bad += 1
            continue
        print(f"{name:14} {size / 1e6:5.2f} MB {small:7.3f} s, {FACTOR} times as much {large:7.3f} s  "
              f"x {large / small:.1f}{'' if good else '  TOO SLOW'}")
        bad += not good
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
