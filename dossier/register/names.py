"""How names of units are compared.

Two spellings of one name differ in where the tone mark stands (Hòa, Hoà), in apostrophes (M'Drắk, M’Drắk),
in hyphens and in capitals; two different names may differ in nothing but a vowel mark (Văn Lang, Văn Lăng).
A *name key* makes the first kind equal and keeps the second kind apart. A *plain key* has no marks at all:
it may suggest, never decide.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘ʼ`´′"))
_HYPHENS: Final = dict.fromkeys(map(ord, "-‐‑‒–—"), " ")
_SYLLABLES: Final = 8192  # the country's names are written with some 3,000, over and over
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")

TYPE_WORDS: Final = (
    "xã",
    "phường",
    "thị trấn",
    "đặc khu",
    "quận",
    "huyện",
    "thị xã",
    "thành phố",
    "tỉnh",
)
"""The type words of units, as they stand before a name."""

_ABBREVIATIONS: Final = {
    "x": "xã",
    "p": "phường",
    "tt": "thị trấn",
    "đk": "đặc khu",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "tp": "thành phố",
    "t": "tỉnh",
}


def name_key(name: str) -> str:
    """The key under which equal names are equal: marks of vowels and đ count, the place of a tone does not."""
    text = unicodedata.normalize("NFD", name).casefold()
    text = text.translate(_APOSTROPHES).translate(_HYPHENS)
    return " ".join(_tone_last(syllable) for syllable in text.split())


def plain_key(name: str) -> str:
    """The key without any mark, for suggestions only."""
    letters = unicodedata.normalize("NFD", name_key(name))
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d")


def bare_name(name: str) -> str:
    """The name without its type word: `Xã Quảng Yên` gives `Quảng Yên`."""
    for word in TYPE_WORDS:
        if name[: len(word) + 1].casefold() == word + " ":
            return name[len(word) + 1 :]
    return name


def readings(query: str) -> tuple[tuple[str | None, str], ...]:
    """What a typed name may mean: (type word or None, name key), the plainest reading first.

    `xã Quảng Yên` may be a name that begins with xã, or the xã named Quảng Yên; `TP. Huế` is a thành phố.
    """
    key = name_key(query.replace(".", " "))
    whole: tuple[str | None, str] = (None, key)
    typed = tuple(
        (word, key[len(prefix) + 1 :]) for prefix, word in _PREFIXES.items() if key.startswith(prefix + " ")
    )
    return (whole, *typed)


@lru_cache(_SYLLABLES)
def _tone_last(syllable: str) -> str:
    tones = "".join(c for c in syllable if c in _TONES)
    return "".join(c for c in syllable if c not in _TONES) + tones if tones else syllable


_PREFIXES: Final = {name_key(w): w for w in TYPE_WORDS} | {name_key(a): w for a, w in _ABBREVIATIONS.items()}
