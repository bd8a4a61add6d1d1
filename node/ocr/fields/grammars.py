"""What numbers, names, addresses and small words look like on paper, and how they are misread.

Pure functions over text; each answers with the value and where it stands, so that its words can be shown. Letters
are taken for digits only inside what must be a number. Dates: `node.ocr.fields.dates`. Sources: personal number of 12
digits (Nghị định 137/2015/NĐ-CP), document numbers such as 776/UBND-XNTTHN (Nghị định 30/2020/NĐ-CP), dossier codes
(Quyết định 468/QĐ-TTg's services), peoples (Quyết định 121-TCTK/PPCĐ).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from dossier.errors import MalformedValue
from dossier.phone import parse_phone
from dossier.vietnamese import tone_key
from node.ocr.words.name_words import in_people


class Found(NamedTuple):
    """A value, where it stands in the text, and whether letters had to be taken for others to get it."""

    value: str
    start: int
    end: int
    mended: bool = False


DIGIT_FOR = str.maketrans("OoQDlIi|!SsBZzGbóÓỏgq", "000011111" + "558226666" + "699")
_LETTER_DIGITS = "OoQDlIiSsBZzGbóÓỏgq"
_DIGIT_LIKE = rf"0-9|!{_LETTER_DIGITS}"
# A letter that may be a digit beside a run of digits belongs to the number: what is left would be another one.
_NUMBER_RUN = re.compile(
    rf"(?<![\d{_LETTER_DIGITS}/.-])\d(?:[ |.\[\]]{{0,3}}\d){{8,12}}(?![\d{_LETTER_DIGITS}/]|[.-]\d)"
)
_LIKE_NUMBER = re.compile(rf"(?<![\w/.-])[{_DIGIT_LIKE}](?: ?[{_DIGIT_LIKE}]){{8,12}}(?![\w/]|[.-]\d)")
_UNREADABLE, _LEAST_DIGITS = re.compile(r"(?<!\w)[\w|!+-]{8,15}(?!\w)"), 6
_DOCUMENT_NUMBER = re.compile(
    r"\d{1,5}[A-Za-z]?(?:/\d{4})?/[A-ZĐ][A-Za-zĐƯ]*(?:(?:\s?[-–]\s?|\.)[A-ZĐƯa-z]+(?![^\W\d_]))*|\d{1,5}/(?:19|20)\d\d(?!\d)"
)
_LONE_NUMBER = re.compile(
    r"\W*((?:[A-Z]{1,3} )?(?=[A-Z]*\d)[A-Z\d]{1,12})\W*"
)  # "125", "22A8001234", "CH 01234"
_DOSSIER_CODE = re.compile(
    r"(?:[A-Z]\d{2,3}|\d{3}\.\d{2}(?:\.\d{2})?\.[A-Z]\d{2,3})(?: ?\. ?\d{1,3}){0,4} ?- ?\d{6} ?- ?\d{4,6}"
)
_LIKE_CODE = re.compile(rf"[A-Z][{_DIGIT_LIKE}]{{2,3}}(?:[.,][{_DIGIT_LIKE}]{{1,3}}){{0,4}}\s?[-–]\s?"
                        rf"[{_DIGIT_LIKE}]{{6}}\s?[-–]\s?[{_DIGIT_LIKE}]{{4,6}}")  # fmt: skip
# Kinds of documents (Nghị định 30/2020/NĐ-CP, Phụ lục III) and offices, as their numbers are signed.
_SIGNS_KNOWN = (
    "NQ|QĐ|CT|QC|TB|HD|CTr|KH|PA|ĐA|DA|BC|BB|TTr|HĐ|CĐ|BGN|GM|GGT|GXN|PG|PC|NĐ|TT|UBND|HĐND|TTPVHCC|TNHS|XNTTHN|"
    "TLKT|TLKS|TLKH|BS|CP|TTg|BTP|BCA|VHXH|KT|QĐST|HNGĐ"
)
_SIGNS = frozenset(_SIGNS_KNOWN.split("|"))
_TWO_SIGNS = 5  # letters; shorter ones may be one sign that is not listed
_LOOK_ALIKE = str.maketrans("ĐQÔƠƯl1I", "DOOOUTTT")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_SPECK_BEHIND = 2
_ADDRESSED = {"ông", "bà", "anh", "chị", "cô", "cháu"}  # "Bà Lê Thị Hoa": Bà is none of her names
_COMMA_AS_POINT = re.compile(r"\.(?= (?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh) [^\W\d_a-z])")
_LOST_STROKE = re.compile(r"^H ?(?=[BCDĐGKLMNPRSTVX][^\W\d_])")
_PHONE = re.compile(r"(?<!\d)(?:\+84|0)\d(?:[ .-]?\d){7,9}(?!\d)")
_BOOK = re.compile(r"\d{1,3}(?:/(?:19|20)\d\d)?(?:[ -]*[A-ZĐ]{2,4})?")

_PEOPLES = (
    "Kinh|Tày|Thái|Hoa|Khmer|Khơ-me|Mường|Nùng|Mông|H'Mông|Dao|Gia Rai|Ngái|Ê Đê|Ba Na|Xơ Đăng|Xơ-Đăng|Sán Chay|Cơ Ho|"
    "Cơ-ho|Chăm|Sán Dìu|Hrê|Mnông|M'Nông|Raglay|Ra-glai|Xtiêng|Bru Vân Kiều|Bru-Vân Kiều|Thổ|Giáy|Cơ Tu|Gié Triêng|"
    "Gié-Triêng|Mạ|Khơ Mú|Co|Tà Ôi|Chơ Ro|Kháng|Xinh Mun|Hà Nhì|Chu Ru|Lào|La Chí|La Ha|Phù Lá|La Hủ|Lự|Lô Lô|Chứt|"
    "Mảng|Pà Thẻn|Cờ Lao|Cống|Bố Y|Si La|Pu Péo|Brâu|Ơ Đu|Rơ Măm"
)
PEOPLES = tuple(_PEOPLES.split("|"))


def fold(text: str) -> str:
    """Lower case without marks, one character for each character of NFC `text`, so that offsets agree."""
    return "".join(_fold_character(c) for c in text)


def skeleton(text: str) -> str:
    """Bare letters and digits without marks, case and blanks: how labels are compared."""
    return "".join(c for c in fold(text) if c.isalnum())


def _fold_character(character: str) -> str:
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base[0]


def find_personal_number(text: str) -> Found | None:
    """12 digits, or 9 of the old identity card; blanks, points and the strokes of digit boxes may stand between.

    Else what must be such a number with letters taken for digits, or with a digit too few or too many: `mended`.
    """
    runs = [(run, re.sub(r"\D", "", run.group())) for run in _NUMBER_RUN.finditer(text)]
    for length in (12, 9):
        for run, digits in runs:
            if len(digits) == length:
                return Found(digits, run.start(), run.end())
    for run in _LIKE_NUMBER.finditer(text):
        digits = run.group().replace(" ", "").translate(DIGIT_FOR)
        if len(digits) in {9, 12} and sum(c.isdigit() for c in run.group()) >= 6:
            return Found(digits, run.start(), run.end(), True)
    return None


def find_broken_number(text: str) -> Found | None:
    """What stands for a personal number but has a digit too few or too many: a person has to look."""
    for run in _NUMBER_RUN.finditer(text):
        digits = re.sub(r"\D", "", run.group())
        if len(digits) in {10, 11, 13}:
            return Found(digits, run.start(), run.end(), True)
    run_on = _UNREADABLE.search(text)
    if run_on is None or run_on.group().isdigit() or sum(map(str.isdigit, run_on.group())) < _LEAST_DIGITS:
        return None
    return Found(run_on.group(), run_on.start(), run_on.end(), True)


def find_document_number(text: str) -> Found | None:
    """A number and sign such as 776/UBND-XNTTHN or 13/2026; a letter of a known sign may be put right: `mended`."""
    run = _DOCUMENT_NUMBER.search(text)
    if run is None:
        return None
    value = re.sub(r"\s?([-–.])\s?", r"\1", run.group()).replace("–", "-").rstrip("-.")
    signs = re.sub(r"[^\W\d_]+", lambda part: _sign(part.group()), value)
    return Found(signs, run.start(), run.end(), signs != value)


def _sign(read: str) -> str:
    """The sign of a kind of document or of an office that was misread in look-alike letters, or two of them that lost
    their stroke (TLKTBS), else what was read."""
    if read in _SIGNS:
        return read
    parted = [
        f"{read[:at]}-{read[at:]}" for at in range(2, len(read) - 1) if {read[:at], read[at:]} <= _SIGNS
    ]
    if len(parted) == 1 and len(read) >= _TWO_SIGNS:
        return parted[0]
    alike = [sign for sign in _SIGNS if len(sign) == len(read) and _looks(sign) == _looks(read)]
    return alike[0] if len(alike) == 1 else read


def _looks(sign: str) -> str:
    return sign.translate(_LOOK_ALIKE)


def find_dossier_code(text: str) -> Found | None:
    """A dossier code such as H19.88-250604-8738 or 000.00.19.H26-250604-0001."""
    run = _DOSSIER_CODE.search(text)
    if run is not None:
        return Found(run.group().replace(" ", ""), run.start(), run.end())
    run = _LIKE_CODE.search(text)
    if run is None:
        return None
    bare = re.sub(r"\s", "", run.group()).replace("–", "-").replace(",", ".")
    return Found(bare[0] + bare[1:].translate(DIGIT_FOR), run.start(), run.end(), True)


def find_code_or_number(text: str) -> Found | None:
    """A dossier code, else a document's number; one that stands alone needs no sign ("Số: 125")."""
    return find_dossier_code(text) or find_document_number(text) or _lone_number(text)


def _lone_number(text: str) -> Found | None:
    run = _LONE_NUMBER.fullmatch(text)
    return Found(run.group(1), run.start(1), run.end(1)) if run else None


def leading_name(text: str) -> Found | None:
    """The run of capitalised words at the start of `text`: two to six of them make a name.

    A name in capitals ends where small letters begin; a speck behind its second word was read as a colon: `mended`.
    """
    words: list[str] = []
    start, end, has_speck, is_mended = 0, 0, False, False
    for raw in re.finditer(r"\S+", text):
        word = raw.group().strip(",;:.()|")
        if not words and (word.isdigit() or not any(c.isalnum() for c in word)):
            continue  # the running number of a list, a speck
        if not _NAME_WORD.fullmatch(word) or not word[0].isupper():
            break
        if any(len(w) > 1 and is_capitals(w) for w in words) and not is_capitals(word):
            break
        start = raw.start() if not words else start
        words.append(word)
        end, is_mended = raw.end(), has_speck
        has_speck = has_speck or (raw.group()[-1] == ":" and len(words) == _SPECK_BEHIND)
        if raw.group()[-1] in ",;)" or (raw.group()[-1] == ":" and len(words) != _SPECK_BEHIND):
            break
    if len(words) > 2 and words[0].lower() in _ADDRESSED and in_people(words[1]):
        start = text.index(words[1], start)
        words = words[1:]
    return Found(with_stroke(" ".join(words)), start, end, is_mended) if 2 <= len(words) <= 6 else None


def with_stroke(name: str) -> str:
    """No Vietnamese word begins with H and a consonant: it is the H' of Ê Đê women, whose stroke was lost."""
    return _LOST_STROKE.sub("H'", name)


def is_capitals(word: str) -> bool:
    """Whether all letters of a word are capitals."""
    letters = [c for c in word if c.isalpha()]
    return all(c.isupper() for c in letters)


def tidy_address(text: str) -> Found | None:
    """An address without the punctuation around it; at least two words, or nothing."""
    bare = text.strip(" ,;.:-_|'‘’\"†°*")
    start = text.find(bare)
    # A speck behind a word at the end of a line is read as a point; only abbreviations (TP., P.) end with one.
    value = re.sub(r"(?<=[^\W\d_]{3})\.(?= )", "", _COMMA_AS_POINT.sub(",", bare))
    return Found(value, start, start + len(bare)) if len(value.split()) >= 2 else None


def find_phone(text: str) -> Found | None:
    """A Vietnamese telephone number, with the blanks and points that people write, as 10 digits."""
    run = _PHONE.search(text)
    if run is None:
        return None
    try:
        return Found(parse_phone(run.group()).national, run.start(), run.end())
    except MalformedValue:
        return None


def find_sex(text: str) -> Found | None:
    """Nam or Nữ as the first word."""
    first = re.search(r"\w+", text)
    known = {"nam": "Nam", "nu": "Nữ"}
    if first is None or fold(first.group()) not in known:
        return None
    value = known[fold(first.group())]
    return Found(value, first.start(), first.end(), value != first.group())


def find_people(text: str) -> Found | None:
    """One of the 54 peoples, as it is printed; a misread one is put right and marked."""
    words = list(re.finditer(r"[\w'’-]+", text))[:3]
    near: list[tuple[int, int, str]] = []
    for count in range(len(words), 0, -1):
        read = text[words[0].start() : words[count - 1].end()].replace("’", "'")
        like = process.extractOne(read, PEOPLES, scorer=Levenshtein.distance, score_cutoff=len(read) // 3)
        if like is not None:
            near.append((int(like[1]), -count, like[0]))
    if not near:
        return None
    edits, count, people = min(near)
    return Found(people, words[0].start(), words[-count - 1].end(), edits > 0)


def find_nationality(text: str) -> Found | None:
    """Việt Nam, or the capitalised words of another country."""
    if fold(text).strip(" .,;:").startswith("viet nam"):
        start = fold(text).index("viet nam")
        return Found("Việt Nam", start, start + 8, tone_key(text[start : start + 8]) != tone_key("Việt Nam"))
    run = re.match(r"\W*([^\W\d_]+(?:\s[^\W\d_]+){0,3})", text)
    return Found(run.group(1), run.start(1), run.end(1), True) if run else None


def find_book(text: str) -> Found | None:
    """The number of a register book."""
    run = _BOOK.search(text)
    return Found(run.group(), run.start(), run.end()) if run else None


def free_text(text: str) -> Found | None:
    """Whatever stands there, without the punctuation around it."""
    value = text.strip(" ,;.:-_|")
    start = text.find(value)
    return Found(value, start, start + len(value)) if value else None
