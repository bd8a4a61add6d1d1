"""What a keyboard-wedge scanner typed, when the keyboard or a Vietnamese typing program changed it on the way.

Such a scanner presses keys. A Vietnamese layout, Unikey in Telex or VNI mode, Caps Lock or another separator key all
leave traces. What can be put back without guessing is put back and told; what was lost is told with the remedy: the
marks of a name are never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from dossier.identity import Notice
from dossier.vietnamese import TONES, nfc

# Windows' own Vietnamese layout (KBDVNTC): the row of digits types letters and marks.
_DIGIT_ROW: Final = str.maketrans(
    {"ă": "1", "â": "2", "ê": "3", "ô": "4", "\u0300": "5", "\u0309": "6", "\u0303": "7", "\u0301": "8",
     "\u0323": "9", "đ": "0"}
)  # fmt: skip
_OTHER_SEPARATORS: Final = ("\\", "¦", "~", "}", "{", "Ư", "Ơ", "\t", ";", "*")
_NUMBER: Final = re.compile(r"[0-9]{12}")
_LOST: Final = re.compile(r"[?\ufffd]")
_VNI_TYPED: Final = re.compile(r"[^\W\d_][1-9][^\W\d_]|[^\W\d_]{2}[1-9](?=\s|$)")
_TELEX_TYPED: Final = re.compile(
    r"\b(?=\w*(?:aa|ee|oo|dd|aw|ow|uw)\w*\b)[A-Za-z]{3,}|\b[A-Za-z]*[aeiouy][a-z]{0,3}[sfrxj]\b"
)

SWITCH_OFF: Final = "Hãy tắt bộ gõ tiếng Việt (chuyển sang E, bàn phím US) rồi quét lại"


def mended_scan(text: str) -> tuple[str, tuple[Notice, ...]]:
    """The text with layout and separator put back, and what an officer must know of it."""
    notices: list[Notice] = []
    separated = _separated(text)
    if separated != text:
        notices.append(
            Notice("QR_SEPARATOR_CHANGED", "Máy quét gõ khác dấu ngăn cách; đã sửa, hãy đối chiếu với thẻ.")
        )
    fields = separated.split("|")
    typed = _digits_back(fields)
    if typed != fields:
        notices.append(
            Notice(
                "QR_KEYBOARD_VIETNAMESE",
                f"Bàn phím đang ở kiểu Tiếng Việt nên chữ số bị đổi; đã sửa lại phần số. {SWITCH_OFF}.",
            )
        )
    return "|".join(typed), tuple(notices)


def mark_notices(name: str, address: str) -> tuple[Notice, ...]:
    """Whether the marks of name and address came through."""
    words = f"{name} {address}"
    if _LOST.search(words):
        return (_lost("có chữ bị mất (dấu ?)"),)
    if _VNI_TYPED.search(name) or _telex(words):
        return (
            Notice(
                "QR_MARKS_TYPED", f"Chữ bị bộ gõ Telex/VNI biến đổi. {SWITCH_OFF}, hoặc nhập tay theo thẻ."
            ),
        )
    if name.isascii() and address.isascii() and len(address.split()) >= 3:
        return (_lost("không còn dấu"),)
    if name != name.upper() and name == name.swapcase().title().swapcase():
        return (
            Notice(
                "QR_CAPS_LOCK",
                "Phím Caps Lock đang bật nên chữ hoa, chữ thường bị đảo; hãy tắt rồi quét lại.",
            ),
        )
    return ()


def _lost(how: str) -> Notice:
    return Notice(
        "QR_MARKS_LOST", f"Họ tên hoặc địa chỉ {how} khi máy quét gõ. {SWITCH_OFF}, hoặc nhập tay theo thẻ."
    )


def _telex(words: str) -> bool:
    """Only text without any mark can still wait for Telex; one odd word says nothing."""
    return words.isascii() and len(_TELEX_TYPED.findall(words)) >= 2


def _separated(text: str) -> str:
    """Some other key in the place of `|`, behind a number that must be the first field."""
    if "|" in text:
        return text
    for separator in _OTHER_SEPARATORS:
        fields = text.split(separator)
        if len(fields) >= 6 and _NUMBER.fullmatch("".join(_digits_back(fields[:1])).strip()):
            return "|".join(fields)
    return text


def _digits_back(fields: list[str]) -> list[str]:
    """Numbers and days as digits again; names and addresses stay, their letters may be meant."""
    places = {0, 1, 3, len(fields) - 1} if len(fields) >= 6 else {0}
    return [_as_digits(field) if place in places else field for place, field in enumerate(fields)]


def _as_digits(field: str) -> str:
    """A field of digits that a Vietnamese layout typed; anything else stays."""
    is_apart = "\u0306" in field or "\u0302" in field
    back = "".join(_key(letter) for letter in (nfc(field) if is_apart else field).strip())
    return back if back.isdigit() and len(back) in {8, 9, 12} else field


def _key(letter: str) -> str:
    """The digit keys behind one letter: a tone may have been put on the letter typed before it."""
    apart = unicodedata.normalize("NFD", letter)
    base = nfc("".join(mark for mark in apart if mark not in TONES))
    return (base + "".join(mark for mark in apart if mark in TONES)).translate(_DIGIT_ROW)
