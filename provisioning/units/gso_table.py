"""Reads the statistics office's old/new table of 1 July 2025, as CSV or as a spreadsheet.

One row for each pair, in this order of columns: new province code and name, new unit code and name, old
province, district and commune codes and names, and a note in words. Lines before the first pair (titles,
headings) are skipped; where the cells of the new unit are empty, they are those of the row above.
"""

from __future__ import annotations

import csv
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from dossier.register.unit_values import Share
from plumbing.problem import Problem

COLUMNS: Final = 11
_MAX_ROWS: Final = 50_000
_QUANTITIES: Final[dict[str, Share]] = {"toàn bộ": "all", "một phần": "part", "1 phần": "part"}
_AREA: Final = re.compile(r"(toàn bộ|một phần|1 phần)[^,;]*?diện tích")
_PEOPLE: Final = re.compile(r"(toàn bộ|một phần|1 phần) (?:quy mô )?dân số")
_PART: Final = ("nhập một phần", "nhập 1 phần", "phần còn lại", "từ một phần", "từ 1 phần")
_WHOLE: Final = ("nhập toàn bộ", "giữ nguyên", "đổi tên", "đổi loại hình", "sắp xếp toàn bộ")


@dataclass(frozen=True, slots=True)
class GsoRow:
    """One pair; codes have their leading zeros, `old_code` is empty for a district without communes."""

    line: int
    new_province_code: str
    new_code: str
    new_name: str
    old_province_code: str
    old_district_code: str
    old_code: str
    old_name: str
    note: str


def read_table(file: Path) -> list[GsoRow]:
    """The pairs of a .csv or .xlsx file; raises Problem for a file that is neither or holds none."""
    try:
        lines = list(_spreadsheet(file) if file.suffix.casefold() == ".xlsx" else _text_lines(file))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as error:
        raise _unreadable(file, str(error)) from error
    rows = list(_pairs(file, lines))
    if not rows:
        raise _unreadable(file, "no row holds a pair")
    return rows


def words_of(note: str) -> tuple[Share, Share] | None:
    """Area and population in words from a note; None for a note of no known form.

    A note that names an area or a population speaks of that alone: the other is `none`.
    """
    text = _folded(note)
    area, people = _AREA.search(text), _PEOPLE.search(text)
    if area or people:
        of_area: Share = _QUANTITIES[area[1]] if area else "none"
        shared = "dân số" in text and people is None
        return of_area, _QUANTITIES[people[1]] if people else of_area if shared else "none"
    if any(words in text for words in _PART):
        return "part", "part"
    return ("all", "all") if text.startswith(_WHOLE) else None


def _folded(note: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", note).casefold().split())
    return text.replace("nhâp", "nhập")


def _text_lines(file: Path) -> Iterator[tuple[str, ...]]:
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    delimiter = max(",;\t", key=lambda mark: sum(line.count(mark) >= COLUMNS - 1 for line in lines))
    for row in csv.reader(lines, delimiter=delimiter):
        yield tuple(cell.strip() for cell in row)


def _spreadsheet(file: Path) -> Iterator[tuple[str, ...]]:
    with file.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        try:
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
                if number > _MAX_ROWS:
                    raise ValueError(f"more than {_MAX_ROWS} rows")
                yield tuple(_cell(value) for value in row)
        finally:
            book.close()


def _cell(value: Any) -> str:
    """A cell as text: a code kept as a number loses its zeros and may come as 553.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value)).strip()


def _pairs(file: Path, lines: Iterable[tuple[str, ...]]) -> Iterator[GsoRow]:
    new = ("", "", "", "")
    for number, line in enumerate(lines, start=1):
        cells = (*line, *[""] * COLUMNS)[:COLUMNS]
        if not any(cells) or not (cells[4].isdigit() and (cells[6] or cells[8]).isdigit()):
            continue
        new = (cells[0], cells[1], cells[2], cells[3]) if cells[2] else new
        if not (new[0].isdigit() and new[2].isdigit()):
            raise _unreadable(file, f"line {number}: no new unit")
        yield GsoRow(
            line=number,
            new_province_code=new[0].zfill(2),
            new_code=new[2].zfill(5),
            new_name=new[3],
            old_province_code=cells[4].zfill(2),
            old_district_code=cells[6].zfill(3) if cells[6] else "",
            old_code=cells[8].zfill(5) if cells[8] else "",
            old_name=cells[9],
            note=cells[10],
        )


def _unreadable(file: Path, detail: str) -> Problem:
    return Problem(
        "GSO_TABLE_UNREADABLE",
        f"Tệp {file.name} không phải bảng chuyển đổi đơn vị hành chính (CSV hoặc XLSX, {COLUMNS} cột).",
        retry="operator",
        detail=detail,
    )
