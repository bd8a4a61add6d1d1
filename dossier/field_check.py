"""Does a value that stands in a field have the form that such values have? Asked of what a person confirmed, too: a
finger slips as machines misread. Only told, never refused: the paper may say what it should not."""

from __future__ import annotations

import re
from collections.abc import Callable

from dossier.errors import KernelError
from dossier.identity import parse_partial_date
from dossier.phone import parse_phone

_DATES = frozenset({"birth_date", "birth", "registered_on", "date", "death_date", "moved_in_on"})
_DAYS = _DATES | {"issued_on", "expires_on"}
#: Citizen number, old identity card, passport (docs/legal-basis.md).
_ID = re.compile(r"[0-9]{12}|[0-9]{9}|[A-Z][0-9]{7,8}")


def fault_vi(what: str, value: str) -> str:
    """What is odd about the value of a field of this kind (`id_number`, `birth_date`, `phone` …); "" where nothing
    is, or where nothing is known of such values."""
    if what == "id_number" and not _ID.fullmatch(re.sub(r"[\s.]", "", value)):
        return "số định danh có 12 chữ số, chứng minh cũ 9 chữ số; hãy đếm lại trên giấy"
    if what in _DAYS and not _is_read(parse_partial_date, value):
        return "không có ngày như vậy; hãy xem lại trên giấy và ghi như 05/02/1990"
    if what == "phone" and not _is_read(parse_phone, value):
        return "số điện thoại có 10 chữ số; hãy xem lại trên giấy"
    return ""


def _is_read(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except KernelError:
        return False
    return True
