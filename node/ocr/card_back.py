"""What the machine-readable zone of a card's back says, as field drafts; its check digits prove them."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.card_zone import CardZone, looks_like_zone, parse_zone
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
            try:
                zone = parse_zone("\n".join(row.text for row in rows))
            except MalformedValue:
                continue
            words = tuple(word for row in rows[:2] for word in row.words)
            for name, kind, value in _said(zone):
                yield Draft(f"person_{name}", kind, "person", value, words, is_proved=True)
            return


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
