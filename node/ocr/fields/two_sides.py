"""Forms that ask two people the same things side by side: what is asked at the left, a column for each.

The declaration of marriage (TT 04/2024/TT-BTP) is one. Its labels have no colons and wrap in their narrow column, so
they are told as what stands left of the first column, row by row, until they spell a known label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from node.ocr.fields.grammars import skeleton
from node.ocr.fields.layouts import Anchor, anchors
from node.ocr.fields.printed import Row, Sheet, runs, white_strips
from node.ocr.model import Word

_ALIKE = 84.0
_FAR = 3.0  # line heights of white that end the form
_SENTENCE = 6  # words in one run
_BLANK = 0.7  # line heights between words of one run
Strip = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class SideCell:
    """What one person answers to one label."""

    about: str
    anchor: Anchor
    words: tuple[Word, ...]


@dataclass(slots=True)
class _Asked:
    """A label in the making, and the answers beside it."""

    label: str = ""
    answers: dict[str, tuple[Word, ...]] = field(default_factory=dict)


def side_cells(sheet: Sheet, sides: Mapping[str, str]) -> tuple[list[SideCell], range]:
    """The answers of the first such form on a page and the rows it takes; none where there is none."""
    for index, row in enumerate(sheet.rows):
        heads = [(sides.get(_key(run), ""), run[0].box[0], run[-1].box[2]) for run in runs(row, sheet.line)]
        if len({who for who, _, _ in heads if who}) >= 2:
            until = _end(sheet, index)
            rows = sheet.rows[index + 1 : until]
            strips = [
                part for strip in white_strips(rows, sheet.line) for part in _parted(strip, rows, sheet.line)
            ]
            owners = _owners(strips, heads)
            return list(_cells(_asked(rows, owners, sheet.line))), range(index, until)
    return [], range(0)


def _key(words: Sequence[Word]) -> str:
    return "".join(skeleton(word.text) for word in words)


def _end(sheet: Sheet, head: int) -> int:
    """The first row behind the form: a sentence, or one below wide white."""
    for index in range(head + 1, len(sheet.rows)):
        row, above = sheet.rows[index], sheet.rows[index - 1]
        is_sentence = len(row.words) > _SENTENCE and len(runs(row, sheet.line)) == 1
        if is_sentence or row.box[1] - above.box[3] > _FAR * sheet.line:
            return index
    return len(sheet.rows)


def _parted(strip: tuple[float, float], rows: Sequence[Row], line: float) -> list[tuple[float, float]]:
    """A strip in two where most rows begin anew inside it: a full cell leaves no white before the next column."""
    left, right = strip
    starts = [word.box[0] for row in rows for word in row.words if left + line < word.box[0] < right]
    common = max(starts, key=lambda at: sum(abs(at - other) <= line / 6 for other in starts), default=0)
    if sum(abs(common - other) <= line / 6 for other in starts) * 2 <= len(rows):
        return [strip]
    return [(left, common - line / 6), (common - line / 6, right)]


def _owners(strips: Sequence[tuple[float, float]], heads: Sequence[tuple[str, int, int]]) -> list[Strip]:
    """Strips of print and whose they are, "" under the head of the labels; one below no head is its neighbour's."""
    under = [
        (left, right, who)
        for left, right in strips
        for who, head_left, head_right in heads
        if left < head_right and right > head_left
    ]
    found = []
    for left, right in strips:
        nearest = min(under, key=lambda strip: max(0.0, strip[0] - right, left - strip[1]), default=None)
        found.append((left, right, nearest[2] if nearest else ""))
    return found


def _asked(rows: Sequence[Row], owners: Sequence[Strip], line: float) -> Iterator[_Asked]:
    """Labels with their answers; a row goes on with the label above it where both together begin a known one."""
    asked = _Asked()
    for row in rows:
        parts = _by_holder(row, owners, line)
        label = _key(parts.pop("", ()))
        if label and asked.label and not _goes_on(asked.label, label):
            yield asked
            asked = _Asked()
        asked.label += label
        for who, words in parts.items():
            asked.answers[who] = (*asked.answers.get(who, ()), *words)
    yield asked


def _by_holder(row: Row, owners: Sequence[Strip], line: float) -> dict[str, tuple[Word, ...]]:
    """The words of a row by whose column they stand in; one outside all strips goes with the word just before it."""
    parts: dict[str, tuple[Word, ...]] = {}
    last: tuple[int, str] | None = None
    for word in row.words:
        middle = (word.box[0] + word.box[2]) / 2
        nearest = min(owners, key=lambda strip: max(0.0, strip[0] - middle, middle - strip[1]))
        is_inside = nearest[0] <= middle <= nearest[1]
        who = last[1] if last and not is_inside and word.box[0] - last[0] <= _BLANK * line else nearest[2]
        parts[who] = (*parts.get(who, ()), word)
        last = (word.box[2], who)
    return parts


def _goes_on(label: str, more: str) -> bool:
    """Whether `more` is the rest of a label that its column broke, and no label of its own."""
    if _anchor(label) is not None and _begins_label(more):
        return False
    return _begins_label(label + more)


def _begins_label(label: str) -> bool:
    starts = (spelling[: len(label)] for anchor in anchors() for spelling in anchor.skeletons)
    return any(fuzz.ratio(label, start) >= _ALIKE for start in starts if len(start) >= len(label) - 1)


def _cells(asked: Iterator[_Asked]) -> Iterator[SideCell]:
    for one in asked:
        anchor = _anchor(one.label)
        if anchor is not None and anchor.field:
            yield from (SideCell(who, anchor, words) for who, words in one.answers.items())


def _anchor(label: str) -> Anchor | None:
    """The known label that is most like this one."""
    alike = [
        (fuzz.ratio(label, spelling), place)
        for place, anchor in enumerate(anchors())
        for spelling in anchor.skeletons
    ]
    best, place = max(alike, key=lambda one: (one[0], -one[1]))
    return anchors()[place] if best >= _ALIKE else None
