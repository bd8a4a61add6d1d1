"""`motcua cccd QR_TEXT|IMAGE …`: what the code on an identity card says, and what to look at.

A bare 12-digit number is read too, and a photo or scan of the card: its code, else what is printed on its sides, the
zone of the back first of all. An old health-insurance card's code is told apart. `-` reads standard input, a card a
line as a keyboard-wedge scanner types them. Nothing is stored and nothing is looked up.

One JSON object a line in the order given; `input` numbers what was given. What is no card stops no other: it is one
JSON object of its own on standard error.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dossier.card_qr import TypedPerson, cross_check
from dossier.card_zone import looks_like_zone
from dossier.errors import KernelError, MalformedValue
from dossier.health_card_qr import HealthCard
from dossier.identity import Gender, number_notices, parse_citizen_number, parse_partial_date
from dossier.local_time import VIETNAM
from dossier.printed_card import CARD_KINDS, Printed, printed_card
from dossier.scanned_code import read_code
from dossier.vietnamese import search_key
from motcua.cccd_answers import card_json, health_json, notices_json, number_json, printed_json
from node.ocr.model import PageText
from node.ocr.process.child import ChildReader
from plumbing.problem import Problem

_PICTURE = re.compile(r".{1,4000}\.(?:jpe?g|jfif|png|tiff?|pdf|heic|heif|avif|webp|bmp|gif)", re.IGNORECASE)
_STDIN = "-"
_LONGEST = 4096  # bytes of a line; a card's code has some 200
_ZONE_LINES, _WHOLE_ZONE = 3, 60  # lines, and characters that one line of it never has
_GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE}


def add_parser(subparsers: Any) -> None:
    """Register the command."""
    parser = subparsers.add_parser("cccd", help="đọc mã QR căn cước (identity card QR)")
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="QR_TEXT|IMAGE|-",
        help="nội dung mã QR, số định danh 12 chữ số, tệp ảnh chụp thẻ, hoặc - để đọc từng dòng từ máy quét",
    )
    parser.add_argument("--json", action="store_true", help="mặc định: luôn in JSON, mỗi thẻ một dòng")
    parser.add_argument("--typed-number", help="số định danh đã nhập, để đối chiếu với thẻ")
    parser.add_argument("--typed-name", help="họ tên đã nhập, để đối chiếu với thẻ")
    parser.add_argument("--typed-birth", help="ngày sinh đã nhập, để đối chiếu với thẻ")
    parser.add_argument("--typed-sex", help="giới tính đã nhập (Nam, Nữ), để đối chiếu với thẻ")


def run(args: argparse.Namespace) -> int:
    """Tell what each card says; 1 where one of them is none. Raises MalformedValue, Problem."""
    typed, today = _typed(args), datetime.now(VIETNAM).date()
    if typed != TypedPerson() and (len(args.inputs) > 1 or _STDIN in args.inputs):
        hint = "Đối chiếu với dữ liệu đã nhập (--typed-…) chỉ cho một thẻ mỗi lần; hãy chạy riêng từng thẻ."
        raise Problem("CCCD_TYPED_FOR_ONE", hint)
    with ChildReader().kept() as reader:
        told = [
            _told(number, text, typed, today, reader)
            for number, text in enumerate(_cards(args.inputs), start=1)
        ]
    return int(not all(told))


def _cards(inputs: Iterable[str]) -> Iterator[str]:
    """What is to be read, one card at a time and as soon as it was typed."""
    for text in inputs:
        if text == _STDIN:
            yield from _scanned(sys.stdin.buffer)
        else:
            yield text


def _scanned(stream: Iterable[bytes]) -> Iterator[str]:
    """A card a line, but the zone on a card's back, which is typed as three."""
    zone: list[str] = []
    for raw in stream:
        line = raw[:_LONGEST].decode("utf-8", "replace").strip()
        if zone and "|" in line:  # the next card begins: the zone was cut off
            yield _ended(zone)
        if not zone and not _begins_zone(line):
            yield from [line] if line else []
            continue
        zone.append(line)
        if len(zone) == _ZONE_LINES:
            yield _ended(zone)
    if zone:
        yield _ended(zone)


def _begins_zone(line: str) -> bool:
    return len(line) < _WHOLE_ZONE and looks_like_zone(line)


def _ended(zone: list[str]) -> str:
    """Its text; the list is empty for the next."""
    text = "\n".join(zone)
    zone.clear()
    return text


def _told(number: int, text: str, typed: TypedPerson, today: date, reader: ChildReader) -> bool:
    """Print what came of one; gives whether it is a card."""
    source = {"input": number, "file": text} if _is_picture(text) else {"input": number}
    try:
        answer = {**source, **_answer(text, typed, today, reader)}
    except (KernelError, Problem) as error:
        said = {"code": error.code, "message_vi": error.hint_vi, "retry": error.retry}
        detail = {"detail": error.detail} if isinstance(error, Problem) and error.detail else {}
        print(
            json.dumps({"error": {**said, **detail, **source}}, ensure_ascii=False),
            file=sys.stderr,
            flush=True,
        )
        return False
    print(json.dumps(answer, ensure_ascii=False), flush=True)
    return True


def _answer(text: str, typed: TypedPerson, today: date, reader: ChildReader) -> Mapping[str, Any]:
    if _is_picture(text):
        return {"source": "image", **_picture_answer(Path(text).absolute(), typed, today, reader)}
    if re.fullmatch(r"[0-9\s.]+", text):
        number = parse_citizen_number(text)
        warnings = notices_json(number_notices(number, today))
        return {"kind": "number", **number_json(number), "warnings": warnings}
    return _text_answer(text, typed, today)


def _is_picture(text: str) -> bool:
    """A code's text holds separators; a path ends in what pictures end in, or is there."""
    if "|" in text or "\n" in text or len(text) > _LONGEST:
        return False
    return _PICTURE.fullmatch(text) is not None or Path(text).is_file()


def _picture_answer(path: Path, typed: TypedPerson, today: date, reader: ChildReader) -> Mapping[str, Any]:
    """The first code of the picture that is a card's; else what is printed on the card."""
    refused = None
    for text in reader.codes(path):
        try:
            return _text_answer(text, typed, today)
        except MalformedValue as odd:
            refused = refused or odd
    read: list[Printed] = []

    def keep(page: PageText) -> None:
        if page.kind in CARD_KINDS:
            read.extend(Printed(field.name, field.value, field.review) for field in page.fields)

    reader.read_pages(path, "", keep)
    card = printed_card(read, today)
    if card is not None:
        return printed_json(card)
    if refused is not None:
        raise refused
    hint = (
        "Không tìm thấy mã QR hay thẻ trong ảnh. Hãy chụp gần, đủ sáng, lấy trọn mã; hoặc nhập tay theo thẻ."
    )
    raise Problem("QR_NOT_FOUND", hint)


def _text_answer(text: str, typed: TypedPerson, today: date) -> Mapping[str, Any]:
    card = read_code(text, today)
    if isinstance(card, HealthCard):
        return health_json(card)
    return {**card_json(card), "warnings": notices_json((*card.notices, *cross_check(card, typed)))}


def _typed(args: argparse.Namespace) -> TypedPerson:
    return TypedPerson(
        number=re.sub(r"[\s.]", "", args.typed_number) if args.typed_number else None,
        full_name=args.typed_name,
        birth=parse_partial_date(args.typed_birth) if args.typed_birth else None,
        gender=_GENDERS.get(search_key(args.typed_sex or "")),
    )
