"""Which card a scanned text is from: a citizen's card (its QR code or the zone of its back) or an old health card."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from dossier.card_qr import CardData, parse_card
from dossier.card_zone import card_of, looks_like_zone, parse_zone
from dossier.health_card_qr import HealthCard, parse_health_card

_HEX_NAME: Final = re.compile(r"[^|]{10,15}\|(?:[0-9A-Fa-f]{2}){2,}\|")


def read_code(text: str, today: date) -> CardData | HealthCard:
    """The card of that text. Raises MalformedValue (see `parse_card`, `parse_zone`, `parse_health_card`)."""
    if looks_like_zone(text):
        return card_of(parse_zone(text), today)
    if _HEX_NAME.match(text.strip()):
        return parse_health_card(text)
    return parse_card(text, today)
