"""What stands behind a label: on its row, below it, over several rows, in its own column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from node.ocr.fields import grammars
from node.ocr.fields.labels import Hit, find_labels
from node.ocr.fields.layouts import Anchor
from node.ocr.fields.printed import Row, Sheet, text_of
from node.ocr.fields.provinces import is_whole_address
from node.ocr.model import Word

_COLUMN = 1.5  # blanks wider than this many line heights part columns
_FAR = 1_000_000
_TYPE_WORDS = {"tinh", "xa", "phuong", "huyen", "quan", "thanh", "pho", "thi", "tran", "duong", "thon", "to"}
_NUMERIC = {"id", "dob", "date", "year", "docno", "phone"}
_ORDER, _NOTE = (
    re.compile(r"\(?(?:\d{1,2}|[a-zđ])[.)]"),
    re.compile(r"\(\d{1,2}\)"),
)  # "6. Tôn giáo:", "sinh: (5) 1983"
_MORE_ROWS = {"address": 3, "name": 1, "text": 2, "words": 1}


@dataclass(frozen=True, slots=True)
class Slot:
    """A label and the words behind it up to the next label of its row; its column or paragraph runs from `left` to
    `right`."""

    anchor: Anchor
    row: int
    left: int
    right: int
    words: tuple[Word, ...]
    edits: int


@dataclass(frozen=True, slots=True)
class _Edge:
    """The left edge of a second column, and the rows [first, last] for which it holds."""

    left: int
    first: int
    last: int


def slots_of(sheet: Sheet) -> tuple[list[Slot], list[list[Hit]]]:
    """All labels of a page in reading order, and those of each row."""
    gap = _COLUMN * sheet.line
    hits = [find_labels(row, gap) for row in sheet.rows]
    edges = _edges(sheet, hits, gap)
    slots = [
        _slot(row, index, hits[index], place, gap, edges)
        for index, row in enumerate(sheet.rows)
        for place in range(len(hits[index]))
    ]
    return slots, hits


def _edges(sheet: Sheet, hits: list[list[Hit]], gap: float) -> list[_Edge]:
    """Where labels begin one below the other at the right of others, and no word crosses: two columns of a form."""
    starts = sorted(
        (row.words[hit.start].box[0], index)
        for index, row in enumerate(sheet.rows)
        for hit in hits[index]
        if hit.start > 0 and row.words[hit.start].box[0] - row.words[hit.start - 1].box[2] > gap / 2
    )
    found: list[_Edge] = []
    for left, _ in starts:
        rows = [index for other, index in starts if 0 <= other - left <= sheet.line]
        edge = _Edge(left, min(rows), max(rows) + 2)
        if len(rows) >= 3 and not _is_crossed(sheet, edge) and all(left - e.left > gap for e in found):
            found.append(edge)
    return found


def _is_crossed(sheet: Sheet, edge: _Edge) -> bool:
    inside = sheet.rows[edge.first : edge.last - 1]
    return any(
        word.box[0] < edge.left - 4 < edge.left + 4 < word.box[2] for row in inside for word in row.words
    )


def full_value(slot: Slot, sheet: Sheet, hits: list[list[Hit]]) -> tuple[Word, ...]:
    """The words of the value, with those of the next rows of its column that belong to it."""
    words = _until_gap(slot.words, sheet.line) if slot.anchor.type in {"name", "address"} else slot.words
    last = sheet.rows[slot.row].box
    for index in range(
        slot.row + 1, min(len(sheet.rows), slot.row + 1 + _MORE_ROWS.get(slot.anchor.type, 1))
    ):
        row = sheet.rows[index]
        more = _in_column(row, hits[index], slot, sheet.line)
        if not more or row.box[1] - last[3] > 2.5 * sheet.line or not _goes_on(slot, words, more, sheet):
            break
        words, last = words + more, row.box
    return words


def _slot(row: Row, index: int, hits: list[Hit], place: int, gap: float, edges: list[_Edge]) -> Slot:
    hit = hits[place]
    until = hits[place + 1].start if place + 1 < len(hits) else len(row.words)
    last = until - 1 if until < len(row.words) and _ORDER.fullmatch(row.words[until - 1].text) else until
    behind = _without_translation(row.words[hit.end : last])
    while behind and (_NOTE.fullmatch(behind[0].text) or not any(c.isalnum() for c in behind[0].text)):
        behind = behind[1:]
    own = row.words[hit.start].box[0]
    is_second = any(edge.first <= index <= edge.last and abs(own - edge.left) < gap / 2 for edge in edges)
    left = own if is_second else _paragraph(row, hit.start, gap)
    limits = [edge.left for edge in edges if edge.first <= index <= edge.last and edge.left > left + gap]
    right = min([*limits, row.words[until].box[0] if until < len(row.words) else _FAR])
    within = tuple(word for word in behind if word.box[0] < right - 4)
    return Slot(hit.anchor, index, left, right, within, hit.edits)


def _without_translation(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Cards print a label twice, "Nơi thường trú / Place of residence:"; the second may be past reading."""
    if not words or not words[0].text.startswith("/"):
        return words
    colon = next((place for place, word in enumerate(words) if word.text.endswith(":")), len(words))
    return words[colon + 1 :]


def _paragraph(row: Row, start: int, gap: float) -> int:
    """Where the column begins in which a word stands: running text goes on there in the next row."""
    while start > 0 and row.words[start].box[0] - row.words[start - 1].box[2] <= gap:
        start -= 1
    return row.words[start].box[0]


def _until_gap(words: tuple[Word, ...], line: float) -> tuple[Word, ...]:
    for place in range(1, len(words)):
        if words[place].box[0] - words[place - 1].box[2] > 2 * _COLUMN * line:
            return words[:place]
    return words


def _in_column(row: Row, hits: list[Hit], slot: Slot, line: float) -> tuple[Word, ...]:
    """The row's words under the slot, up to the next label; none when a label begins there."""
    until = min(
        (hit.start for hit in hits if row.words[hit.start].box[0] > slot.left - line), default=len(row.words)
    )
    within = [
        w
        for w in row.words[:until]
        if w.box[0] > slot.left - 1.5 * line and w.box[2] < slot.right + 0.5 * line
    ]
    return tuple(within)


def _goes_on(slot: Slot, words: tuple[Word, ...], more: tuple[Word, ...], sheet: Sheet) -> bool:
    """Whether `more`, below `words`, belongs to the same value: nothing stands yet, or the line was full."""
    if ":" in text_of(more):
        return False
    kind = slot.anchor.type
    if not words or (kind in _NUMERIC and not any(c.isdigit() for c in text_of(words))):
        return True
    if kind == "address" and _is_cut_off(words[-1].text, slot):
        return not is_whole_address(text_of(words))
    if kind not in _MORE_ROWS or not _was_full(slot, words, more[0], sheet):
        return False
    if kind == "address":
        return not is_whole_address(text_of(words))
    if kind == "name":
        return _continues_name(words, more)
    return True


def _is_cut_off(last: str, slot: Slot) -> bool:
    """An address that ends in a comma or in the type of a unit without its name."""
    return grammars.fold(last) in _TYPE_WORDS or (last.endswith(",") and slot.right == _FAR)


def _was_full(slot: Slot, words: tuple[Word, ...], next_word: Word, sheet: Sheet) -> bool:
    """The next word would not have fitted into the line."""
    limit = sheet.right
    if slot.right < _FAR:
        near = sheet.rows[max(0, slot.row - 6) : slot.row + 7]
        limit = max(
            w.box[2] for row in near for w in row.words if w.box[0] >= slot.left - 4 and w.box[2] < slot.right
        )
    return words[-1].box[2] + (next_word.box[2] - next_word.box[0]) > limit - 2.5 * sheet.line


def _continues_name(words: tuple[Word, ...], more: tuple[Word, ...]) -> bool:
    """A name that was broken: all of it so far is name, and what follows is one to three words in the same case."""
    so_far = grammars.with_stroke(text_of(words).strip(" ,.;:"))
    found = grammars.leading_name(f"{so_far} {text_of(more)}")
    if found is None or not found.value.startswith(so_far):
        return False
    added = found.value[len(so_far) :].split()
    is_all = len(added) == len(more) or more[len(added) - 1].text[-1:] in ",;."
    return 1 <= len(added) <= 3 and (is_all or len(so_far.split()) < 2)
