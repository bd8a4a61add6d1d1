"""What `motcua cccd` tells of a card, as JSON values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from dossier.card_qr import CardData
from dossier.health_card_qr import HealthCard
from dossier.identity import CitizenNumber, Notice, PartialDate, parse_citizen_number, parse_partial_date
from dossier.printed_card import PrintedCard
from dossier.vietnamese import search_key, upper_name

_CITIZEN = re.compile(r"[0-9]{12}")


def printed_json(card: PrintedCard) -> Mapping[str, Any]:
    """What is printed on a card, with its doubts."""
    number = card.values.get("id_number", "")
    said = (
        number_json(parse_citizen_number(number))
        if _CITIZEN.fullmatch(number)
        else {"number": number or None}
    )
    name = card.values.get("name")
    return {
        "source": "print",
        "kind": "printed_card",
        **said,
        "old_number": card.values.get("old_number"),
        "full_name": name,
        "full_name_upper": upper_name(name) if name else None,
        "search_key": search_key(name) if name else None,
        "birth": _day_json(card, "birth"),
        "gender": card.values.get("sex"),
        "address": card.values.get("address"),
        "issued": _day_json(card, "issued"),
        "expires": _day_json(card, "expires"),
        "doubted": list(card.doubted),
        "warnings": notices_json(card.notices),
    }


def _day_json(card: PrintedCard, name: str) -> Mapping[str, Any] | None:
    return _date_json(parse_partial_date(card.values[name])) if name in card.values else None


def card_json(card: CardData) -> Mapping[str, Any]:
    """What a citizen card's code says, without warnings."""
    return {
        "kind": "card",
        **number_json(card.number),
        "old_number": card.old_number,
        **_holder_json(card),
        "issued": None if card.issued is None else _date_json(card.issued),
        "expires": None if card.expires is None else _date_json(card.expires),
        "extra": card.extra,
    }


def health_json(card: HealthCard) -> Mapping[str, Any]:
    """What an old health-insurance card's code says."""
    return {
        "kind": "health_card",
        "card_number": card.card_number,
        **_holder_json(card),
        "clinic_code": card.clinic_code,
        "valid_from": _date_json(card.valid_from),
        "valid_to": None if card.valid_to is None else _date_json(card.valid_to),
        "extra": card.extra,
        "warnings": [],
    }


def _holder_json(card: CardData | HealthCard) -> Mapping[str, Any]:
    """Whose card it is."""
    return {
        "full_name": card.full_name,
        "full_name_upper": upper_name(card.full_name),
        "search_key": search_key(card.full_name),
        "birth": _date_json(card.birth),
        "gender": None if card.gender is None else card.gender.label_vi,
        "address": card.address,
    }


def number_json(number: CitizenNumber) -> Mapping[str, Any]:
    """A personal number and what it says by itself."""
    return {
        "number": number.number,
        "number_says": {
            "province_code": number.province_code,
            "province": number.province,
            "gender": number.gender.label_vi,
            "birth_year": number.birth_year,
        },
    }


def _date_json(day: PartialDate) -> Mapping[str, Any]:
    known = [f"{day.year:04d}", *(f"{part:02d}" for part in (day.month, day.day) if part is not None)]
    return {"text": day.text_vi, "iso": "-".join(known), "precision": day.precision.value}


def notices_json(notices: Sequence[Notice]) -> list[Mapping[str, str]]:
    """What to look at."""
    return [asdict(notice) for notice in notices]
