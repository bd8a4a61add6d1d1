"""What reading a page yields, as plain values without heavy imports.

Boxes are (left, top, right, bottom) in pixels of the page *as a person sees it before any processing*: the
image after its EXIF turn, or the PDF page rasterised at `RASTER_DPI`. `PageText.width/height` give its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

RASTER_DPI = 200

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word; `confidence` runs from 0 to 100; words of one printed row share `row`.

    `agreed` tells whether two readers read the same letters and marks; None where only one has looked, or has a say.
    """

    text: str
    confidence: float
    box: Box
    row: int = 0
    agreed: bool | None = None

    def spelt(self, text: str) -> Word:
        """The word as `text`, which no reader saw so: where it differs, nobody vouches for it any more."""
        if text == self.text:
            return self
        return replace(self, text=text, agreed=None if self.agreed is None else False)


@dataclass(frozen=True, slots=True)
class FieldCandidate:
    """What a field might be. A proposal only: a person confirms ids and dates, always.

    `type` is name | dob | date | year | id | docno | address | phone | sex | ethnicity | nationality | book | text;
    `text` is what is printed, as read. `review` tells that the value itself is in doubt, `reason` why (a code of
    `node.ocr.fields.evidence`); without it there was a second reader, another place on the page or a rule that agrees.
    """

    name: str
    type: str
    value: str
    confidence: float
    page: int
    box: Box
    text: str = ""
    review: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """One page read: rows top to bottom in NFC, and where each word stands.

    `rotation` is the clockwise quarter turn of the input in degrees (0, 90, 180, 270), `skew` what was left
    over (counter-clockwise degrees), `ms` wall milliseconds spent; `kind` is the kind of paper ("" = not known,
    see `dossier.paper_kinds`), `kind_confidence` 0–100.
    """

    page: int
    pages: int
    width: int
    height: int
    text: str
    rotation: int
    skew: float
    words: tuple[Word, ...]
    fields: tuple[FieldCandidate, ...]
    ms: int
    kind: str = ""
    kind_confidence: int = 0

    def as_json(self) -> dict[str, Any]:
        """The JSON shape that crosses the process border and that `motcua read` prints."""
        return asdict(self)


def page_from_json(raw: Mapping[str, Any]) -> PageText:
    """Rebuild a page from `PageText.as_json`; raises KeyError or TypeError on foreign shapes."""
    words = tuple(Word(**{**word, "box": _box(word["box"])}) for word in raw["words"])
    fields = tuple(FieldCandidate(**{**field, "box": _box(field["box"])}) for field in raw["fields"])
    return PageText(**{**raw, "words": words, "fields": fields})


def _box(raw: Any) -> Box:
    left, top, right, bottom = raw
    return (int(left), int(top), int(right), int(bottom))


def span(boxes: list[Box]) -> Box:
    """The smallest box around all of `boxes` (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
