"""Which card a QR text is from: a citizen's card or an old health-insurance card."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from dossier.card_qr import CardData, parse_card
from dossier.health_card_qr import HealthCard, parse_health_card

_HEX_NAME: Final = re.compile(r"[^|]{10,15}\|(?:[0-9A-Fa-f]{2}){2,}\|")


def read_code(text: str, today: date) -> CardData | HealthCard:
    """The card of that text. Raises MalformedValue (see `parse_card`, `parse_health_card`)."""
    if _HEX_NAME.match(text.strip()):
        return parse_health_card(text)
    return parse_card(text, today)
