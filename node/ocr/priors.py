"""What is known about Vietnamese papers mends what was read, where the evidence is close; never a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from node.ocr.model import Word, span
from node.ocr.name_words import with_dot
from node.ocr.phrases import set_phrases
from node.ocr.spelling import core, mended, skeleton

# Names of places that begin with "Ia" (Gia Lai, Kon Tum) stand behind one of these; its I looks like an l.
_BEFORE_PLACE = {"xa", "phuong", "huyen", "lang", "buon", "ubnd", "thi", "plei", "to", "thon"}
_IA = {"la", "LA", "lA", "Ta"}
_SQUARE = re.compile(r"^m[?¿°ˆ’'*2](\W*)$")
_QUANTITY = re.compile(r"^\d+(?:[.,]\d+)*$")
_LONE_DIGITS = 4


def corrected(words: Sequence[Word]) -> list[Word]:
    """The words of a page, in reading order, with the priors applied row by row."""
    rows = [list(row) for _, row in groupby(words, key=lambda word: word.row)]
    return [word for row in rows for word in _row(row)]


def _row(row: Sequence[Word]) -> list[Word]:
    shaped = [replace(word, text=with_dot(mended(word.text))) for word in row]
    return set_phrases(with_ia(_squares(_digits_together(shaped))))


def _digits_together(row: Sequence[Word]) -> list[Word]:
    """Digits that stand one by one in printed boxes become one number; as sure as its weakest digit."""
    words: list[Word] = []
    for is_lone, group in groupby(row, key=lambda word: len(word.text) <= 3 and word.text.isdigit()):
        run = list(group)
        if is_lone and len(run) >= _LONE_DIGITS:
            agreed = None if run[0].agreed is None else all(word.agreed for word in run)
            box = span([word.box for word in run])
            run = [
                Word("".join(w.text for w in run), min(w.confidence for w in run), box, run[0].row, agreed)
            ]
        words += run
    return words


def _squares(row: Sequence[Word]) -> list[Word]:
    """Behind a quantity, "m?" is a square metre: the network has no raised two."""
    words = list(row)
    for place in range(1, len(words)):
        match = _SQUARE.match(words[place].text)
        if match and _QUANTITY.match(words[place - 1].text):
            words[place] = replace(words[place], text=f"m²{match.group(1)}")
    return words


def with_ia(row: Sequence[Word]) -> list[Word]:
    """ "xã la Kreng" is "xã Ia Kreng": behind the kind of a unit, before a name."""
    words = list(row)
    for place in range(len(words) - 1):
        before = skeleton(core(words[place - 1].text)) if place else "xa"
        word, after = words[place], core(words[place + 1].text)
        if word.text in _IA and before in _BEFORE_PLACE and after[:1].isupper():
            is_capitals = after.isupper() and len(after) > 1
            words[place] = replace(word, text="IA" if is_capitals else "Ia")
    return words
