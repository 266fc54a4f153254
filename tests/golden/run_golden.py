"""Golden timelines: the whole output for each fixture article, byte for byte.

    run_golden.py            compares, prints a unified diff of what changed
    run_golden.py --accept   writes what the program prints now

The publication date of an article stands in its reader's timeline (fixtures/reader/NAME.yaml).
"""
import difflib
import os
import pathlib
import subprocess
import sys

import yaml

ROOT = pathlib.Path(os.environ.get("DATELINE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))
GOLDEN = ROOT / "tests" / "golden"


def extract(article, created):
    command = [BIN, "extract", "--times", str(article.relative_to(ROOT))]
    if created:
        command[2:2] = ["--date", str(created)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)}: exit {run.returncode}\n{run.stderr.decode()}")
    # the digest of the rule set changes with every edit of a rule: not a change of the timeline
    lines = run.stdout.decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("rules:"))


def main():
    accept = "--accept" in sys.argv[1:]
    failed = count = 0
    for reader in sorted((ROOT / "fixtures" / "reader").glob("*.yaml")):
        article = ROOT / "fixtures" / "articles" / f"{reader.stem}.txt"
        created = yaml.safe_load(reader.read_text())["created"]
        got = extract(article, created)
        golden = GOLDEN / f"{reader.stem}.yaml"
        count += 1
        if accept:
            golden.write_text(got)
            continue
        want = golden.read_text() if golden.exists() else ""
        if got != want:
            failed += 1
            sys.stdout.writelines(difflib.unified_diff(
                want.splitlines(keepends=True), got.splitlines(keepends=True),
                str(golden.relative_to(ROOT)), "now"))
    if not count:
        sys.exit("no fixture article found")
    print(f"{count - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
