"""A look at a single word: what was read, and what it would be with one sign that was nearly read instead.

Tesseract tells these signs in hOCR where it is asked to (`lstm_choice_mode=2`): a span for each word, in it one for
each sign, in it one for each choice, the surest first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

_SPAN = re.compile(r"<(?:div|span) class='(\w+)' id='([a-z_]+?)_[\d_]+'(?: title='([^']*)')?[^>]*>([^<]*)")
_CONFIDENCE = re.compile(r"x_w?confs? ([\d.]+)")
_PAGE, _WORD, _SIGN, _CHOICE = "page", "word", "lstm_choices", "choice"


@dataclass(frozen=True, slots=True)
class Look:
    """What was read without blanks ("" = nothing), as sure (0–100) as its weakest word; `others` are the readings with
    one other sign, and how sure the reader was of that sign."""

    text: str
    confidence: float
    others: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Seen:
    """A look in the making."""

    text: str = ""
    confidence: float = 100.0
    signs: list[list[tuple[str, float]]] = field(default_factory=list)


def looks_of(hocr: str, count: int) -> list[Look]:
    """One look for each of `count` pictures, in their order."""
    seen = [_Seen() for _ in range(count)]
    page = -1
    for _, what, title, text in _SPAN.findall(hocr):
        shown = "".join(unicodedata.normalize("NFC", unescape(text)).split())
        if what == _PAGE:
            page += 1
        elif what == _WORD:
            seen[page].text += shown
            seen[page].confidence = min(seen[page].confidence, _confidence(title))
        elif what == _SIGN:
            seen[page].signs.append([])
        elif what == _CHOICE:
            seen[page].signs[-1].append((shown, _confidence(title)))
    return [Look(one.text, one.confidence if one.text else 0.0, _others(one.signs)) for one in seen]


def _confidence(title: str) -> float:
    found = _CONFIDENCE.search(title)
    return float(found.group(1)) if found else 0.0


def _others(signs: Sequence[Sequence[tuple[str, float]]]) -> dict[str, float]:
    """Each reading in which one sign is another than the surest, with the confidence of that sign."""
    first = [choices[0][0] if choices else "" for choices in signs]
    found: dict[str, float] = {}
    for place, choices in enumerate(signs):
        for sign, confidence in choices[1:]:
            other = "".join((*first[:place], sign, *first[place + 1 :]))
            found[other] = max(confidence, found.get(other, 0.0))
    return found
