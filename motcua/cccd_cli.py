"""`motcua cccd "QR TEXT"`: what the code on an identity card says, and what to look at.

A bare 12-digit number is read too. Nothing is stored and nothing is looked up.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from dossier.card_qr import CardData, TypedPerson, cross_check, parse_card
from dossier.identity import (
    CitizenNumber,
    Notice,
    PartialDate,
    number_notices,
    parse_citizen_number,
    parse_partial_date,
)
from dossier.register.calendar import VIETNAM
from dossier.vietnamese import search_key, upper_name


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("cccd", help="đọc mã QR căn cước (identity card QR)")
    parser.add_argument("text", metavar="QR_TEXT", help="nội dung mã QR, hoặc số định danh 12 chữ số")
    parser.add_argument("--typed-name", help="họ tên đã nhập, để đối chiếu với thẻ")
    parser.add_argument("--typed-birth", help="ngày sinh đã nhập, để đối chiếu với thẻ")


def run(args: argparse.Namespace) -> int:
    """Print what was read. Raises MalformedValue when it is not a card."""
    today = datetime.now(VIETNAM).date()
    if re.fullmatch(r"[0-9\s.]+", args.text):
        answer = _number_answer(parse_citizen_number(args.text), today)
    else:
        answer = _card_answer(args, today)
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def _number_answer(number: CitizenNumber, today: date) -> Mapping[str, Any]:
    return {"kind": "number", **_number_json(number), "warnings": _notices(number_notices(number, today))}


def _card_answer(args: argparse.Namespace, today: date) -> Mapping[str, Any]:
    card = parse_card(args.text, today)
    birth = parse_partial_date(args.typed_birth) if args.typed_birth else None
    differences = cross_check(card, TypedPerson(full_name=args.typed_name, birth=birth))
    return {**_card_json(card), "warnings": _notices((*card.notices, *differences))}


def _card_json(card: CardData) -> Mapping[str, Any]:
    return {
        "kind": "card",
        **_number_json(card.number),
        "old_number": card.old_number,
        "full_name": card.full_name,
        "full_name_upper": upper_name(card.full_name),
        "search_key": search_key(card.full_name),
        "birth": _date_json(card.birth),
        "gender": None if card.gender is None else card.gender.label_vi,
        "address": card.address,
        "issued": None if card.issued is None else _date_json(card.issued),
        "extra": card.extra,
    }


def _number_json(number: CitizenNumber) -> Mapping[str, Any]:
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


def _notices(notices: Sequence[Notice]) -> list[Mapping[str, str]]:
    return [asdict(notice) for notice in notices]
