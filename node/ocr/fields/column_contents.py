"""What a column of a list holds, told from its entries where its head is past reading or says it in other words.

A column of twelve-digit numbers needs no head; days are births where they lie years apart (people who come to a counter
in one month were not born in one); places begin with the kind of a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from node.ocr.fields import dates, grammars
from node.ocr.fields.relations import is_relation
from node.ocr.words.name_words import in_people
from node.ocr.words.place_words import begins_with_place

_MOST = 0.6  # of the entries
_FEWEST = 2
_YEARS_APART = 4


def content_of(entries: Sequence[str]) -> str | None:
    """The field that most of the entries are, None where they are nothing that is known."""
    written = [entry for entry in entries if any(c.isalnum() for c in entry)]
    if len(written) < _FEWEST:
        return None
    for field, fits in _FITS.items():
        if sum(map(fits, written)) >= _MOST * len(written):
            return None if field == "birth_date" and not _are_births(written) else field
    return None


def _is_number(entry: str) -> bool:
    return grammars.find_personal_number(entry) is not None


def _is_day(entry: str) -> bool:
    return dates.find_birth(entry) is not None


def _is_sex(entry: str) -> bool:
    return grammars.fold(entry).strip(" .,") in {"nam", "nu"}


def _is_name(entry: str) -> bool:
    """Two or more words with capitals and nothing behind them, most of them known from names."""
    found = grammars.leading_name(entry)
    if found is None or any(c.isdigit() for c in entry) or found.end < len(entry.rstrip()):
        return False
    words = found.value.split()
    return 2 * sum(map(in_people, words)) > len(words)


def _are_births(entries: Sequence[str]) -> bool:
    years = [int(found.value[-4:]) for found in map(dates.find_birth, entries) if found is not None]
    return max(years) - min(years) >= _YEARS_APART


_FITS: dict[str, Callable[[str], bool]] = {
    "id_number": _is_number,
    "birth_date": _is_day,
    "sex": _is_sex,
    "relation": is_relation,
    "residence": begins_with_place,
    "name": _is_name,
}
