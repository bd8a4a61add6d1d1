"""What the machine-readable zone of a card's back says, as field drafts; its check digits prove them."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.card_zone import looks_like_zone
from dossier.worn_zone import WornZone, worn_zone
from node.ocr.fields.evidence import Draft
from node.ocr.fields.printed import Sheet

_ROWS = 3


def zone_drafts(sheet: Sheet) -> Iterator[Draft]:
    """Number, birth, sex and last day out of the zone of a page; nothing where there is none or it does not hold.

    The name is left out: it has no marks there, and the front has.
    """
    for index, row in enumerate(sheet.rows):
        if looks_like_zone(row.text):
            rows = sheet.rows[index : index + _ROWS]
            words = tuple(word for row in rows[:2] for word in row.words)
            zone = worn_zone([row.text for row in rows])
            for name, kind, value in _said(zone) if zone else ():
                yield Draft(f"person_{name}", kind, "person", value, words, is_proved=True)
            return


def _said(zone: WornZone) -> Iterator[tuple[str, str, str]]:
    yield "id_number", "id", zone.number.number
    yield "sex", "sex", zone.number.gender.label_vi
    if zone.birth is not None and zone.birth.day:
        yield "birth_date", "dob", zone.birth.text_vi
    elif zone.birth is not None:
        yield "birth_year", "year", str(zone.birth.year)
    if zone.expires is not None:
        yield "expires_on", "date", zone.expires.text_vi
