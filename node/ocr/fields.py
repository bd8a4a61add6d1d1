"""Field candidates on one page: printed labels say what stands behind them, grammars say where it ends.

Thin on purpose: one table of labels for all kinds of paper. A candidate is a proposal; a person confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from node.ocr import grammars
from node.ocr.model import FieldCandidate, Word, span

Finder = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: pattern on folded text, what it introduces, and about whom ("" = of whom was spoken)."""

    pattern: re.Pattern[str]
    name: str
    type: str
    subject: str = ""


def _label(pattern: str, name: str, kind: str, subject: str = "") -> Label:
    return Label(re.compile(rf"(?<!\w)(?:{pattern})"), name, kind, subject)


# The first label that matches at a place wins, so the longer ones stand first.
_NAME = r"ho,? (?:chu dem,? (?:va )?)?(?:va )?ten"
_LABELS: tuple[Label, ...] = (
    _label(
        rf"{_NAME} (?:nguoi yeu cau|nguoi di khai sinh|nguoi nop(?: ho so)?)", "name", "name", "requester"
    ),
    _label(r"ten toi la|toi ten la", "name", "name", "requester"),
    _label(rf"{_NAME} (?:cua )?(?:nguoi )?me", "name", "name", "mother"),
    _label(rf"{_NAME} (?:cua )?(?:nguoi )?cha", "name", "name", "father"),
    _label(rf"{_NAME} (?:ben )?(?:vo|nu)(?!\w)", "name", "name", "wife"),
    _label(rf"{_NAME} (?:ben )?(?:chong|nam)(?!\w)", "name", "name", "husband"),
    _label(rf"{_NAME} goi khac[^:]*", "other_name", "text"),
    _label(rf"{_NAME}(?: */ *full name)?(?= *[:.]|$)", "name", "name", "person"),
    _label(r"(?:cua|doi voi) ong ?/ ?ba(?= *[:.])", "name", "name", "person"),
    _label(r"ngay,? thang,? nam sinh|ngay sinh(?: */ *date of birth)?|sinh ngay", "birth_date", "date"),
    _label(
        r"so dinh danh ca nhan(?:/giay to tuy than)?|so (?:the )?can cuoc(?: cong dan)?|so cccd",
        "id_number",
        "id",
    ),
    _label(r"giay to tuy than|so cmnd|so ?/ ?no\.?", "id_number", "id"),
    _label(
        r"(?:noi )?(?:cu tru|thuong tru)(?: cuoi cung)?(?: */ *place of residence)?(?= *[:.])",
        "residence",
        "address",
    ),
    _label(r"dia chi(?: thuong tru| lien he)?(?= *[:.])", "residence", "address"),
    _label(r"(?:que|nguyen) quan(?: */ *place of origin)?", "hometown", "address"),
    _label(r"noi sinh", "birth_place", "address"),
    _label(r"ma (?:so )?ho so", "dossier_code", "docno", "document"),
    _label(r"ngay,? thang,? nam dang ky(?: ket hon)?", "registered_on", "date", "document"),
    _label(r"^so(?= ?:)", "number", "docno", "document"),
)
# Labels that only end the value before them.
_STOPS = re.compile(
    r"(?<!\w)(?:gioi tinh|dan toc|quoc tich|ton giao|nam sinh|so dien thoai|email|nghe nghiep|"
    r"tu ngay|do cuc|do cong an|co gia tri den)(?!\w)"
)
_DATED = re.compile(r"(?<!\w)ngay \d{1,2} thang \d{1,2} nam \d{4}\W*$")

_FINDERS: dict[str, Finder] = {
    "name": grammars.leading_name,
    "date": grammars.find_date,
    "id": grammars.find_personal_number,
    "docno": lambda text: grammars.find_dossier_code(text) or grammars.find_document_number(text),
    "address": grammars.tidy_address,
}
_MAX_MORE_ROWS = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed row: its words, its text and its folded text with the same offsets."""

    words: tuple[Word, ...]
    text: str
    folded: str

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words whose first character lies in [start, end)."""
        place, chosen = 0, []
        for word in self.words:
            if start <= place < end:
                chosen.append(word)
            place += len(word.text) + 1
        return tuple(chosen)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A label found, and the words that stand behind it up to the next one."""

    label: Label
    row: int
    left: int
    right: int
    words: tuple[Word, ...]


def candidates(words: Sequence[Word], page: int) -> list[FieldCandidate]:
    """Field candidates of one page, top to bottom.

    `words` come in reading order with their rows, boxes in pixels of the *upright* page: columns matter.
    """
    rows = [_row(tuple(group)) for _, group in groupby(words, key=lambda w: w.row)]
    slots = [slot for index in range(len(rows)) for slot in _slots(rows, index)]
    found = [_dated_at(row, page) for row in rows[:8]]
    subjects: list[tuple[int, int, str]] = []
    for slot in slots:
        if slot.label.subject and slot.label.subject != "document":
            subjects.append((slot.row, slot.left, slot.label.subject))
        found.append(_candidate(slot, rows, slot.label.subject or _subject_of(slot, subjects), page))
    kept = [candidate for candidate in found if candidate is not None]
    return [*kept, *_loose_numbers(rows, kept, page)]


def _row(words: tuple[Word, ...]) -> _Row:
    text = " ".join(word.text for word in words)
    return _Row(words, text, grammars.fold(text))


def _slots(rows: list[_Row], index: int) -> Iterator[_Slot]:
    """Labels on one row, left to right, each with what stands between it and the next label or stop."""
    row = rows[index]
    hits = _label_hits(row.folded)
    ends = sorted(
        [start for start, _, _ in hits] + [m.start() for m in _STOPS.finditer(row.folded)] + [len(row.folded)]
    )
    for start, end, label in hits:
        until = next(e for e in ends if e >= end)
        next_label = next((s for s, _, _ in hits if s > start), None)
        first = row.words_between(max(0, start), end)
        left = first[0].box[0] if first else row.words[0].box[0]
        right = row.words_between(next_label, len(row.text))[0].box[0] if next_label else 1_000_000
        yield _Slot(label, index, left, right, _without_colon(row.words_between(end, until)))


def _label_hits(folded: str) -> list[tuple[int, int, Label]]:
    hits: list[tuple[int, int, Label]] = []
    for label in _LABELS:
        for match in label.pattern.finditer(folded):
            if all(match.end() <= start or match.start() >= end for start, end, _ in hits):
                hits.append((match.start(), match.end(), label))
    return sorted(hits, key=lambda hit: hit[0])


def _without_colon(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return words[1:] if words and not words[0].text.strip(":.;") else words


def _subject_of(slot: _Slot, subjects: list[tuple[int, int, str]]) -> str:
    """Whom a date or number belongs to: the nearest name above it, in its own column where there are two."""
    if not subjects:
        return "person"
    last_row = subjects[-1][0]
    column = [
        name
        for row, left, name in subjects
        if row == last_row and left <= slot.right and left - 60 <= slot.left
    ]
    return column[-1] if column else subjects[-1][2]


def _candidate(slot: _Slot, rows: list[_Row], subject: str, page: int) -> FieldCandidate | None:
    finder = _FINDERS.get(slot.label.type)
    if finder is None:
        return None
    words = _full_value(slot, rows)
    value = finder(" ".join(word.text for word in words))
    if value is None:
        return None
    return _proposal(f"{subject}_{slot.label.name}", slot.label.type, value, words, page)


def _full_value(slot: _Slot, rows: list[_Row]) -> tuple[Word, ...]:
    """Words behind the label; from the next rows of the same column where nothing or too little stands there."""
    words = slot.words
    is_address = slot.label.type == "address"
    for row in rows[slot.row + 1 : slot.row + 1 + _MAX_MORE_ROWS]:
        text = " ".join(word.text for word in words)
        if words and not (is_address and not grammars.is_whole_address(text)):
            break
        more = tuple(w for w in row.words if w.box[0] >= slot.left - 60 and w.box[2] <= slot.right + 10)
        folded = grammars.fold(" ".join(w.text for w in more))
        if not more or ":" in folded or _label_hits(folded) or _STOPS.match(folded):
            break
        words = words + more
    return words


def _proposal(name: str, kind: str, value: str, words: Sequence[Word], page: int) -> FieldCandidate:
    """A candidate whose box and confidence come from those words that hold the value."""
    wanted = set(re.findall(r"\w+", grammars.fold(value)))
    used = [w for w in words if wanted & set(re.findall(r"\w+", grammars.fold(w.text)))] or list(words)
    confidence = min(word.confidence for word in used)
    return FieldCandidate(name, kind, value, round(confidence, 1), page, span([w.box for w in used]))


def _dated_at(row: _Row, page: int) -> FieldCandidate | None:
    """The day a document was made, printed at the right of one of its first rows."""
    match = _DATED.search(row.folded)
    value = grammars.find_date(row.text[match.start() :]) if match else None
    if match is None or value is None:
        return None
    return _proposal("document_date", "date", value, row.words_between(match.start(), len(row.text)), page)


def _loose_numbers(rows: list[_Row], kept: list[FieldCandidate], page: int) -> Iterator[FieldCandidate]:
    """Personal numbers in lists and boxes, where no label stands before them."""
    known = {candidate.value for candidate in kept if candidate.type == "id"}
    for row in rows:
        for word in row.words:
            value = grammars.find_personal_number(word.text)
            if value is not None and len(value) == 12 and value not in known:
                known.add(value)
                yield FieldCandidate("id_number", "id", value, round(word.confidence, 1), page, word.box)
