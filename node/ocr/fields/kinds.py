"""What kind of paper a page is, from what is printed on it: its heading, and words that stand on no other kind.

All comparison is on skeletons (no marks, blanks or case), and some letters may be read wrong: a photo in bad light
loses a third of a heading and is still known by its marks.
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from node.ocr.fields.layouts import KindLayout, kinds
from node.ocr.fields.printed import Row, Sheet

UNKNOWN = ("", 0)
_TITLE, _MARK, _MOST_MARKS, _AGAINST = 62, 19, 57, 40
_ENOUGH = 38
_TITLE_CUT, _MARK_CUT = 82.0, 86.0
_SHORT, _SHORT_CUT = 20, 88.0
_CLEAR = 20  # a lead this small over the next kind is doubt


def recognise(sheet: Sheet) -> tuple[str, int]:
    """(kind, confidence 0–100); ("", 0) where no kind is likely."""
    headings = tuple(_headings(sheet))
    page = "".join("".join(row.skeletons) for row in sheet.rows)
    scores = sorted(
        ((_score(layout, headings, page), name) for name, layout in kinds().items()), reverse=True
    )
    (best, name), (second, _) = scores[0], scores[1]
    if best < _ENOUGH:
        return UNKNOWN
    doubt = max(0.0, _CLEAR - (best - second))
    return name, round(max(10.0, min(100.0, best) - doubt))


def _score(layout: KindLayout, headings: tuple[str, ...], page: str) -> float:
    title = max(
        (_title_likeness(wanted, heading) for wanted in layout.titles for heading in headings), default=0.0
    )
    marks = sum(_stands_in(mark, page) for mark in layout.marks)
    against = sum(_stands_in(mark, page) for mark in layout.against)
    return _TITLE * title / 100 + min(_MOST_MARKS, _MARK * marks) - _AGAINST * against


def _title_likeness(title: str, heading: str) -> float:
    """0–100. A heading that only begins with the title counts a little less."""
    # A few letters make another title of a short one: chứng sinh, chứng nhận; kết hôn, hộ nghèo.
    cut = _SHORT_CUT if len(title) <= _SHORT else _TITLE_CUT
    whole = fuzz.ratio(title, heading, score_cutoff=cut)
    if len(heading) <= len(title):
        return whole
    begun = fuzz.ratio(title, heading[: len(title)], score_cutoff=_TITLE_CUT + 5)
    # "Quyết định …", "Danh sách …" begin many headings, so a longer title that fits as a whole must win.
    return max(whole, 0.9 * begun)


def _stands_in(mark: str, page: str) -> bool:
    return len(mark) <= len(page) and fuzz.partial_ratio(mark, page, score_cutoff=_MARK_CUT) > 0


def _headings(sheet: Sheet) -> Iterator[str]:
    """Rows in capitals, one by one and with the next: long titles take two rows."""
    capitals = [row for row in sheet.rows if _is_heading(row)]
    for place, row in enumerate(capitals):
        yield "".join(row.skeletons)
        if place + 1 < len(capitals):
            yield "".join(row.skeletons) + "".join(capitals[place + 1].skeletons)


def _is_heading(row: Row) -> bool:
    letters = [c for c in row.text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
