"""What is printed on a card's two sides, for when no code of it could be read: a proposal to compare with the card.

Values come from a machine's reading of the picture, side by side; a value in doubt gives way to a clear one of another
side (the number stands on both). Old cards of nine digits have no personal number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dossier.errors import MalformedValue
from dossier.identity import Notice, number_notices, parse_citizen_number, parse_partial_date

CARD_KINDS: Final = frozenset({"can_cuoc", "can_cuoc_mat_sau", "chung_minh_nhan_dan"})
_FIELDS: Final[Mapping[str, str]] = {
    "person_name": "name",
    "person_id_number": "id_number",
    "person_birth_date": "birth",
    "person_birth_year": "birth",
    "person_sex": "sex",
    "person_residence": "address",
    "person_issued_on": "issued",
    "person_expires_on": "expires",
}
_SAID: Final[Mapping[str, str]] = {
    "name": "họ tên", "id_number": "số định danh", "birth": "ngày sinh", "sex": "giới tính", "address": "địa chỉ",
    "issued": "ngày cấp", "expires": "ngày hết hạn",
}  # fmt: skip
_OLD: Final = 9


@dataclass(frozen=True, slots=True)
class Printed:
    """One value as it was read: the field's name, the value, whether it is in doubt."""

    field: str
    value: str
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """`values` by name, id_number, old_number, birth, sex, address, issued, expires; `doubted` are the unsure ones."""

    values: Mapping[str, str]
    doubted: tuple[str, ...]
    notices: tuple[Notice, ...]


def printed_card(read: Iterable[Printed], today: date) -> PrintedCard | None:
    """The card that these values are from; None when neither a number nor a name is among them."""
    best: dict[str, Printed] = {}
    for one in read:
        name = _FIELDS.get(one.field, "")
        if name and (name not in best or (best[name].in_doubt and not one.in_doubt)):
            best[name] = one
    if "id_number" not in best and "name" not in best:
        return None
    doubted = tuple(name for name, one in best.items() if one.in_doubt)
    values = {name: one.value for name, one in best.items()}
    if len(values.get("id_number", "")) == _OLD:
        values["old_number"] = values.pop("id_number")
    return PrintedCard(values, doubted, (*_from_print(doubted), *_checks(values, today)))


def _from_print(doubted: Iterable[str]) -> list[Notice]:
    unsure = ", ".join(_SAID[name] for name in doubted)
    message = "Không đọc được mã QR; đã đọc chữ in trên thẻ. Hãy đối chiếu từng chữ số với thẻ."
    return [Notice("CARD_FROM_PRINT", message + (f" Có chỗ máy đọc chưa chắc: {unsure}." if unsure else ""))]


def _checks(values: Mapping[str, str], today: date) -> list[Notice]:
    """What the number says against birth and sex, and whether the card has expired."""
    found: list[Notice] = []
    expires = values.get("expires", "")
    if expires and _day(expires) < today:
        found.append(Notice("CARD_EXPIRED", f"Thẻ đã hết hạn ngày {expires}; hãy đề nghị đổi thẻ."))
    try:
        number = parse_citizen_number(values.get("id_number", ""))
    except MalformedValue:
        return found
    found += number_notices(number, today)
    birth, sex = values.get("birth", ""), values.get("sex", "")
    if birth and parse_partial_date(birth).year != number.birth_year:
        found.append(
            Notice("BIRTH_DIFFERS", f"Số định danh cho năm sinh {number.birth_year}, chữ in là {birth}.")
        )
    if sex and sex != number.gender.label_vi:
        found.append(
            Notice("GENDER_DIFFERS", f"Số định danh cho giới tính {number.gender.label_vi}, chữ in là {sex}.")
        )
    return found


def _day(text: str) -> date:
    day = parse_partial_date(text)
    return date(day.year, day.month or 1, day.day or 1)
