"""Vietnamese text: comparing, sorting and writing it as official papers do.

Canonical text is NFC (TCVN 6909:2001). Keys made here are for search and order only: legal
text is stored as given and never rewritten. `hoà`/`hòa` and `lý`/`lí` are the same word to a
reader, so keys equate them; `tay`/`tai` are not, so `y` becomes `i` only where it is the
whole vowel of a syllable. Layout of dates: Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Final

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Marks in dictionary order after the level tone: huyền, hỏi, ngã, sắc, nặng."""

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_BARE_Y: Final = re.compile(r"\b([bcdđghklmnprstvx]*|qu)y\b")
_SEPARATORS: Final = re.compile(r"[^\w]+")

_WORDS: Final = 16_384  # the words of a commune's papers come again and again

SortKey = tuple[tuple[int, ...], tuple[int, ...]]


def nfc(text: str) -> str:
    """Composed form, the canonical one."""
    return unicodedata.normalize("NFC", text)


def search_key(text: str) -> str:
    """Lower-case words without any marks, đ folded to d: what people type on any keyboard."""
    return " ".join(filter(None, map(_unmarked, text.split())))


def tone_key(text: str) -> str:
    """Words with their letters and tone, wherever in the syllable the tone is written."""
    return " ".join(filter(None, map(_toned, text.split())))


@lru_cache(maxsize=_WORDS)
def _unmarked(chunk: str) -> str:
    """The search key of what stands between two spaces."""
    apart = unicodedata.normalize("NFD", chunk.casefold())
    bare = "".join(mark for mark in apart if not unicodedata.combining(mark)).replace("đ", "d")
    return _BARE_Y.sub(r"\1i", _SEPARATORS.sub(" ", bare).strip())


@lru_cache(maxsize=_WORDS)
def _toned(chunk: str) -> str:
    """The tone key of what stands between two spaces."""
    return " ".join(map(_tone_last, _SEPARATORS.sub(" ", nfc(chunk).casefold()).split()))


@lru_cache(maxsize=_WORDS)
def _tone_last(word: str) -> str:
    letters, tone = _letters_and_tones(word)
    return _BARE_Y.sub(r"\1i", letters) + "".join(str(rank) for rank in tone if rank)


def _letters_and_tones(word: str) -> tuple[str, list[int]]:
    """Letters with their own marks but no tone, and the tone rank (0 to 5) at each letter."""
    letters: list[str] = []
    tones: list[int] = []
    for mark in unicodedata.normalize("NFD", word):
        if mark in TONES and letters:
            tones[-1] = TONES.index(mark) + 1
        elif unicodedata.combining(mark) and letters:
            letters[-1] = nfc(letters[-1] + mark)
        else:
            letters.append(mark)
            tones.append(0)
    return "".join(letters), tones


def collation_key(text: str) -> SortKey:
    """Order of the Vietnamese dictionary: letters first, tones only between equal letters.

    Characters outside the alphabet come after it, by code point.
    """
    letters, tones = _letters_and_tones(nfc(text).casefold())
    ranks = tuple(-1 if letter == " " else _RANK.get(letter, 100 + ord(letter[0])) for letter in letters)
    return ranks, tuple(tones)


def name_sort_key(full_name: str) -> tuple[SortKey, SortKey, SortKey, str]:
    """Order of lists of people: tên, then chữ đệm, then họ. A single word is a tên."""
    words = nfc(full_name).split()
    given = words[-1] if words else ""
    family = words[0] if len(words) > 1 else ""
    middle = " ".join(words[1:-1])
    return collation_key(given), collation_key(middle), collation_key(family), nfc(full_name)


def upper_name(full_name: str) -> str:
    """The name as cards and the population database write it: NFC, capitals, single spaces."""
    return " ".join(nfc(full_name).upper().split())


def date_vi(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: a leading zero below 10 for days, for months 1 and 2 only."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year:04d}"


def moment_vi(moment: datetime) -> str:
    """`09 giờ 05 phút, ngày 05 tháng 02 năm 2026`, in the zone that `moment` carries."""
    return f"{moment.hour:02d} giờ {moment.minute:02d} phút, {date_vi(moment.date())}"


def money_vi(amount: int) -> str:
    """`1.250.000 đồng`: whole đồng, grouped with points."""
    return f"{amount:,}".replace(",", ".") + " đồng"


_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS: Final = ("", " nghìn", " triệu")
_BILLION: Final = 1_000_000_000


def money_in_words(amount: int) -> str:
    """`Một triệu hai trăm năm mươi nghìn đồng`, as receipts require; `amount` >= 0."""
    if amount < 0:
        raise ValueError("an amount of money on paper is never negative")
    words = f"{_number_in_words(amount)} đồng"
    return words[0].upper() + words[1:]


def _number_in_words(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    if number >= _BILLION:
        high, low = divmod(number, _BILLION)
        tail = f" {_below_billion(low, leading=False)}" if low else ""
        return f"{_number_in_words(high)} tỷ{tail}"
    return _below_billion(number, leading=True)


def _below_billion(number: int, *, leading: bool) -> str:
    parts: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            is_first = leading and not parts
            parts.append(_three_digits(group, full=not is_first) + _GROUPS[power])
    return " ".join(parts)


def _three_digits(group: int, *, full: bool) -> str:
    """Words of 1 to 999; `full` speaks the zero hundreds, as inside a longer number."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words: list[str] = []
    if hundreds or full:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        words.append(_ones_word(tens, ones))
    return " ".join(words)


def _ones_word(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens > 0:
        return "lăm"
    return _DIGITS[ones]
