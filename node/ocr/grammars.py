"""What a personal number, a date, a document number, a name and an address look like on paper.

Pure functions over text. Sources: personal number of 12 digits (Nghị định 137/2015/NĐ-CP), dates as printed
by Nghị định 30/2020/NĐ-CP ("ngày 05 tháng 02 năm 2026"), document numbers such as 776/UBND-XNTTHN.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)(?!\d)")
_SPELLED = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*((?:19|20)\d\d)(?!\d)")
_NUMBER_RUN = re.compile(r"(?<![\d/.-])\d(?: ?\d){8,11}(?![\d/]|[.-]\d)")
_DOCUMENT_NUMBER = re.compile(
    r"\d{1,5}[A-Za-z]?(?:/\d{4})?/[A-ZĐ][A-Za-zĐƯ]*(?:[-.][A-ZĐƯa-z]+)*|\d{1,5}/(?:19|20)\d\d"
)
_DOSSIER_CODE = re.compile(
    r"(?:[A-Z]\d{2,3}|\d{3}\.\d{2}(?:\.\d{2})?\.[A-Z]\d{2,3})(?:\.\d{1,3}){0,4}-\d{6}-\d{4,6}"
)
_NAME_WORD = re.compile(r"[^\W\d_][\w'’.-]*")

_PROVINCES = (
    "an giang|ba ria - vung tau|bac giang|bac kan|bac lieu|bac ninh|ben tre|binh dinh|binh duong|binh phuoc|"
    "binh thuan|ca mau|can tho|cao bang|da nang|dak lak|dak nong|dien bien|dong nai|dong thap|gia lai|ha giang|"
    "ha nam|ha noi|ha tinh|hai duong|hai phong|hau giang|hoa binh|ho chi minh|hue|hung yen|khanh hoa|kien giang|"
    "kon tum|lai chau|lam dong|lang son|lao cai|long an|nam dinh|nghe an|ninh binh|ninh thuan|phu tho|phu yen|"
    "quang binh|quang nam|quang ngai|quang ninh|quang tri|soc trang|son la|tay ninh|thai binh|thai nguyen|"
    "thanh hoa|thua thien hue|tien giang|tra vinh|tuyen quang|vinh long|vinh phuc|yen bai"
)
_ENDS_IN_PROVINCE = re.compile(rf"(?:^|[\s,.])(?:{_PROVINCES})\W*$")


def fold(text: str) -> str:
    """Lower case without marks, one character for each character of NFC `text`, so that offsets agree."""
    return "".join(_fold_character(c) for c in text)


def _fold_character(character: str) -> str:
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base[0]


def find_date(text: str) -> str | None:
    """The first real calendar day in `text`, as dd/mm/yyyy; day and month out of range are no date."""
    for found in [*_DATE.finditer(text), *_SPELLED.finditer(fold(text))]:
        day, month, year = (int(part) for part in found.groups())
        try:
            return datetime.date(year, month, day).strftime("%d/%m/%Y")
        except ValueError:
            continue
    return None


def find_personal_number(text: str) -> str | None:
    """A run of 12 digits (or 9, the old identity card), blanks inside allowed, returned without blanks."""
    for found in _NUMBER_RUN.finditer(text):
        digits = found.group().replace(" ", "")
        if len(digits) in {9, 12}:
            return digits
    return None


def find_document_number(text: str) -> str | None:
    """A number and sign such as 776/UBND-XNTTHN or 13/2026."""
    found = _DOCUMENT_NUMBER.search(text)
    return found.group().rstrip("-.") if found else None


def find_dossier_code(text: str) -> str | None:
    """A dossier code such as H19.88-250604-8738 or 000.00.19.H26-250604-0001."""
    found = _DOSSIER_CODE.search(text)
    return found.group() if found else None


def leading_name(text: str) -> str | None:
    """The run of capitalised words at the start of `text`: two to six of them make a name."""
    words: list[str] = []
    for raw in text.split():
        word = raw.strip(",;:.()")
        if not _NAME_WORD.fullmatch(word) or not word[0].isupper():
            break
        words.append(word)
        if raw[-1] in ",;:)":
            break
    return " ".join(words) if 2 <= len(words) <= 6 else None


def is_whole_address(text: str) -> bool:
    """Whether `text` ends with the name of a province, old or new, so that nothing is missing."""
    return _ENDS_IN_PROVINCE.search(fold(text)) is not None


def tidy_address(text: str) -> str | None:
    """An address without the punctuation around it; at least two words, or nothing."""
    value = text.strip(" ,;.:-_|")
    return value if len(value.split()) >= 2 else None
