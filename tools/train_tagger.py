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

The features below are those of src/text/tagger_features.c; both sides must change together, and
tests/unit/test_tagger.c compares the C tagger with what this program writes to --expected.

weights.bin, little-endian, sections padded to 8 bytes, in this order after the header:

    header    "DTLTAGWT", u32 version, u32 CRC-32 of all bytes after the header, u32 file size,
              u32 labels, u32 classes, u32 words, u32 features, u32 weights, u32 string bytes,
              u32 0 x 5
    labels    u16 x labels: offset of "XPOS/UPOS\\0" in the strings
    classes   u64 x 2 x classes: label set of an ambiguity class; class 0 is for words not in the
              table
    top       u8 x classes: most frequent label
    words     u32 hash x words, ascending
    word info u16 x 2 x words: class (bit 15: one label, no choice to make; bit 14: only the labels
              of the class come into question), word-class bits
    features  u32 hash x features, ascending
    counts    u8 x features: weights of this feature
    weights   u8 label, i8 weight, x weights, features in order
    strings   bytes
"""

import argparse
import collections
import re
import struct
import sys
import time
import zlib

from make_wordnet import WordNetTable, hash_bytes

MAGIC = b"DTLTAGWT"
VERSION = 1
HEADER = struct.Struct("<8s14I")
WORD_BYTES = 48
START = 255  # the label before the first token

TITLE, ALLCAPS = 1, 2

# ---- data ---------------------------------------------------------------------------------------

MIN_LABEL = 8


class Token:
    __slots__ = ("text", "folded", "norm", "flags", "xpos", "upos", "lemma", "gold", "word", "shape",
                 "cap", "static", "fixed", "cand", "wclass", "cls")


def normalize(folded):
    """Bytes the features see: curly quotes, dashes and dots made plain, digits made 0."""
    b = folded[-WORD_BYTES:]
    if b.isascii():
        out = b
    else:
        out, i = bytearray(), 0
        while i < len(b):
            plain = None
            if b[i] == 0xE2 and i + 2 < len(b) and b[i + 1] == 0x80:
                plain = {0x98: b"'", 0x99: b"'", 0x9C: b'"', 0x9D: b'"', 0x93: b"-", 0x94: b"--",
                         0xA6: b"..."}.get(b[i + 2])
            if plain:
                out += plain
                i += 3
            else:
                out.append(b[i])
                i += 1
        out = bytes(out)
    if any(48 <= c <= 57 for c in out):
        out = bytes(48 if 48 <= c <= 57 else c for c in out)
    return out


def flags_of(text):
    """DTL_TAGTOK_TITLECASE and DTL_TAGTOK_ALLCAPS as the tokenizer sets them."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 0
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return ALLCAPS
    return TITLE if letters[0].isupper() else 0


def make_token(text):
    t = Token()
    t.text = text
    t.flags = flags_of(text)
    t.folded = text.lower().encode()
    t.norm = normalize(t.folded)
    b = t.norm
    t.word = hash_bytes(b)
    letter = any(c >= 128 or 97 <= c <= 122 or 65 <= c <= 90 for c in b)
    digit = 48 in b
    other = any(c < 128 and not (97 <= c <= 122 or 65 <= c <= 90 or c == 48) for c in b)
    if t.flags & ALLCAPS:
        t.cap = 2
    elif t.flags & TITLE:
        t.cap = 3 if len(text) == 1 and text.isascii() else 1
    else:
        t.cap = 4 if text.lower() != text else 0
    t.shape = (t.cap + 5 * (digit + 2 * letter + 4 * other) +
               40 * (46 in b))
    return t


class Sentence(list):
    """Tokens; informal: of a genre whose capitals are not to be trusted (e-mail, reviews)."""

    informal = False


def read_conllu(path, formal=None):
    """Sentences; with `formal`, those of documents of no genre named there are informal."""
    sentences, cur, informal = [], Sentence(), False
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# newdoc id = ") and formal is not None:
                informal = line[len("# newdoc id = "):].split("-")[0] not in formal
            if not line:
                if cur:
                    cur.informal = informal
                    sentences.append(cur)
                cur = Sentence()
            elif line[0] != "#":
                p = line.split("\t")
                if p[0].isdigit():
                    t = make_token(p[1])
                    t.lemma, t.upos, t.xpos = p[2], p[3], p[4]
                    cur.append(t)
    return sentences


# The treebank keeps "2001-02", "e-mail", "12/25/01" and "1990s" whole; dateline's tokenizer does not.
JOINED = re.compile(r"^[\w.,]+(?:[-/][\w.,]+)+$")
DIGITS_LETTERS = re.compile(r"^(\d[\d.,]*)([^\W\d_]+)$")
ORDINALS = ("st", "nd", "rd", "th")
WHOLE = ("ADD", "GW", "NFP")


def split_token(t):
    """The tokens that dateline's tokenizer makes of a training token, labelled."""
    if t.xpos in WHOLE:
        return [t]
    m = DIGITS_LETTERS.match(t.text)
    if m and m.group(2).lower() not in ORDINALS:
        parts, labels = list(m.groups()), [("CD", "NUM"), (t.xpos, t.upos)]
    elif JOINED.match(t.text):
        parts = re.split("([-/])", t.text)
        labels = [(t.xpos, t.upos)] * len(parts)
        for i, part in enumerate(parts):
            if part == "-":
                labels[i] = "HYPH", "PUNCT"
            elif part == "/":
                labels[i] = "SYM", "SYM"
            elif part[0].isdigit():
                labels[i] = "CD", "NUM"
            elif i + 1 < len(parts) and not t.xpos.startswith("NNP"):
                labels[i] = "AFX", "X"
    else:
        return [t]
    r = []
    for part, (xpos, upos) in zip(parts, labels):
        piece = make_token(part)
        piece.xpos, piece.upos, piece.lemma = xpos, upos, part.lower()
        r.append(piece)
    return r


def respell(sentence):
    r = Sentence(p for t in sentence for p in split_token(t))
    r.informal = sentence.informal
    return r


# ---- model --------------------------------------------------------------------------------------


class Model:
    """What is in weights.bin: labels, ambiguity classes, words, and the weights."""

    def __init__(self, wordnet):
        self.wordnet = wordnet
        self.labels, self.classes = [], [()]
        self.words = {}  # hash -> (class, fixed, closed, word-class bits)
        self.rows = {}   # feature hash -> [(label, weight)]
        self.cache, self.cands = {}, {}

    def learn_words(self, train, opt):
        """Labels, ambiguity classes and the words that carry them."""
        pairs = collections.Counter((t.xpos, t.upos) for s in train for t in s)
        self.labels = ["%s/%s" % p for p, n in sorted(pairs.items(), key=lambda x: (-x[1], x[0]))
                       if n >= MIN_LABEL]
        number = {l: i for i, l in enumerate(self.labels)}
        by_tag = {}
        for l in self.labels:
            by_tag.setdefault(l.split("/")[0], number[l])
        counts = collections.defaultdict(collections.Counter)
        norm = {}
        for s in train:
            for t in s:
                t.gold = number.get("%s/%s" % (t.xpos, t.upos), by_tag.get(t.xpos, 0))
                counts[t.word][t.gold] += 1
                norm[t.word] = t.norm
        keyed = {}
        for w in sorted(counts):
            c = counts[w]
            n = sum(c.values())
            if n >= opt.min_class:
                order = sorted(c, key=lambda l: (-c[l], l))
                fixed = n >= opt.min_fixed and c[order[0]] * 100 >= n * 99
                key = order[:1] if fixed else [l for l in order if c[l] * opt.share >= n]
                keyed[w] = (tuple(key), fixed, n >= opt.min_closed)
        uses = collections.Counter(k for k, _, _ in keyed.values())
        ids = {}
        for w in sorted(keyed):
            key, fixed, closed = keyed[w]
            while len(key) > 1 and uses[key] < 3 and not closed:
                key = key[:-1]
            if key not in ids:
                ids[key] = len(self.classes)
                self.classes.append(key)
            self.words[w] = (ids[key], fixed, closed, self.wordnet.word_class(norm[w]))

    def look_up(self, t):
        """Fills in what the tables know about the word alone."""
        hit = self.words.get(t.word)
        if hit:
            t.cls, fixed, closed, t.wclass = hit
            t.fixed = self.classes[t.cls][0] if fixed else -1
        else:
            if t.norm not in self.cache:
                self.cache[t.norm] = self.wordnet.word_class(t.norm)
            t.wclass = self.cache[t.norm]
            t.cls, t.fixed, closed = 0, -1, False
        key = t.cls if closed else 0
        if key not in self.cands:
            self.cands[key] = sorted(self.classes[key]) if key else range(len(self.labels))
        t.cand = self.cands[key]


# ---- features -----------------------------------------------------------------------------------

M32 = 0xFFFFFFFF


def feature(template, a, b=0):
    """Training keeps features as exact numbers; hashed() is what the table holds."""
    return template << 64 | a << 32 | b


def hashed(f):
    h = ((f >> 32 & M32) ^ ((f >> 64) * 0x9E3779B9 & M32)) * 0x85EBCA6B & M32
    h ^= h >> 15
    h = (h + (f & M32)) * 0xC2B2AE35 & M32
    return h ^ h >> 16


def affix(b, n, suffix):
    """An affix of n bytes as a number; the whole word when it is shorter."""
    part = b[-n:] if suffix else b[:n]
    return int.from_bytes(part[:4], "little")


class Edge:
    """What stands before the first and after the last token."""
    word, shape, cap, wclass, cls, norm = 0, 0, 0, 0, 0, b""


EDGE = Edge()


def sentence_case(s):
    """0 running text, 1 title case, 2 capitals: headlines are spelt so.  4 is added for text that
    is edited, as all is that dateline reads."""
    edited = 0 if s.informal else 4
    n = c = u = 0
    for t in s:
        b = t.folded
        if len(b) >= 4 and (97 <= b[0] <= 122 or 0xC3 <= b[0] < 0xE0):
            n += 1
            c += t.flags != 0
            u += t.flags == ALLCAPS
    if n < 2:
        return edited
    return edited + (2 if u * 10 >= n * 7 else 1 if c * 10 >= n * 7 else 0)


def static_features(s, i, case):
    """Features that do not depend on labels already given."""
    t = s[i]
    n1 = s[i + 1] if i + 1 < len(s) else EDGE
    n2 = s[i + 2] if i + 2 < len(s) else EDGE
    p1 = s[i - 1] if i > 0 else EDGE
    p2 = s[i - 2] if i > 1 else EDGE
    s3 = affix(t.norm, 3, True)
    cap = t.cap | case << 4 | (i == 0) << 8
    return (
        feature(1, t.word),
        feature(2, p1.word),
        feature(3, n1.word),
        feature(4, p2.word),
        feature(5, n2.word),
        feature(6, p1.word, t.word),
        feature(7, t.word, n1.word),
        feature(8, affix(t.norm, 2, True)),
        feature(9, s3, cap),
        feature(10, affix(t.norm, 4, True)),
        feature(11, affix(t.norm, 3, False)),
        feature(12, t.shape | case << 8, i == 0),
        feature(13, t.cls, n1.cls),
        feature(14, t.cls, cap),
        feature(15, n1.cls),
        feature(16, n2.cls, n1.cls),
        feature(17, t.wclass, cap),
        feature(18, n1.wclass, t.wclass),
        feature(19, p1.wclass, t.wclass),
        feature(20, affix(n1.norm, 3, True)),
        feature(21, affix(p1.norm, 3, True)),
        feature(22, p1.cap | t.cap << 4 | n1.cap << 8 | case << 12, i == 0),
        feature(23, p1.cls, t.cls),
        feature(24, t.wclass, s3),
        feature(25, p1.word, t.wclass),
        feature(26, n1.word, t.wclass),
    )


def dynamic_features(s, i, l1, l2):
    """Features with the labels of the two tokens before."""
    t = s[i]
    n1 = s[i + 1] if i + 1 < len(s) else EDGE
    p1 = s[i - 1] if i > 0 else EDGE
    ll = l1 | l2 << 8
    return (
        feature(40, l1, t.cap),
        feature(41, ll),
        feature(42, l1, t.word),
        feature(43, ll, t.cls),
        feature(44, l1 | t.cls << 8, n1.cls),
        feature(45, l1, n1.word),
        feature(46, l1, t.wclass),
        feature(47, l1, affix(t.norm, 3, True)),
        feature(48, ll, p1.word),
        feature(49, l1 | n1.wclass << 8, t.wclass),
    )


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
    rows = {}
    for f, row in keep.items():
        kept = [(l, max(-127, min(127, (abs(v) * 2 + opt.step) // (2 * opt.step) * (1 if v > 0 else -1))))
                for l, v in sorted(row.items())]
        kept = [(l, v) for l, v in kept if v]
        if kept:
            rows.setdefault(hashed(f), kept)
    model.rows = rows


# ---- use ----------------------------------------------------------------------------------------


def predict(model, s):
    """Labels of one sentence by the final table, exactly as the C tagger does it."""
    case = sentence_case(s)
    out, l1, l2 = [], START, START
    for i, t in enumerate(s):
        if t.fixed >= 0:
            best = t.fixed
        else:
            scores = [0] * len(model.labels)
            for f in static_features(s, i, case) + dynamic_features(s, i, l1, l2):
                for l, v in model.rows.get(hashed(f), ()):
                    scores[l] += v
            best = t.cand[0]
            for l in t.cand:
                if scores[l] > scores[best]:
                    best = l
        out.append(best)
        l2, l1 = l1, best
    return out


# Tags by what dtl_lemma does with them: class number, whether the word is its own base form.
LEMMA_KIND = {"NNS": (0, False), "VBD": (1, False), "VBG": (1, False), "VBN": (1, False),
              "VBZ": (1, False), "JJR": (2, False), "JJS": (2, False), "RBR": (3, False),
              "RBS": (3, False), "NN": (0, True), "VB": (1, True), "VBP": (1, True),
              "JJ": (2, True), "RB": (3, True)}


def lemma_of(wordnet, t, xpos):
    if xpos.startswith("NNP") or len(t.folded) > WORD_BYTES:
        return t.folded.decode()
    plain = t.folded.replace("\u2019".encode(), b"'")
    return wordnet.lemma(plain, *LEMMA_KIND.get(xpos, (4, True))).decode()


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
        masks += struct.pack("<2Q", mask & (1 << 64) - 1, mask >> 64)
        tops.append(key[0] if key else 0)
    words = sorted(model.words)
    info = b"".join(struct.pack("<2H", c | closed << 14 | fixed << 15, kinds)
                    for c, fixed, closed, kinds in (model.words[w] for w in words))
    features = sorted(model.rows)
    weights = b"".join(struct.pack("<Bb", l, v) for f in features for l, v in model.rows[f])
    body = bytearray()
    for blob in (struct.pack("<%dH" % len(label_at), *label_at), masks, bytes(tops),
                 struct.pack("<%dI" % len(words), *words), info,
                 struct.pack("<%dI" % len(features), *features),
                 bytes(len(model.rows[f]) for f in features), weights, bytes(strings)):
        body += blob + b"\0" * (-len(blob) % 8)
    head = HEADER.pack(MAGIC, VERSION, zlib.crc32(body), HEADER.size + len(body),
                       len(model.labels), len(model.classes), len(words), len(features),
                       len(weights) // 2, len(strings), *[0] * 5)
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
The second half of this table was used to compare settings, so the figures are slightly optimistic.

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
    ap.add_argument("--prune", default="90000,62000", help="weights kept after each training")
    ap.add_argument("--step", type=int, default=24, help="64ths of a mean weight per unit of int8")
    ap.add_argument("--min-class", type=int, default=8, help="least count of a word in the table")
    ap.add_argument("--min-fixed", type=int, default=20, help="of a word with one label")
    ap.add_argument("--min-closed", type=int, default=40, help="of a word kept to its labels")
    ap.add_argument("--share", type=int, default=100, help="a label counts from 1/share on")
    opt = ap.parse_args()

    with open(opt.wordnet, "rb") as f:
        model = Model(WordNetTable(f.read()))
    train = [respell(s) for s in read_conllu(opt.train, opt.formal.split(","))]
    model.learn_words(train, opt)
    model.seen = {t.word for s in train for t in s}
    for s in train:
        for t in s:
            model.look_up(t)
    fit(model, train, opt)
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
