"""Read one page: guess its turn, prepare, read, and turn it again only when the reading makes no sense."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from node.ocr.drawn_page import as_drawn
from node.ocr.fields.candidates import understand
from node.ocr.model import Box, PageText, Word
from node.ocr.picture.prepare import Prepared, Sheet, cut_sheet, to_source_box, upright
from node.ocr.picture.turn import likely_turn
from node.ocr.reader import PageReader
from node.ocr.source.loaded import Loaded

# Right pages read with a mean confidence of 86–95, upside-down ones with at most 51, sideways ones give
# hardly any characters; an empty page has a high confidence, so the number of characters counts too.
_SURE_CONFIDENCE, _SURE_CHARACTERS = 75.0, 100


@dataclass(frozen=True, slots=True, eq=False)
class PageRead:
    """A page's text together with the straightened page it was read from (words in its pixels)."""

    text: PageText
    prepared: Prepared
    words: tuple[Word, ...]


def read_page(page: Loaded, number: int, of: int, reader: PageReader) -> PageRead:
    """Read `page`, the `number`-th of `of`. Raises what the reader raises."""
    started = time.monotonic()
    if page.words is None:
        prepared, words = _read_turned(cut_sheet(page.image, page.short_mm), reader)
    else:
        prepared, words = as_drawn(page, page.words)
    scale = page.width / page.image.shape[1]
    to_input = np.diag([scale, scale, 1.0]) @ prepared.to_source

    def in_input(box: Box) -> Box:
        return to_source_box(box, to_input, page.width, page.height)

    said = understand(words, number)
    text = PageText(
        page=number,
        pages=of,
        width=page.width,
        height=page.height,
        text=rows_text(words),
        rotation=prepared.rotation,
        skew=prepared.skew,
        words=tuple(replace(word, box=in_input(word.box)) for word in words),
        fields=tuple(replace(field, box=in_input(field.box)) for field in said.fields),
        ms=round((time.monotonic() - started) * 1000),
        kind=said.kind,
        kind_confidence=said.kind_confidence,
    )
    return PageRead(text, prepared, tuple(words))


def rows_text(words: Sequence[Word]) -> str:
    """Words as lines of text, one line a printed row."""
    return "\n".join(" ".join(w.text for w in row) for _, row in groupby(words, key=lambda w: w.row))


def _read_turned(sheet: Sheet, reader: PageReader) -> tuple[Prepared, list[Word]]:
    """Turn as the reader knows, where it knows at once; else as the ink suggests, and again when that made no sense."""
    known = reader.upright_turn(sheet.grey) if reader.tells_turn_cheaply else None
    first = likely_turn(sheet.grey) if known is None else known
    prepared = upright(sheet, first)
    words = reader.read(prepared.grey)
    if known is not None or _makes_sense(words):
        return prepared, words
    turn = reader.upright_turn(sheet.grey)
    if turn is None or turn == first:
        turn = 0  # most papers come as they lie
    if turn == first:
        return prepared, words
    other = upright(sheet, turn)
    turned_words = reader.read(other.grey)
    return (other, turned_words) if _weight(turned_words) > _weight(words) else (prepared, words)


def _makes_sense(words: list[Word]) -> bool:
    characters = sum(len(w.text) for w in words)
    return characters >= _SURE_CHARACTERS and _weight(words) / characters >= _SURE_CONFIDENCE


def _weight(words: list[Word]) -> float:
    """Characters read, each counted by its confidence."""
    return sum(len(w.text) * w.confidence for w in words)
