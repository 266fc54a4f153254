#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the gazetteer: the lexicons of places, demonyms and organisations.

    tools/make_gazetteer.py            writes rules/en/lexicon/{places,demonyms,organisations}.yaml
    tools/make_gazetteer.py --check    compares them with what it would write (exit status 1: they
                                       differ, 77: a source is not installed, or another edition)
    tools/make_gazetteer.py --unused   lists the lines of gazetteer.txt that change nothing

Sources: WordNet 3.0 (Debian: wordnet-base), ISO 3166-1 (Debian: iso-codes) and gazetteer.txt, what
we add and leave out by hand.  The output is the same, byte for byte, for the same input.

Places are the instances among WordNet's locations and bodies of land and water.  A place with one
form is listed under its category, which then only sorts it; a place with several forms is an entry
of its own, so that all its forms become one place.  Countries always are entries of their own.

A form is left out when it is a common word, a given name or foremost a person: at the start of a
sentence its capital says nothing, and a wrong place costs more than a missing one.  Countries and
national capitals stay.  gazetteer.txt overrules both ways.  What a name says by itself ("Volga
River", "Army Corps") is left out too: loading costs time in proportion to what is listed.
"""

import argparse
import json
import re
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRA = Path(__file__).resolve().parent / "gazetteer.txt"
LEXICONS = ROOT / "rules/en/lexicon"

LEX_ARTIFACT, LEX_GROUP, LEX_LOCATION, LEX_OBJECT, LEX_PERSON = 6, 14, 15, 17, 18

# Category: what WordNet calls its members.  The first category that fits wins.
CATEGORIES = {
    "capital": {"national_capital"},
    "city": {"city", "town", "municipality", "urban_area", "port", "village", "suburb", "borough",
             "seaport", "port_of_entry", "city_district", "concentration_camp"},
    "island": {"island", "archipelago", "atoll", "isle"},
    "river": {"river", "headstream"},
    "sea": {"sea", "ocean", "gulf", "bay", "strait", "channel", "inlet", "sound", "lake", "loch",
            "firth", "estuary", "reservoir"},
    "canal": {"canal", "ship_canal", "waterway", "seaway"},
    "mountain": {"mountain_peak", "mountain", "range", "volcano", "hill", "pass"},
    "continent": {"continent"},
    "region": {"region", "geographical_area", "district", "state", "administrative_district",
               "peninsula", "desert", "cape", "valley", "plain", "tableland", "isthmus", "park",
               "national_park", "kingdom", "empire", "forest", "promontory", "seashore", "gorge",
               "land"},
}  # fmt: skip
NOT_PLACES = {"celestial_body", "star", "constellation", "planet", "satellite", "asterism",
              "sign_of_the_zodiac", "imaginary_place", "climatic_zone", "soil_horizon", "boundary",
              "layer", "meridian", "pole", "hemisphere"}  # fmt: skip
# Of what is built, only what is spoken of as a place.
BUILT = {"canal", "ship_canal", "seaway", "concentration_camp", "reservoir"}
# Countries of WordNet that are regions today.
NOT_COUNTRIES = {"Balkans", "Etruria", "Flanders", "Albion", "Anglia", "Rus", "Asian Russia",
                 "Logrono", "Aram", "Union"}  # fmt: skip
ORGANISATIONS = {"organization", "agency", "military_unit", "intelligence"}
NOT_ORGANISATIONS = {"religion", "sect", "cult", "religious_order", "Protestant_denomination",
                     "denomination", "Catholic_Church", "musical_group", "youth_subculture",
                     "state", "order", "duet"}  # fmt: skip

# Names of several words that say by their last word what they are need no listing.
PLAIN_PLACES = {"River", "Park", "Bay", "Peninsula", "Desert", "Range", "Mountains", "Island",
                "Islands", "Peak", "Canal", "Pass", "Loch"}  # fmt: skip
PLAIN_ORGANISATIONS = {"Activity", "Administration", "Agency", "Army", "Association", "Board",
                       "Bureau", "Center", "Church", "Commission", "Committee", "Community",
                       "Command", "Corps", "Council", "Department", "Guard", "League", "Network",
                       "Office", "Organization", "Party", "Service", "Society", "Trust", "Union",
                       "University"}  # fmt: skip
OF = {"Academy", "Bureau", "Commission", "Department", "Institute", "League", "Ministry", "Office",
      "University"}  # fmt: skip

SMALL_WORDS = set("""of the and de la le les du des del della di da do dos das el al an on upon sur aux
    en for in to at am e y d'""".split())
WORD = re.compile(r"^(?:[A-Z][\w'’.]*|[a-z]+-[A-Z]\w+|[dl]'[A-Z]\w+)(?:-[\w'’]+)*$")
PLAIN = re.compile(r"^[^\W\d_][\w .'’&+é-]*$")
YAML_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
LINE = 100
NICKNAME = re.compile(r"(?<!Free) State$")  # "Lone-Star State"
INHABITANT = re.compile(r"\b(?:natives?|inhabitants?|citizens?|residents?)\b[^;]*?\bof (?:the )?"
                        r"([A-Z][\w'-]*(?: (?:[A-Z][\w'-]*|of|and|the))*)")  # fmt: skip


class Missing(Exception):
    """A source that is not installed, or not the edition the files were made from."""


# ---- sources -----------------------------------------------------------------------------------


class Synset:
    def __init__(self, line):
        data, _, gloss = line.partition("|")
        f = data.split()
        words = int(f[3], 16)
        self.lexfile = int(f[1])
        self.words = [re.sub(r"\(\w+\)$", "", f[4 + 2 * i]) for i in range(words)]
        at = 4 + 2 * words
        self.pointers = [tuple(f[at + 1 + 4 * i : at + 5 + 4 * i]) for i in range(int(f[at]))]
        self.gloss = gloss.strip()

    def targets(self, symbols, pos="n"):
        return [o for s, o, p, _ in self.pointers if s in symbols and p == pos]


def read_data(folder, part):
    path = folder / f"data.{part}"
    with path.open(encoding="utf-8") as f:
        return {line[:8]: Synset(line) for line in f if not line.startswith("  ")}


class WordNet:
    def __init__(self, folder):
        self.nouns = read_data(folder, "noun")
        self.adjectives = read_data(folder, "adj")
        self.common, self.persons, self.first_names, self.surnames = set(), set(), set(), set()
        verbs, adverbs = read_data(folder, "verb"), read_data(folder, "adv")
        for part in (self.nouns, self.adjectives, verbs, adverbs):
            for s in part.values():
                self.common.update(w for w in s.words if w == w.lower())
        for s in self.nouns.values():
            if s.lexfile == LEX_PERSON and s.targets({"@i"}):
                for w in s.words:
                    self.persons.add(w.replace("_", " "))
                    if "_" in w:
                        self.first_names.add(w.split("_")[0])
                        self.surnames.add(w.split("_")[-1])

    def classes(self, synset):
        """What the synset is, by all its hypernyms."""
        found, names, todo = set(), set(), [synset]
        while todo:
            for o in todo.pop().targets({"@", "@i"}):
                if o not in found:
                    found.add(o)
                    names.update(self.nouns[o].words)
                    todo.append(self.nouns[o])
        return names

    def kinds(self, synset):
        return {w for o in synset.targets({"@", "@i"}) for w in self.nouns[o].words}


def read_extra(path):
    """Sections of gazetteer.txt: name -> list of entries, each a list of fields."""
    sections, section = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            section = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            section.append([f.strip() for f in line.split("|")])
    return sections


def read_lexicon(path, name):
    """Entries of one of our own lexicons that is written by hand: name -> forms."""
    entries, key, inside = {}, None, False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("lexicon:"):
            inside = line.split(":", 1)[1].strip() == name
        elif inside:
            m = re.match(r"^  (\S[^:]*): \[(.*)$", line)
            if m:
                key, line = m.group(1), m.group(2)
                entries[key] = []
            if key and (m or line.startswith("   ")):
                entries[key] += [f.strip().strip("\"'") for f in line.strip(" ],").split(",")]
                key = None if line.rstrip().endswith("]") else key
    return entries


# ---- lexicons ----------------------------------------------------------------------------------


def folded(form):
    """Two forms with one key are one form to the loader."""
    words = re.sub(r"\b([SM]t)\.", r"\1", form).casefold().replace("’", "'")
    return re.sub(r"[\s-]+", " ", words).rstrip(".").strip()


class Lexicon:
    """Entries in the order of their making; every form belongs to one."""

    def __init__(self):
        self.entries = {}  # name -> [value, forms]
        self.owner = {}  # folded form -> name

    def add(self, name, value, forms):
        """The forms that are still free; an entry is made when there are any."""
        free = []
        for f in forms:
            key = folded(f)
            if key and key not in self.owner:
                self.owner[key] = name
                free.append(f)
        if free:
            self.entries.setdefault(name, [value, []])[1].extend(free)
        return free

    def name_of(self, form):
        return self.owner.get(folded(form))


def well_formed(form):
    words = form.split()
    return (
        len(form) > 2
        and form[0].isupper()
        and (len(form) > 3 or not form.isupper())
        and all(w in SMALL_WORDS or WORD.match(w) for w in words)
    )


def readable(word):
    """WordNet's spelling as a newspaper's: "Mt._Etna", "U._S._Army"."""
    w = word.replace("_", " ").replace("U. S. ", "U.S. ")
    return re.sub(r"^[Tt]he ", "", w) if w.lower() not in ("the hague",) else w


class Gazetteer:
    def __init__(self, wordnet, iso, extra, given, orgs):
        self.wn, self.iso, self.given = wordnet, iso, given
        self.country_lines = [(f[0].split(" ", 1), f[1:]) for f in extra["country"]]
        self.extra = extra
        self.lists = {k: {f for line in extra[k] for f in line if f} for k in extra
                      if k.startswith(("drop", "keep")) or k == "territory"}  # fmt: skip
        self.used = set()
        self.places, self.demonyms, self.orgs = Lexicon(), Lexicon(), Lexicon()
        self.by_hand = orgs
        self.place_of = {}  # synset offset -> entry or form of the place

    def listed(self, section, form):
        if form not in self.lists[section]:
            return False
        self.used.add((section, form))
        return True

    # -- places --

    def misleading(self, form):
        """Is the form by itself no sure sign of a place?"""
        if " " in form or "-" in form:
            return form in self.wn.persons
        return (
            form.lower() in self.wn.common
            or form in self.wn.persons
            or form in self.wn.surnames
            or form in self.wn.first_names
            or form in self.given
        )

    def place_forms(self, synset, sure):
        forms = []
        for w in map(readable, synset.words):
            if not well_formed(w) or self.listed("drop place", w) or NICKNAME.search(w):
                continue
            if not sure and self.misleading(w) and not self.listed("keep place", w):
                continue
            forms.append(w)
            for long, short in (("Saint ", "St "), ("Mount ", "Mt ")):
                if w.startswith(long):
                    forms.append(short + w[len(long) :])
        return forms

    def iso_names(self, record):
        """Names of a country in ISO 3166: the common one first."""
        names = [record.get("common_name"), record["name"], record.get("official_name")]
        names = [re.sub(r" \(.*\)$", "", n) for n in names if n]
        return [n for n in dict.fromkeys(names) if "," not in n and well_formed(n)]

    def find_country(self, code, names, countries):
        for n in names:
            for o, s in countries.items():
                words = s.words if code != "-" else s.words[:1]
                if any(folded(w.replace("_", " ")) == folded(n) for w in words):
                    return o
        return None

    def add_countries(self):
        countries = {}
        for o, s in self.wn.nouns.items():
            if s.lexfile == LEX_LOCATION and readable(s.words[0]) not in NOT_COUNTRIES:
                kinds = self.wn.kinds(s)
                if ("country" in self.wn.classes(s) and s.targets({"@", "@i"})
                        and s.words[0][0].isupper() and not s.words[0].endswith("_country")):
                    countries[o] = s
                elif kinds & {"territory", "dominion", "possession", "colony", "island",
                              "principality", "archipelago", "city", "Colony"}:  # fmt: skip
                    countries[o] = s
        by_code = {code: [rest, forms] for (code, rest), forms in self.country_lines if code != "-"}
        wanted = []
        for (code, name), forms in self.country_lines:
            wanted.append((code, name, [name] + forms))
        for r in sorted(self.iso, key=lambda r: r["alpha_2"]):
            names = self.iso_names(r)
            if r["alpha_2"] not in by_code:
                wanted.append((r["alpha_2"], names[0] if names else None, names))
        iso = {r["alpha_2"]: r for r in self.iso}
        # The forms by hand first: those of ISO and WordNet may be taken by then.
        for code, name, forms in wanted:
            if name:
                value = "territory" if self.listed("territory", code) else "country"
                self.places.add(name, value, forms)
        for code, name, forms in wanted:
            if name in self.places.entries:
                value = self.places.entries[name][0]
                if code in iso:
                    self.places.add(name, value, self.iso_names(iso[code]))
                o = self.find_country(code, forms, countries)
                if o and o not in self.place_of:
                    self.place_of[o] = name

    def add_by_hand(self):
        for fields in self.extra["place"]:
            category, first = fields[0].split(": ", 1)
            self.add_place(category, [first] + fields[1:])

    def add_place(self, category, forms):
        """The name under which the place is found, or None."""
        free = [f for f in forms if not self.places.name_of(f)]
        if len(free) > 1:
            self.places.add(free[0], category, free)
        elif free:
            self.places.add(category, category, free)
        return free[0] if free else None

    def category(self, synset):
        classes, kinds = self.wn.classes(synset), self.wn.kinds(synset)
        if classes & NOT_PLACES:
            return None
        if synset.lexfile == LEX_ARTIFACT and not kinds & BUILT:
            return None
        for name, members in CATEGORIES.items():
            if kinds & members:
                return name
        for name, members in CATEGORIES.items():
            if classes & members:
                return name
        return None

    def add_places(self):
        found = []
        order = list(CATEGORIES)
        for o, s in self.wn.nouns.items():
            if s.lexfile not in (LEX_LOCATION, LEX_OBJECT, LEX_ARTIFACT) or not s.targets({"@i"}):
                continue
            category = self.category(s)
            if category:
                found.append((order.index(category) if category == "capital" else 1, o, category))
        for _, o, category in sorted(found):
            s = self.wn.nouns[o]
            forms = self.place_forms(s, category == "capital")
            known = next((self.places.name_of(f) for f in forms if self.places.name_of(f)), None)
            if o in self.place_of:
                continue
            if known in CATEGORIES:
                known = next(f for f in forms if self.places.name_of(f))
            if category in ("river", "mountain") and forms:
                forms = [min(forms, key=len)]
            elif category == "sea" and any(f.startswith("Lake ") for f in forms):
                forms = [f for f in forms if f.startswith("Lake ")][:1]
            if len(forms) == 1 and forms[0].split()[-1] in PLAIN_PLACES and " " in forms[0]:
                self.place_of[o] = forms[0]
                continue
            if known:
                # A namesake, or a place listed by hand with the forms it should have.
                self.place_of[o] = known
                continue
            name = self.add_place(category, forms)
            if name:
                self.place_of[o] = name

    # -- demonyms --

    def plural(self, word):
        """Inhabitants by the name of one; None when there is no other word for them."""
        if re.search(r"(?:[sh]|ch)(?:wo)?man$", word):
            return word[:-2] + "en"
        if re.search(r"(?:s|ese|ish|c|ch|sh|z|ern|Kiribati|agasy|è|Burkinabe)$", word):
            return None
        plural = re.sub(r"y$", "ie", word) + "s"
        return None if self.places.name_of(plural) else plural

    def add_demonym(self, place, form, person):
        if not well_formed(form):
            return
        self.demonyms.add(place, None, [form])
        if person and self.demonyms.name_of(form) == place:
            plural = self.plural(form)
            if plural:
                self.demonyms.add(place, None, [plural])

    def add_demonyms(self):
        nouns = {readable(w) for s in self.wn.nouns.values() if s.lexfile == LEX_PERSON
                 for w in s.words if w[0].isupper()}  # fmt: skip
        for place, *forms in self.extra["demonym"]:
            if not self.places.name_of(place):
                raise SystemExit(f"{EXTRA.name}: the place of a demonym is not known: {place}")
            for f in filter(None, forms):
                self.add_demonym(place, f, True)
        found = []
        for s in self.wn.adjectives.values():
            for symbol, target, pos, which in s.pointers:
                if symbol == "\\" and pos == "n" and target in self.place_of:
                    at = int(which[:2], 16) - 1
                    found.append((self.place_of[target], readable(s.words[at]), False))
        for s in self.wn.nouns.values():
            if s.lexfile != LEX_PERSON or s.targets({"@i"}):
                continue
            m = INHABITANT.search(s.gloss)
            name = m.group(1) if m else ""
            while name and not self.places.name_of(name):
                name = name.rpartition(" ")[0]
            if name:
                place = self.places.name_of(name)
                place = name if place in CATEGORIES else place
                found += [(place, readable(w), True) for w in s.words]
        countries = {n for n, (v, _) in self.places.entries.items() if v == "country"}
        for place, form, person in sorted(found, key=lambda f: (f[0] not in countries, f)):
            if self.listed("drop demonym", form) or self.places.name_of(form):
                continue
            if form.endswith(" Stater"):
                continue
            if place not in countries and self.misleading(form):
                continue
            people = form in nouns or (place in countries and form.endswith(("an", "i")))
            self.add_demonym(place, form, person or people)

    # -- organisations --

    def org_forms(self, synset):
        forms = []
        for w in map(readable, synset.words):
            if not well_formed(w) or self.listed("drop org", w):
                continue
            common = w.lower() in self.wn.common or w in self.wn.persons or w in self.given
            if " " not in w and common:
                continue
            if self.places.name_of(w) or self.demonyms.name_of(w):
                continue
            forms.append(w)
        return forms

    def add_organisations(self):
        for name, forms in self.by_hand.items():
            self.orgs.add(name, None, [name] + forms)
        mine = set(self.orgs.entries)
        listed = {n: list(f) for n, (_, f) in self.orgs.entries.items()}
        for fields in self.extra["org"]:
            self.orgs.add(self.orgs.name_of(fields[0]) or fields[0], None, fields)
        for _, s in sorted(self.wn.nouns.items()):
            if s.lexfile == LEX_GROUP:
                classes = self.wn.classes(s)
                if not classes & ORGANISATIONS or classes & NOT_ORGANISATIONS:
                    continue
                if s.words[0][0].islower():
                    continue
            elif s.lexfile == LEX_ARTIFACT:
                if not self.wn.kinds(s) & {"university", "college", "stock_exchange"}:
                    continue
                s.words = [w for w in s.words if "_" in w]
            else:
                continue
            forms = self.org_forms(s)
            known = next((self.orgs.name_of(f) for f in forms if self.orgs.name_of(f)), None)
            words = forms[0].split() if len(forms) == 1 else []
            if len(words) > 1 and words[-1] in PLAIN_ORGANISATIONS:
                continue
            if len(words) > 1 and words[0] in OF and words[1] == "of":
                continue
            if forms:
                self.orgs.add(known or forms[0], None, forms)
        # What names.yaml lists already stays there; this file adds to it.
        for name in mine:
            rest = [f for f in self.orgs.entries[name][1] if f not in listed[name]]
            if rest:
                self.orgs.entries[name][1] = rest
            else:
                del self.orgs.entries[name]

    def make(self):
        self.add_countries()
        self.add_by_hand()
        self.add_places()
        self.add_demonyms()
        self.add_organisations()

    def unused(self):
        for section, forms in self.lists.items():
            for f in sorted(forms):
                if (section, f) not in self.used:
                    yield f"[{section}] {f}"


# ---- output ------------------------------------------------------------------------------------


def scalar(text):
    if PLAIN.match(text) and text.lower() not in YAML_WORDS and not text.endswith((" ", ":")):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flow(head, forms, tail, indent):
    """`head [a, b, ...] tail`, broken into lines."""
    lines, line = [], head + "["
    for i, f in enumerate(forms):
        item = scalar(f) + (", " if i + 1 < len(forms) else "]" + tail)
        if len(line) + len(item.rstrip()) > LINE and not line.endswith("["):
            lines.append(line.rstrip())
            line = " " * indent
        line += item
    return lines + [line.rstrip()]


def edition(wordnet, iso):
    """The sources as one line of the files: another edition gives other files, and rightly so."""
    paths = [wordnet / f"data.{part}" for part in ("noun", "adj", "verb", "adv")] + [iso]
    for path in paths:
        if not path.exists():
            raise Missing(f"{path} (Debian: wordnet-base, iso-codes)")
    return "Sources, CRC-32: " + ", ".join(
        f"{path.name} {zlib.crc32(path.read_bytes()):08x}" for path in paths
    )


def header(sources, keys):
    return (
        ["# yaml-language-server: $schema=../../schema/ruleset.schema.json"]
        + ["# Generated by tools/make_gazetteer.py: do not edit; change tools/gazetteer.txt or add a pack."]
        + [f"# {line}" for line in sources]
        + keys
        + ["entries:"]
    )


WORDNET = "From WordNet 3.0, Copyright 2006 by Princeton University (rules/en/tagger/WORDNET-LICENSE)"
ISO = "and names of countries in ISO 3166-1, as in Debian's iso-codes (LGPL-2.1+; the names are facts)."


def places_file(lexicon, source):
    out = header(
        [WORDNET, ISO, source],
        ["lexicon: place", "type: text", "case: keep",
         "about: Places. Entries with a value are one place each; the others only sort."],
    )  # fmt: skip
    single = [n for n in CATEGORIES if n in lexicon.entries]
    for name, (value, forms) in sorted(lexicon.entries.items(), key=lambda e: (e[1][0], e[0])):
        if name not in CATEGORIES:
            out += flow(f"  {scalar(name)}: {{forms: ", forms, f", value: {value}}}", 6)
    for name in single:
        out += flow(f"  {name}: ", sorted(lexicon.entries[name][1]), "", 4)
    return "\n".join(out) + "\n"


def named_file(lexicon, sources, keys):
    out = header(sources, keys)
    for name, (_, forms) in sorted(lexicon.entries.items()):
        out += flow(f"  {scalar(name)}: ", forms, "", 4)
    return "\n".join(out) + "\n"


def make_files(wordnet, iso):
    source = edition(wordnet, iso)
    names = LEXICONS / "names.yaml"
    given = {f for forms in read_lexicon(names, "given_name").values() for f in forms}
    records = json.loads(iso.read_text(encoding="utf-8"))["3166-1"]
    g = Gazetteer(WordNet(wordnet), records, read_extra(EXTRA), given, read_lexicon(names, "org"))
    g.make()
    return g, {
        "places.yaml": places_file(g.places, source),
        "demonyms.yaml": named_file(
            g.demonyms, [WORDNET + ".", source],
            ["lexicon: demonym", "type: text", "case: keep",
             "about: Adjectives and inhabitants of places, by the name of the place."]),
        "organisations.yaml": named_file(
            g.orgs, [WORDNET + ".", source],
            ["lexicon: org", "type: text", "case: keep", "extend: true",
             "about: More organisations, all forms under one name."]),
    }  # fmt: skip


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    p.add_argument("--iso", type=Path, default=Path("/usr/share/iso-codes/json/iso_3166-1.json"))
    p.add_argument("--check", action="store_true", help="compare instead of writing")
    p.add_argument("--unused", action="store_true", help="list what has no effect in gazetteer.txt")
    args = p.parse_args()
    try:
        made_from = (LEXICONS / "places.yaml").read_text(encoding="utf-8") if args.check else ""
        if args.check and edition(args.wordnet, args.iso) not in made_from:
            raise Missing("the editions of WordNet and iso-codes that the files were made from")
        gazetteer, files = make_files(args.wordnet, args.iso)
    except Missing as e:
        print(f"make_gazetteer.py: not installed: {e}", file=sys.stderr)
        return 77
    if args.unused:
        print(*gazetteer.unused(), sep="\n")
        return 0
    status = 0
    for name, text in files.items():
        path = LEXICONS / name
        if not args.check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            shown = path.relative_to(ROOT)
            print(f"{shown} is not what tools/make_gazetteer.py writes", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
