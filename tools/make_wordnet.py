#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Packs what the tagger and the lemmatizer need from WordNet 3.0 into one fixed-layout table.

    tools/make_wordnet.py --dict /usr/share/wordnet --lemmas rules/en/tagger/lemmas.tsv \
        --out rules/en/tagger/wordnet.bin

Input: WordNet's index.*, data.noun, data.verb, cntlist.rev and *.exc (Debian: wordnet-base), and
lemmas.tsv, the hand-written inflection rules and closed-class forms.  The output is the same, byte
for byte, for the same input.  src/text/tagger_tables.c reads it in place; WordNetTable below
is the same reader in Python and is what train_tagger.py uses.

Layout, little-endian, every section padded to 8 bytes, in this order after the header:

    header    "DTLWORDN", u32 version, u32 CRC-32 of all bytes after the header, u32 file size,
              u32 words, u32 directory bits, u32 forms, u32 string bytes, u32 rules, u32 0 x 6
    directory u32 x (2^bits + 1): first word whose hash has these leading bits
    hashes    u32 x words, ascending: FNV-1a of the lower-cased word, mixed
    info      u16 x words: bits 0-4 noun verb adjective adverb proper-noun, 5-9 lexicographer file
              of the first noun sense (0 none), 10-13 of the first verb sense less 28, 14-15 the
              most frequent of noun/verb/adjective/adverb
    forms     8 bytes x forms, ascending by (hash, class): u32 hash, u8 bytes kept of the form,
              u8 class * 32 + bytes added, u16 offset of those bytes.  Irregular forms.
    strings   bytes
    rules     24 bytes x rules: u8 class, u8 mark, u8 flags, u8 suffix length, u8 replacement
              length, 3 x 0, suffix[8], replacement[8]; in the order they are tried
"""

import argparse
import struct
import sys
import zlib

MAGIC = b"DTLWORDN"
VERSION = 1
HEADER = struct.Struct("<8s14I")
RULE = struct.Struct("<5B3x8s8s")
DIRECTORY_BITS = 14

NOUN, VERB, ADJ, ADV, PROPER = 1, 2, 4, 8, 16
CLASSES = ("noun", "verb", "adj", "adv", "any")
CLASS_BIT = (NOUN, VERB, ADJ, ADV, 0)
# What a form found by rule says about the word; bit numbers of the word-class feature.
MARKS = {"plural": 5, "s": 6, "ed": 7, "ing": 8, "er": 9, "est": 10}
EXC_MARK = (5, 7, 9, 9, 0)
FLAG_UNDOUBLE, FLAG_DEFAULT = 1, 2
MIN_STEM = 2


def mix(x):
    """A 32-bit finalizer: every input bit moves every output bit."""
    x ^= x >> 16
    x = (x * 0x7FEB352D) & 0xFFFFFFFF
    x ^= x >> 15
    x = (x * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


def hash_bytes(b):
    h = 0x811C9DC5
    for c in b:
        h = ((h ^ c) * 0x01000193) & 0xFFFFFFFF
    return mix(h)


class WordNetTable:
    """Reader of wordnet.bin; the C code does the same look-ups in the same order."""

    def __init__(self, blob):
        head = HEADER.unpack_from(blob)
        if head[0] != MAGIC or head[1] != VERSION or head[3] != len(blob):
            raise ValueError("not a wordnet table of this version")
        if zlib.crc32(blob[HEADER.size:]) != head[2]:
            raise ValueError("wordnet table: bad checksum")
        words, bits, forms, nstr, nrules = head[4:9]
        at = HEADER.size

        def section(size):
            nonlocal at
            start = at
            at += (size + 7) // 8 * 8
            return start

        section(4 * ((1 << bits) + 1))
        o = section(4 * words)
        hashes = struct.unpack_from("<%dI" % words, blob, o)
        o = section(2 * words)
        self.info = dict(zip(hashes, struct.unpack_from("<%dH" % words, blob, o)))
        o = section(8 * forms)
        f = section(nstr)
        self.forms = {}
        for i in range(forms):
            h, keep, cls, off = struct.unpack_from("<IBBH", blob, o + 8 * i)
            self.forms[h, cls >> 5] = (keep, blob[f + off:f + off + (cls & 31)])
        o = section(24 * nrules)
        self.rules = []
        for i in range(nrules):
            cls, mark, flags, ns, nr, suf, rep = RULE.unpack_from(blob, o + 24 * i)
            self.rules.append((cls, mark, flags, suf[:ns], rep[:nr]))

    def bits(self, word):
        return self.info.get(hash_bytes(word), 0)

    def word_class(self, word):
        """The tagger's word-class feature: base-form bits, inflection marks, dominant class."""
        info = self.bits(word)
        r = info & 31 | (info >> 14) << 11
        h = hash_bytes(word)
        for cls in range(4):
            if (h, cls) in self.forms:
                r |= 1 << EXC_MARK[cls]
        for rule in self.rules:
            mark = rule[1]
            if mark and not r >> mark & 1 and self.apply(rule, word) is not None:
                r |= 1 << mark
        return r

    def apply(self, rule, word):
        """The base form `rule` makes of `word`, if it is a word of the rule's class."""
        cls, _, flags, suffix, repl = rule
        if flags & FLAG_DEFAULT or not word.endswith(suffix):
            return None
        stem = word[:len(word) - len(suffix)]
        if flags & FLAG_UNDOUBLE:
            if len(stem) < MIN_STEM + 1 or stem[-1] != stem[-2]:
                return None
            stem = stem[:-1]
        if len(stem) < MIN_STEM:
            return None
        base = stem + repl
        return base if self.bits(base) & CLASS_BIT[cls] else None

    def lemma(self, word, cls, is_base):
        """Lemma of a lower-cased word read as class `cls`; is_base: the tag says uninflected."""
        h = hash_bytes(word)
        own = self.info.get(h, 0) & CLASS_BIT[cls] if cls < 4 else 0
        if is_base and own:
            return word
        for c in (cls, 4):
            hit = self.forms.get((h, c))
            if hit and hit[0] <= len(word):
                return word[:hit[0]] + hit[1]
        if is_base:
            return word
        for rule in self.rules:
            if rule[0] == cls:
                base = self.apply(rule, word)
                if base is not None:
                    return base
        if own:
            return word
        for rule in self.rules:
            if rule[0] == cls and rule[2] & FLAG_DEFAULT and word.endswith(rule[3]):
                if len(word) - len(rule[3]) >= MIN_STEM:
                    return word[:len(word) - len(rule[3])] + rule[4]
        return word


def usable(word):
    return "_" not in word and "-" not in word and not any(c.isdigit() for c in word)


def read_index(path, suffix):
    """word -> (first synset offset, number of tagged senses, all offsets)"""
    r = {}
    with open("%s/index.%s" % (path, suffix), encoding="latin-1") as f:
        for line in f:
            if line.startswith(" "):
                continue
            p = line.split()
            n, npointers = int(p[2]), int(p[3])
            if usable(p[0]):
                r[p[0]] = p[4 + npointers + 2:4 + npointers + 2 + n]
    return r


def read_data(path, suffix):
    """synset offset -> (lexicographer file, words with their capitals)"""
    r = {}
    with open("%s/data.%s" % (path, suffix), encoding="latin-1") as f:
        for line in f:
            if line.startswith(" "):
                continue
            p = line.split(" | ")[0].split()
            r[p[0]] = (int(p[1]), [p[4 + 2 * i] for i in range(int(p[3], 16))])
    return r


def read_counts(path):
    """(word, class) -> occurrences in the sense-tagged texts"""
    r = {}
    with open(path + "/cntlist.rev", encoding="latin-1") as f:
        for line in f:
            key, _, n = line.split()
            word, rest = key.split("%")
            cls = {"1": 0, "2": 1, "3": 2, "4": 3, "5": 2}[rest[0]]
            r[word, cls] = r.get((word, cls), 0) + int(n)
    return r


def read_lemmas(path):
    rules, forms = [], []
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            p = line.split("\t")
            try:
                if p[0] == "rule":
                    _, cls, mark, suffix, repl = p
                    flags = FLAG_UNDOUBLE if repl == "=" else 0
                    repl = "" if repl in ("-", "=") else repl
                    rules.append((CLASSES.index(cls), MARKS[mark], flags, suffix, repl))
                elif p[0] == "default":
                    _, cls, suffix, repl = p
                    repl = "" if repl == "-" else repl
                    rules.append((CLASSES.index(cls), 0, FLAG_DEFAULT, suffix, repl))
                elif p[0] == "form":
                    _, cls, form, lemma = p
                    forms.append((CLASSES.index(cls), form, lemma))
                else:
                    raise ValueError("unknown kind %r" % p[0])
            except (ValueError, KeyError) as e:
                sys.exit("%s:%d: %s" % (path, number, e))
            if p[0] != "form" and (len(suffix.encode()) > 8 or len(repl.encode()) > 8):
                sys.exit("%s:%d: suffix longer than 8 bytes" % (path, number))
    return rules, forms


def collect_words(path, counts):
    """word -> info bits"""
    index = [read_index(path, s) for s in ("noun", "verb", "adj", "adv")]
    nouns, verbs = read_data(path, "noun"), read_data(path, "verb")
    info = {}
    for word in sorted(set().union(*index)):
        bits = noun_file = verb_file = 0
        if word in index[0]:
            for offset in index[0][word]:
                spelt = [w for w in nouns[offset][1] if w.lower() == word]
                bits |= PROPER if spelt and spelt[0][0].isupper() else NOUN
            noun_file = nouns[index[0][word][0]][0]
        if word in index[1]:
            bits |= VERB
            verb_file = verbs[index[1][word][0]][0]
        if word in index[2]:
            bits |= ADJ
        if word in index[3]:
            bits |= ADV
        rank = [(counts.get((word, c), 0), len(index[c].get(word, ())), -c) for c in range(4)]
        dominant = max(range(4), key=lambda c: rank[c])
        verb_bits = verb_file - 28 if verb_file else 0
        info[word] = bits | noun_file << 5 | verb_bits << 10 | dominant << 14
    return info


def collect_forms(path, own):
    """(form, class) -> lemma: lemmas.tsv first, then WordNet's exception lists."""
    forms = {}
    for cls, form, lemma in own:
        forms.setdefault((form, cls), lemma)
    for cls in range(4):
        with open("%s/%s.exc" % (path, CLASSES[cls]), encoding="latin-1") as f:
            for line in f:
                p = line.split()
                if usable(p[0]) and usable(p[1]) and p[0] != p[1]:
                    forms.setdefault((p[0], cls), p[1])
    return forms


VOWELS = "aeiou"


def regular_forms(word, cls):
    """The spellings a regular word takes; used to look for forms the rules take for another word."""
    if len(word) < 3:
        return
    if cls == 0:
        yield word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    elif cls == 1:
        if word.endswith("e"):
            yield word + "d"
            yield word[:-1] + "ing"
        else:
            yield word + "ed"
            yield word + "ing"
            if word[-1] not in VOWELS + "wxyh" and word[-2] in VOWELS and word[-3] not in VOWELS:
                yield word + word[-1] + "ed"
                yield word + word[-1] + "ing"


def encode(info, forms, rules):
    rows = sorted((hash_bytes(w.encode()), i) for w, i in info.items())
    merged = {}
    for h, i in rows:  # two words with one hash: keep the bits of both
        merged[h] = merged.get(h, 0) | i
    rows = sorted(merged.items())
    hashes = [h for h, _ in rows]
    directory, k = [], 0
    for b in range((1 << DIRECTORY_BITS) + 1):
        while k < len(hashes) and hashes[k] >> (32 - DIRECTORY_BITS) < b:
            k += 1
        directory.append(k)
    pool, where, form_rows = bytearray(), {}, {}
    for (form, cls), lemma in sorted(forms.items()):
        f, l = form.encode(), lemma.encode()
        keep = 0
        while keep < min(len(f), len(l)) and f[keep] == l[keep]:
            keep += 1
        add = l[keep:]
        if len(add) > 31 or len(f) > 255:
            continue
        if add not in where:
            found = bytes(pool).find(add)
            where[add] = found if found >= 0 else len(pool)
            if found < 0:
                pool += add
        form_rows.setdefault((hash_bytes(f), cls), (keep, cls << 5 | len(add), where[add]))
    forms_blob = b"".join(struct.pack("<IBBH", h, *form_rows[h, c])
                          for h, c in sorted(form_rows))
    rules_blob = b"".join(RULE.pack(c, m, fl, len(s.encode()), len(r.encode()), s.encode(),
                                    r.encode()) for c, m, fl, s, r in rules)
    body = bytearray()
    for blob in (struct.pack("<%dI" % len(directory), *directory),
                 struct.pack("<%dI" % len(rows), *hashes),
                 struct.pack("<%dH" % len(rows), *(i for _, i in rows)),
                 forms_blob, bytes(pool), rules_blob):
        body += blob + b"\0" * (-len(blob) % 8)
    head = HEADER.pack(MAGIC, VERSION, zlib.crc32(body), HEADER.size + len(body), len(rows),
                       DIRECTORY_BITS, len(form_rows), len(pool), len(rules), *[0] * 6)
    return head + bytes(body)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--dict", default="/usr/share/wordnet")
    ap.add_argument("--lemmas", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    counts = read_counts(a.dict)
    info = collect_words(a.dict, counts)
    rules, own = read_lemmas(a.lemmas)
    forms = collect_forms(a.dict, own)
    # A form the rules or WordNet's exceptions give to another word ("singing" to "singe") goes to
    # the more frequent one; what lemmas.tsv says stays.
    mine = {(form, cls) for cls, form, _ in own}
    table = WordNetTable(encode(info, forms, rules))
    best = {}
    for word in sorted(info):
        for cls in (0, 1):
            if info[word] & CLASS_BIT[cls]:
                for form in regular_forms(word, cls):
                    if (form, cls) not in mine:
                        rank = (counts.get((word, cls), 0), -len(word), word)
                        best[form, cls] = max(best.get((form, cls), rank), rank)
    added = 0
    for (form, cls), rank in sorted(best.items()):
        got = table.lemma(form.encode(), cls, False).decode()
        if got != rank[2] and counts.get((got, cls), 0) < rank[0]:
            forms[form, cls] = rank[2]
            added += 1
    blob = encode(info, forms, rules)
    WordNetTable(blob)
    with open(a.out, "wb") as f:
        f.write(blob)
    print("%s: %d words, %d irregular forms (%d found by frequency), %d rules, %d bytes"
          % (a.out, len(info), len(forms), added, len(rules), len(blob)))


if __name__ == "__main__":
    main()
