#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores dateline against a folder of hand-annotated TimeML documents.

Each gold file is read by the program itself, which takes the text and the creation time from it and
ignores the annotation. Its TimeML answer is compared with the gold one:

  strict    the same characters; relaxed: at least one in common. Each gold expression pairs with at
            most one answer, equal ones first, then from left to right.
  type ...  the relaxed F1 times the share of pairs whose attribute is the same text, as in
            TempEval-3 (UzZaman et al. 2013).

Counts are summed over documents before F1 is taken. Positions count characters that are not white
space, so line breaks do not matter. TLINKs are not scored here.

A third of the documents, chosen by a checksum of the name, is kept aside: rules are never written
with a look at them. Its figures stand beside the others, and --errors leaves it out.

Standard library only. Exit status: 0 scored, 2 something could not be read or run.
"""
import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib

LAYERS = {"TIMEX3": ("type", "value"), "EVENT": ("class", "tense", "aspect", "polarity")}


class Failure(Exception):
    """Something the person who runs this has to know; ends the program."""


class Span:
    """An annotation in TEXT: where it is, what it covers, what it says."""

    def __init__(self, start, at, attributes):
        self.start, self.at, self.attributes = start, at, attributes
        self.end, self.text = start, ""

    def get(self, name):
        return (self.attributes.get(name) or "").strip()


class Document:
    """The annotations of one TimeML document."""

    def __init__(self, name, data):
        try:
            root = ET.fromstring(data)
        except ET.ParseError as error:
            raise Failure(f"{name}: not well-formed XML: {error}") from error
        self.name = name
        self.spans = {layer: [] for layer in LAYERS}
        self.raw, self.solid = "", 0
        text = root.find(".//TEXT")
        if text is None:
            raise Failure(f"{name}: there is no TEXT")
        self._walk(text)
        self.letters = "".join(self.raw.split())
        created = root.find(".//TIMEX3[@functionInDocument='CREATION_TIME']")
        self.created = "" if created is None else created.get("value") or ""
        # Tense and the like stand on the instance of an event; the last one counts.
        instance = {e.get("eventID"): e for e in root.iter("MAKEINSTANCE")}
        for event in self.spans["EVENT"]:
            made = instance.get(event.get("eid"))
            if made is not None:
                for key, value in made.attrib.items():
                    event.attributes.setdefault(key, value)

    def _put(self, text):
        if text:
            self.raw += text
            self.solid += len("".join(text.split()))

    def _walk(self, element):
        self._put(element.text)
        for child in element:
            span = None
            if child.tag in LAYERS:
                span = Span(self.solid, len(self.raw), dict(child.attrib))
            self._walk(child)
            if span:
                span.end, span.text = self.solid, " ".join(self.raw[span.at:].split())
                if span.end > span.start:
                    self.spans[child.tag].append(span)
            self._put(child.tail)


def pair(gold, answer):
    """Indices (i, j) of gold spans and answers that stand for each other."""
    pairs, taken = [], set()
    place = {(s.start, s.end): j for j, s in reversed(list(enumerate(answer)))}
    open_gold = []
    for i, g in enumerate(gold):
        j = place.get((g.start, g.end))
        if j is None or j in taken:
            open_gold.append(i)
        else:
            pairs.append((i, j))
            taken.add(j)
    overlaps = sorted(
        (max(gold[i].start, s.start), gold[i].start, s.start, i, j)
        for i in open_gold
        for j, s in enumerate(answer)
        if j not in taken and s.start < gold[i].end and gold[i].start < s.end
    )
    done = set()
    for *_, i, j in overlaps:
        if i not in done and j not in taken:
            pairs.append((i, j))
            done.add(i)
            taken.add(j)
    return sorted(pairs)


class Score:
    """Counts of one document or of many."""

    def __init__(self):
        self.count = collections.Counter()

    def add(self, layer, gold, answer, pairs):
        count = self.count
        count[layer, "gold"] += len(gold)
        count[layer, "answer"] += len(answer)
        count[layer, "relaxed"] += len(pairs)
        for i, j in pairs:
            g, a = gold[i], answer[j]
            count[layer, "strict"] += (g.start, g.end) == (a.start, a.end)
            for name in LAYERS[layer]:
                count[layer, name] += g.get(name) == a.get(name)
        for g in gold:
            for name in LAYERS[layer]:
                count[layer, name, "marked"] += bool(g.get(name))

    def f1(self, layer, name):
        """Per cent; None where the gold annotation lacks the attribute."""
        count = self.count
        total = count[layer, "gold"] + count[layer, "answer"]
        if name in LAYERS[layer] and not count[layer, name, "marked"]:
            return None
        return 200 * count[layer, name] / total if total else None


def kept_aside(name):
    """Whether the document of this name, without its ending, belongs to the third kept aside."""
    return zlib.crc32(name.encode()) % 3 == 0


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Failure(str(error)) from error


def answer_to(path, command):
    try:
        run = subprocess.run(command + [path], capture_output=True, check=False)
    except OSError as error:
        raise Failure(f"{command[0]}: {error.strerror}") from error
    if run.returncode:
        raise Failure(f"{path}: {run.stderr.decode(errors='replace').strip()}")
    return run.stdout


def context(document, span, width=45):
    left = document.raw[max(0, span.at - width):span.at]
    right = document.raw[span.at:span.at + len(span.text) + width]
    return " ".join(f"{left}[[{right[:len(span.text)]}]]{right[len(span.text):]}".split())


def list_errors(results, limit, out):
    """What went wrong with TIMEX3, grouped, the commonest first."""
    groups = collections.defaultdict(lambda: collections.defaultdict(list))
    for name, gold, answer, pairs in results:
        if kept_aside(name):
            continue
        g, a = gold.spans["TIMEX3"], answer.spans["TIMEX3"]
        matched, answered = {i for i, _ in pairs["TIMEX3"]}, {j for _, j in pairs["TIMEX3"]}
        where = f"{name} {gold.created}"
        for i, span in enumerate(g):
            if i not in matched:
                groups["missed"][span.text.lower()].append(
                    f"{where} {span.get('value')}: {context(gold, span)}")
        for j, span in enumerate(a):
            if j not in answered:
                groups["false alarm"][span.text.lower()].append(
                    f"{where} {span.get('value')}: {context(answer, span)}")
        for i, j in pairs["TIMEX3"]:
            x, y = g[i], a[j]
            if (x.start, x.end) != (y.start, y.end):
                groups["extent"][f"{x.text} | {y.text}"].append(f"{where}: {context(gold, x)}")
            for key in LAYERS["TIMEX3"]:
                if x.get(key) != y.get(key):
                    groups[key][x.text.lower()].append(
                        f"{where} {x.get(key)} | {y.get(key)}: {context(gold, x)}")
    for kind, group in groups.items():
        print(f"\n{kind} ({sum(map(len, group.values()))})", file=out)
        order = sorted(group.items(), key=lambda item: (-len(item[1]), item[0]))
        for what, examples in order[:limit]:
            print(f"  {len(examples):3} {what}", file=out)
            for example in examples[:3]:
                print(f"        {example}", file=out)


def table(parts, out):
    for layer, names in LAYERS.items():
        names = ("strict", "relaxed") + names
        head = "".join(f"{name:>10}" for name in names)
        print(f"{layer:<16}{'gold':>8}{'answers':>9}{head}", file=out)
        for title, score in parts:
            cells = ""
            for name in names:
                f1 = score.f1(layer, name)
                cells += f"{'-' if f1 is None else format(f1, '.2f'):>10}"
            count = score.count
            print(f"  {title:<14}{count[layer, 'gold']:>8}{count[layer, 'answer']:>9}{cells}", file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", nargs="+", help="folder of annotated .tml files")
    parser.add_argument("--errors", type=int, default=0, metavar="N",
                        help="list the N commonest errors of each kind in times")
    parser.add_argument("--keep", metavar="DIR", help="write the answers here, for other scorers")
    parser.add_argument("--dateline", default=os.environ.get("DATELINE_BIN", "dateline"),
                        help="the command (default: DATELINE_BIN or dateline)")
    parser.add_argument("--rules", help="rule set (default: as the command finds it)")
    options = parser.parse_args()
    files = sorted(os.path.join(folder, name) for folder in options.data
                   for name in os.listdir(folder) if name.endswith(".tml"))
    if not files:
        raise Failure(f"there are no .tml files in {' '.join(options.data)}")
    command = [options.dateline, "extract", "--quiet", "--format", "timeml"]
    if options.rules:
        command += ["--rules", options.rules]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(lambda path: answer_to(path, command), files))

    whole, open_part, aside = Score(), Score(), Score()
    results = []
    for path, data in zip(files, answers):
        name = os.path.splitext(os.path.basename(path))[0]
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
            with open(os.path.join(options.keep, name + ".tml"), "wb") as file:
                file.write(data)
        gold, answer = Document(name, read(path)), Document(name, data)
        if gold.letters != answer.letters:
            raise Failure(f"{name}: the answer has another text")
        pairs = {}
        for layer in LAYERS:
            spans = gold.spans[layer], answer.spans[layer]
            pairs[layer] = pair(*spans)
            for score in (whole, aside if kept_aside(name) else open_part):
                score.add(layer, *spans, pairs[layer])
        results.append((name, gold, answer, pairs))
    print(f"{len(files)} documents, {sum(kept_aside(r[0]) for r in results)} of them kept aside; F1, per cent")
    table([("all", whole), ("two thirds", open_part), ("kept aside", aside)], sys.stdout)
    if options.errors:
        list_errors(results, options.errors, sys.stdout)


if __name__ == "__main__":
    try:
        main()
    except (Failure, OSError) as problem:
        print(f"eval: {problem}", file=sys.stderr)
        sys.exit(2)
