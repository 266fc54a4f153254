# SPDX-License-Identifier: Apache-2.0
"""The part-of-speech tagger in Python: data, features, model, prediction.

train_tagger.py makes the model; what is here is also what the C tagger does (src/text/tagger.c),
feature for feature.  Both sides must change together: tests/unit/test_tagger.c compares the C
tagger with what the tool predicts.
"""

import collections
import re

from make_wordnet import hash_bytes

WORD_BYTES = 48
START = 64  # the label before the first token

TITLE, ALLCAPS = 1, 2

# ---- data ---------------------------------------------------------------------------------------

MIN_LABEL = 8
MAX_LABELS = 64
OPEN_LABELS = 32  # what a word may be that the training data tells too little about


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
    """DTL_TOK_TITLE and DTL_TOK_UPPER as the tokenizer sets them."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 0
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return ALLCAPS
    return TITLE if letters[0].isupper() else 0


def has_letter(b):
    return any(c >= 128 or 97 <= c <= 122 or 65 <= c <= 90 for c in b)


def make_token(text):
    t = Token()
    t.text = text
    t.flags = flags_of(text)
    t.folded = text.lower().encode()
    t.norm = normalize(t.folded)
    b = t.norm
    t.word = hash_bytes(b)
    letter = has_letter(b)
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
        self.margin = 0  # a label this far ahead is not asked for joined features
        self.words = {}  # hash -> (class, fixed, closed, word-class bits)
        self.rows = {}   # feature hash -> [(label, weight)]
        self.cache, self.cands = {}, {}
        self.open_labels = 0  # labels below it are those of open classes; see number_labels

    def learn_words(self, train, opt):
        """Labels, ambiguity classes and the words that carry them."""
        pairs = collections.Counter((t.xpos, t.upos) for s in train for t in s)
        order = [p for p, n in sorted(pairs.items(), key=lambda x: (-x[1], x[0])) if n >= MIN_LABEL]
        main = {}
        for p in order:
            main.setdefault(p[0], p)  # every tag keeps the label it has most often
        others = [p for p in order if main[p[0]] != p][:MAX_LABELS - len(main)]
        self.labels = ["%s/%s" % p for p in order if main[p[0]] == p or p in others]
        self.open_labels = len(self.labels)
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

    def number_labels(self, train):
        """Gives the labels that open words have most often the lowest numbers.

        Training has all labels compete; which of them a word that is not kept to its own may have at
        all is decided afterwards.
        """
        counts = collections.Counter(t.gold for s in train for t in s
                                     if t.fixed < 0 and len(t.cand) == len(self.labels))
        order = sorted(range(len(self.labels)), key=lambda l: (-counts[l], l))
        number = {l: i for i, l in enumerate(order)}
        number[START] = START
        self.labels = [self.labels[l] for l in order]
        self.classes = [tuple(number[l] for l in key) for key in self.classes]
        self.cands = {}
        self.open_labels = min(OPEN_LABELS, len(self.labels))
        return number

    def look_up(self, t):
        """Fills in what the tables know about the word alone.

        A word of letters is of an open class unless the table says that it may be something else.
        """
        hit = self.words.get(t.word)
        if hit:
            t.cls, fixed, closed, t.wclass = hit
            t.fixed = self.classes[t.cls][0] if fixed else -1
            is_open = not closed and max(self.classes[t.cls]) < self.open_labels
        else:
            if t.norm not in self.cache:
                self.cache[t.norm] = self.wordnet.word_class(t.norm)
            t.wclass = self.cache[t.norm]
            t.cls, t.fixed, closed, is_open = 0, -1, False, True
        key = t.cls if closed else 0
        if key not in self.cands:
            self.cands[key] = sorted(self.classes[key]) if key else range(len(self.labels))
        is_open = is_open and has_letter(t.norm)
        t.cand = range(self.open_labels) if is_open else self.cands[key]


# ---- features -----------------------------------------------------------------------------------

M32 = 0xFFFFFFFF


def feature(template, a, b=0):
    """Training keeps features as exact numbers; hashed() is what the table holds."""
    return template << 64 | a << 32 | b


# Features that read two words, or a word and a label: looked up when the others leave a doubt.
JOINED_FEATURES = {13, 18, 19, 23, 43, 46, 47}


def hashed(f):
    """The 32-bit hash of a feature; joined ones are set apart by bit 32, as they have their own table."""
    h = ((f >> 32 & M32) ^ ((f >> 64) * 0x9E3779B9 & M32)) * 0x85EBCA6B & M32
    h ^= h >> 15
    h = (h + (f & M32)) * 0xC2B2AE35 & M32
    return h ^ h >> 16 | (f >> 64 in JOINED_FEATURES) << 32


def renumbered(f, number):
    """The feature with other numbers for the labels in it."""
    template, a = f >> 64, f >> 32 & M32
    if template in (40, 46, 47):
        a = number[a]
    elif template in (41, 43):
        a = number[a & 255] | number[a >> 8] << 8
    return feature(template, a, f & M32)


def affix(b, n, suffix):
    """An affix of n bytes as a number; the whole word when it is shorter."""
    part = b[-n:] if suffix else b[:n]
    return int.from_bytes(part[:4], "little")


class Edge:
    """What stands before the first and after the last token."""
    word, shape, cap, wclass, cls, norm = 0, 0, 0, 0, 0, b""


EDGE = Edge()


def sentence_case(s):
    """0 running text, 1 title case, 2 capitals: headlines are spelt so."""
    n = c = u = 0
    for t in s:
        b = t.folded
        if len(b) >= 4 and (97 <= b[0] <= 122 or 0xC3 <= b[0] < 0xE0):
            n += 1
            c += t.flags != 0
            u += t.flags == ALLCAPS
    if n < 2:
        return 0
    return 2 if u * 10 >= n * 7 else 1 if c * 10 >= n * 7 else 0


def static_features(s, i, case):
    """Features that do not depend on labels already given.

    Most look at one word only: the C tagger adds their weights up once per word.
    """
    t = s[i]
    n1 = s[i + 1] if i + 1 < len(s) else EDGE
    n2 = s[i + 2] if i + 2 < len(s) else EDGE
    p1 = s[i - 1] if i > 0 else EDGE
    p2 = s[i - 2] if i > 1 else EDGE
    cap = t.cap | case << 4 | (i == 0) << 8
    caps = p1.cap | t.cap << 4 | n1.cap << 8 | case << 12
    edited = 0 if s.informal else 1  # all that dateline reads is edited: see --formal
    return (
        feature(1, t.word),
        feature(2, p1.word),
        feature(3, n1.word),
        feature(4, p2.word),
        feature(5, n2.word),
        feature(8, affix(t.norm, 2, True)),
        feature(9, affix(t.norm, 3, True), cap),
        feature(10, affix(t.norm, 4, True)),
        feature(11, affix(t.norm, 3, False)),
        feature(12, t.shape | case << 8, i == 0),
        feature(13, t.cls, n1.cls),
        feature(14, t.cls, cap),
        feature(15, n1.cls),
        feature(17, t.wclass, cap),
        feature(18, n1.wclass, t.wclass),
        feature(19, p1.wclass, t.wclass),
        feature(20, affix(n1.norm, 3, True)),
        feature(21, affix(p1.norm, 3, True)),
        feature(23, p1.cls, t.cls),
        feature(27, caps | edited << 16, i == 0),
        feature(28, t.shape | case << 8 | edited << 12, i == 0),
    )


def dynamic_features(s, i, l1, l2):
    """Features with the labels of the two tokens before."""
    t = s[i]
    return (
        feature(40, l1, t.cap),
        feature(41, l1 | l2 << 8),
        feature(43, l1 | l2 << 8, t.cls),
        feature(46, l1, t.wclass),
        feature(47, l1, affix(t.norm, 3, True)),
    )


# ---- prediction ----------------------------------------------------------------------------------------


def predict(model, s):
    """Labels of one sentence by the final table, exactly as the C tagger does it."""
    case = sentence_case(s)
    out, l1, l2 = [], START, START
    for i, t in enumerate(s):
        if t.fixed >= 0:
            best = t.fixed
        else:
            keys = [hashed(f) for f in static_features(s, i, case) + dynamic_features(s, i, l1, l2)]
            scores = [0] * len(model.labels)
            for joined in (False, True):
                for k in keys:
                    if (k > M32) == joined:
                        for l, v in model.rows.get(k, ()):
                            scores[l] += v
                order = sorted(t.cand, key=lambda l: (-scores[l], l))
                best = order[0]
                if len(order) < 2 or scores[best] - scores[order[1]] >= model.margin:
                    break
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
