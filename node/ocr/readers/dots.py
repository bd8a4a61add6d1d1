"""Look for the dot below a final y, which Tesseract overlooks: Mỵ, Thuỵ, Kỵ.

Beneath an open y the dot stands alone beside or under the tail; a reader trained on whole words takes it for dirt. So
where a word ends in y and carries no tone, its picture is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from node.ocr.model import Box, Word
from node.ocr.reader import AnyArray, Grey
from node.ocr.words.spelling import core, has_tone, is_syllable

_DOTTED = {"y": "ỵ", "Y": "Ỵ"}
_BEFORE_GLIDE = ("", "a", "â")  # in "Tây" the dot would stand beneath the â
_BELOW, _ASIDE = 0.45, 0.12  # of the word's height: how far beyond its box is looked
_BODY = 0.4
_SMALLEST, _LARGEST = 0.07, 0.3
_UNDER = 0.04


def with_seen_dots(page: Grey, words: Sequence[Word]) -> list[Word]:
    """The words, their final y dotted where `page` (their pixels) shows a dot."""
    return [_dotted(page, word) if _may_lack_dot(word.text) else word for word in words]


def _may_lack_dot(text: str) -> bool:
    bare = core(text)
    is_open = bare[-1:] in _DOTTED and bare[-2:-1].lower() not in _BEFORE_GLIDE
    return is_open and bare[:1].isupper() and not has_tone(bare)


def _dotted(page: Grey, word: Word) -> Word:
    bare = core(word.text)
    fresh = bare[:-1] + _DOTTED[bare[-1]]
    if not is_syllable(fresh) or not _has_dot(page, word.box, word.text.endswith(bare)):
        return word
    return word.spelt(word.text.replace(bare, fresh))


def _has_dot(page: Grey, box: Box, ends_here: bool) -> bool:
    """Whether a dot lies below the base line under the last letter, beside the comma where one follows."""
    left, top, right, bottom = box
    height = bottom - top
    low, far = round(bottom + _BELOW * height), round(right + _ASIDE * height)
    pieces = _pieces(page[top:low, left:far])
    bodies = pieces[pieces[:, 3] - pieces[:, 1] >= _BODY * height]
    if len(bodies) < 2:
        return False
    last, others = bodies[-1], bodies[:-1]
    base, letter = float(np.median(others[:, 3])), float(np.median(others[:, 3] - others[:, 1]))
    before_sign = pieces if ends_here else pieces[:-1]
    return any(_is_small(piece, letter) and _is_under(piece, last, base, letter) for piece in before_sign)


def _pieces(cut: Grey) -> AnyArray:
    """Boxes (left, top, right, bottom) of the ink in a picture, from left to right."""
    _, ink = cv2.threshold(cut, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = stats[1:, :4].astype(np.int64)
    boxes[:, 2:] += boxes[:, :2]
    return np.asarray(boxes[np.argsort(boxes[:, 0])])


def _is_small(piece: AnyArray, letter: float) -> bool:
    left, top, right, bottom = (float(edge) for edge in piece)
    return all(_SMALLEST * letter <= side <= _LARGEST * letter for side in (right - left, bottom - top))


def _is_under(piece: AnyArray, last: AnyArray, base: float, letter: float) -> bool:
    middle = (float(piece[0]) + float(piece[2])) / 2
    begin, end = float(last[0]), float(last[2])
    beside = begin + 0.2 * (end - begin) <= middle <= end + 0.05 * letter
    return beside and float(piece[1]) >= base + _UNDER * letter
