#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks timeline documents against schema/timeline.schema.json.

    validate.py FILE...      YAML (also several documents), JSON, or JSON Lines

Beyond the schema: ids are unique, links name events, spans do not run backwards, events with both
ends have them in order.  Prints what is wrong; exit 0 valid, 1 not, 2 a file cannot be read.
"""
import json
import os
import sys

import jsonschema
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCHEMA = os.path.join(ROOT, "schema", "timeline.schema.json")


class Loader(yaml.SafeLoader):
    """As the schema sees it: a date is a string."""


Loader.yaml_implicit_resolvers = {
    first: [r for r in resolvers if r[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def documents(path):
    """The documents of a file, whichever of the three forms it has."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    if text.lstrip().startswith("{"):
        try:
            return [json.loads(text)]
        except json.JSONDecodeError:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
    return list(yaml.load_all(text, Loader))


def problems(document, validator):
    """What is wrong with one document, as (place, message)."""
    found = [("/".join(str(p) for p in e.absolute_path), e.message) for e in validator.iter_errors(document)]
    if found:
        return found
    entries = document["events"] + document.get("undated", [])
    ids = [e["id"] for e in entries]
    for double in sorted({i for i in ids if ids.count(i) > 1}):
        found.append(("events", "id %s is used twice" % double))
    for key in ("order", "refused"):
        for link in document.get(key, []):
            for end in (link[0], link[2]):
                if end not in ids:
                    found.append((key, "no event has the id %s" % end))
    for e in entries:
        for evidence in e.get("evidence", []):
            if evidence["span"][0] > evidence["span"][1]:
                found.append((e["id"], "span %s runs backwards" % evidence["span"]))
        when = e.get("when", {})
        start, end = when.get("start"), when.get("end")
        if start and end and not start.startswith("-") and not end.startswith("-") and start > end:
            found.append((e["id"], "ends %s before it starts %s" % (end, start)))
    return found


def main(paths):
    with open(SCHEMA, encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    status = 0
    for path in paths:
        try:
            for number, document in enumerate(documents(path)):
                for place, message in problems(document, validator):
                    print("%s: document %d: %s: %s" % (path, number, place or "top", message))
                    status = max(status, 1)
        except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as e:
            print("%s: %s" % (path, e), file=sys.stderr)
            status = 2
    return status


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1:]))
