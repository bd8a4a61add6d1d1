"""Whether a value that was read is sure: what settles it, and else how likely it is wrong.

A person looks at every number and date whatever is said here; this tells which values are in doubt, so that eyes go
there first. Some things settle a value at once: a number that cannot be one, check digits, a contradiction with
another value of the same person. For the rest `fields.chances` tells how likely it is wrong, and beyond a limit
the value is in doubt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dossier.vietnamese import tone_key
from node.ocr.fields.chances import misread, word_signs, wrong
from node.ocr.fields.grammars import fold
from node.ocr.fields.provinces import province_in
from node.ocr.model import FieldCandidate, Word, span

LOW, DIFFER, MENDED, CONTRADICTS = "low_confidence", "readers_differ", "mended", "contradicts"
ODD, UNKNOWN_PLACE, BROKEN, VARIES, UNSURE = (
    "odd_letters",
    "unknown_place",
    "broken_number",
    "varies",
    "unproved",
)
CUT_OFF, UNUSUAL, FAR_DAY = "cut_off", "unusual_number", "far_day"

# Beyond these chances of being wrong a value is in doubt. Chosen so that values without a flag stay well within the
# share of wrong ones that is allowed (2 % with one reader, 0.5 % with two; docs/decisions/fields.md).
_MOST_ALONE, _MOST_PAIR = 0.08, 0.03
_LOW = 85.0
_CLOSED = {"sex", "ethnicity", "nationality"}
_PERSONAL = 12
_LAST_YEAR = 2050  # what has happened has happened before; a 0 is read as a 6 or an 8
# An address that ends in the kind of a place goes on somewhere: capitals would be a name (thôn Đông Xá).
_NAMELESS = re.compile(
    r"(?:^|\s)(?:tỉnh|xã|phường|huyện|quận|thành phố|thị xã|thị trấn|đường|thôn|số)[\s.]*$"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A value with the words it was read from; `about` is whose it is, `broken` that it cannot be right as it is,
    `is_proved` that it carries check digits of its own."""

    name: str
    type: str
    about: str
    value: str
    words: tuple[Word, ...]
    mended: bool = False
    broken: bool = False
    record: int = 0
    is_proved: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What the whole page offers as evidence."""

    number: int
    names: Mapping[str, Counter[str]] = field(default_factory=dict)
    births_in_words: frozenset[str] = frozenset()


def page_evidence(
    number: int, rows: Sequence[str], drafts: Sequence[Draft], births_in_words: frozenset[str]
) -> Page:
    """How often each name stands on the page with the same letters, whatever its case."""
    text = " ".join(rows)
    keys = _words_key(text)
    plain = fold(keys)
    names = {}
    for draft in drafts:
        if draft.type == "name":
            # A key tells each word's tone by a figure behind it; here any tone will do.
            bare = [re.escape(word.rstrip("012345")) for word in fold(_words_key(draft.value)).split()]
            pattern = re.compile(rf"(?<!\w){'[0-5]? '.join(bare)}[0-5]?(?!\w)")
            names[draft.value] = Counter(keys[run.start() : run.end()] for run in pattern.finditer(plain))
    return Page(number, names, births_in_words)


def judged(draft: Draft, drafts: Sequence[Draft], page: Page) -> FieldCandidate:
    """The candidate with its flag."""
    confidence = min(word.confidence for word in draft.words)
    reason = _doubt(draft, drafts, page)
    return FieldCandidate(
        name=draft.name,
        type=draft.type,
        value=draft.value,
        confidence=round(confidence, 1),
        page=page.number,
        box=span([word.box for word in draft.words]),
        text=" ".join(word.text for word in draft.words),
        review=reason != "",
        reason=reason,
    )


def _doubt(draft: Draft, drafts: Sequence[Draft], page: Page) -> str:
    """Why a person should look, "" when the value is borne out."""
    settled = settled_reason(draft, drafts, page)
    if settled is not None:
        return settled
    chance = wrong(draft.words, draft.type, value_signs(draft, drafts, page))
    # Words of the form are read once even where there are two readers.
    is_alone = all(word.agreed is None for word in draft.words)
    return _weakest(draft) if chance > (_MOST_ALONE if is_alone else _MOST_PAIR) else ""


def settled_reason(draft: Draft, drafts: Sequence[Draft], page: Page) -> str | None:
    """What no confidence changes: a reason for doubt, "" for a value that is proved, None where chances decide."""
    if draft.broken:
        return BROKEN
    if draft.is_proved or (draft.type == "dob" and draft.value in page.births_in_words):
        return ""
    if _contradicted(draft, drafts, page) is False:
        return CONTRADICTS
    if draft.mended:
        return MENDED
    if draft.type == "name" and len(page.names.get(draft.value, Counter())) > 1:
        return VARIES
    if draft.type == "address":
        return _address_fault(draft.value)
    if (
        draft.type in {"dob", "date", "year"}
        and int(draft.value[-4:]) > _LAST_YEAR
        and not draft.name.endswith("expires_on")
    ):
        return FAR_DAY
    return UNUSUAL if _is_personal(draft) and _is_unusual(draft.value) else None


def _is_unusual(number: str) -> bool:
    """Codes of provinces begin with 0, those of countries where a citizen may be born do not, and are rare; the fourth
    digit is the century of birth with the sex, and nobody was born in the 22nd."""
    return number[0] != "0" or number[3] not in "0123"


def value_signs(draft: Draft, drafts: Sequence[Draft], page: Page) -> dict[str, float]:
    """What is known of a value beside its words; each sign has a coefficient in `chances.VALUE`."""
    return {
        "borne out": float(_contradicted(draft, drafts, page) is True),
        "repeated": float(_repeated(draft, page)),
        "closed": float(draft.type in _CLOSED),
        "listed": float(draft.record > 0),
        "address": float(draft.type == "address"),
        "name": float(draft.type == "name"),
        "number": float(draft.type == "id"),
        "text": float(draft.type == "text"),
    }


def _address_fault(value: str) -> str | None:
    province = province_in(value)
    if province is not None and not province[1]:
        return UNKNOWN_PLACE
    return CUT_OFF if _NAMELESS.search(value) else None


def _weakest(draft: Draft) -> str:
    """The doubt about the word that was most likely misread."""
    word = max(draft.words, key=lambda word: misread(word, draft.type))
    if word.agreed is False:
        return DIFFER
    if word_signs(word, draft.type)["odd"]:
        return ODD
    return LOW if word.confidence < _LOW else UNSURE


def _contradicted(draft: Draft, drafts: Sequence[Draft], page: Page) -> bool | None:
    """True: another value bears it out; False: another value cannot be true beside it; None: nothing to compare."""
    own = [d for d in drafts if d.about == draft.about and d.record == draft.record]
    if _is_personal(draft):
        return _number_fits(draft.value, own)
    if draft.type == "dob":
        if page.births_in_words and draft.about == "person":
            return False
        numbers = [d.value for d in own if _is_personal(d)]
        return _fits_birth(numbers[0], draft.value) if numbers else None
    return None


def _is_personal(draft: Draft) -> bool:
    """Whether it is a number of twelve digits; one that could not be read has letters in it."""
    return draft.type == "id" and len(draft.value) == _PERSONAL and draft.value.isdigit()


def _number_fits(number: str, own: Sequence[Draft]) -> bool | None:
    births = [d.value for d in own if d.type in {"dob", "year"}]
    sexes = [d.value for d in own if d.type == "sex"]
    fits_sex = not sexes or (int(number[3]) % 2 == 1) == (sexes[0] == "Nữ")
    if not births:
        return None if fits_sex else False
    return any(_fits_birth(number, birth) for birth in births) and fits_sex


def _fits_birth(number: str, birth: str) -> bool:
    year = 1900 + int(number[3]) // 2 * 100 + int(number[4:6])
    return birth.endswith(str(year))


def _repeated(draft: Draft, page: Page) -> bool:
    """A person's name stands at its label and below the signature; two entries of a list are two people."""
    return (
        draft.type == "name" and not draft.record and sum(page.names.get(draft.value, Counter()).values()) > 1
    )


def _words_key(text: str) -> str:
    """Words in small letters with their tone at one place, and nothing between them but one blank."""
    return " ".join(tone_key(word) for word in re.findall(r"[^\W\d_]+", text))
