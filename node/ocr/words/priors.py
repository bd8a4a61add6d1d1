"""What is known about Vietnamese papers mends what was read, where the evidence is close; never a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from node.ocr.model import Word, span
from node.ocr.words.common_words import common_words
from node.ocr.words.families import family_names
from node.ocr.words.highland import highland_names, is_highland
from node.ocr.words.name_words import is_known, with_dot
from node.ocr.words.phrases import set_phrases
from node.ocr.words.place_words import places
from node.ocr.words.spelling import core, is_syllable, mended, skeleton

# Names of places that begin with "Ia" (Gia Lai, Kon Tum) stand behind one of these; its I looks like an l.
_BEFORE_PLACE = {"xa", "phuong", "huyen", "lang", "buon", "ubnd", "thi", "plei", "to", "thon"}
_IA = {"la", "LA", "lA", "Ta"}
_SQUARE = re.compile(r"^m[?¿°ˆ’'*2](\W*)$")
_QUANTITY = re.compile(r"^\d+(?:[.,]\d+)*$")
_LONE_DIGITS = 4
_DIGIT_FIRST = re.compile(r"([0568])([^\W\d_]+)(\W*)")
_CAPITAL_FOR = str.maketrans("0568", "OSGB")
_RUN_TOGETHER = re.compile(r"([^\W\d_]*[^\W\d_A-Z]|Y)([A-ZĐ][^\W\dA-Z_]+)")
# "HBiaNiê", "H'LanÊban": the second is a family that both readers run into the name before it.
_HIGHLAND_TOGETHER = re.compile(r"(H['’]?[A-ZĐÊ][^\W\d_]+?|Y)([A-ZÊ][^\W\dA-Z_]+)")
_CODE = re.compile(r"[A-Z]\d{2,3}(?:\.\d{1,3}){1,4}-\d{6}-\d{4,6}")
_CODE_PARTS = 6
_NUMBER, _BOX_GAP = 12, 2.2  # digits of a personal number; heights of white between its boxes
_DATE_OF_STROKES = re.compile(r"^(\D*\d\d)[/Il|!1](\d\d)[/Il|!1]((?:19|20)\d\d\D*)$")


def corrected(words: Sequence[Word]) -> list[Word]:
    """The words of a page, in reading order, with the priors applied row by row."""
    rows = [list(row) for _, row in groupby(words, key=lambda word: word.row)]
    return [word for row in rows for word in _row(row)]


def _row(row: Sequence[Word]) -> list[Word]:
    parts = [part for word in row for part in _apart(word)]
    shaped = [part.spelt(with_dot(mended(_letter_first(part.text)))) for part in parts]
    steps = (
        _digits_together,
        _numbers_together,
        _slashes,
        _squares,
        with_ia,
        _small_i,
        highland_names,
        common_words,
        family_names,
        places,
    )
    for step in (*steps, set_phrases):
        shaped = step(shaped)
    return shaped


def _apart(word: Word) -> list[Word]:
    """ "TạMinh" is two words: a capital behind a small letter begins a name of its own."""
    label, colon, value = word.text.partition(":")
    if colon and label.isalpha() and value.isdigit():
        return _parted(word, label + colon, value)
    match = _HIGHLAND_TOGETHER.fullmatch(word.text)
    if match is not None and is_highland(match[2]):
        return _parted(word, *match.groups())
    match = _RUN_TOGETHER.fullmatch(word.text)
    if match is None or not (match[1] == "Y" or all(is_syllable(part) for part in match.groups())):
        return [word]
    return _parted(word, *match.groups())


def _parted(word: Word, one: str, other: str) -> list[Word]:
    left, top, right, bottom = word.box
    cut = left + (right - left) * len(one) // len(word.text)
    if not left < cut < right:
        return [word]
    first = replace(word, text=one, box=(left, top, cut, bottom))
    return [first, replace(word, text=other, box=(cut, top, right, bottom))]


def _letter_first(text: str) -> str:
    """ "6ò" is "Gò": a digit before small letters with marks is the capital that looks like it, and before bare ones
    where that makes a name ("0anh"; "5ha" is land)."""
    match = _DIGIT_FIRST.fullmatch(text)
    if match is None:
        return text
    word = match[1].translate(_CAPITAL_FOR) + match[2]
    is_meant = len(word) > 2 and is_known(word) if match[2].isascii() else is_syllable(word)
    return word + match[3] if is_meant else text


def _small_i(row: Sequence[Word]) -> list[Word]:
    """ "Phú ỔI" is "Phú Ổi": behind a word in small letters an i was taken for a capital."""
    words = list(row)
    for place in range(1, len(words)):
        bare, before = core(words[place].text), core(words[place - 1].text)
        if len(bare) == 2 and bare.endswith("I") and not bare.isascii() and before[1:].islower():
            words[place] = words[place].spelt(words[place].text.replace(bare, bare[0] + "i"))
    return words


def _digits_together(row: Sequence[Word]) -> list[Word]:
    """Digits that stand one by one in printed boxes become one number; as sure as its weakest digit."""
    words: list[Word] = []
    for is_lone, group in groupby(row, key=lambda word: len(word.text) <= 3 and word.text.isdigit()):
        run = list(group)
        words += [_joined(run)] if is_lone and len(run) >= _LONE_DIGITS else run
    return words


def _joined(run: Sequence[Word]) -> Word:
    agreed = None if run[0].agreed is None else all(word.agreed for word in run)
    text, weakest = "".join(word.text for word in run), min(word.confidence for word in run)
    return Word(text, weakest, span([word.box for word in run]), run[0].row, agreed)


def _numbers_together(row: Sequence[Word]) -> list[Word]:
    """A personal number of which the last boxes were read apart ("0031567637 4 4"), a code with blanks ("H25. 47
    -251217 -9056"): where the pieces make a whole one, and as sure as its weakest piece."""
    words = list(row)
    place = 0
    while place < len(words):
        for count in range(min(_CODE_PARTS, len(words) - place), 1, -1):
            run = words[place : place + count]
            if _makes_code(run) or (place and _makes_number(run)):
                words[place : place + count] = [_joined(run)]
                break
        place += 1
    return words


def _makes_code(run: Sequence[Word]) -> bool:
    return _CODE.fullmatch("".join(word.text for word in run)) is not None


def _makes_number(run: Sequence[Word]) -> bool:
    text = "".join(word.text for word in run)
    height = run[0].box[3] - run[0].box[1]
    near = all(b.box[0] - a.box[2] <= _BOX_GAP * height for a, b in pairwise(run))
    return text.isdigit() and len(text) == _NUMBER and near and sum(len(word.text) == 1 for word in run) > 1


def _slashes(row: Sequence[Word]) -> list[Word]:
    """ "15I12I1994" is 15/12/1994: the strokes of a date are read as I or 1. Ten digits in a row stay a number."""
    return [word if word.text.isdigit() else _slashed(word) for word in row]


def _slashed(word: Word) -> Word:
    return word.spelt(_DATE_OF_STROKES.sub(r"\1/\2/\3", word.text))


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
