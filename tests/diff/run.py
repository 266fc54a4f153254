"""Comparisons of the story in fixtures/story, and what holds for every comparison.

    run.py            compares with the files beside it, prints a unified diff of what changed
    run.py --accept   writes what the program prints now

A-B.txt, A-B.yaml and A-B.html are what `dateline diff` prints for fixtures/story/timelines/A.yaml and B.yaml. Those are
what a careful editor reads in the articles, so nothing here depends on what extraction finds; one run over the
articles themselves asserts only the changes that a reader must not miss.
"""
import difflib
import itertools
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(os.environ.get("DATELINE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))
HERE = ROOT / "tests" / "diff"
STORY = "fixtures/story"
FORMATS = {"txt": ["--format", "text", "--verbose"], "yaml": ["--format", "yaml"], "html": ["--format", "html"]}
GOLDEN = [
    ("announcement", "meeting", "txt yaml"),
    ("meeting", "rival", "txt yaml html"),
    ("rival", "correction", "txt yaml"),
    ("rival", "denial", "txt yaml"),
    ("announcement", "postponement", "txt yaml"),
    ("postponement", "signing", "txt yaml"),
    ("meeting", "retrospective", "txt yaml"),
]
TURNED = {"added": "dropped", "more-precise": "less-precise", "dated": "undated"}
TURNED.update({back: forth for forth, back in TURNED.items()})
failures = []


def diff(*arguments, expected=(0, 1)):
    run = subprocess.run([BIN, "diff", *arguments], cwd=ROOT, capture_output=True)
    if run.returncode not in expected:
        sys.exit(f"dateline diff {' '.join(arguments)}: exit {run.returncode}\n{run.stderr.decode()}")
    return run.stdout.decode(), run.returncode


def timeline(name):
    return f"{STORY}/timelines/{name}.yaml"


def as_json(a, b):
    return json.loads(diff("--format", "json", a, b)[0])


def golden(accept):
    for a, b, kinds in GOLDEN:
        for kind in kinds.split():
            got, _ = diff(*FORMATS[kind], timeline(a), timeline(b))
            file = HERE / f"{a}-{b}.{kind}"
            if accept:
                file.write_text(got)
                continue
            want = file.read_text() if file.exists() else ""
            if got != want:
                failures.append(file.name)
                sys.stdout.writelines(difflib.unified_diff(
                    want.splitlines(keepends=True), got.splitlines(keepends=True), file.name, "now"))


def side(change, which):
    return change[which]["id"] if which in change else None


def pairs(found, a="a", b="b", turn=lambda kind: kind):
    """The changes as a set that does not depend on their order; same entries have no kinds."""
    changes = {(side(c, a), side(c, b), frozenset(map(turn, c["changes"])), json.dumps(c.get("match")))
               for c in found["changes"]}
    same = found["same"] if a == "a" else [list(reversed(s)) for s in found["same"]]
    return changes | {(x, y, frozenset(), None) for x, y in same}


def mirrored():
    """diff(B, A) is diff(A, B) read backwards; diff(A, A) is empty."""
    names = [f.stem for f in sorted((ROOT / STORY / "timelines").glob("*.yaml"))]
    for name in names:
        out, code = diff("--format", "json", timeline(name), timeline(name))
        found = json.loads(out)
        if code != 0 or found["changes"] or any(x != y for x, y in found["same"]):
            failures.append(f"{name} differs from itself")
    for a, b in itertools.combinations(names, 2):
        forth = pairs(as_json(timeline(a), timeline(b)))
        back = pairs(as_json(timeline(b), timeline(a)), "b", "a", lambda kind: TURNED.get(kind, kind))
        if forth != back:
            failures.append(f"{a}, {b}: not the same from both sides: {forth ^ back}")


def articles():
    """From the articles: signs and words that must be there, names aside."""
    for a, b, wanted in [
        ("announcement@2023-03-06", "meeting@2023-03-22", {"resignation": "added", "signing": "status-changed"}),
        ("rival@2023-03-22", "denial@2023-03-28", {"meeting": "status-changed"}),
    ]:
        paths = [f"{STORY}/{n}.txt@{d}" for n, d in (a.split("@"), b.split("@"))]
        found = as_json(*paths)["changes"]
        for word, kind in wanted.items():
            if not any(kind in c["changes"] and word in c.get("b", {}).get("name", "") for c in found):
                failures.append(f"{a} {b}: no {kind} of a {word}")


golden("--accept" in sys.argv[1:])
mirrored()
articles()
for failure in failures:
    print("FAILED:", failure)
sys.exit(1 if failures else 0)
