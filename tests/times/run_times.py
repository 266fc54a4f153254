#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks temporal expressions against what the guidelines say they are.

Each file of this folder is one family:

    date: 2024-05-15              # publication date; `none` for an undated text
    cases:
      - They met on _15 May_ => DATE 2024-05-15
      - From _March_ to _May 2019_ => DATE 2019-03; DATE 2019-05
      - It fell in _early 2014_ => DATE 2014 START
      - It fell in _2014_ => DATE 2014 edtf 2014
    never:
      - Flight 2019 was late

The marks give the extents of all expressions of the text, in order; after the arrow stand type,
value, mod (if any) and EDTF (if it is to be checked) of each. A text under `never` has none.
A case may begin with another date in brackets: `[1998-02-13] He left _yesterday_ => ...`.

All texts are extracted in one run of the command per date, so the suite takes a second or two.
Exit status: 0 all as expected, 1 some differ, 2 the suite or the command is broken.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

import yaml

MARK = re.compile(r"(?<![A-Za-z0-9])_(.+?)_(?![A-Za-z0-9])")


class Broken(Exception):
    """The suite itself, or the command, cannot be used."""


class Case:
    def __init__(self, where, text, date):
        self.where, self.date = where, date
        text, arrow, expected = text.partition(" => ")
        own = re.match(r"\[([^]]+)\] ", text)
        if own:
            self.date, text = own.group(1), text[own.end():]
        self.expected = []
        parts = [p.split() for p in expected.split(";")] if arrow else []
        plain, at = "", 0
        for index, mark in enumerate(MARK.finditer(text)):
            plain += text[at:mark.start()]
            at = mark.end()
            if index >= len(parts):
                raise Broken(f"{where}: more marks than values")
            self.expected.append((len(plain), mark.group(1), *self.values(parts[index])))
            plain += mark.group(1)
        if len(parts) != len(self.expected):
            raise Broken(f"{where}: {len(parts)} values for {len(self.expected)} marks")
        self.text = plain + text[at:]

    def values(self, words):
        """(type, value, mod, EDTF); the last is None where it does not matter."""
        edtf = None
        if len(words) > 2 and words[-2] == "edtf":
            edtf, words = words[-1], words[:-2]
        if len(words) not in (2, 3):
            raise Broken(f"{self.where}: expected TYPE VALUE [MOD] [edtf EDTF]")
        return words[0], words[1], words[2] if len(words) == 3 else "", edtf

    def check(self, times):
        """What is wrong with the times found in the text, or ''."""
        points = [(t["span"][0], t["text"], t["type"], t["value"], t.get("mod", ""), t.get("edtf"))
                  for t in times]
        if len(points) == len(self.expected) and all(
                p[:5] == e[:5] and (e[5] is None or p[5] == e[5])
                for p, e in zip(points, self.expected)):
            return ""

        def show(rows):
            return "; ".join(f"_{r[1]}_ {' '.join(str(x) for x in r[2:] if x)}" for r in rows) or "nothing"
        return f"expected {show(self.expected)}\n      got      {show(points)}"


def load(path):
    with open(path, encoding="utf-8") as file:
        data = yaml.safe_load(file)
    name = os.path.basename(path)
    default = str(data.get("date", "none"))
    cases = []
    for kind in ("cases", "never"):
        for number, text in enumerate(data.get(kind) or [], 1):
            if not isinstance(text, str):
                raise Broken(f"{name}: {kind} {number} is not a text; put it in quotes")
            case = Case(f"{name}, {kind} {number}", text, default)
            if (kind == "never") == bool(case.expected):
                raise Broken(f"{case.where}: {'marks' if kind == 'never' else 'no marks'}")
            cases.append(case)
    return cases


def run(cases, command):
    """Extracts all texts, one call per date; yields (case, times)."""
    by_date = {}
    for case in cases:
        by_date.setdefault(case.date, []).append(case)
    with tempfile.TemporaryDirectory() as folder:
        for date, group in by_date.items():
            paths = []
            for number, case in enumerate(group):
                paths.append(os.path.join(folder, f"{number:04}.txt"))
                with open(paths[-1], "w", encoding="utf-8") as file:
                    file.write(case.text)
            call = command + ([] if date == "none" else ["--date", date]) + paths
            result = subprocess.run(call, capture_output=True, check=False)
            lines = result.stdout.decode().splitlines()
            if len(paths) == 1:
                lines = [" ".join(lines)]
            if result.returncode or len(lines) != len(group):
                raise Broken(result.stderr.decode(errors="replace").strip() or "no answer")
            for case, line in zip(group, lines):
                yield case, json.loads(line).get("times") or []


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="*", help="families (default: all)")
    parser.add_argument("--dateline", default=os.environ.get("DATELINE_BIN", "dateline"))
    parser.add_argument("--rules", default=os.environ.get("DATELINE_RULES"))
    options = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    files = options.files or sorted(
        os.path.join(here, name) for name in os.listdir(here) if name.endswith(".yaml"))
    command = [options.dateline, "extract", "--quiet", "--times", "--format", "json",
               "--offsets", "codepoints"]
    if options.rules:
        command += ["--rules", options.rules]
    cases = [case for path in files for case in load(path)]
    failed = 0
    for case, times in run(cases, command):
        problem = case.check(times)
        if problem:
            failed += 1
            print(f"{case.where}: {case.text}\n      {problem}")
    expressions = sum(len(case.expected) for case in cases)
    print(f"{len(cases)} texts with {expressions} expressions, {failed} failed")
    return 1 if failed or not expressions else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Broken, OSError, yaml.YAMLError) as problem:
        print(f"run_times: {problem}", file=sys.stderr)
        sys.exit(2)
