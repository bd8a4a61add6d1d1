"""Text from before Unicode: recognise it, propose a reading, never convert by itself.

TCVN3 (TCVN 5712, ".Vn" fonts) and VPS have one byte per letter and reach us as Latin-1 or CP1252
characters; VNI-Windows writes a base letter and then a mark. A guess needs at least two independent hits:
different words that hold characters or positions impossible in Vietnamese and that read as
Vietnamese syllables under the table. The raw text is always kept; a person confirms.

Known losses: TCVN3 capitals are lower-case bytes in a capital font, so case is unknown; byte AD
is also the soft hyphen, which many tools delete, and with it every `ư`.

Tables: built by viparse 0.1.31 from government documents; the entries ẳ, ỵ of VNI are from memory; VPS by the
byte values that typing programs publish, capitals as far as they have bytes of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dossier.vietnamese import TONES, nfc

LegacyEncoding = Literal["tcvn3", "vni", "vps"]
MIN_HITS: Final = 2

_TCVN3_PAIRS: Final = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B8á B6ả B7ã B9ạ BBằ BEắ BCẳ BDẵ C6ặ "
    "C7ầ CAấ C8ẩ C9ẫ CBậ CCè D0é CEẻ CFẽ D1ẹ D2ề D5ế D3ể D4ễ D6ệ D7ì DDí D8ỉ DCĩ DEị DFò E3ó E1ỏ E2õ E4ọ "
    "E5ồ E8ố E6ổ E7ỗ E9ộ EAờ EDớ EBở ECỡ EEợ EFù F3ú F1ủ F2ũ F4ụ F5ừ F8ứ F6ử F7ữ F9ự FAỳ FDý FBỷ FCỹ FEỵ"
)
TCVN3: Final = {chr(int(pair[:2], 16)): pair[2:] for pair in _TCVN3_PAIRS.split()}

_VPS_PAIRS: Final = (
    "E0à E1á E4ả E3ã E5ạ E2â C0ầ C3ấ C4ẩ C5ẫ C6ậ E6ă A2ằ A1ắ A3ẳ A4ẵ A5ặ C7đ E8è E9é C8ẻ EBẽ CBẹ EAê 8Aề 89ế 8Bể "
    "CDễ 8Cệ ECì EDí CCỉ EFĩ CEị F2ò F3ó D5ỏ F5õ 86ọ F4ô D2ồ D3ố B0ổ 87ỗ B6ộ D6ơ A9ờ A7ớ AAở ABỡ AEợ F9ù FAú FBủ DBũ "
    "F8ụ DCư D8ừ D9ứ BAử BBữ BFự FFỳ 9Aý 9Bỷ CFỹ 9Cỵ "
    "80À C1Á 81Ả 82Ã C2Â 84Ầ 83Ấ 85Ẩ 88Ă F1Đ D7È C9É CAÊ 93Ề 90Ế D4Ô 97Ồ 96Ố F7Ơ D0Ư"
)


def _byte_table(pairs: str) -> dict[str, str]:
    """Each byte as the character that Latin-1 and CP1252 show for it."""
    table = {}
    for pair in pairs.split():
        code, letter = int(pair[:2], 16), pair[2:]
        table[chr(code)] = letter
        table[bytes([code]).decode("cp1252", "ignore") or chr(code)] = letter
    return table


VPS: Final = _byte_table(_VPS_PAIRS)

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = TONES
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_PLAIN_MARKS: Final = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_CIRCUMFLEX_MARKS: Final = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_BREVE_MARKS: Final = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_SINGLES: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "ò": "ị", "æ": "ỉ", "ó": "ĩ", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    table = {
        base + mark: nfc(_SINGLES.get(base, base) + tone)
        for base in "aeouyiôö"
        for mark, tone in _PLAIN_MARKS.items()
    }
    for base in "aeo":
        table |= {base + mark: nfc(base + _CIRCUMFLEX + tone) for mark, tone in _CIRCUMFLEX_MARKS.items()}
    table |= {"a" + mark: nfc("a" + _BREVE + tone) for mark, tone in _BREVE_MARKS.items()}
    table |= _SINGLES
    capitals = {legacy.upper(): letter.upper() for legacy, letter in table.items()}
    mixed = {legacy[0].upper() + legacy[1:]: letter.upper() for legacy, letter in table.items()}
    return table | mixed | capitals


VNI: Final = _vni_table()
_VNI_UNIT: Final = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_PUNCTUATION: Final = ".,;:()[]/\"'-–“”"
_SYLLABLE: Final = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(ch|ng|nh|[cmnpt])?"
)


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """What a text seems to be; `proposal` is a suggestion to a person, `raw` is what is kept."""

    raw: str
    encoding: LegacyEncoding
    proposal: str
    hits: tuple[str, ...]


def read_tcvn3(text: str) -> str:
    """Read each character by the TCVN3 table; others stay."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def read_vps(text: str) -> str:
    """Read each character by the VPS table; others stay."""
    return "".join(VPS.get(letter, letter) for letter in text)


def read_vni(text: str) -> str:
    """Read each letter and mark by the VNI table; others stay."""
    return _VNI_UNIT.sub(lambda match: VNI[match[0]], text)


def guess_encoding(text: str) -> EncodingGuess | None:
    """Guess a legacy encoding, or None when the text is Unicode, foreign or too short to tell."""
    stripped = (word.strip(_PUNCTUATION) for word in text.split())
    words = sorted({word for word in stripped if not word.isascii()})
    found = {name: tuple(w for w in words if _is_hit(w, read(w))) for name, read in _READINGS.items()}
    modern = sum(_is_modern(word) for word in words)
    best, second = sorted(found, key=lambda name: -len(found[name]))[:2]
    hits = found[best]
    if len(hits) < MIN_HITS or len(hits) <= modern or len(hits) == len(found[second]):
        return None
    return EncodingGuess(text, best, nfc(_READINGS[best](text)), hits)


_READINGS: Final[Mapping[LegacyEncoding, Callable[[str], str]]] = {
    "tcvn3": read_tcvn3,
    "vni": read_vni,
    "vps": read_vps,
}


def _is_hit(word: str, reading: str) -> bool:
    """`word` cannot be Vietnamese as it stands, and `reading` can."""
    return len(word) > 1 and reading != word and not _is_syllable(word) and _is_syllable(reading)


def _is_modern(word: str) -> bool:
    """Holds a letter that only Unicode Vietnamese has."""
    return any(ord(letter) > 0xFF and unicodedata.category(letter).startswith("L") for letter in nfc(word))


def _is_syllable(word: str) -> bool:
    """Whether `word` has the shape of one Vietnamese syllable in one consistent case."""
    if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
        return False
    decomposed = unicodedata.normalize("NFD", word.lower())
    toneless = nfc("".join(mark for mark in decomposed if mark not in TONES))
    tones = sum(mark in TONES for mark in decomposed)
    return tones <= 1 and _SYLLABLE.fullmatch(toneless) is not None


def repair_mojibake(text: str) -> str | None:
    """The text meant, when `text` is UTF-8 that something read as Latin-1, CP1252 or Shift-JIS.

    None when it is not so. Vietnamese that was read properly never round-trips this way.
    """
    if text.isascii():
        return None
    for encode in (_to_single_bytes, _to_shift_jis):
        data = encode(text)
        if data is None:
            continue
        try:
            return nfc(data.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    return None


def _to_single_bytes(text: str) -> bytes | None:
    data = bytearray()
    for letter in text:
        try:
            data += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return None
            data.append(ord(letter))
    return bytes(data)


def _to_shift_jis(text: str) -> bytes | None:
    try:
        return text.encode("cp932")
    except UnicodeEncodeError:
        return None
