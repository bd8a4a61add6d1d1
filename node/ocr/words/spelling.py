"""Whether a word can be Vietnamese, and what Tesseract's `vie` network is known to write instead.

The network knows no ŏ (it writes ð, ö or õ), sometimes doubles a vowel with two marks ("Khoảẻn") and reads the I of
"Ia" as an l. Only shapes that no Vietnamese word has are mended; everything else stays as it was read.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
_TONES: Final = {"\u0300": "huyền", "\u0309": "hỏi", "\u0303": "ngã", "\u0301": "sắc", "\u0323": "nặng"}
_FOREIGN = str.maketrans(
    {"ð": "ŏ", "ö": "ŏ", "Ö": "Ŏ", "Ð": "Đ", "ä": "ă", "Ä": "Ă", "⁄": "/", "’": "'", "‘": "'", "´": "'"}
)
_DIRT = "_|¬~¦«»"
_VOWELS = "aeiouy"
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


@cache
def _syllable() -> re.Pattern[str]:
    """Onset and rime; rimes that end in c, ch, p, t ("stop") carry only sắc or nặng."""
    text = (Path(__file__).parent / "rimes.txt").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    open_rimes, stopped = (
        "|".join(sorted(part.split(), key=len, reverse=True)) for part in lines.split("\n\n")
    )
    return re.compile(f"{_ONSET}(?:(?P<open>{open_rimes})|(?P<stop>{stopped}))")


@lru_cache(maxsize=32_768)
def is_syllable(word: str) -> bool:
    """Whether `word`, without punctuation around it, is a well-formed Vietnamese syllable in one letter case.

    Capitals inside a small word are not well-formed ("thU"); single letters other than vowels are not either.
    """
    bare = core(word)
    if not bare or not (bare.islower() or bare.isupper() or bare.istitle()):
        return False
    letters, tones = _taken_apart(bare.lower())
    match = _syllable().fullmatch(letters)
    if match is None or len(tones) > 1:
        return False
    return match.group("stop") is None or tones in ([], ["sắc"], ["nặng"])


def core(word: str) -> str:
    """The word without the punctuation around it."""
    match = _EDGES.match(word)
    return match.group(2) if match else word


@lru_cache(maxsize=32_768)
def skeleton(word: str) -> str:
    """Small letters without any mark, đ as d: what two readers are compared by."""
    apart = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


_DATE_WITH_LETTERS = re.compile(r"(?<![^\W_])[\dOo]{1,2}([/.-])[\dOo]{1,2}\1[12][\dOo]{3}(?![^\W_])")
_NOUGHT = str.maketrans("Oo", "00")


@lru_cache(maxsize=32_768)
def mended(word: str) -> str:
    """`word` without letters that no Vietnamese or Ê Đê paper holds, and without a doubled vowel."""
    word = in_figures(word.translate(_FOREIGN).replace("ăă", "ă"))
    word = word.strip(_DIRT) or word
    bare = core(word)
    if is_syllable(bare) or any(letter.isdigit() for letter in bare):
        return word
    if len(_taken_apart(bare.lower())[1]) < 2:
        return word
    for place, letter in enumerate(bare):
        shorter = bare[:place] + bare[place + 1 :]
        if skeleton(letter) in _VOWELS and is_syllable(shorter):
            return word.replace(bare, shorter)
    return word


def in_figures(word: str) -> str:
    """ "O9/O7/1992" is 09/07/1992: in a date the letter O is a nought."""
    return word.translate(_NOUGHT) if _DATE_WITH_LETTERS.search(word) else word


def has_tone(word: str) -> bool:
    """Whether a word carries one of the five tone marks."""
    return bool(_taken_apart(word.lower())[1])


def _taken_apart(word: str) -> tuple[str, list[str]]:
    """Letters with their own marks but no tone, and the tones."""
    letters, tones = [], []
    for mark in unicodedata.normalize("NFD", word):
        if mark in _TONES:
            tones.append(_TONES[mark])
        else:
            letters.append(mark)
    return unicodedata.normalize("NFC", "".join(letters)), tones
