"""Names of provinces, old and new: where an address ends, and whether its last word was read right."""

from __future__ import annotations

import re
from functools import lru_cache

from dossier.birth_provinces import BIRTH_PROVINCES
from dossier.vietnamese import tone_key
from node.ocr.fields.grammars import fold

# The 34 of NQ 202/2025/QH15 all carry names that one of the 63 had, but for this one; spellings in use beside them.
_OTHERS = ("Huế", "Hồ Chí Minh", "Đắc Lắc", "Đắc Nông", "Bắc Cạn", "Bà Rịa-Vũng Tàu")
_HEAD = re.compile(r"(?:tinh|thanh pho|tp\.?)\s+(?P<name>[^,]+)$")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names = (*(name.removeprefix("Thành phố ") for name in BIRTH_PROVINCES.values()), *_OTHERS)
    return {tone_key(name): name for name in names}


@lru_cache(maxsize=1)
def _by_letters() -> dict[str, str]:
    """Folded name → name, where the letters without marks tell which province is meant."""
    folded: dict[str, set[str]] = {}
    for key, name in _names().items():
        folded.setdefault(fold(name), set()).add(key)
    return {letters: _names()[keys.pop()] for letters, keys in folded.items() if len(keys) == 1}


def with_province(address: str) -> str:
    """The address with the marks of its province put right: no two provinces differ in marks alone."""
    found = _HEAD.search(fold(address).rstrip(" .;"))
    if found is None:
        return address
    start, end = found.span("name")
    name = _by_letters().get(found["name"])
    read = address[start:end]
    if name is None or tone_key(read) == tone_key(name):
        return address
    return address[:start] + (name.upper() if read.isupper() else name) + address[end:]


@lru_cache(maxsize=1)
def _ending() -> re.Pattern[str]:
    folded = sorted({fold(name) for name in _names().values()}, key=len, reverse=True)
    return re.compile(rf"(?:^|[\s,.])(?:{'|'.join(map(re.escape, folded))})\W*$")


def is_whole_address(text: str) -> bool:
    """Whether `text` ends with the name of a province, old or new, so that nothing is missing."""
    return _ending().search(fold(text)) is not None


def within_province(text: str) -> str:
    """`text` up to the name of the province where a sentence goes on behind it: "tỉnh Sơn La được hưởng trợ cấp"."""
    found = _goes_on().search(fold(text))
    return text if found is None or not text[found.end() :][:1].islower() else text[: found.end("province")]


@lru_cache(maxsize=1)
def _goes_on() -> re.Pattern[str]:
    folded = sorted({fold(name) for name in _names().values()}, key=len, reverse=True)
    return re.compile(
        rf"(?:tinh|thanh pho|tp\.?) (?P<province>{'|'.join(map(re.escape, folded))})(?!\w)[\s;,.(]*"
    )


def province_in(address: str) -> tuple[str, bool] | None:
    """The words that name the province in an address, and whether that is a province's name; None without one."""
    found = _HEAD.search(fold(address))
    if found is None:
        return None
    read = address[found.start("name") :].strip(" .;")
    return read, tone_key(read) in _names()
