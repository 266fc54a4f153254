#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Timelines as people and language models write them, checked against the articles of fixtures/story.

Each case is a timeline of this folder with the articles it is checked against. The text and the JSON
document are compared with NAME.txt and NAME.out.json; the document also with the schema of
`dateline verify --schema`, and with the YAML document.

    run_verify.py            checks
    run_verify.py --accept   writes the present output as what is expected
"""
import difflib
import json
import os
import pathlib
import subprocess
import sys

import jsonschema
import yaml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))

DATES = {"announcement": "2023-03-06", "meeting": "2023-03-22", "rival": "2023-03-22", "correction": "2023-03-24",
         "denial": "2023-03-28", "postponement": "2023-04-27", "signing": "2023-05-13", "retrospective": "2024-05-12"}
CASES = {
    "llm.json": ["announcement", "meeting", "signing"],
    "editor.yaml": ["meeting", "signing", "retrospective"],
    "desk.csv": ["meeting", "signing"],
    "notes.md": ["retrospective", "denial"],
}
# what a careful editor would say, whatever the wording of the output
VERDICTS = {
    "llm.json": ["supported", "supported", "date-differs", "supported", "not-in-text", "more-precise", "supported"],
    "editor.yaml": ["supported", "supported", "supported", "order-differs", "supported", "supported", "supported",
                    "less-precise"],
    "desk.csv": ["supported", "supported", "date-differs", "supported"],
    "notes.md": ["supported", "supported", "supported", "less-precise", "not-in-text", "status-differs"],
}


class Loader(yaml.SafeLoader):
    """YAML without dates: a day stays text, as in JSON."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def run(case, form):
    articles = [f"fixtures/story/{a}.txt@{DATES[a]}" for a in CASES[case]]
    command = [BIN, "verify", "-q", "-f", form, f"tests/verify/{case}", *articles]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 1 or done.stderr:
        sys.exit(f"{case}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def main():
    accept = "--accept" in sys.argv[1:]
    schema = json.loads(subprocess.run([BIN, "verify", "--schema"], capture_output=True, check=True).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failed = 0
    for case in CASES:
        stem = case.split(".")[0]
        text, document = run(case, "text"), run(case, "json")
        parsed = json.loads(document)
        found = [f"schema: {e.json_path}: {e.message}" for e in validator.iter_errors(parsed)]
        if yaml.load(run(case, "yaml"), Loader) != parsed:
            found.append("the YAML and the JSON document differ")
        verdicts = [c["verdict"] for c in parsed["checks"]]
        if verdicts != VERDICTS[case]:
            found.append(f"verdicts: {verdicts}")
        for path, got in ((HERE / f"{stem}.txt", text), (HERE / f"{stem}.out.json", document)):
            if accept:
                path.write_text(got)
            elif not path.exists() or path.read_text() != got:
                want = path.read_text() if path.exists() else ""
                found.extend(line.rstrip("\n") for line in difflib.unified_diff(
                    want.splitlines(True), got.splitlines(True), path.name, "now"))
        for line in found:
            print(f"{case}: {line}")
        failed += bool(found)
    print(f"{len(CASES) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
