#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures dateline verify on timelines whose truth is known.

The timelines that a careful reader wrote of the fixture articles (fixtures/reader and
fixtures/kept-aside/reader) are true; each way of falsifying them has a verdict that is right. An
entry is given as a stranger would write it: date, name, people and places, status where it is not
"happened"; without the reader's quotation and type. --quotes adds the quotation.

  true          as the reader wrote it: supported or less-precise
  day, month,   the date moved by a day, a month, a year, where it is a day (or a month, for month and
  year          year): date-differs
  precise       a day within the month, a month or a day within the year: more-precise
  foreign       the entries of another article in place of its own: not-in-text
  swapped       two neighbours with clearly different dates, both supported, change places:
                order-differs on one of them and on no other
  negated       happened becomes cancelled: status-differs

Dates move deterministically: forwards where the entry's number is even, back where it is odd. The
timelines of `approval`, `conference` and `vasa` (crc32 of the name modulo 3 is 0 in the set kept
aside) are counted apart: nobody reads their errors.

    verify_eval.py [--show] [--quotes] [--markdown]
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))
GOOD = {"supported", "less-precise"}
VERDICTS = ["supported", "less-precise", "more-precise", "date-differs", "order-differs", "status-differs",
            "undated-in-text", "unclear", "not-in-text"]


def load():
    readers = []
    for folder in ("fixtures/reader", "fixtures/kept-aside/reader"):
        for path in sorted((ROOT / folder).glob("*.yaml")):
            r = yaml.safe_load(path.read_text())
            r["path"] = path.parent / r["article"]
            r["name"] = path.stem
            r["aside"] = "kept-aside" in folder and zlib.crc32(path.stem.encode()) % 3 == 0
            for e in r["entries"]:
                e["when"] = None if e["when"] is None else str(e["when"])
            readers.append(r)
    return readers


def claim(e, quotes):
    c = {"name": e["name"]}
    if e["when"] is not None:
        c["date"] = e["when"]
    for key in ("who", "where"):
        if e.get(key):
            c[key] = e[key]
    if e["status"] not in ("happened",):
        c["status"] = e["status"]
    if quotes:
        c["quote"] = e["quote"]
    return c


def is_day(d):
    return d is not None and len(d) == 10 and d[4] == d[7] == "-" and d.replace("-", "").isdigit()


def is_month(d):
    return d is not None and len(d) == 7 and d[4] == "-" and d[5:] <= "12"


def shift(date, unit, back):
    sign = -1 if back else 1
    if is_day(date):
        year, month, day = (int(x) for x in date.split("-"))
        if unit == "day":
            return (datetime.date(year, month, day) + datetime.timedelta(days=sign)).isoformat()
    elif is_month(date) and unit != "day":
        year, month, day = int(date[:4]), int(date[5:]), None
    elif date is not None and len(date) == 4 and date.isdigit() and unit == "year":
        return f"{int(date) + sign:04}"
    else:
        return None
    if unit == "month":
        month += sign
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    else:
        year += sign
    return f"{year:04}-{month:02}" + (f"-{min(day, 28):02}" if day else "")


def precise(date, i):
    if is_month(date):
        return f"{date}-{3 + i % 20:02}"
    if date is not None and len(date) == 4 and date.isdigit():
        return f"{date}-{1 + i % 12:02}" if i % 2 else f"{date}-{1 + i % 12:02}-{2 + i % 20:02}"
    return None


def days(date):
    """First and last day of the simple dates, as strings that compare; None for the others."""
    if is_day(date):
        return date, date
    if is_month(date):
        return date + "-01", date + "-31"
    if date is not None and len(date) == 4 and date.isdigit():
        return date + "-01-01", date + "-12-31"
    return None


def verify(entries, reader):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as f:
        yaml.safe_dump(entries, f, allow_unicode=True, sort_keys=False)
        f.flush()
        command = [BIN, "verify", "-q", "-f", "json", f.name, str(reader["path"])]
        if reader.get("created"):
            command[2:2] = ["--date", str(reader["created"])]
        run = subprocess.run(command, cwd=ROOT, capture_output=True)
    if run.returncode not in (0, 1):
        sys.exit(f"{reader['name']}: exit {run.returncode}\n{run.stderr.decode()}")
    return json.loads(run.stdout)["checks"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true", help="print what went wrong, but for the articles kept aside")
    parser.add_argument("--quotes", action="store_true", help="give the reader's quotations to the program")
    parser.add_argument("--markdown", action="store_true", help="print the table for docs/verify.md")
    parser.add_argument("--only", help="one kind of test")
    o = parser.parse_args()
    readers = load()
    table = {aside: collections.defaultdict(collections.Counter) for aside in (False, True)}
    right = {aside: collections.Counter() for aside in (False, True)}
    total = {aside: collections.Counter() for aside in (False, True)}

    def count(reader, kind, check, good):
        aside = reader["aside"]
        table[aside][kind][check["verdict"]] += 1
        total[aside][kind] += 1
        right[aside][kind] += good
        if o.show and not good and not aside:
            found = check.get("found", {})
            print(f"{kind:8} {reader['name']:12} {check['verdict']:15} {check.get('date', '-'):12} {check['text'][:40]:40} "
                  f"| {found.get('score', '')} {found.get('when', {}).get('edtf', '')} {found.get('status', '')} "
                  f"{found.get('event', '')} | {found.get('quote', '')[:110]}")

    def run(kind, reader, altered, want):
        """altered: (index of the entry, entry); the other entries stay as they are."""
        if o.only and o.only != kind or not altered:
            return
        checks = verify([c for _, c in altered], reader)
        for check in checks:
            count(reader, kind, check, check["verdict"] in want)

    for number, r in enumerate(readers):
        claims = [claim(e, o.quotes) for e in r["entries"]]
        supported = [c["verdict"] in GOOD for c in verify(claims, r)]
        run("true", r, list(enumerate(claims)), GOOD)
        for unit in ("day", "month", "year"):
            moved = [(i, dict(c, date=shift(c.get("date"), unit, i % 2))) for i, c in enumerate(claims)]
            # one at a time would be the same: entries are judged apart but for their order
            run(unit, r, [(i, c) for i, c in moved if c["date"]], {"date-differs"})
        finer = [(i, dict(c, date=precise(c.get("date"), i))) for i, c in enumerate(claims)]
        run("precise", r, [(i, c) for i, c in finer if c["date"]], {"more-precise"})
        other = readers[(number + 3) % len(readers)]
        run("foreign", r, [(i, claim(e, False)) for i, e in enumerate(other["entries"])], {"not-in-text"})
        happened = [(i, dict(c, status="cancelled")) for i, c in enumerate(claims) if "status" not in c]
        run("negated", r, happened, {"status-differs"})
        if o.only and o.only != "swapped":
            continue
        for i in range(0, len(claims) - 1, 2):
            a, b = days(claims[i].get("date")), days(claims[i + 1].get("date"))
            if not a or not b or a[1] >= b[0] or not (supported[i] and supported[i + 1]):
                continue
            swapped = claims[:i] + [claims[i + 1], claims[i]] + claims[i + 2:]
            checks = verify(swapped, r)
            pair = [c for c in checks[i:i + 2] if c["verdict"] == "order-differs"]
            others = [c for c in checks[:i] + checks[i + 2:] if c["verdict"] == "order-differs"]
            count(r, "swapped", pair[0] if pair else checks[i], bool(pair) and not others)

    kinds = ["true", "day", "month", "year", "precise", "foreign", "swapped", "negated"]
    for aside in (False, True):
        if o.markdown:
            print("\n" + ("Kept aside (approval, conference, vasa)" if aside else "Fifteen articles") + ":\n")
            print("| | entries | right | " + " | ".join(VERDICTS) + " |\n|---|---:|---:|" + "---:|" * len(VERDICTS))
        else:
            print("\n" + ("kept aside" if aside else "articles") + " " * 4 + "  n  right  " + " ".join(f"{v[:9]:>9}" for v in VERDICTS))
        for kind in kinds:
            n = total[aside][kind]
            if not n:
                continue
            share = 100 * right[aside][kind] / n
            cells = [table[aside][kind][v] for v in VERDICTS]
            if o.markdown:
                print(f"| {kind} | {n} | {share:.0f} % | " + " | ".join(str(c or "") for c in cells) + " |")
            else:
                print(f"{kind:10} {n:5} {share:5.1f}  " + " ".join(f"{c or '':>9}" for c in cells))


main()
