"""Field candidates of one page: printed labels say what stands behind them, grammars say where it ends.

What labels there are and whose values they introduce is data (`fields.layouts`); which value is sure is told by
`node.ocr.fields.evidence`. A candidate is a proposal; a person confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from node.ocr.fields import dates, grammars
from node.ocr.fields.address_words import put_right
from node.ocr.fields.card_back import zone_drafts
from node.ocr.fields.evidence import Draft, Page, judged, page_evidence
from node.ocr.fields.grammars import Found
from node.ocr.fields.kinds import recognise
from node.ocr.fields.labels import Hit
from node.ocr.fields.layouts import KindLayout, kinds, plain
from node.ocr.fields.printed import Row, Sheet, sheet_of, text_of, words_within
from node.ocr.fields.provinces import within_province
from node.ocr.fields.relations import find_relation
from node.ocr.fields.slots import Slot, full_value, slots_of
from node.ocr.fields.tables import Cell, cells
from node.ocr.fields.two_sides import SideCell, side_cells
from node.ocr.model import FieldCandidate, Word
from node.ocr.words.priors import with_ia

Hits = list[list[Hit]]
Finder = Callable[[str], Found | None]


def _address(text: str) -> Found | None:
    found = grammars.tidy_address(within_province(text))
    return found and found._replace(value=put_right(found.value))


FINDERS: dict[str, Finder] = {
    "name": grammars.leading_name,
    "dob": dates.find_birth,
    "date": dates.find_date,
    "year": dates.find_year,
    "id": lambda text: grammars.find_personal_number(text) or grammars.find_broken_number(text),
    "docno": grammars.find_code_or_number,
    "address": _address,
    "phone": grammars.find_phone,
    "sex": grammars.find_sex,
    "ethnicity": grammars.find_people,
    "nationality": grammars.find_nationality,
    "book": grammars.find_book,
    "text": grammars.free_text,
    "relation": find_relation,
}
_TABLE_TYPES = {"name": "name", "birth_date": "dob", "id_number": "id", "residence": "address", "sex": "sex"}
_DATED = re.compile(r"(?<!\w)ngay \d{1,2} th\w{1,3}g? \d{1,2} n\wm \d{4}\W*$")
_NO_HEAD = ("sinh", "cap", "luc", "den", "tu", "hoi")  # days of something else than the paper
_HEAD_ROWS = 8


@dataclass(frozen=True, slots=True)
class Understood:
    """What a page says: the kind of paper ("" = not known) and its field candidates, top to bottom."""

    kind: str
    kind_confidence: int
    fields: tuple[FieldCandidate, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """Values of a page before they are judged, and what the page offers as evidence."""

    kind: str
    kind_confidence: int
    drafts: tuple[Draft, ...]
    evidence: Page


def understand(words: Sequence[Word], page: int) -> Understood:
    """Kind and field candidates of one page.

    `words` come in reading order with their rows, boxes in pixels of the *upright* page: columns matter.
    """
    said = drafted(words, page)
    fields = tuple(judged(draft, said.drafts, said.evidence) for draft in _once(said.drafts))
    return Understood(said.kind, said.kind_confidence, fields)


def drafted(words: Sequence[Word], page: int) -> Drafted:
    """The values that stand on a page, not judged yet."""
    sheet = sheet_of(words)
    if not sheet.rows:
        return Drafted("", 0, (), Page(page))
    kind, sure = recognise(sheet)
    layout = kinds().get(kind) or plain()
    listed, taken = cells(sheet, layout.columns)
    asked, beside = side_cells(sheet, layout.sides)
    slots, hits = slots_of(sheet)
    drafts = [*_heads(sheet), *zone_drafts(sheet)]
    drafts += _labelled(sheet, slots, hits, layout, {*taken, *beside})
    drafts += [*_sides(asked), *_cells(listed)]
    drafts += _loose_numbers(sheet, drafts, layout)
    in_words = frozenset(_in_words(sheet, slots, hits))
    evidence = page_evidence(page, [row.text for row in sheet.rows], drafts, in_words)
    return Drafted(kind, sure, tuple(drafts), evidence)


def _labelled(
    sheet: Sheet, slots: list[Slot], hits: Hits, layout: KindLayout, taken: Container[int]
) -> Iterator[Draft]:
    """Values behind labels, each with whom it is about."""
    spoken: list[tuple[int, int, str]] = []
    party = ""
    for slot in slots:
        anchor = slot.anchor
        party = anchor.of if anchor.heads else party
        about = layout.ongba if anchor.of == "ongba" else anchor.of
        about = party if about == "person" and party else about
        if about and about != "document" and anchor.field == "name":
            spoken.append((slot.row, slot.left, about))
        if not anchor.field or slot.row in taken:
            continue
        about = about or _subject_of(slot, spoken, sheet.line) or layout.subject
        words = full_value(slot, sheet, hits)
        if anchor.type == "address":
            words = tuple(with_ia(words))  # a row may have ended between "xã" and "Ia", or behind it
        draft = _value(f"{about}_{anchor.field}", anchor.type, about, words)
        if draft is not None:
            yield draft


def _value(name: str, kind: str, about: str, words: Sequence[Word], record: int = 0) -> Draft | None:
    finder = FINDERS.get(kind)
    found = finder(text_of(words)) if finder and words else None
    if found is None:
        return None
    used = words_within(words, found.start, found.end) or tuple(words)
    is_cut = kind == "name" and _goes_on_as_name(used, words)
    if kind == "relation":
        kind = "text"
    if kind == "dob" and "/" not in found.value:
        name, kind = name.replace("birth_date", "birth_year"), "year"
    broken = kind == "id" and not (found.value.isdigit() and len(found.value) in {9, 12})
    return Draft(name, kind, about, found.value, used, found.mended or is_cut, broken, record)


def _goes_on_as_name(used: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether another capital stands close behind a name: "Hà Ánh: Nhạn" lost its last word to a speck."""
    place = words.index(used[-1]) + 1
    if place >= len(words) or words[place].row != used[-1].row:
        return False
    box, behind = used[-1].box, words[place]
    return behind.text[:1].isupper() and behind.box[0] - box[2] < box[3] - box[1]


def _subject_of(slot: Slot, spoken: list[tuple[int, int, str]], line: float) -> str:
    """Whom a date or number belongs to: the nearest name above it, in its own column where there are two."""
    if not spoken:
        return ""
    last_row = spoken[-1][0]
    column = [
        about
        for row, left, about in spoken
        if row == last_row and left <= slot.right and left - 2 * line <= slot.left
    ]
    return column[-1] if column else spoken[-1][2]


def _heads(sheet: Sheet) -> Iterator[Draft]:
    """The day a document was made, printed at the right of one of its first rows."""
    for row in sheet.rows[:_HEAD_ROWS]:
        match = _DATED.search(grammars.fold(row.text))
        before = row.text[: match.start()] if match else ""
        if match is not None and ":" not in before and not grammars.fold(before).rstrip().endswith(_NO_HEAD):
            draft = _value(
                "document_date", "date", "document", words_within(row.words, match.start(), len(row.text))
            )
            if draft is not None:
                yield draft
                return


def _sides(asked: Sequence[SideCell]) -> Iterator[Draft]:
    """Answers of two people who are asked side by side."""
    for cell in asked:
        draft = _value(f"{cell.about}_{cell.anchor.field}", cell.anchor.type, cell.about, cell.words)
        if draft is not None:
            yield draft


def _cells(listed: Sequence[Cell]) -> Iterator[Draft]:
    """Entries of a list: `row03_name` is the name of the third person."""
    for cell in listed:
        kind = _TABLE_TYPES.get(cell.field, "text")
        words = _without_specks(cell.words) if kind == "name" else cell.words
        draft = _value(f"row{cell.record:02d}_{cell.field}", kind, "listed", words, cell.record)
        if draft is not None:
            yield draft


def _without_specks(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """A name of a list without what was read of the grid before it."""
    first = next((place for place, word in enumerate(words) if word.text[:1].isupper()), 0)
    return words[first:]


def _loose_numbers(sheet: Sheet, drafts: Sequence[Draft], layout: KindLayout) -> list[Draft]:
    """Personal numbers in lists and boxes, where no label stands before them; on a card its holder's."""
    known = {draft.value for draft in drafts if draft.type == "id"}
    lengths = {9, 12} if layout.is_card and not known else {12}
    found = []
    for row in sheet.rows:
        number = grammars.find_personal_number(row.text)
        if number is None or len(number.value) not in lengths or number.value in known or number.mended:
            continue
        about = "person" if layout.is_card and not known else ""
        known.add(number.value)
        found.append(_loose(row, number, about))
    return found


def _loose(row: Row, number: Found, about: str) -> Draft:
    name = f"{about}_id_number" if about else "id_number"
    return Draft(name, "id", about, number.value, words_within(row.words, number.start, number.end))


def _in_words(sheet: Sheet, slots: list[Slot], hits: Hits) -> Iterator[str]:
    """Birth dates that are also written out; what is written out below a day of death is that day."""
    above = ""
    for slot in slots:
        above = slot.anchor.type if slot.anchor.type in {"dob", "date"} else above
        if slot.anchor.type == "words" and above == "dob":
            day = dates.date_in_words(text_of(full_value(slot, sheet, hits)))
            if day is not None:
                yield day


def _once(drafts: Sequence[Draft]) -> list[Draft]:
    """The same value under the same name once."""
    return list({(draft.name, draft.value): draft for draft in reversed(drafts)}.values())[::-1]
