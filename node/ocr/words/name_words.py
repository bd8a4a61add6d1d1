"""Syllables that names of people and units are made of, as a prior for marks that Tesseract overlooks."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

from dossier.vietnamese import TONES
from node.ocr.words.spelling import core, is_syllable, skeleton

_DOT_BELOW = "\u0323"
_VOWELS = "aăâeêioôơuưy"


def with_dot(word: str) -> str:
    """`word` with the dot below that it must have lost: as read it stands in no name, with the dot it does.

    Beneath a y, a g and in capitals the dot touches or is thin, and "Phạm" becomes "Pham".
    """
    bare = core(word)
    if not bare[:1].isupper() or not is_syllable(bare) or bare.lower() in _known():
        return word
    dotted = [form for form in dotted_forms(bare) if form.lower() in _known()]
    return word.replace(bare, dotted[0]) if len(dotted) == 1 else word


def dotted_forms(word: str) -> list[str]:
    """Every way to put a dot below one vowel of a word without tone, as far as it stays a syllable."""
    forms = []
    for place, letter in enumerate(word):
        if letter.lower() in _VOWELS:
            form = unicodedata.normalize("NFC", word[: place + 1] + _DOT_BELOW + word[place + 1 :])
            if is_syllable(form):
                forms.append(form)
    return forms


def is_known(word: str) -> bool:
    """Whether a word, any case, stands in names of people or units."""
    return word.lower() in _known()


def in_people(word: str) -> bool:
    """Whether a word, any case, stands in names of people."""
    return word.lower() in _people()


def has_toned_kin(word: str) -> bool:
    """Whether a word without tone is none of people's names, but would be with one: "Manh" beside Mạnh."""
    return word.lower() in _toneless_kin()


def has_kin(word: str) -> bool:
    """Whether names of people or units hold a word of the same letters, whatever its marks."""
    return skeleton(word) in _known_letters()


@cache
def _known_letters() -> frozenset[str]:
    return frozenset(skeleton(word) for word in _known())


@cache
def _known() -> frozenset[str]:
    """Small-letter syllables of common names of people and of all units, old and new."""
    rows = resources.files("dossier.register").joinpath("data/units/units.csv").read_text(encoding="utf-8")
    units = (row["name"] for row in csv.DictReader(rows.splitlines()))
    return _people().union(syllable.lower() for text in units for syllable in text.split())


@cache
def _people() -> frozenset[str]:
    own = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8")
    lines = (line for line in own.splitlines() if not line.startswith("#"))
    return frozenset(syllable.lower() for line in lines for syllable in line.split())


@cache
def _toneless_kin() -> frozenset[str]:
    """Name syllables that have a tone, written without it."""
    kin = {bare for word in _people() if (bare := without_tone(word)) != word}
    return frozenset(
        kin - _people() | {"thi"}
    )  # a family is called Thi, but it is Thị a thousand times more often


def without_tone(word: str) -> str:
    """The word with its vowels' own marks but no tone."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in TONES))
