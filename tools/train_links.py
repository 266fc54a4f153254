#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the weights of TLINKs that no rule gives: rules/en/links/weights.tsv.

    tools/train_links.py --dateline build/dateline --out rules/en/links/weights.tsv TIMEBANK AQUAINT

Input is folders of TimeML documents with gold annotation.  Of each pair of events or times that
`dateline extract --dump pairs` looks at, the gold closure says how the two are related, or not at
all; a multinomial logistic regression learns that from the features.  "Not at all" counts as an
outcome like any other, because a relation that the gold does not bear out costs precision whether
anybody thought of the pair or not.  One fit for all folders.

Documents kept aside (CRC-32 of the name divisible by 3) are not read.  With --folds N the rest is
cut into N parts, each judged by a fit on the others: what is printed is not learned by heart.

Standard library only; the same bytes for the same input: a fixed order, a fixed generator, weights
rounded to sixteenths of a bit (rules/weights.h has the format).
"""

import argparse
import collections
import concurrent.futures
import math
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
from eval import Document, kept_aside, pair, read  # noqa: E402

RELATIONS = ("BEFORE", "AFTER", "INCLUDES", "IS_INCLUDED", "SIMULTANEOUS", "BEGUN_BY", "ENDED_BY")
# Per cent that a relation has to reach.  About half the F1 to be had is the best threshold for F1;
# these were chosen on the folds, for both corpora together.
THRESHOLDS = {"time": 18, "story": 18, "running": 18, "events": 13, "times": 15}
PASSES = 30
RATE, DECAY = 0.3, 0.15  # step length, and how it falls from pass to pass
PENALTY = 0.1  # on squared weights: few articles, many features
SEEN_MIN = 50  # pairs that have a feature; rarer ones say more of an article than of the language
STEPS = 16  # weights to the bit

# ---- gold: the closure over end points ----------------------------------------------------------

# Relation of x to y as comparisons of (end of x, operator, end of y); 0 is the start, 1 the end.
POINTS = {
    "BEFORE": [(1, "<", 0)],
    "AFTER": [(0, ">", 1)],
    "IBEFORE": [(1, "=", 0)],
    "IAFTER": [(0, "=", 1)],
    "INCLUDES": [(0, "<", 0), (1, ">", 1)],
    "IS_INCLUDED": [(0, ">", 0), (1, "<", 1)],
    "BEGINS": [(0, "=", 0), (1, "<", 1)],
    "BEGUN_BY": [(0, "=", 0), (1, ">", 1)],
    "ENDS": [(1, "=", 1), (0, ">", 0)],
    "ENDED_BY": [(1, "=", 1), (0, "<", 0)],
    "SIMULTANEOUS": [(0, "=", 0), (1, "=", 1)],
}
ALIASES = {"IDENTITY": "SIMULTANEOUS", "DURING": "SIMULTANEOUS", "DURING_INV": "SIMULTANEOUS"}


class Closure:
    """Points that are equal are one node; what is reached is later."""

    def __init__(self):
        self.parent, self.later = {}, {}

    def find(self, p):
        while self.parent[p] != p:
            p = self.parent[p]
        return p

    def compare(self, p, q):
        if p not in self.parent or q not in self.parent:
            return None
        p, q = self.find(p), self.find(q)
        if p == q:
            return "="
        return "<" if self._leads(p, q) else ">" if self._leads(q, p) else None

    def _leads(self, p, q):
        seen, todo = {p}, [p]
        while todo:
            for n in map(self.find, self.later[todo.pop()]):
                if n == q:
                    return True
                if n not in seen:
                    seen.add(n)
                    todo.append(n)
        return False

    def add(self, x, relation, y):
        """What contradicts the links before is left out."""
        for z in (x, y):
            if (z, 0) not in self.parent:
                for k in (0, 1):
                    self.parent[z, k], self.later[z, k] = (z, k), set()
                self.later[z, 0].add((z, 1))
        points = POINTS[relation]
        if any(self.compare((x, i), (y, j)) not in (None, op) for i, op, j in points):
            return
        for i, op, j in points:
            p, q = self.find((x, i)), self.find((y, j))
            if op == "=" and p != q:
                self.parent[q] = p
                self.later[p] |= self.later.pop(q)
            elif op != "=":
                a, b = (p, q) if op == "<" else (q, p)
                self.later[a].add(b)

    def relation(self, x, y):
        for name in RELATIONS:
            if all(self.compare((x, i), (y, j)) == op for i, op, j in POINTS[name]):
                return name
        return None


def closure_of(data):
    """Of a gold document; an event is named by its eid, a time by its tid."""
    root = ET.fromstring(data)
    event_of = {e.get("eiid"): e.get("eventID") for e in root.iter("MAKEINSTANCE")}
    closure = Closure()
    for link in root.iter("TLINK"):
        name = (link.get("relType") or "").upper()
        name = ALIASES.get(name, name)
        x = event_of.get(link.get("eventInstanceID")) or link.get("timeID")
        y = event_of.get(link.get("relatedToEventInstance")) or link.get("relatedToTime")
        if x and y and x != y and name in POINTS:
            closure.add(x, name, y)
    return closure


# ---- examples -----------------------------------------------------------------------------------

Example = collections.namedtuple("Example", "corpus fold kind relation features")


def run(command, *arguments):
    done = subprocess.run([command, "extract", "--quiet", *arguments], capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{arguments[-1]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def examples_of(path, command, folds):
    name = os.path.splitext(os.path.basename(path))[0]
    data = read(path)
    gold, answer = Document(name, data), Document(name, run(command, "--format", "timeml", path))
    gold_id = {}
    for layer, key in (("EVENT", "eid"), ("TIMEX3", "tid")):
        for i, j in pair(gold.spans[layer], answer.spans[layer]):
            gold_id[answer.spans[layer][j].get(key)] = gold.spans[layer][i].get(key)
    closure = closure_of(data)
    examples = []
    for line in run(command, "--dump", "pairs", path).decode().splitlines():
        kind, x, y, features = line.split("\t")
        x, y = gold_id.get(x), gold_id.get(y)
        relation = closure.relation(x, y) if x and y else None
        examples.append(Example(os.path.dirname(path), zlib.crc32(name.encode()) // 3 % folds, kind,
                                relation, tuple(dict.fromkeys(features.split(" ")))))
    return examples


# ---- the fit ------------------------------------------------------------------------------------


def fit(examples):
    """{(kind, feature): weights of "none" and the relations}, by stochastic gradient (AdaGrad)."""
    seen = collections.Counter((e.kind, f) for e in examples for f in e.features)
    classes = range(len(RELATIONS) + 1)
    weights, squares = {}, {}
    rows = []
    for e in examples:
        keys = [(e.kind, f) for f in e.features if seen[e.kind, f] >= SEEN_MIN]
        for key in keys:
            if key not in weights:
                weights[key], squares[key] = [0.0] * len(classes), [0.01] * len(classes)
        rows.append((RELATIONS.index(e.relation) + 1 if e.relation else 0,
                     [(weights[key], squares[key]) for key in keys]))
    state = 12345
    for step in range(PASSES):
        rate = RATE / (1 + DECAY * step)
        for i in range(len(rows) - 1, 0, -1):
            state = (state * 1664525 + 1013904223) & 0xffffffff
            j = (state >> 8) % (i + 1)
            rows[i], rows[j] = rows[j], rows[i]
        for label, pairs in rows:
            scores = [math.fsum(w[k] for w, _ in pairs) for k in classes]
            top = max(scores)
            powers = [math.exp(s - top) for s in scores]
            total = math.fsum(powers)
            slopes = [p / total for p in powers]
            slopes[label] -= 1
            for w, s in pairs:
                for k in classes:
                    slope = slopes[k] + PENALTY * w[k]
                    s[k] += slope * slope
                    w[k] -= rate * slope / math.sqrt(s[k])
    return {key: [round((w[k + 1] - w[0]) * STEPS / math.log(2)) for k in range(len(RELATIONS))]
            for key, w in weights.items()}


def choose(weights, example):
    """The likeliest relation and its share, as rules/weights.c has them."""
    scores = [0] * len(RELATIONS)
    for f in example.features:
        for k, w in enumerate(weights.get((example.kind, f), ())):
            scores[k] += w
    best = max(range(len(RELATIONS)), key=lambda k: scores[k])
    total = 1 + sum(2 ** (s / STEPS) for s in scores)
    return RELATIONS[best], 100 * 2 ** (scores[best] / STEPS) / total


def judge(examples, folds):
    count = collections.Counter()
    for fold in range(folds):
        weights = fit([e for e in examples if e.fold != fold])
        for e in examples:
            if e.fold == fold:
                relation, share = choose(weights, e)
                count[e.corpus, e.kind, "pairs"] += 1
                count[e.corpus, e.kind, "related"] += e.relation is not None
                if share >= THRESHOLDS[e.kind]:
                    count[e.corpus, e.kind, "written"] += 1
                    count[e.corpus, e.kind, "right"] += relation == e.relation
    print(f"{'corpus':<12}{'kind':<10}{'pairs':>8}{'related':>9}{'written':>9}{'right':>7}{'share':>7}")
    for corpus, kind in sorted({key[:2] for key in count}):
        n = {what: count[corpus, kind, what] for what in ("pairs", "related", "written", "right")}
        print(f"{os.path.basename(corpus):<12}{kind:<10}{n['pairs']:>8}{n['related']:>9}{n['written']:>9}"
              f"{n['right']:>7}{n['right'] / max(1, n['written']):>7.2f}")


def write(weights, sources, path):
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"""\
# SPDX-License-Identifier: Apache-2.0
# What the features of a pair are worth for each relation, in sixteenths of a bit against "none".
# Made by tools/train_links.py from the gold links of {sources}, kept-aside documents left out.
# Numbers only: a feature names tense, class, syntax, distance and closed-class words.
# `dateline extract --dump pairs` shows the features of the pairs of a text.
# kind\tfeature\t{chr(9).join(RELATIONS)}
""")
        for kind, percent in THRESHOLDS.items():
            out.write(f"{kind}\tthreshold\t{percent}\n")
        for (kind, feature), row in sorted(weights.items()):
            if any(row):
                out.write("\t".join([kind, feature, *map(str, row)]) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", nargs="+", help="folder of annotated .tml files")
    parser.add_argument("--dateline", default="dateline", help="the command")
    parser.add_argument("--out", metavar="FILE", help="write the table here")
    parser.add_argument("--folds", type=int, default=0, metavar="N", help="judge by cross-validation")
    options = parser.parse_args()
    paths = sorted(os.path.join(folder.rstrip("/"), name) for folder in options.data
                   for name in os.listdir(folder)
                   if name.endswith(".tml") and not kept_aside(name[:-len(".tml")]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda path: examples_of(path, options.dateline, max(1, options.folds)), paths)
        examples = [e for several in found for e in several]
    print(f"{len(paths)} documents, {len(examples)} pairs")
    if options.folds:
        judge(examples, options.folds)
    if options.out:
        sources = " and ".join(os.path.basename(folder.rstrip("/")) for folder in options.data)
        write(fit(examples), sources, options.out)


if __name__ == "__main__":
    main()
