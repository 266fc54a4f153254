#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes timelines in the format of SemEval-2015 Task 4, Track A (Minard et al. 2015, S15-2132).

    semeval_timelines.py ENTITIES DOCUMENTS OUT

ENTITIES lists target entities, one a line; DOCUMENTS is a folder of TimeML files cut into numbered
sentences; OUT gets a file per entity. Each document is read by `dateline extract --all --about
ENTITY --mentions`, so what is found and how it is dated is the program's own; this file only

  - leaves out what the task does not put on a timeline: modal, negated and infinitive verbs, and
    states;
  - gives an event without a date the date of the event told before it, at the beginning that of the
    publication (Laparra, Aldabe and Rigau 2015, S15-2126), because the task scores order and date
    together;
  - joins the documents by date: events of one date and document stand together, in text order.

Standard library only. Exit status: 0 written, 2 something could not be read or run.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

UNKNOWN = "XXXX-XX-XX"


def fail(message):
    print(f"semeval_timelines.py: {message}", file=sys.stderr)
    sys.exit(2)


class Document:
    """One article: its sentences, and where each begins in the text that the program reads."""

    def __init__(self, path):
        root = ET.parse(path).getroot()
        self.id = root.findtext("DOCID").strip()
        self.date = root.find("DCT").find("TIMEX3").get("value")[:10]
        self.starts, parts, at = [], [], 0
        for s in root.find("TEXT").iter("s"):
            # sentence 1 is a date line; sentences are paragraphs so that the numbers stay theirs
            text = "".join(s.itertext()).strip()
            # tokens stand apart ("Apple 's"): the spaces that no writer types go
            text = re.sub(r" (['’](?:s|re|ve|ll|d|m)\b|['’](?= )|n't|[,.;:!?%)\]])", r"\1", text)
            text = re.sub(r"([(\[$]) ", r"\1", text)
            self.starts.append((int(s.get("id")), at))
            parts.append(text)
            at += len((text + "\n\n").encode())
        self.text = "\n\n".join(parts)

    def sentence(self, offset):
        return max((n for n, start in self.starts if start <= offset), default=0)


def extract(document, entity, options):
    command = [options.dateline, "extract", "--date", document.date, "--all", "--mentions", "--quiet",
               "--input", "plain", "--about", entity, "--format", "json"]
    if options.rules:
        command += ["--rules", options.rules]
    run = subprocess.run(command, input=document.text.encode(), capture_output=True, check=False)
    if run.returncode:
        fail(f"{document.id}: {run.stderr.decode().strip()}")
    return json.loads(run.stdout)


def anchor_of(entry):
    """YYYY-MM-DD, YYYY-MM or YYYY of an entry, or None.

    Days that the program infers and the text does not say, "yesterday or today", are no date.
    """
    if not entry or "when" not in entry:
        return None
    when = entry["when"]
    m = re.match(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T~?%]|$)", when.get("edtf", ""))
    if m:
        return m.group(1)
    start, end = when.get("start", ""), when.get("end", "")
    if not (start and end) or when.get("basis") == "inferred":
        return None
    for n in (10, 7, 4):
        if start[:n] == end[:n] and len(start) >= n:
            return start[:n]
    return None


def wanted(mention):
    return (mention.get("entry") and mention.get("polarity") == "POS" and "modality" not in mention
            and mention.get("tense") != "INFINITIVE" and mention.get("class") not in ("STATE", "I_STATE", "PERCEPTION"))


def events_of(document, entity, options):
    """(anchor, sentence, position, words) of each event that belongs on the timeline."""
    timeline = extract(document, entity, options)
    entries = {e["id"]: e for e in timeline["events"] + timeline["undated"]}
    running, result = document.date, []
    for m in sorted(timeline.get("mentions", []), key=lambda m: m["span"][0]):
        if not wanted(m):
            continue
        own = anchor_of(entries[m["entry"]])
        anchor = own or running
        if own and m.get("tense") == "PAST":
            running = own
        result.append((anchor, document.sentence(m["span"][0]), m["span"][0], m["text"].replace(" ", "_")))
    return result


def write_timeline(path, entity, events):
    lines, position, last = [entity], 0, None
    for anchor, doc, _, sentence, words in sorted(events):
        if anchor != last:
            position, last = position + 1, anchor
        lines.append(f"{position}\t{anchor}\t{doc}-{sentence}-{words}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("entities", type=pathlib.Path)
    parser.add_argument("documents", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--dateline", default=os.environ.get("DATELINE_BIN", "dateline"))
    parser.add_argument("--rules")
    options = parser.parse_args()
    try:
        entities = [line.strip() for line in options.entities.read_text(encoding="utf-8").splitlines() if line.strip()]
        documents = [Document(p) for p in sorted(options.documents.rglob("*")) if p.suffix in (".xml", ".tml")]
        if not documents:
            fail(f"{options.documents}: no .xml or .tml documents")
        options.out.mkdir(parents=True, exist_ok=True)
        for entity in entities:
            events = [(anchor, d.id, at, sentence, words)
                      for d in documents for anchor, sentence, at, words in events_of(d, entity, options)]
            name = re.sub(r"\s+", "_", entity.lower().replace("&", "and")) + ".txt"
            write_timeline(options.out / name, entity, events)
    except (OSError, ET.ParseError, AttributeError) as e:
        fail(str(e))


if __name__ == "__main__":
    main()
