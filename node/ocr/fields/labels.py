"""Find printed labels in a row although some of their letters were read wrong.

A label is compared as a skeleton (bare letters), so lost blanks, commas and marks do not matter; one letter in six
may differ. Where labels overlap, the one with most letters right wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from node.ocr.fields.layouts import Anchor, anchors
from node.ocr.fields.printed import Row
from node.ocr.model import Word

_MOST_WORDS = 14
_SURE_LENGTH = 10  # a label this long that begins its row needs no colon
_PLAIN_LENGTH = 5  # one this long needs none where its value stands in a column of its own
_NOTE_WORDS = 4
_ROMAN = {"ii", "iii", "iv", "vi"}
_ENDS = ":;.："


@dataclass(frozen=True, slots=True)
class Hit:
    """A label in a row: its words are [start, end); `edits` letters of it were read otherwise."""

    anchor: Anchor
    start: int
    end: int
    edits: int
    weight: int
    by_gap: bool = False


def find_labels(row: Row, gap: float) -> list[Hit]:
    """Labels of a row from left to right, none overlapping; `gap` tells a new column from a blank."""
    found = [hit for start in range(len(row.words)) for hit in _from(row, start, gap)]
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (-hit.weight, hit.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    kept.sort(key=lambda hit: hit.start)
    behind = {hit.start for hit in kept} | {len(row.words)}
    return [hit for hit in kept if not (hit.by_gap and hit.end in behind)]


def _from(row: Row, start: int, gap: float) -> list[Hit]:
    joined = ""
    hits: list[Hit] = []
    if not row.skeletons[start]:
        return hits
    begins = _begins(row.words, row.skeletons, start, gap)
    for end in range(start + 1, min(len(row.words), start + _MOST_WORDS) + 1):
        if end > start + 1 and _has_gap(row.words, end - 1, gap):
            break  # no label goes on in the next column
        joined += row.skeletons[end - 1]
        if not row.skeletons[end - 1]:
            continue
        match = _match(joined)
        if match is None:
            continue
        anchor, edits = match
        if edits and not begins and _is_of_name(row.words[start - 1 : end]):
            continue  # "Đào Đình Nam" is nobody's "Sinh năm"
        behind = _behind_note(row.words, end)
        has_colon = _has_colon(row.words, end) or (behind > end and _has_colon(row.words, behind))
        weight = len(joined) - 3 * edits + 2 * has_colon
        if _accepted(anchor, len(joined), edits, begins, has_colon):
            hits.append(Hit(anchor, start, behind, edits, weight))
        elif start == 0 and edits == 0 and len(joined) >= _PLAIN_LENGTH and behind == len(row.words):
            hits.append(Hit(anchor, start, behind, edits, weight))  # alone on its row, its value below it
        elif start == 0 and edits == 0 and len(joined) >= _PLAIN_LENGTH and _has_gap(row.words, end, gap):
            hits.append(Hit(anchor, start, end, edits, weight, by_gap=True))
    return hits


def _is_of_name(words: Sequence[Word]) -> bool:
    """Whether all words begin with capitals and nothing parts them: a label goes on in small letters."""
    return all(word.text.istitle() and word.text.isalpha() for word in words)


def _match(joined: str) -> tuple[Anchor, int] | None:
    """The label that these letters spell, and in how many letters they differ from it."""
    most = _allowed(len(joined))
    best = process.extractOne(joined, _near(len(joined)), scorer=Levenshtein.distance, score_cutoff=most)
    if best is None:
        return None
    spelling, edits, _ = best
    anchor = _by_spelling()[spelling]
    return None if anchor.exact and edits else (anchor, int(edits))


def _allowed(length: int) -> int:
    return 0 if length < 5 else max(1, length // 6)


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, Anchor]:
    return {spelling: anchor for anchor in anchors() for spelling in anchor.skeletons}


@lru_cache(maxsize=128)
def _near(length: int) -> tuple[str, ...]:
    most = _allowed(length)
    return tuple(spelling for spelling in _by_spelling() if abs(len(spelling) - length) <= most)


def _begins(words: Sequence[Word], skeletons: Sequence[str], start: int, gap: float) -> bool:
    """Whether a row or a column begins here; a number before it ("1.", "a)", "II.") is none of it."""
    before = start - 1
    while before >= 0 and (
        len(skeletons[before]) <= 1 or skeletons[before].isdigit() or skeletons[before] in _ROMAN
    ):
        if words[start].box[0] - words[before].box[2] > gap:
            return True
        before -= 1
    return before < 0 or words[before + 1].box[0] - words[before].box[2] > gap


def _behind_note(words: Sequence[Word], end: int) -> int:
    """Where a remark on a label ends that stands in brackets: "(*)", "(1):", "(nếu có):"; `end` where there is none."""
    if end >= len(words) or not words[end].text.startswith("("):
        return end
    closing = (place for place in range(end, min(len(words), end + _NOTE_WORDS)) if ")" in words[place].text)
    return next(closing, end - 1) + 1


def _has_gap(words: Sequence[Word], end: int, gap: float) -> bool:
    """Whether what follows stands in a column of its own, as in forms that are tables of two columns."""
    return end < len(words) and words[end].box[0] - words[end - 1].box[2] > gap


def _has_colon(words: Sequence[Word], end: int) -> bool:
    return words[end - 1].text[-1] in _ENDS or (end < len(words) and words[end].text[0] in _ENDS)


def _accepted(anchor: Anchor, length: int, edits: int, begins: bool, has_colon: bool) -> bool:
    if anchor.whole and not begins and (length < 5 or not has_colon):
        return False
    if has_colon or (anchor.open and (begins or not anchor.whole)):
        return True
    return begins and length >= _SURE_LENGTH and edits <= 1
