"""What the machine-readable zone of a card's back says, as field drafts; its check digits prove them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dossier.card_zone import CardZone, looks_like_zone, number_of, parse_zone
from dossier.errors import MalformedValue
from node.ocr.evidence import Draft
from node.ocr.printed import Sheet

_ROWS = 3


def zone_drafts(sheet: Sheet) -> Iterator[Draft]:
    """Number, birth, sex and last day out of the zone of a page; nothing where there is none or it does not hold.

    The name is left out: it has no marks there, and the front has.
    """
    for index, row in enumerate(sheet.rows):
        if looks_like_zone(row.text):
            rows = sheet.rows[index : index + _ROWS]
            words = tuple(word for row in rows[:2] for word in row.words)
            said = _read([row.text for row in rows])
            yield from (Draft(f"person_{n}", kind, "person", v, words, is_proved=True) for n, kind, v in said)
            return


def _read(rows: Sequence[str]) -> list[tuple[str, str, str]]:
    """(field, type, value) of the zone; of the first line alone where the others do not hold."""
    try:
        return list(_said(parse_zone("\n".join(rows))))
    except MalformedValue:
        return _number_alone(rows[0])


def _number_alone(first: str) -> list[tuple[str, str, str]]:
    number = number_of(first)
    return [("id_number", "id", number.number)] if number is not None else []


def _said(zone: CardZone) -> Iterator[tuple[str, str, str]]:
    yield "id_number", "id", zone.number.number
    yield (
        ("birth_date", "dob", zone.birth.text_vi)
        if zone.birth.day
        else ("birth_year", "year", str(zone.birth.year))
    )
    if zone.gender is not None:
        yield "sex", "sex", zone.gender.label_vi
    if zone.expires is not None:
        yield "expires_on", "date", zone.expires.text_vi
