"""Lists of people: columns by the white between them, their meaning by the head, one record a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from node.ocr.fields import dates, grammars
from node.ocr.fields.column_contents import content_of
from node.ocr.fields.printed import Row, Sheet, runs, text_of, white_strips
from node.ocr.model import Word

_END = ("tongcong", "nguoilap", "andinh", "danhsachnayco", "tm", "noinhan", "ykien", "nguoikekhai")
_HEAD_CUT, _WORN_HEAD_CUT = 0.78, 0.6
_MOST_HEAD_ROWS = 3
_COLUMNS = 4  # runs of words in a row that is no sentence


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one person's entry in one column; `record` counts from 1."""

    record: int
    field: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    field: str
    left: float
    right: float


class _Place(Protocol):
    """Where a column stands, from left to right."""

    @property
    def left(self) -> float: ...

    @property
    def right(self) -> float: ...


@dataclass(slots=True)
class _Strip:
    """A column in the making; `field` None = nothing stands above it that names it."""

    left: float
    right: float
    field: str | None


def cells(sheet: Sheet, columns: Mapping[str, str]) -> tuple[list[Cell], range]:
    """The cells of the first list on a page and the rows it takes; none where there is no such list."""
    data = _data_rows(sheet)
    if len(data) < 2 or not columns:
        return [], range(0)
    head = _head(sheet, data[0])
    strips = _named(white_strips([sheet.rows[i] for i in data], sheet.line), head, sheet.line, columns)
    _told_by_content(strips, [sheet.rows[i] for i in data])
    known = _joined(strips)
    records = list(_records(sheet, data))
    found = [
        Cell(number, column.field, words)
        for number, rows in enumerate(records, start=1)
        for column in known
        if column.field and (words := _inside(rows, column, known))
    ]
    return found, range(data[0] - len(head), data[-1] + len(records[-1]))


def _head(sheet: Sheet, first: int) -> list[Row]:
    """The rows right above the first entry; a sentence, a remark in brackets or white ends them."""
    found: list[Row] = []
    below = sheet.rows[first]
    for row in reversed(sheet.rows[max(0, first - _MOST_HEAD_ROWS) : first]):
        has_colon = any(":" in word.text[1:] for word in row.words)
        is_text = row.words[0].text.startswith("(") or (has_colon and len(runs(row, sheet.line)) < _COLUMNS)
        is_text = is_text or dates.find_birth(row.text) is not None
        if is_text or below.box[1] - row.box[3] > 2 * sheet.line:
            break
        found.insert(0, row)
        below = row
    return found


def _data_rows(sheet: Sheet) -> list[int]:
    """Rows that begin with a running number and hold a date, a year or a personal number."""
    found: list[int] = []
    for index, row in enumerate(sheet.rows):
        if any(":" in word.text for word in row.words):
            continue
        numbered = row.skeletons[0].isdigit() and len(row.skeletons[0]) <= 3
        number = grammars.find_personal_number(row.text)
        day = dates.find_birth(row.text) if numbered else dates.find_date(row.text)
        goes_on = found and index - found[-1] <= 2 and len(runs(row, sheet.line)) >= _COLUMNS - 1
        if (number or day) and (numbered or (number and day) or goes_on):
            found.append(index)
        elif found and "".join(row.skeletons).startswith(_END):
            break
    return found


def _records(sheet: Sheet, data: list[int]) -> Iterator[list[Row]]:
    """Each data row with the rows of its wrapped cells below it."""
    for place, index in enumerate(data):
        until = data[place + 1] if place + 1 < len(data) else len(sheet.rows)
        rows = [sheet.rows[index]]
        for row in sheet.rows[index + 1 : until]:
            is_end = "".join(row.skeletons).startswith(_END) or any(":" in word.text for word in row.words)
            if is_end or row.box[1] - rows[-1].box[3] > 0.9 * sheet.line:
                break
            rows.append(row)
        yield rows


def _named(
    corridors: list[tuple[float, float]], head: Sequence[Row], line: float, columns: Mapping[str, str]
) -> list[_Strip]:
    """Columns with the fields that their heads name."""
    heads = [_head_above(left, right, head, line) for left, right in corridors]
    own = [_own_head(place, corridors, head) for place in range(len(corridors))]
    strips = [
        # Two heads that a speck joins are told apart by what stands nearest; a head above two strips names both.
        _Strip(left, right, _known(nearest, columns) or _known(above, columns))
        for (left, right), nearest, above in zip(corridors, own, heads, strict=True)
    ]
    taken = {strip.field for strip in strips}
    # What is left over may be told from few letters: "Nơi tï nụ trú" where no other column says where people live.
    rest = {words: field for words, field in columns.items() if field and field not in taken}
    for strip, above in zip(strips, heads, strict=True):
        strip.field = strip.field if strip.field is not None else _meaning(above, rest, _WORN_HEAD_CUT)
    return strips


def _told_by_content(strips: list[_Strip], rows: Sequence[Row]) -> None:
    """Name those without a legible head by what stands in them, where no other column has that name."""
    for strip in strips:
        if strip.field is None:
            entries = [text_of(_inside([row], strip, strips)) for row in rows]
            field = content_of(entries)
            strip.field = field if all(field != other.field for other in strips) else None


def _joined(strips: list[_Strip]) -> list[_Column]:
    """Columns; a strip that is still nameless belongs to the nearer neighbour."""
    for place, strip in enumerate(strips):
        if strip.field is None:
            near = _nearer(strips, place)
            if near is not None:
                near.left, near.right = min(near.left, strip.left), max(near.right, strip.right)
    named: list[_Column] = []
    for strip in strips:
        if named and named[-1].field == strip.field:
            named[-1] = _Column(named[-1].field, named[-1].left, strip.right)
        elif strip.field is not None:
            named.append(_Column(strip.field, strip.left, strip.right))
    return named


def _head_above(left: float, right: float, head: Sequence[Row], line: float) -> str:
    above = [
        run
        for row in head
        for run in runs(row, line)
        if run[0].box[0] < right + 4 and run[-1].box[2] > left - 4
    ]
    return "".join(grammars.skeleton(w.text) for run in above for w in run)


def _own_head(place: int, corridors: Sequence[tuple[float, float]], head: Sequence[Row]) -> str:
    """The words of the head that stand nearer to this strip than to any other."""
    nearest = [word for row in head for word in row.words if _nearest(word, corridors) == place]
    return "".join(grammars.skeleton(word.text) for word in nearest)


def _nearest(word: Word, strips: Sequence[tuple[float, float]]) -> int:
    return min(range(len(strips)), key=lambda place: _apart(word, strips[place]))


def _apart(word: Word, strip: tuple[float, float]) -> float:
    middle = (word.box[0] + word.box[2]) / 2
    return max(0.0, strip[0] - middle, middle - strip[1])


def _known(head: str, columns: Mapping[str, str]) -> str | None:
    return _meaning(head, columns, _HEAD_CUT)


def _nearer(strips: list[_Strip], place: int) -> _Strip | None:
    """The named strip beside a nameless one with the smaller gap between."""
    before = next((s for s in reversed(strips[:place]) if s.field is not None), None)
    after = next((s for s in strips[place + 1 :] if s.field is not None), None)
    if before is None or after is None:
        return before or after
    own = strips[place]
    return before if own.left - before.right <= after.left - own.right else after


def _meaning(head: str, columns: Mapping[str, str], cut: float) -> str | None:
    """The field that a column's head names, at least as alike as `cut`; None where it names none."""
    if not head:
        return None
    for spelling, field in columns.items():
        if len(spelling) >= 5 and spelling in head:
            return field
    near = process.extractOne(head, list(columns), scorer=Levenshtein.normalized_similarity, score_cutoff=cut)
    return columns[near[0]] if near else None


def _inside(rows: Sequence[Row], column: _Place, columns: Sequence[_Place]) -> tuple[Word, ...]:
    """The words that stand nearer to this column than to any other: the longest entry may reach beyond its strip."""
    strips = [(other.left, other.right) for other in columns]
    own = strips.index((column.left, column.right))
    return tuple(word for row in rows for word in row.words if _nearest(word, strips) == own)
