"""`motcua cccd "QR TEXT"|IMAGE`: what the code on an identity card says, and what to look at.

A bare 12-digit number is read too, and a photo or scan of the card: its code, else what is printed on its sides, the
zone of the back first of all. An old health-insurance card's code is told apart. Nothing is stored and nothing is
looked up.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dossier.card_qr import CardData, TypedPerson, cross_check
from dossier.errors import MalformedValue
from dossier.health_card_qr import HealthCard
from dossier.identity import (
    CitizenNumber,
    Gender,
    Notice,
    PartialDate,
    number_notices,
    parse_citizen_number,
    parse_partial_date,
)
from dossier.printed_card import CARD_KINDS, Printed, PrintedCard, printed_card
from dossier.register.calendar import VIETNAM
from dossier.scanned_code import read_code
from dossier.vietnamese import search_key, upper_name
from node.ocr.model import PageText
from plumbing.problem import Problem

_PICTURE = re.compile(r".{1,4000}\.(?:jpe?g|png|tiff?|pdf|heic|heif|webp|bmp)", re.IGNORECASE)
_CITIZEN = re.compile(r"[0-9]{12}")
_GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE}


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("cccd", help="đọc mã QR căn cước (identity card QR)")
    parser.add_argument(
        "text", metavar="QR_TEXT|IMAGE", help="nội dung mã QR, số định danh 12 chữ số, hoặc tệp ảnh chụp thẻ"
    )
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON")
    parser.add_argument("--typed-number", help="số định danh đã nhập, để đối chiếu với thẻ")
    parser.add_argument("--typed-name", help="họ tên đã nhập, để đối chiếu với thẻ")
    parser.add_argument("--typed-birth", help="ngày sinh đã nhập, để đối chiếu với thẻ")
    parser.add_argument("--typed-sex", help="giới tính đã nhập (Nam, Nữ), để đối chiếu với thẻ")


def run(args: argparse.Namespace) -> int:
    """Print what was read. Raises MalformedValue when it is not a card, Problem when a picture shows none."""
    today = datetime.now(VIETNAM).date()
    if _is_picture(args.text):
        answer = _picture_answer(args, Path(args.text), today)
    elif re.fullmatch(r"[0-9\s.]+", args.text):
        answer = _number_answer(parse_citizen_number(args.text), today)
    else:
        answer = _text_answer(args, args.text, today)
    print(json.dumps(answer, ensure_ascii=False))
    return 0


def _is_picture(text: str) -> bool:
    """A code's text holds separators; a path ends in what pictures end in, or is there."""
    if "|" in text or "\n" in text or len(text) > 4096:
        return False
    return _PICTURE.fullmatch(text) is not None or Path(text).is_file()


def _picture_answer(args: argparse.Namespace, path: Path, today: date) -> Mapping[str, Any]:
    """The first code of the picture that is a card's; else what is printed on the card."""
    from node.ocr.process.child import ChildReader

    reader, refused = ChildReader(), None
    for text in reader.codes(path.absolute()):
        try:
            return {"source": "image", **_text_answer(args, text, today)}
        except MalformedValue as odd:
            refused = refused or odd
    read: list[Printed] = []

    def keep(page: PageText) -> None:
        if page.kind in CARD_KINDS:
            read.extend(Printed(field.name, field.value, field.review) for field in page.fields)

    reader.read_pages(path.absolute(), "", keep)
    card = printed_card(read, today)
    if card is not None:
        return _printed_json(card)
    if refused is not None:
        raise refused
    hint = (
        "Không tìm thấy mã QR hay thẻ trong ảnh. Hãy chụp gần, đủ sáng, lấy trọn mã; hoặc nhập tay theo thẻ."
    )
    raise Problem("QR_NOT_FOUND", hint, "never", path.name)


def _printed_json(card: PrintedCard) -> Mapping[str, Any]:
    number = card.values.get("id_number", "")
    said = (
        _number_json(parse_citizen_number(number))
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
        "warnings": _notices(card.notices),
    }


def _day_json(card: PrintedCard, name: str) -> Mapping[str, Any] | None:
    return _date_json(parse_partial_date(card.values[name])) if name in card.values else None


def _text_answer(args: argparse.Namespace, text: str, today: date) -> Mapping[str, Any]:
    card = read_code(text, today)
    if isinstance(card, HealthCard):
        return _health_json(card)
    return {**_card_json(card), "warnings": _notices((*card.notices, *cross_check(card, _typed(args))))}


def _typed(args: argparse.Namespace) -> TypedPerson:
    return TypedPerson(
        number=re.sub(r"[\s.]", "", args.typed_number) if args.typed_number else None,
        full_name=args.typed_name,
        birth=parse_partial_date(args.typed_birth) if args.typed_birth else None,
        gender=_GENDERS.get(search_key(args.typed_sex or "")),
    )


def _number_answer(number: CitizenNumber, today: date) -> Mapping[str, Any]:
    return {"kind": "number", **_number_json(number), "warnings": _notices(number_notices(number, today))}


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
        "expires": None if card.expires is None else _date_json(card.expires),
        "extra": card.extra,
    }


def _health_json(card: HealthCard) -> Mapping[str, Any]:
    return {
        "kind": "health_card",
        "card_number": card.card_number,
        "full_name": card.full_name,
        "full_name_upper": upper_name(card.full_name),
        "search_key": search_key(card.full_name),
        "birth": _date_json(card.birth),
        "gender": None if card.gender is None else card.gender.label_vi,
        "address": card.address,
        "clinic_code": card.clinic_code,
        "valid_from": _date_json(card.valid_from),
        "valid_to": None if card.valid_to is None else _date_json(card.valid_to),
        "extra": card.extra,
        "warnings": [],
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
