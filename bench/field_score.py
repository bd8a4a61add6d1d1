"""Whether a field that was read is right, and what flags are worth: measured against what was printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from node.ocr.model import FieldCandidate

_STROKES = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_SPELLED = re.compile(r"(?i)ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
_DAYS, _DIGITS, _WHOLE = {"dob", "date"}, {"phone", "id"}, {"name", "address"}


@dataclass
class FieldCounts:
    """Sums over pages: fields that were printed and found, values given, flags."""

    printed: int = 0
    found: int = 0
    given: int = 0
    right: int = 0
    right_flagged: int = 0
    wrong_unflagged: int = 0
    kinds_wrong: int = 0

    def add(self, truth: Mapping[str, Any], kind: str, fields: Sequence[FieldCandidate]) -> None:
        """One page."""
        got = {(field.type, plain(field.value)) for field in fields}
        self.kinds_wrong += kind != truth["doc_type"]
        self.printed += len(truth["fields"])
        self.found += sum((field["type"], plain(field["value"])) in got for field in truth["fields"])
        for field in fields:
            good = is_right(field.type, field.value, truth)
            self.given += 1
            self.right += good
            self.right_flagged += good and field.review
            self.wrong_unflagged += not good and not field.review

    def shares(self) -> dict[str, float]:
        """The measures."""
        return {
            "fields_exact": round(self.found / max(1, self.printed), 4),
            "right_but_flagged": round(self.right_flagged / max(1, self.right), 4),
            "wrong_without_flag": round(self.wrong_unflagged / max(1, self.given), 4),
        }


def is_right(kind: str, value: str, truth: Mapping[str, Any]) -> bool:
    """Whether a value of that type stands on the page; a part of a printed name or address is not the value."""
    text, read = plain(truth["text"]), plain(value)
    same = [plain(field["value"]) for field in truth["fields"] if field["type"] == kind]
    if read in same:
        return True
    if kind in _DAYS:
        return read in days_of(text)
    if kind in _DIGITS:
        return read in re.sub(r"[ .]", "", text)
    if kind in _WHOLE and any(read in other for other in same):
        return False
    return read in text


def days_of(text: str) -> set[str]:
    """Every day of a text, as dd/mm/yyyy."""
    found = [*_STROKES.findall(text), *_SPELLED.findall(text)]
    return {f"{int(day):02d}/{int(month):02d}/{year}" for day, month, year in found}


def plain(text: str) -> str:
    """NFC with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())
