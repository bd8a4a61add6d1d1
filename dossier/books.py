"""Numbers in the certification books (sổ chứng thực): no gap, one number per kind of paper.

Nghị định 23/2015/NĐ-CP art. 13 and Thông tư 01/2020/TT-BTP art. 4: four books; the number runs
from 01 to the end of the year without gap or restart; one number per document type per time, not
per visitor and not per copy. The sequence has exactly one writer, so it is never issued by merge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dossier.errors import MalformedValue, Refuse


class Book(StrEnum):
    """The four certification books and their symbols."""

    COPIES = "SCT/BS"
    SIGNATURES = "SCT/CK,ĐC"
    TRANSLATOR_SIGNATURES = "SCT/CKND"
    CONTRACTS = "SCT/HĐ,GD"


@dataclass(frozen=True, slots=True)
class BookPosition:
    """Where one book stands: `last_number` is 0 before the first entry of `year`."""

    book: Book
    year: int
    volume: int
    last_number: int


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One number in a book, for one kind of paper."""

    book: Book
    year: int
    volume: int
    number: int
    paper: str

    @property
    def text_vi(self) -> str:
        """The number as it stands on the certified paper."""
        return f"Số chứng thực {self.number:02d} quyển số {self.volume:02d}/{self.year} - {self.book.value}"


def enter(
    position: BookPosition, year: int, papers: Sequence[str]
) -> tuple[tuple[BookEntry, ...], BookPosition] | Refuse:
    """Enter `papers` (one per kind of document) in the book for `year`, with the position after.

    A new year starts again at 01; an earlier year is closed and refused.
    Raises MalformedValue when no paper is named.
    """
    if not papers:
        raise MalformedValue("BOOK_NOTHING_TO_ENTER", "Chưa nêu loại giấy tờ cần ghi sổ chứng thực.")
    if year < position.year:
        return Refuse("BOOK_YEAR_CLOSED", f"Sổ năm {year} đã khóa. Hãy ghi vào sổ năm {position.year}.")
    if year > position.year:
        position = BookPosition(position.book, year, 1, 0)
    entries = tuple(
        BookEntry(position.book, year, position.volume, number, paper)
        for number, paper in enumerate(papers, start=position.last_number + 1)
    )
    return entries, replace(position, last_number=entries[-1].number)
