"""Days as they stand on papers: with strokes, spelled (NĐ 30/2020/NĐ-CP), or in words (TT 04/2020/TT-BTP)."""

from __future__ import annotations

import datetime
import re

from node.ocr.fields.grammars import DIGIT_FOR, Found, fold

_STROKES = re.compile(r"(?<![\d/])(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:1[89]|20)\d\d)(?!\d)")
_SPELLED = re.compile(
    r"(?:ngay\s*)?(\d{1,2})\s*,?\s*th[a-z]{1,3}g?\s*(\d{1,2})\s*,?\s*n[a-z]m\s*((?:1[89]|20)\d\d)(?!\d)"
)
_LIKE = re.compile(
    r"(?<![\w/])([\dOoQDlI|!SBZ]{1,2})\s?[/.|-]\s?([\dOoQDlI|!SBZ]{1,2})\s?[/.|-]?\s?([1l|I2Z][9O0o8][\dOoQDlI|!SBZ]{2})(?!\w)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_WORDS = re.compile(
    r"ngay\s+(?:mung\s+|mong\s+)?(?P<day>[a-z ]+?)\s+thang\s+(?P<month>[a-z ]+?)\s+nam\s+"
    r"(?P<year>(?:mot|hai)\s+(?:nghin|ngan)\b[a-z ]*)"
)
_UNITS = {
    "khong": 0, "mot": 1, "nhat": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5,
    "sau": 6, "bay": 7, "tam": 8, "chin": 9, "gieng": 1, "chap": 12,
}  # fmt: skip


def find_date(text: str) -> Found | None:
    """The first real calendar day in `text`, as dd/mm/yyyy; day and month out of range are no date.

    Only where there is none are letters taken for digits and a lost stroke allowed: `mended`.
    """
    for run in sorted(
        [*_STROKES.finditer(text), *_SPELLED.finditer(fold(text))], key=lambda run: run.start()
    ):
        found = _day(run, False)
        if found is not None:
            return found
    for run in _LIKE.finditer(text):
        found = _day(run, True)
        if found is not None:
            return found
    return None


def find_year(text: str) -> Found | None:
    """A year of four digits."""
    run = _YEAR.search(text)
    return Found(run.group(), run.start(), run.end()) if run else None


def find_birth(text: str) -> Found | None:
    """A birth date; of people who do not know theirs the year alone is printed."""
    return find_date(text) or find_year(text)


def date_in_words(text: str) -> str | None:
    """`Ngày mùng hai, tháng tám, năm hai nghìn không trăm hai mươi lăm` as 02/08/2025."""
    run = _WORDS.search(re.sub(r"[^a-z]+", " ", fold(text)))
    if run is None:
        return None
    day, month, year = (number_in_words(run[part]) for part in ("day", "month", "year"))
    if day is None or month is None or year is None:
        return None
    return _iso(day, month, year)


def number_in_words(words: str) -> int | None:
    """A number from 0 to 9999 in Vietnamese words without marks; None where a word is no number."""
    total, ones = 0, None
    for word in words.split():
        if word in {"nghin", "ngan"}:
            total, ones = total + (ones or 0) * 1000, None
        elif word == "tram":
            total, ones = total + (ones or 0) * 100, None
        elif word == "muoi":
            # "mười" stands alone; some programs write a nought before it out: "không mươi chín" is 09.
            total, ones = total + (1 if ones is None else ones) * 10, None
        elif word in {"linh", "le"}:
            ones = None
        elif word in _UNITS:
            ones = _UNITS[word]
        else:
            return None
    return total + (ones or 0)


def _day(run: re.Match[str], mended: bool) -> Found | None:
    parts = [part.translate(DIGIT_FOR) for part in run.groups()]
    if not all(part.isdigit() for part in parts):
        return None
    day, month, year = (int(part) for part in parts)
    value = _iso(day, month, year)
    return Found(value, run.start(), run.end(), mended) if value else None


def _iso(day: int, month: int, year: int) -> str | None:
    try:
        return datetime.date(year, month, day).strftime("%d/%m/%Y")
    except ValueError:
        return None
