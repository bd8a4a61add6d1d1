"""Look for the dot below a vowel, which Tesseract overlooks: Mỵ, Ngọc, Phượng, hạn.

The dot stands alone beneath its letter, beside the tail of a y or close under capitals; a reader trained on whole words
takes it for dirt. So where a word carries no tone and would be another word with a dot, its picture is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from node.ocr.model import Word
from node.ocr.reader import AnyArray, Grey
from node.ocr.words.common_words import is_common
from node.ocr.words.name_words import dotted_forms, is_known
from node.ocr.words.spelling import core, has_tone, is_syllable

_BELOW, _ASIDE = 0.45, 0.12  # of the word's height: how far beyond its box is looked
_BODY = 0.45  # of the word's height: what is lower is a mark or dirt
# Of a letter's height: a dot's sides, and how far beneath the base line it begins (a comma's tail stands lower).
_SMALLEST, _LARGEST = 0.07, 0.32
_HIGHEST, _LOWEST = -0.02, 0.19
_LEAST_AREA = 3  # pixels; specks are smaller
_ASTRAY, _Y_ASTRAY = 0.6, 1.0  # in letters: the tail of a y leads its dot away


def with_seen_dots(page: Grey, words: Sequence[Word]) -> list[Word]:
    """The words, a vowel of theirs dotted where `page` (their pixels) shows a dot."""
    return [_dotted(page, word) for word in words]


def _dotted(page: Grey, word: Word) -> Word:
    bare = core(word.text)
    forms = _likely_forms(bare)
    fresh = _seen_form(page, word, bare, forms) if forms else None
    return word if fresh is None else word.spelt(word.text.replace(bare, fresh))


def _likely_forms(bare: str) -> list[str]:
    """What a word without tone would be with a dot; a small word only where that is a word of papers or names."""
    if len(bare) < 2 or not bare.isalpha() or has_tone(bare) or not is_syllable(bare):
        return []
    forms = dotted_forms(bare)
    return forms if bare[0].isupper() else [form for form in forms if is_common(form) or is_known(form)]


def _seen_form(page: Grey, word: Word, bare: str, forms: Sequence[str]) -> str | None:
    """The form whose dotted letter stands above a dot of the picture; None where no dot lies beneath a letter."""
    left, top, right, bottom = word.box
    height = bottom - top
    low, far = round(bottom + _BELOW * height), round(right + _ASIDE * height)
    pieces = _pieces(page[top:low, left:far])
    bodies = pieces[pieces[:, 3] - pieces[:, 1] >= _BODY * height]
    if len(bodies) == 0:
        return None
    base = float(min(bodies[:, 3]) if len(bodies) < 3 else np.percentile(bodies[:, 3], 30))
    letter = float(np.median(bodies[:, 3] - bodies[:, 1]))
    across = (right - left) / len(word.text)
    first = word.text.find(bare) + 0.5
    for middle in _dots(pieces, bodies, base, letter):
        astray = {form: abs((first + _place(bare, form)) * across - middle) / across for form in forms}
        form = min(forms, key=lambda one: astray[one])
        if astray[form] <= (_Y_ASTRAY if form[-1] in "ỵỴ" else _ASTRAY):
            return form
    return None


def _place(bare: str, form: str) -> int:
    """Which letter of `bare` is dotted in `form`."""
    return next(place for place, letter in enumerate(form) if letter != bare[place])


def _pieces(cut: Grey) -> AnyArray:
    """Boxes (left, top, right, bottom) of the ink in a picture, from left to right."""
    _, ink = cv2.threshold(cut, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = stats[1:][stats[1:, cv2.CC_STAT_AREA] >= _LEAST_AREA]
    boxes = found[:, :4].astype(np.int64)
    boxes[:, 2:] += boxes[:, :2]
    return np.asarray(boxes[np.argsort(boxes[:, 0])])


def _dots(pieces: AnyArray, bodies: AnyArray, base: float, letter: float) -> list[float]:
    """The middles of small pieces that lie just below the base line, beneath a letter."""
    across, down = (pieces[:, 2] - pieces[:, 0]) / letter, (pieces[:, 3] - pieces[:, 1]) / letter
    gap = (pieces[:, 1] - base) / letter
    is_small = (np.minimum(across, down) >= _SMALLEST) & (np.maximum(across, down) <= _LARGEST)
    middles = (pieces[:, 0] + pieces[:, 2]) / 2
    is_beneath = ((bodies[:, :1] - 1 <= middles) & (middles <= bodies[:, 2:3] + 1)).any(axis=0)
    return [float(m) for m in middles[is_small & is_beneath & (gap >= _HIGHEST) & (gap <= _LOWEST)]]
