"""The timelines against those of a careful reader.

An entry answers a reader's entry when their quotes overlap in the article.  It is right when the
date is compatible (the reader's lies within it, or it within the reader's) and the status is the
same.  For each article the number right may not fall below the floor, nor the superfluous entries
rise above the ceiling, of tests/golden/reader_floor.yaml: the floor is where the program stands,
raised with it.

    run_reader.py            checks
    run_reader.py --show     prints what is wrong, missing and superfluous, article by article
    run_reader.py --accept   writes the present figures as the new floor
    run_reader.py --set kept-aside   the articles of fixtures/kept-aside, which have no floor: sums
                             for those that rules may be improved with (crc32 of the name modulo
                             3 is not 0) and for the others, which only give figures
    run_reader.py --set unseen   the articles of fixtures/unseen, without floor or sums
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import zlib

import yaml

ROOT = pathlib.Path(os.environ.get("DATELINE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))
FLOOR = ROOT / "tests" / "golden" / "reader_floor.yaml"
SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}


def point(text, end):
    """First (or, with end, last) day of an EDTF date as a number that orders dates."""
    if text in ("", ".."):
        return 10 ** 9 if end else -10 ** 9
    text = text.split("T")[0].rstrip("~?%")
    negative = text.startswith("-")
    parts = [int(p.replace("X", "9" if end else "0")) for p in text.lstrip("-").split("-")]
    year = -parts[0] if negative else parts[0]
    month = parts[1] if len(parts) > 1 else (12 if end else 1)
    if month in SEASONS:
        month = SEASONS[month][1 if end else 0]
    day = parts[2] if len(parts) > 2 else (31 if end else 1)
    return year * 500 + month * 40 + day


def interval(edtf):
    edtf = re.sub(r"^\[\.\.(.*)\]$", r"../\1", edtf)  # "one of the days until"
    edtf = re.sub(r"^\[(.*)\.\.\]$", r"\1/..", edtf)
    a, _, b = edtf.partition("/")
    return point(a, False), point(b if "/" in edtf else a, True)


def compatible(want, got):
    if want is None or got is None:
        return want is None and got is None
    (a, b), (c, d) = interval(want), interval(got)
    return (a <= c and d <= b) or (c <= a and b <= d)


def extract(article, created):
    command = [BIN, "extract", "--format", "json"] + (["--date", str(created)] if created else [])
    run = subprocess.run(command + [str(article)], cwd=ROOT, capture_output=True)
    if run.returncode:
        sys.exit(f"{article.name}: exit {run.returncode}\n{run.stderr.decode()}")
    return json.loads(run.stdout)


def judge(reader):
    return judge_against(yaml.safe_load(reader.read_text()), reader.parent)


def judge_against(want, folder):
    article = folder / want["article"]
    text = article.read_bytes()
    got = extract(article, want["created"])
    entries = got["events"] + got["undated"]
    used, right, wrong, missing = set(), [], [], []
    for w in want["entries"]:
        at = text.find(w["quote"].encode())
        if at < 0:
            sys.exit(f"{article.name}: the reader quotes what is not in it: {w['quote']}")
        span = (at, at + len(w["quote"].encode()))
        best, overlap = None, 0
        for i, e in enumerate(entries):
            for ev in e["evidence"]:
                common = min(span[1], ev["span"][1]) - max(span[0], ev["span"][0])
                good = compatible(w["when"], e.get("when", {}).get("edtf")) + (e["status"] == w["status"])
                if common > 0 and (i not in used) and (best is None or (good, common) > overlap):
                    best, overlap = i, (good, common)
        if best is None:
            missing.append(w)
            continue
        used.add(best)
        e = entries[best]
        ok = compatible(w["when"], e.get("when", {}).get("edtf")) and e["status"] == w["status"]
        (right if ok else wrong).append((w, e))
    extra = [e for i, e in enumerate(entries) if i not in used]
    return right, wrong, missing, extra


def main():
    show, accept = "--show" in sys.argv, "--accept" in sys.argv
    aside = "kept-aside" in sys.argv[1:]
    other = "kept-aside" if aside else "unseen" if "unseen" in sys.argv[1:] else ""
    folder = ROOT / "fixtures" / other
    floor = {} if other else yaml.safe_load(FLOOR.read_text())
    now, failed, sums = {}, 0, {True: [0] * 4, False: [0] * 4}
    for reader in sorted((folder / "reader").glob("*.yaml")):
        right, wrong, missing, extra = judge(reader)
        n = len(right) + len(wrong) + len(missing)
        now[reader.stem] = {"right": len(right), "superfluous": len(extra)}
        develop = not aside or zlib.crc32(reader.stem.encode()) % 3 != 0
        for i, found in enumerate((right, wrong, missing, extra)):
            sums[develop][i] += len(found)
        if not other and not accept and reader.stem not in floor:
            sys.exit(f"{reader.stem} has no floor; look at it (--show), then --accept")
        limit = floor.get(reader.stem, {"right": 0, "superfluous": 99})
        bad = len(right) < limit["right"] or len(extra) > limit["superfluous"]
        failed += bad and not accept
        print(f"{'FAIL ' if bad else ''}{reader.stem}: {len(right)} of {n} right, {len(wrong)} wrong, "
              f"{len(missing)} missing, {len(extra)} superfluous")
        if show:
            for w, e in wrong:
                print(f"  wrong    {w['name']}: want {w['when']} {w['status']}, "
                      f"got {e.get('when', {}).get('edtf')} {e['status']} ({e['name']})")
            for w in missing:
                print(f"  missing  {w['name']}: {w['quote']}")
            for e in extra:
                print(f"  extra    {e['name']} {e.get('when', {}).get('edtf')} {e['status']}: {e['evidence'][0]['text']!r}")
            for w, e in right:
                print(f"  right    {w['name']}  <-  {e['name']}")
    for develop, name in ((True, "for development"), (False, "kept aside")) if aside else ():
        print("{}: {} right, {} wrong, {} missing, {} superfluous".format(name, *sums[develop]))
    if accept and not other:
        FLOOR.write_text("# What the program gets right of each reader's timeline; see run_reader.py.\n" +
                         yaml.safe_dump(now))
    total = sum(v["right"] for v in now.values())
    print(f"{total} entries right in {len(now)} articles")
    print(f"{len(now) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not now else 0)


if __name__ == "__main__":
    main()
