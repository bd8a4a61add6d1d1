"""How well a page was read: characters, words, marks, fields.

Order-free between printed lines and cells: every printed segment is looked for where it fits best in the text that was
read; what is left of that text counts as invented. Runs of dots (leaders) count for nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_WORD = re.compile(r"\w+(?:[/.\-']\w+)*")
_MISSED = 0.6
_MARKABLE = set("aeiouyd")


@dataclass
class Counts:
    """Sums over pages."""

    letters: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0
    markable: int = 0
    mismarked: int = 0
    hits: int = 0
    words_true: int = 0
    words_read: int = 0
    fields: int = 0
    fields_right: int = 0

    def shares(self) -> dict[str, float]:
        """The measures."""
        bad = self.wrong + self.missed + self.invented
        return {
            "cer": round(bad / max(1, self.letters), 4),
            "wer": round(1 - 2 * self.hits / max(1, self.words_true + self.words_read), 4),
            "der": round(self.mismarked / max(1, self.markable), 4),
            "fields_exact": round(self.fields_right / max(1, self.fields), 4),
        }


def flat(text: str) -> str:
    """NFC, plain signs, no leaders, single blanks."""
    plain = unicodedata.normalize("NFC", text).translate(_SIGNS)
    return " ".join(re.sub(r"[._]{2,}[._ ]*|(?:[._] ?){4,}", " ", plain).split())


def count(truth: dict[str, Any], text: str, counts: Counts) -> None:
    """Add one page: its truth and what was read."""
    left = [line for line in (flat(line) for line in text.splitlines()) if line]
    for segment in sorted(map(flat, truth["segments"]), key=len, reverse=True):
        _segment(segment, left, counts)
    counts.invented += sum(map(len, _without_seals(left, truth.get("optional", []))))
    true, read = Counter(_WORD.findall(flat(truth["text"]))), Counter(_WORD.findall(flat(text)))
    counts.hits += sum((true & read).values())
    counts.words_true += sum(true.values())
    counts.words_read += sum(read.values())
    counts.fields += len(truth["fields"])
    counts.fields_right += sum(_field_right(field, flat(text)) for field in truth["fields"])


def _segment(segment: str, left: list[str], counts: Counts) -> None:
    """Take `segment` out of the line where it fits best; the rest of that line stays for others."""
    counts.letters += len(segment)
    fits = [(*_infix(segment, line), index) for index, line in enumerate(left)]
    edits, start, end, index = min(
        fits, key=lambda fit: (fit[0], len(left[fit[3]])), default=(len(segment), 0, 0, -1)
    )
    if index < 0 or edits >= _MISSED * len(segment):
        counts.missed += len(segment)
        return
    line = left.pop(index)
    counts.wrong += edits
    _marks(segment, line[start:end], counts)
    left += [rest for rest in (line[:start].strip(), line[end:].strip()) if rest]


def _infix(needle: str, line: str) -> tuple[int, int, int]:
    """Best place of `needle` in `line`, free ends: (edits, start, end)."""
    row = [(0, place) for place in range(len(line) + 1)]
    for number, letter in enumerate(needle, start=1):
        above, row = row, [(number, 0)]
        for place, other in enumerate(line):
            swap = (above[place][0] + (letter != other), above[place][1])
            drop, add = (above[place + 1][0] + 1, above[place + 1][1]), (row[-1][0] + 1, row[-1][1])
            row.append(min(swap, drop, add))
    end = min(range(len(row)), key=lambda place: (row[place][0], -place))
    return row[end][0], row[end][1], end


def _marks(segment: str, found: str, counts: Counts) -> None:
    for edit in Levenshtein.editops(segment, found):
        if edit.tag == "replace":
            meant, read = segment[edit.src_pos], found[edit.dest_pos]
            counts.mismarked += _bare(meant) == _bare(read) and meant.casefold() != read.casefold()
    counts.markable += sum(_bare(letter) in _MARKABLE for letter in segment)


def _without_seals(left: list[str], optional: list[str]) -> list[str]:
    """The text of a round seal may be there or not."""
    rings = {flat(text).casefold() for text in optional}
    return [
        line for line in left if not any(line.casefold() in ring or ring in line.casefold() for ring in rings)
    ]


def _field_right(field: dict[str, Any], text: str) -> bool:
    pieces = [flat(piece) for piece in field["pieces"]]
    if field["type"] == "id":
        return re.sub(r"\s", "", field["value"]) in re.sub(r"[\s|\[\]]", "", text)
    return flat(field["value"]) in text or all(piece in text for piece in pieces)


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.casefold().replace("đ", "d"))[0]
