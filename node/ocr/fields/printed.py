"""Printed rows as fields need them: words with their places, a label cut off the value glued to it, columns."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from node.ocr.fields.grammars import skeleton
from node.ocr.model import Box, Word, span

_GLUE = ":"
_GRID = "|[]{}_¦"  # what is read of the lines around cells and digit boxes


@dataclass(frozen=True)
class Row:
    """One printed row: its words from left to right."""

    words: tuple[Word, ...]

    @cached_property
    def skeletons(self) -> tuple[str, ...]:
        """Each word as bare letters and digits."""
        return tuple(skeleton(word.text) for word in self.words)

    @cached_property
    def box(self) -> Box:
        """Around all words."""
        return span([word.box for word in self.words])

    @cached_property
    def text(self) -> str:
        """The words with one blank between them."""
        return text_of(self.words)


@dataclass(frozen=True)
class Sheet:
    """All rows of a page, with the measures by which breaks of lines and columns are told."""

    rows: tuple[Row, ...]

    @cached_property
    def line(self) -> float:
        """Height of an ordinary word: the measure of all gaps."""
        heights = [word.box[3] - word.box[1] for row in self.rows for word in row.words]
        return statistics.median(heights) if heights else 1.0

    @cached_property
    def right(self) -> int:
        """Where full rows end: a speck or a seal beyond them counts for nothing."""
        ends = sorted(row.box[2] for row in self.rows if len(row.words) >= 5) or [
            row.box[2] for row in self.rows
        ]
        return ends[-1 - len(ends) // 6] if ends else 0


def sheet_of(words: Sequence[Word]) -> Sheet:
    """Rows of a page from its words in reading order; what stands glued behind a colon becomes a word of its own."""
    clean = (replace(word, text=word.text.strip(_GRID)) for word in words)
    rows = (tuple(group) for _, group in groupby((w for w in clean if w.text), key=lambda word: word.row))
    return Sheet(tuple(Row(tuple(part for word in row for part in _unglued(word))) for row in rows))


def text_of(words: Sequence[Word]) -> str:
    """Words with one blank between them."""
    return " ".join(word.text for word in words)


def words_within(words: Sequence[Word], start: int, end: int) -> tuple[Word, ...]:
    """The words of `text_of(words)` that have a character in [start, end)."""
    place, chosen = 0, []
    for word in words:
        if place < end and place + len(word.text) > start:
            chosen.append(word)
        place += len(word.text) + 1
    return tuple(chosen)


def runs(row: Row, line: float) -> list[list[Word]]:
    """The words of a row in runs that wide white parts."""
    found: list[list[Word]] = []
    for word in row.words:
        if found and word.box[0] - found[-1][-1].box[2] <= 0.7 * line:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def white_strips(rows: Sequence[Row], line: float) -> list[tuple[float, float]]:
    """Columns between strips of white that (nearly) no row prints on."""
    edges = sorted(
        (edge, change) for row in rows for w in row.words for edge, change in ((w.box[0], 1), (w.box[2], -1))
    )
    allowed = len(rows) // 10
    found: list[tuple[float, float]] = []
    depth, began = 0, None
    for place, change in edges:
        depth += change
        if depth > allowed and began is None:
            began = float(place)
        elif depth <= allowed and began is not None:
            if found and began - found[-1][1] < 0.35 * line:
                began = found.pop()[0]
            found.append((began, float(place)))
            began = None
    return found


def _unglued(word: Word) -> tuple[Word, ...]:
    """`sinh:13/01/1970` as two words; a time of day stays whole."""
    head, colon, tail = word.text.partition(_GLUE)
    if not colon or not head or not tail or (head[-1].isdigit() and tail[0].isdigit()):
        return (word,)
    left, top, right, bottom = word.box
    cut = left + round((right - left) * (len(head) + 1) / len(word.text))
    first = replace(word, text=head + colon, box=(left, top, cut, bottom))
    return (first, *_unglued(replace(word, text=tail, box=(cut, top, right, bottom))))
