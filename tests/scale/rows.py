#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints rows of JSON Lines made of the fixture articles: rows.py COUNT [REPEAT].

Row i has the text of article i modulo their number, REPEAT times over (1), and a date.
"""
import json
import pathlib
import sys

ARTICLES = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "articles"


def main():
    count = int(sys.argv[1])
    repeat = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    texts = [p.read_text(encoding="utf-8") for p in sorted(ARTICLES.glob("*.txt"))]
    for i in range(count):
        text = "\n\n".join([texts[i % len(texts)]] * repeat)
        print(json.dumps({"id": i, "date": "2024-05-17", "text": text}, ensure_ascii=False))


main()
