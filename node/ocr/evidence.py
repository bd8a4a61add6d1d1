"""Whether a value that was read is sure: what speaks against it, and what on the same page bears it out.

A person looks at every number and date whatever is said here; this tells which values are in doubt, so that eyes go
there first. A value without a flag must have a reason: two readers agree, a rule of the number fits another value
(year and sex in a personal number), the same words stand elsewhere on the page, or the reader was very sure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dossier.vietnamese import tone_key
from node.ocr.grammars import fold
from node.ocr.model import FieldCandidate, Word, span
from node.ocr.provinces import province_in
from node.ocr.syllables import is_syllable

LOW, DIFFER, MENDED, CONTRADICTS = "low_confidence", "readers_differ", "mended", "contradicts"
ODD, UNKNOWN_PLACE, BROKEN, VARIES, UNSURE = (
    "odd_letters",
    "unknown_place",
    "broken_number",
    "varies",
    "unproved",
)

# Chosen on papers of our own making (docs/decisions/fields.md says which, and what other sets gave): below `_DOUBT`
# a value is always in doubt; with one reader alone, a value that nothing bears out needs `_SURE`.
_DOUBT = {"id": 80.0, "dob": 80.0, "date": 80.0, "docno": 85.0, "phone": 85.0, "name": 75.0, "address": 70.0}
_SURE = {"id": 93.0, "dob": 92.0, "date": 92.0, "docno": 93.0, "phone": 93.0, "name": 94.0, "address": 94.0}
_CLOSED = {
    "sex",
    "ethnicity",
    "nationality",
}  # a word of a short list that was read letter by letter is that word
_FITTING = 88.0  # year and sex vouch for four digits of a personal number, not for the other eight
_PERSONAL = 12
_OTHER_DOUBT, _OTHER_SURE = 70.0, 90.0
# The dot below y (Thuỵ, Mỵ) is lost with high confidence and by every reader, so a y without tone proves nothing.
_WEAK = re.compile(r"(?i)(?:[bcdđghklmnprstvx]|u)y(?!\w)")


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
            key = _words_key(draft.value)
            pattern = re.compile(rf"(?<!\w){re.escape(fold(key))}(?!\w)")
            names[draft.value] = Counter(keys[run.start() : run.end()] for run in pattern.finditer(plain))
    return Page(number, names, births_in_words)


def judged(draft: Draft, drafts: Sequence[Draft], page: Page) -> FieldCandidate:
    """The candidate with its flag."""
    confidence = min(word.confidence for word in draft.words)
    reason = _doubt(draft, drafts, page, confidence)
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


def _doubt(draft: Draft, drafts: Sequence[Draft], page: Page, confidence: float) -> str:
    """Why a person should look, "" when the value is borne out."""
    if draft.broken:
        return BROKEN
    if draft.is_proved:
        return ""
    if draft.type in _CLOSED and not draft.mended and confidence >= _OTHER_DOUBT:
        return ""
    if draft.type == "dob" and draft.value in page.births_in_words:
        return ""
    opinions = [word.agreed for word in draft.words]
    if any(opinion is False for opinion in opinions) and not _twice_clear(draft, page, confidence):
        return DIFFER
    verdict = _contradicted(draft, drafts, page)
    if verdict is not None and not verdict:
        return CONTRADICTS
    if draft.mended:
        return MENDED
    if confidence < _DOUBT.get(draft.type, _OTHER_DOUBT):
        return LOW
    odd = _odd(draft, page)
    if odd:
        return odd
    if verdict and (draft.type != "id" or confidence >= _FITTING):
        return ""
    weak = draft.type in {"name", "address"} and _WEAK.search(draft.value) is not None
    if not weak and (all(opinion is True for opinion in opinions) or _repeated(draft, page)):
        return ""
    return UNSURE if weak or confidence < _SURE.get(draft.type, _OTHER_SURE) else ""


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


def _odd(draft: Draft, page: Page) -> str:
    if draft.type == "name":
        seen = page.names.get(draft.value, Counter())
        if len(seen) > 1:
            return VARIES
        if not all(is_syllable(word) for word in draft.value.split()):
            return ODD
    if draft.type == "address":
        province = province_in(draft.value)
        if province is not None and not province[1]:
            return UNKNOWN_PLACE
        words = re.findall(r"[^\W_]+", draft.value)
        if any(not word.isdigit() and not is_syllable(word) for word in words):
            return ODD
    return ""


def _repeated(draft: Draft, page: Page) -> bool:
    """A person's name stands at its label and below the signature; two entries of a list are two people."""
    return (
        draft.type == "name" and not draft.record and sum(page.names.get(draft.value, Counter()).values()) > 1
    )


def _twice_clear(draft: Draft, page: Page, confidence: float) -> bool:
    """A name printed twice with the same letters, clearly both times, stands against a reader that is weak in marks."""
    names = page.names.get(draft.value, Counter())
    return _repeated(draft, page) and len(names) == 1 and confidence >= _SURE["name"]


def _words_key(text: str) -> str:
    """Words in small letters with their tone at one place, and nothing between them but one blank."""
    return " ".join(tone_key(word) for word in re.findall(r"[^\W\d_]+", text))
