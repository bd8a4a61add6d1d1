"""Syllables that names of people and units are made of, as a prior for marks that Tesseract overlooks."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

from node.ocr.spelling import core, is_syllable

_DOT_BELOW = "\u0323"
_VOWELS = "aăâeêioôơuưy"


def with_dot(word: str) -> str:
    """`word` with the dot below that it must have lost: as read it stands in no name, with the dot it does.

    Beneath a y, a g and in capitals the dot touches or is thin, and "Phạm" becomes "Pham".
    """
    bare = core(word)
    if not bare[:1].isupper() or not is_syllable(bare) or bare.lower() in _known():
        return word
    dotted = [form for form in _dotted(bare) if form.lower() in _known()]
    return word.replace(bare, dotted[0]) if len(dotted) == 1 else word


def _dotted(word: str) -> list[str]:
    """Every way to put a dot below one vowel of a word without tone, as far as it stays a syllable."""
    forms = []
    for place, letter in enumerate(word):
        if letter.lower() in _VOWELS:
            form = unicodedata.normalize("NFC", word[: place + 1] + _DOT_BELOW + word[place + 1 :])
            if is_syllable(form):
                forms.append(form)
    return forms


@cache
def _known() -> frozenset[str]:
    """Small-letter syllables of common names of people and of all units, old and new."""
    own = (Path(__file__).parent / "words" / "names.txt").read_text(encoding="utf-8")
    rows = resources.files("dossier.register").joinpath("data/units/units.csv").read_text(encoding="utf-8")
    units = (row["name"] for row in csv.DictReader(rows.splitlines()))
    people = (line for line in own.splitlines() if not line.startswith("#"))
    return frozenset(syllable.lower() for text in (*units, *people) for syllable in text.split())
