"""Merging the story of fixtures/story: golden files, other groupings, and the articles themselves.

    run_merge.py            compares, prints a unified diff of what changed
    run_merge.py --accept   writes what the program prints now

The golden files are made from the timelines in fixtures/story/timelines.  From the articles only
the rows that matter are asked for, because extraction may learn to find more.
"""
import csv
import difflib
import html.parser
import io
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "schema"))
import jsonschema
import validate
import yaml

ROOT = pathlib.Path(os.environ.get("DATELINE_SOURCE_DIR", pathlib.Path(__file__).parents[2]))
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))
GOLDEN = ROOT / "tests" / "merge" / "golden"
STORY = "fixtures/story"
CREATED = {
    "announcement": "2023-03-06", "meeting": "2023-03-22", "rival": "2023-03-22", "correction": "2023-03-24",
    "denial": "2023-03-28", "postponement": "2023-04-27", "signing": "2023-05-13", "retrospective": "2024-05-12",
}
FORMATS = {
    "story.yaml": [], "story.txt": ["-f", "text"], "story.html": ["-f", "html"],
    "matrix.txt": ["-f", "matrix"], "matrix.csv": ["-f", "matrix-csv"], "matrix.html": ["-f", "matrix-html"],
    "matrix-by-document.csv": ["-f", "matrix-csv", "--by", "document"],
}
problems = []


def merge(inputs, *options):
    command = [BIN, "merge", *options, *map(str, inputs)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if run.returncode:
        sys.exit(f"{' '.join(command)}: exit {run.returncode}\n{run.stderr.decode()}")
    return run.stdout


def check(good, what):
    if not good:
        problems.append(what)


def golden(timelines, accept):
    for name, options in FORMATS.items():
        got = merge(timelines, *options)
        path = GOLDEN / name
        if accept:
            path.write_bytes(got)
            continue
        want = path.read_bytes() if path.exists() else b""
        if got != want:
            problems.append(name)
            sys.stdout.writelines(difflib.unified_diff(
                want.decode().splitlines(keepends=True), got.decode().splitlines(keepends=True), name, "now"))


def groupings(timelines):
    """A merge of merges, through YAML, JSON, JSON Lines and several documents in one file."""
    whole = merge(timelines)
    dice = random.Random(2011)
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(12):
            parts = list(timelines)
            dice.shuffle(parts)
            while len(parts) > 1:
                size = dice.randint(2, min(4, len(parts)))
                group, parts = parts[:size], parts[size:]
                kind = dice.choice(["yaml", "json", "jsonl", "documents"])
                path = pathlib.Path(folder) / f"{round_}-{len(parts)}.{'yaml' if kind == 'documents' else kind}"
                if kind == "jsonl":
                    rows = [json.loads(merge([part], "-f", "json")) for part in group]
                    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
                elif kind == "documents":
                    path.write_bytes(b"---\n".join(merge([part]) for part in group))
                else:
                    path.write_bytes(merge(group, "-f", kind))
                parts.append(path)
            check(merge(parts) == whole, f"grouping {round_} gives other bytes")


class Page(html.parser.HTMLParser):
    VOID = {"meta", "link", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.bad, self.tags = [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.bad += [name for name, _ in attrs if name in ("src", "onclick")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(f"</{tag}>")


def formats(timelines):
    document = yaml.load(merge(timelines), validate.Loader)
    check(document == json.loads(merge(timelines, "-f", "json")), "the YAML and the JSON document differ")
    validator = jsonschema.Draft7Validator(json.loads(pathlib.Path(validate.SCHEMA).read_text()))
    problems.extend(f"{place}: {message}" for place, message in validate.problems(document, validator))
    for options in (["-f", "html"], ["-f", "matrix-html"]):
        page = Page()
        page.feed(merge(timelines, *options).decode())
        check(not page.bad and not page.open and "script" not in page.tags, f"{options}: {page.bad} {page.open}")
    rows = list(csv.reader(io.StringIO(merge(timelines, "-f", "matrix-csv").decode())))
    check(len({len(row) for row in rows}) == 1, "rows of the CSV differ in length")
    check(rows[0][8:] == ["Nordsjo Press", "The Skerry Courier", "Atlantic Quarterly"], f"outlets: {rows[0][8:]}")


def editor(timelines):
    """What a careful editor would list (fixtures/story/README.md): date, status, who says what."""
    rows = list(csv.DictReader(io.StringIO(merge(timelines, "-f", "matrix-csv", "--by", "document").decode())))
    expected = [
        ("Oslo", "2021-11", "happened",
         {"announcement": "2021-11", "meeting": "2021-11", "rival": "2020-11", "correction": "2021-11",
          "retrospective": "2021-11"}),
        ("protest", "2023-03-20", "happened",
         {"announcement": "2023-03-20 planned", "meeting": "2023-03-20", "rival": "2023-03-21",
          "correction": "2023-03-20", "retrospective": "2023-03-20"}),
        ("Bergen meeting", "2023-03-21", "happened",
         {"announcement": "2023-03-21 planned", "meeting": "2023-03-21", "rival": "2023-03-20",
          "correction": "2023-03-21", "denial": "2023-03-21", "postponement": "2023-03", "retrospective": "2023-03-21"}),
        ("Holm", "2023-03-19", "denied", {"rival": "2023-03-19", "denial": "2023-03-19 denied"}),
        ("resignation", "2023-03-22", "happened",
         dict.fromkeys(["meeting", "rival", "correction", "denial", "retrospective"], "2023-03-22")),
        ("appointment", "2023-03-27", "happened",
         {"denial": "2023-03-27", "signing": "2023-03-27", "retrospective": "[happened]"}),
        ("signing", "2023-05-12", "happened",
         {"meeting": "2023-04-30 planned", "rival": "2023-04-30 planned", "denial": "2023-04-30 planned",
          "postponement": "2023-05-12 planned", "signing": "2023-05-12", "retrospective": "2023-05-12"}),
        ("eruption", "2023-04-25", "happened", {"postponement": "2023-04-25", "signing": "2023-04-25"}),
        ("Akureyri", "2023-05-01", "cancelled", {"postponement": "2023-05-01 cancelled"}),
        ("vote", "2023-09-14", "happened", {"signing": "2023-09-14 planned", "retrospective": "2023-09-14"}),
        ("quotas", "2024-01", "happened", {"signing": "2024-01 planned", "retrospective": "2024-01"}),
        ("election", "2024-04", "happened", {"retrospective": "2024-04"}),
    ]
    for name, date, status, cells in expected:
        found = [row for row in rows if name in row["event"] and row["date"] == date]
        check(len(found) == 1, f"{name}: {len(found)} rows of {date}")
        for row in found:
            check(row["status"] == status, f"{name}: {row['status']}")
            for document, cell in cells.items():
                check(row[document] == cell, f"{name}, {document}: {row[document]!r}, not {cell!r}")


def articles():
    """From the texts: the contradictions must show whatever else extraction finds."""
    inputs = [f"{STORY}/{name}.txt@{date}" for name, date in CREATED.items()]
    document = json.loads(merge(inputs, "-q", "-f", "json"))
    check([d["created"] for d in document["documents"]] == sorted(CREATED.values()), "documents are not all there")
    origin = {d["key"]: pathlib.PurePath(d["source"]).stem for d in document["documents"]}
    told = {}
    for event in document["events"]:
        for claim in event["claims"]:
            told.setdefault((claim["when"]["edtf"] if "when" in claim else None, claim["type"]),
                            {})[origin[claim["document"]]] = event
    resignation = told[("2023-03-22", "resignation")]
    check({"meeting", "rival", "correction", "denial"} <= set(resignation), f"resignation: {sorted(resignation)}")
    check(len({event["id"] for event in resignation.values()}) == 1, "the resignation is several events")
    meeting, rival = told[("2023-03-21", "meeting")], told[("2023-03-20", "meeting")]
    check(rival["rival"]["id"] == meeting["correction"]["id"], "the rival's Bergen meeting is another event")
    wanted = {"edtf": "2023-03-20", "change": "contradiction"}.items()
    check(any(wanted <= a.items() for a in meeting["correction"]["alternatives"]),
          "no contradiction about the Bergen meeting")
    check(any(e["status"] == "denied" and {"rival", "denial"} <= {origin[c["document"]] for c in e["claims"]}
              for e in document["events"]), "the denied meeting does not stand beside its report")


def main():
    accept = "--accept" in sys.argv[1:]
    timelines = [f"{STORY}/timelines/{name}.yaml" for name in CREATED]
    golden(timelines, accept)
    for order in itertools.islice(itertools.permutations(timelines), 0, 40320, 9973):
        check(merge(order) == merge(timelines), "another order gives other bytes")
    groupings(timelines)
    formats(timelines)
    editor(timelines)
    articles()
    for problem in problems:
        print(problem)
    print("passed" if not problems else f"{len(problems)} problems")
    sys.exit(1 if problems else 0)


main()
