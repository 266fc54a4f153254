#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the part-of-speech tagger: an averaged perceptron over hashed features, pruned to int8.

    tools/train_tagger.py --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu news.conllu \
        --wordnet rules/en/tagger/wordnet.bin --out rules/en/tagger/weights.bin \
        --sentences tests/data/tagger_sentences.txt --expected tests/data/tagger_expected.tsv

Input is CoNLL-U (Universal Dependencies); the labels are pairs of Penn tag and UPOS ("IN/SCONJ").
Only --train is learned from; --dev files are reported on.  Standard library only, one process, and
the same bytes for the same input: integer weights, no random numbers but a fixed generator, and
every tie broken by the lower label number.

The features and the prediction are in tagger_model.py.

weights.bin, little-endian, sections padded to 8 bytes, in this order after the header:

    header    "DTLTAGWT", u32 version, u32 CRC-32 of all bytes after the header, u32 file size,
              u32 labels, u32 classes, u32 words, u32 features, u32 weights, u32 string bytes,
              u32 joined features, u32 margin, u32 0 x 3
    labels    u16 x labels: offset of "XPOS/UPOS\\0" in the strings; those of open classes are the
              first OPEN_LABELS
    classes   u64 x classes: label set of an ambiguity class; class 0 is for words not in the
              table
    top       u8 x classes: most frequent label
    words     u32 hash x words, ascending
    word info u16 x 2 x words: class (bit 15: one label, no choice to make; bit 14: only the labels
              of the class come into question), word-class bits
    features  u32 hash x features, ascending; then those of the joined features, ascending
    counts    u8 x features: weights of this feature
    weights   u8 label, i8 weight, x weights, features in order
    strings   bytes
"""

import argparse
import collections
import struct
import time
import zlib

from make_wordnet import WordNetTable
from tagger_model import (M32, START, Model, Sentence, dynamic_features, hashed, lemma_of, make_token,
                          predict, read_conllu, renumbered, respell, sentence_case, static_features)

MAGIC = b"DTLTAGWT"
VERSION = 3
HEADER = struct.Struct("<8s14I")


# ---- training -----------------------------------------------------------------------------------


class Perceptron:
    """Averaged perceptron with a margin; rows of small dictionaries, features numbered as they come.

    With `keep` (feature -> labels) only those weights exist: training again on the weights that
    survived pruning wins back most of what pruning lost.
    """

    def __init__(self, model, keep=None):
        self.model, self.keep, self.step = model, keep, 0
        self.ids, self.w, self.u = {}, [], []

    def row(self, f):
        i = self.ids.get(f)
        if i is None:
            if self.keep is not None and f not in self.keep:
                return None
            i = self.ids[f] = len(self.w)
            row = dict.fromkeys(self.keep[f], 0) if self.keep is not None else {}
            self.w.append(row)
            self.u.append(dict(row))
        return i

    def update(self, feats, gold, wrong):
        step, restricted = self.step, self.keep is not None
        for f in feats:
            row, sums = self.w[f], self.u[f]
            if not restricted or gold in row:
                row[gold] = row.get(gold, 0) + 1
                sums[gold] = sums.get(gold, 0) + step
            if not restricted or wrong in row:
                row[wrong] = row.get(wrong, 0) - 1
                sums[wrong] = sums.get(wrong, 0) - step

    def train(self, sentences, passes, margin):
        nl, ids, w = len(self.model.labels), self.ids, self.w
        for s in sentences:
            case = sentence_case(s)
            for i, t in enumerate(s):
                t.static = None
                if t.fixed < 0:
                    found = [self.row(f) for f in static_features(s, i, case)]
                    t.static = [k for k in found if k is not None]
        order = list(range(len(sentences)))
        state = 1
        for p in range(passes):
            for i in range(len(order) - 1, 0, -1):  # Fisher-Yates with a fixed generator
                state = (state * 1103515245 + 12345) & 0x7FFFFFFF
                j = (state >> 8) % (i + 1)
                order[i], order[j] = order[j], order[i]
            right = seen = 0
            start = time.time()
            for k in order:
                s = sentences[k]
                l1 = l2 = START
                for i, t in enumerate(s):
                    if t.fixed >= 0:
                        l2, l1 = l1, t.fixed
                        continue
                    feats = t.static[:]
                    for f in dynamic_features(s, i, l1, l2):
                        x = ids.get(f)
                        if x is None:
                            x = self.row(f)
                            if x is None:
                                continue
                        feats.append(x)
                    scores = [0] * nl
                    for f in feats:
                        for l, v in w[f].items():
                            scores[l] += v
                    gold, rival, top = t.gold, -1, 0
                    for l in t.cand:
                        if l != gold and (rival < 0 or scores[l] > top):
                            rival, top = l, scores[l]
                    self.step += 1
                    seen += 1
                    possible = gold in t.cand
                    if possible and rival >= 0 and scores[gold] - top <= margin:
                        self.update(feats, gold, rival)
                    best = gold if rival < 0 or (possible and scores[gold] > top) else rival
                    right += best == gold
                    l2, l1 = l1, best
            print("  pass %d: %.2f %% of %d right, %d features, %.1f s"
                  % (p + 1, 100 * right / seen, seen, len(w), time.time() - start), flush=True)

    def averages(self, scale):
        """feature -> {label: round(scale * mean weight)}, zero ones left out."""
        r, n = {}, self.step
        for f, i in self.ids.items():
            row = {}
            for l, v in self.w[i].items():
                num = scale * (v * n - self.u[i][l])
                q = (abs(num) * 2 + n) // (2 * n)
                if q:
                    row[l] = q if num > 0 else -q
            if row:
                r[f] = row
        return r


def largest(rows, n):
    """The rows cut down to the n largest weights; fewer, when the n-th has equals."""
    sizes = sorted((abs(v) for row in rows.values() for v in row.values()), reverse=True)
    least = sizes[n] if n < len(sizes) else 0
    r = {}
    for f, row in rows.items():
        kept = {l: v for l, v in row.items() if abs(v) > least}
        if kept:
            r[f] = kept
    return r


def fit(model, train, opt):
    """Trains, prunes and trains again; leaves the int8 weights in model.rows."""
    keep = None
    for n in [int(x) for x in opt.prune.split(",")]:
        p = Perceptron(model, keep)
        p.train(train, opt.passes, opt.margin)
        keep = largest(p.averages(64), n)
    rows, number = {}, model.number_labels(train)
    for f, row in keep.items():
        f = renumbered(f, number)
        kept = [(number[l], max(-127, min(127, (abs(v) * 2 + opt.step) // (2 * opt.step) * (1 if v > 0 else -1))))
                for l, v in sorted(row.items())]
        kept = sorted((l, v) for l, v in kept if v)
        if kept:
            rows.setdefault(hashed(f), kept)
    model.rows = rows


# ---- report and files ---------------------------------------------------------------------------


def measure(model, sentences):
    """Figures of one data set, in percent, and the most frequent confusions."""
    n = fixed = unknown = unknown_right = xpos = upos = lemma = 0
    errors = collections.Counter()
    for s in sentences:
        for t, l in zip(s, predict(model, s)):
            x, u = model.labels[l].split("/")
            n += 1
            fixed += t.fixed >= 0
            xpos += x == t.xpos
            upos += u == t.upos
            lemma += lemma_of(model.wordnet, t, t.xpos) == t.lemma.lower()
            if t.word not in model.seen:
                unknown += 1
                unknown_right += u == t.upos
            if u != t.upos:
                errors["%s>%s" % (t.upos, u)] += 1
    return dict(tokens=n, upos=100 * upos / n, xpos=100 * xpos / n, lemma=100 * lemma / n,
                unknown=100 * unknown / n, unknown_upos=100 * unknown_right / max(unknown, 1),
                fixed=100 * fixed / n, errors=" ".join("%s:%d" % e for e in errors.most_common(12)))


def pack(model):
    """The bytes of weights.bin."""
    strings, label_at = bytearray(), []
    for l in model.labels:
        label_at.append(len(strings))
        strings += l.encode() + b"\0"
    masks, tops = b"", bytearray()
    for key in model.classes:
        mask = sum(1 << l for l in key)
        masks += struct.pack("<Q", mask)
        tops.append(key[0] if key else 0)
    words = sorted(model.words)
    info = b"".join(struct.pack("<2H", c | closed << 14 | fixed << 15, kinds)
                    for c, fixed, closed, kinds in (model.words[w] for w in words))
    features = sorted(model.rows)
    weights = b"".join(struct.pack("<Bb", l, v) for f in features for l, v in model.rows[f])
    body = bytearray()
    for blob in (struct.pack("<%dH" % len(label_at), *label_at), masks, bytes(tops),
                 struct.pack("<%dI" % len(words), *words), info,
                 struct.pack("<%dI" % len(features), *(f & M32 for f in features)),
                 bytes(len(model.rows[f]) for f in features), weights, bytes(strings)):
        body += blob + b"\0" * (-len(blob) % 8)
    head = HEADER.pack(MAGIC, VERSION, zlib.crc32(body), HEADER.size + len(body),
                       len(model.labels), len(model.classes), len(words), len(features),
                       len(weights) // 2, len(strings), sum(f > M32 for f in features), model.margin, *[0] * 3)
    return head + bytes(body)


def write_expected(model, sentences_path, path):
    """Tags of our own sentences, for the test of the C tagger."""
    with open(sentences_path, encoding="utf-8") as f, open(path, "w", encoding="utf-8") as out:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            s = Sentence(make_token(w) for w in line.split())
            for t in s:
                model.look_up(t)
            for t, l in zip(s, predict(model, s)):
                xpos, upos = model.labels[l].split("/")
                out.write("\t".join((t.text, t.folded.decode(), str(t.flags), xpos, upos,
                                     lemma_of(model.wordnet, t, xpos))) + "\n")
            out.write("\n")


README = """# Tagger tables

* `weights.bin` ({size} bytes): part-of-speech tagger, an averaged perceptron with {features} hashed
  features, {weights} weights of one byte and {words} words. Made by `tools/train_tagger.py`.
* `wordnet.bin`: which base forms exist, irregular forms, first-sense lexicographer files. Made by
  `tools/make_wordnet.py` from WordNet 3.0 and `lemmas.tsv`.
* `lemmas.tsv`: inflection rules and closed-class forms, written by hand.

Layouts are described at the top of the two tools. Both tools give the same bytes for the same input.

## Figures

Trained on the training part of UD English-EWT alone; gold tokens; percent. UPOS comes from the
same table: labels are pairs such as `IN/SCONJ`. Lemmas are scored with gold tags, ignoring case.

| data | tokens | UPOS | XPOS | unknown words | UPOS of these | lemma |
|---|---:|---:|---:|---:|---:|---:|
{rows}
Both sets were looked at to compare settings, so the figures are slightly optimistic. A plain-text
run scores lower: sentence and token boundaries are given here.

## Regenerating

    tools/make_wordnet.py --dict /usr/share/wordnet --lemmas rules/en/tagger/lemmas.tsv \\
        --out rules/en/tagger/wordnet.bin
    tools/train_tagger.py --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu gum_news.conllu \\
        --wordnet rules/en/tagger/wordnet.bin --out rules/en/tagger/weights.bin \\
        --readme rules/en/tagger/README.md --sentences tests/data/tagger_sentences.txt \\
        --expected tests/data/tagger_expected.tsv

WordNet is Debian's package `wordnet-base`; the treebanks are at <https://universaldependencies.org>
(UD_English-EWT; the news documents of UD_English-GUM outside its test part, for reporting only).

## Sources and licences

* `weights.bin` holds figures (weights of hashed features, hashes of words and their tag sets)
  derived from Universal Dependencies English-EWT, which is licensed CC BY-SA 4.0
  (<https://creativecommons.org/licenses/by-sa/4.0/>). Cite: Silveira, Dozat, de Marneffe, Bowman,
  Connor, Bauer, Manning (2014), "A Gold Standard Dependency Corpus for English", LREC. The table contains
  no text of the corpus. It is offered under CC BY-SA 4.0 as well, apart from the program's own licence.
* UD English-GUM (CC BY; Zeldes 2017, "The GUM Corpus", Language Resources and Evaluation 51) was
  used to measure, not to train.
* `wordnet.bin` is derived from WordNet 3.0, Copyright 2006 by Princeton University; the licence
  is in `WORDNET-LICENSE`.
"""


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--train", required=True)
    ap.add_argument("--dev", nargs="*", default=[])
    ap.add_argument("--wordnet", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--readme")
    ap.add_argument("--sentences", help="one tokenized sentence a line")
    ap.add_argument("--expected", help="where the tags of --sentences go")
    ap.add_argument("--formal", default="weblog,newsgroup", help="genres of --train that are edited")
    ap.add_argument("--passes", type=int, default=5)
    ap.add_argument("--margin", type=int, default=30)
    ap.add_argument("--doubt", type=int, default=70,
                    help="lead of the best label below which joined features are asked")
    ap.add_argument("--prune", default="90000,62000", help="weights kept after each training")
    ap.add_argument("--step", type=int, default=24, help="64ths of a mean weight per unit of int8")
    ap.add_argument("--min-class", type=int, default=8, help="least count of a word in the table")
    ap.add_argument("--min-fixed", type=int, default=20, help="of a word with one label")
    ap.add_argument("--min-closed", type=int, default=40, help="of a word kept to its labels")
    ap.add_argument("--share", type=int, default=100, help="a label counts from 1/share on")
    opt = ap.parse_args()

    with open(opt.wordnet, "rb") as f:
        model = Model(WordNetTable(f.read()))
    train = []
    for s in read_conllu(opt.train, opt.formal.split(",")):
        train.append(s)
        again = respell(s)
        if len(again) != len(s):  # both spellings: other text is tokenized like the treebank
            train.append(again)
    model.learn_words(train, opt)
    model.seen = {t.word for s in train for t in s}
    for s in train:
        for t in s:
            model.look_up(t)
    fit(model, train, opt)
    model.margin = opt.doubt
    blob = pack(model)
    with open(opt.out, "wb") as f:
        f.write(blob)
    weights = sum(len(r) for r in model.rows.values())
    print("%s: %d labels, %d classes, %d words, %d features, %d weights, %d bytes"
          % (opt.out, len(model.labels), len(model.classes), len(model.words), len(model.rows),
             weights, len(blob)))
    rows = ""
    for path in opt.dev:
        sentences = read_conllu(path)
        for s in sentences:
            for t in s:
                model.look_up(t)
        m = measure(model, sentences)
        name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        print(name, " ".join("%s %s" % (k, "%.2f" % v if isinstance(v, float) else v)
                             for k, v in m.items()))
        rows += ("| {} | {tokens} | {upos:.2f} | {xpos:.2f} | {unknown:.1f} | {unknown_upos:.1f} |"
                 " {lemma:.1f} |\n").format(name, **m)
    if opt.readme:
        with open(opt.readme, "w", encoding="utf-8") as f:
            f.write(README.format(size=len(blob), features=len(model.rows), weights=weights,
                                  words=len(model.words), rows=rows))
    if opt.sentences and opt.expected:
        write_expected(model, opt.sentences, opt.expected)


if __name__ == "__main__":
    main()
