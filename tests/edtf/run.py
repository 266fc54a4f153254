#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Has an independent implementation, the npm package `edtf`, read all EDTF that dateline writes.

The strings are those of the golden timelines, of the suite in tests/times, and of a grid of generated
expressions. Each must parse; a day, month or year, and an interval of them, must cover the days that
its own digits say. The package is installed into the build folder with `npm ci`: its version and
those of what it needs, with their checksums, are in package-lock.json beside this file.

Exit status: 0 all good, 1 some are not, 2 the test is broken, 77 skipped: npm, node or the registry
cannot be reached.
"""
import calendar
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "times"))
import run_times  # noqa: E402

NPM_SECONDS = 60
SKIPPED = 77
POINT = re.compile(r"(-?\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?\Z")
MONTHS = ("January February March April May June July August September October November December").split()


def skip(reason):
    print(f"SKIPPED: the EDTF strings were NOT checked: {reason}")
    sys.exit(SKIPPED)


def install(folder):
    """Installs the locked packages; skips the test where that is impossible."""
    if not shutil.which("npm") or not shutil.which("node"):
        skip("npm and node are needed (Debian: sudo apt-get install npm)")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "parse.mjs"):
        shutil.copyfile(HERE / name, folder / name)
    lock = (HERE / "package-lock.json").read_bytes()
    done = folder / "installed"
    if done.exists() and done.read_bytes() == lock:
        return
    call = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        result = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False,
                                timeout=NPM_SECONDS)
    except subprocess.TimeoutExpired:
        skip(f"`npm ci` took more than {NPM_SECONDS} s")
    if result.returncode:
        if "EINTEGRITY" in result.stderr:
            print(f"the package is not the one of package-lock.json:\n{result.stderr}")
            sys.exit(1)
        skip(f"`npm ci` failed: {result.stderr.strip().splitlines()[-1:] or result.returncode}")
    done.write_bytes(lock)


def grid():
    """Texts with one expression each, over the forms that have an EDTF."""
    texts = []
    for year in ("44 BC", "AD 79", "1066", "1582", "1900", "1999", "2000", "2024"):
        bc = year.startswith(("44", "AD"))
        texts += [f"It was in {year}."]
        for n, month in enumerate(MONTHS):
            if not year.startswith("AD"):
                texts += [f"It was in {month} {year}." if not bc else f"It was in {month} {year}.",
                          f"It was on {n + 1} {month} {year}."]
        if bc:
            continue
        texts += [f"It was about {year}.", f"It was in early {year}.", f"It was in mid-{year}.",
                  f"It grew from {year} to 2025.", f"It was between {month} {year} and {month} 2025."]
        texts += [f"It was in {season} {year}." for season in ("spring", "summer", "autumn", "winter")]
        texts += [f"It was in the {n} quarter of {year}." for n in ("first", "second", "third", "fourth")]
        texts += [f"It was in the {n} half of {year}." for n in ("first", "second")]
        texts += [f"It was in week {year}-W{n:02}." for n in (1, 26, 52)]
        texts += [f"It was on Feb. 28, {year}, at 5 p.m. {zone}." for zone in ("", "EST", "GMT", "IST")]
    texts += [f"It was in the {n}{e} century{era}." for n, e in ((1, "st"), (3, "rd"), (19, "th"), (21, "st"))
              for era in ("", " BC")]
    texts += [f"It was in the {n}s." for n in range(1500, 2030, 10)]
    for unit in ("day", "week", "month", "quarter", "year", "decade", "century", "weekend"):
        texts += [f"It was {rel} {unit}." for rel in ("last", "this", "next")]
    for unit in ("days", "weeks", "months", "years", "decades"):
        texts += [f"It was {n} {unit} ago." for n in (1, 2, 17, 40, 400)]
        texts += [f"It grew in the {rel} {n} {unit}." for rel in ("past", "next") for n in (2, 30)]
    texts += [f"It was on {d}." for d in ("Monday", "Friday night", "the weekend", "Easter Sunday 2025")]
    texts += [f"It was at {t}." for t in ("midnight", "noon", "3:30 p.m.", "0900 GMT", "11:59 p.m. PST")]
    return texts


def written(command):
    """All EDTF strings that the program writes, with one place each."""
    strings = {}
    for path in sorted((HERE.parent / "golden").glob("*.yaml")):
        for text in re.findall(r'edtf: "([^"]+)"', path.read_text(encoding="utf-8")):
            strings.setdefault(text, path.name)
    cases = [case for path in sorted((HERE.parent / "times").glob("*.yaml"))
             for case in run_times.load(path)]
    cases += [run_times.Case("grid", text, date) for date in ("2024-05-16", "1999-12-31", "none")
              for text in grid()]
    for case, times in run_times.run(cases, command):
        for time in times:
            if time.get("edtf"):
                strings.setdefault(time["edtf"], f"{case.where}: {case.text}")
    return strings


def bounds(text):
    """First and last day of a date or interval of dates; None where its form says no more."""
    ends = text.split("/")
    points = [POINT.match(end) for end in ends]
    if len(ends) > 2 or not all(points):
        return None

    def edge(match, last):
        year, month, day = match.group(1), match.group(2), match.group(3)
        if not month:
            month = "12" if last else "01"
        if not day:
            leap = int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
            length = 29 if month == "02" and leap else calendar.mdays[int(month)]
            day = f"{length:02}" if last else "01"
        return f"{'-00' + year[1:] if year.startswith('-') else year}-{month}-{day}"

    return edge(points[0], False), edge(points[-1], True)


def main():
    build = os.environ.get("DATELINE_BUILD_DIR")
    if not build:
        raise run_times.Broken("DATELINE_BUILD_DIR is not set: run it with ctest -R edtf")
    folder = pathlib.Path(build) / "edtf-npm"
    install(folder)
    command = [os.environ.get("DATELINE_BIN", "dateline"), "extract", "--quiet", "--times", "--format",
               "json", "--offsets", "codepoints"]
    if os.environ.get("DATELINE_RULES"):
        command += ["--rules", os.environ["DATELINE_RULES"]]
    strings = written(command)
    result = subprocess.run(["node", "parse.mjs"], cwd=folder, input="\n".join(strings), text=True,
                            capture_output=True, check=False, timeout=NPM_SECONDS)
    lines = result.stdout.splitlines()
    if result.returncode or len(lines) != len(strings):
        raise run_times.Broken(f"parse.mjs: {result.stderr.strip() or 'lines are missing'}")
    failed = compared = 0
    for line, (text, where) in zip(lines, strings.items()):
        problem = None if line.startswith("ok ") else line
        want = bounds(text)
        if not problem and want:
            compared += 1
            got = tuple(line.split()[2:4])
            if got != want:
                problem = f"covers {' to '.join(got)}, not {' to '.join(want)}"
        if problem:
            failed += 1
            print(f"{text}: {problem}\n      {where}")
    print(f"{len(strings)} EDTF strings read by npm's edtf, {compared} compared by their days, {failed} failed")
    return 1 if failed or len(strings) < 500 else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (run_times.Broken, OSError, subprocess.SubprocessError) as problem:
        print(f"edtf: {problem}", file=sys.stderr)
        sys.exit(2)
