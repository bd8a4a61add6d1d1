"""Certification books: one number per kind of paper, no gap, a new year starts at 01."""

from __future__ import annotations

import pytest

from dossier.books import Book, BookPosition, enter
from dossier.errors import MalformedValue, Refuse


def test_three_kinds_of_paper_get_three_numbers_without_gap() -> None:
    result = enter(
        BookPosition(Book.COPIES, 2026, 2, 124), 2026, ["CCCD", "Bằng tốt nghiệp", "Giấy khai sinh"]
    )
    assert not isinstance(result, Refuse)
    entries, after = result
    assert [entry.number for entry in entries] == [125, 126, 127]
    assert entries[0].text_vi == "Số chứng thực 125 quyển số 02/2026 - SCT/BS"
    assert after.last_number == 127


def test_a_new_year_starts_at_one_and_an_old_year_is_closed() -> None:
    result = enter(BookPosition(Book.CONTRACTS, 2026, 3, 57), 2027, ["Hợp đồng"])
    assert not isinstance(result, Refuse)
    (entry,), after = result
    assert (entry.number, entry.volume, after.year) == (1, 1, 2027)
    refusal = enter(after, 2026, ["Hợp đồng"])
    assert isinstance(refusal, Refuse)
    assert refusal.code == "BOOK_YEAR_CLOSED"


def test_nothing_to_enter() -> None:
    with pytest.raises(MalformedValue, match="BOOK_NOTHING_TO_ENTER"):
        enter(BookPosition(Book.COPIES, 2026, 1, 0), 2026, [])
