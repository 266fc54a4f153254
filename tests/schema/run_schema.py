"""The timelines of all fixture articles, as YAML and as JSON, against the project's JSON Schema."""
import json
import os
import pathlib
import subprocess
import sys

import jsonschema
import yaml

import validate

ROOT = pathlib.Path(validate.ROOT)
BIN = os.environ.get("DATELINE_BIN", str(ROOT / "build" / "dateline"))


def extract(article, *options):
    run = subprocess.run([BIN, "extract", "--times", *options, str(article)], cwd=ROOT, capture_output=True)
    if run.returncode:
        sys.exit(f"{article.name}: exit {run.returncode}\n{run.stderr.decode()}")
    return run.stdout.decode()


def main():
    validator = jsonschema.Draft7Validator(json.loads(pathlib.Path(validate.SCHEMA).read_text()))
    passed = failed = 0
    for article in sorted((ROOT / "fixtures" / "articles").glob("*.txt")):
        for date in ([], ["--date", "2024-05-17"]):
            from_yaml = yaml.load(extract(article, *date), validate.Loader)
            from_json = json.loads(extract(article, "--format", "json", *date))
            found = [f"{place}: {message}" for place, message in validate.problems(from_yaml, validator)]
            if from_yaml != from_json:
                found.append("the YAML and the JSON document differ")
            passed, failed = passed + (not found), failed + bool(found)
            for line in found:
                print(f"{article.name}: {line}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
