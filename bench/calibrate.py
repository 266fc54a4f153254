#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Is an entry with confidence 0.8 right eight times in ten?

    calibrate.py            the table: confidence against the share of entries that are right
    calibrate.py --groups   also by basis, status and type, to see where confidence comes from

Every entry of every fixture article is compared with the reader's timeline of that article, as
tests/golden/run_reader.py does: right when it answers one of the reader's entries with a compatible
date and the same status; wrong or superfluous otherwise. The articles of fixtures/story are
compared with fixtures/story/timelines. Articles whose name has a checksum divisible by three are
kept aside: the numbers in src/timeline/build.c (CONFIDENCE) were fitted without them.

Needs the rules and the command of this tree (DATELINE_BIN, DATELINE_RULES). Exit status: 0, or 2.
"""
import collections
import importlib.util
import pathlib
import sys
import zlib

import yaml

ROOT = pathlib.Path(__file__).parents[1]
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def load_reader():
    spec = importlib.util.spec_from_file_location("run_reader", ROOT / "tests" / "golden" / "run_reader.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def story_reader(path):
    """A perfect timeline in the form of a reader's: entries with a quote."""
    tl = yaml.safe_load(path.read_text())
    entries = [{"name": e["name"], "when": e.get("when", {}).get("edtf"), "status": e["status"],
                "quote": e["evidence"][0]["text"]} for e in tl["events"] + (tl.get("undated") or [])]
    return {"article": str(ROOT / "fixtures" / "story" / (path.stem + ".txt")),
            "created": tl["document"]["created"], "entries": entries}


def judged():
    """(name, entry, right) of every entry of every article."""
    reader = load_reader()
    for path in sorted(ROOT.glob("fixtures/**/reader/*.yaml")) + sorted(ROOT.glob("fixtures/story/timelines/*.yaml")):
        want = story_reader(path) if path.parent.name == "timelines" else yaml.safe_load(path.read_text())
        right, wrong, _, extra = reader.judge_against(want, path.parent)
        for _, e in right:
            yield path.stem, e, True
        for e in [e for _, e in wrong] + extra:
            yield path.stem, e, False


def table(rows, key, title):
    print(f"\n{title:<28}{'entries':>8}{'mean confidence':>17}{'right':>8}")
    groups = collections.defaultdict(list)
    for _, e, right in rows:
        groups[key(e)].append((e["confidence"], right))
    for k in sorted(groups):
        g = groups[k]
        print(f"{k:<28}{len(g):>8}{sum(c for c, _ in g) / len(g):>17.2f}{sum(r for _, r in g) / len(g):>8.2f}")


def in_bin(e):
    for low, high in zip(BINS, BINS[1:]):
        if low <= e["confidence"] < high:
            return f"{low:.1f} to {min(high, 1.0):.1f}"
    return "?"


def main():
    rows = list(judged())
    parts = [("fitted on", [r for r in rows if zlib.crc32(r[0].encode()) % 3]),
             ("kept aside", [r for r in rows if zlib.crc32(r[0].encode()) % 3 == 0])]
    for name, part in parts:
        brier = sum((e["confidence"] - right) ** 2 for _, e, right in part) / len(part)
        print(f"\n{name}: {len({n for n, _, _ in part})} articles, {len(part)} entries, "
              f"{sum(r for _, _, r in part) / len(part):.2f} right, Brier score {brier:.3f}", end="")
        table(part, in_bin, "\nconfidence")
        if "--groups" in sys.argv:
            table(part, lambda e: e.get("when", {}).get("basis", "undated"), "basis")
            table(part, lambda e: e["status"], "status")
            table(part, lambda e: "has a conflict" if e.get("conflicts") else "no conflict", "conflicts")
            table(part, lambda e: "nobody, nowhere" if not e.get("who") and not e.get("where") else "who or where", "arguments")
            table(part, lambda e: f"{min(len(e['evidence']), 3)} mentions", "evidence")
            table(part, lambda e: e["type"] if e["type"] in ("deed", "meeting", "life", "measure") else "other", "type")


main()
