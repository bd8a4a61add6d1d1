"""The words of printed forms, as a prior: a row that reads almost like a known phrase is set to it.

Only letters are compared and only words that are close to the phrase's are changed, so that "tên người mẹ" never turns
into "tên người cha"; a stretch with a digit is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path

from rapidfuzz import fuzz

from node.ocr.model import Word, span
from node.ocr.words.spelling import core, skeleton

_CLOSE, _WORD_CLOSE = 88.0, 70.0
_FUZZY_WORD = 3
_FUZZY_FROM = 10
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A printed phrase: its words and its letters without marks and blanks."""

    words: tuple[str, ...]
    letters: str


@cache
def _phrases() -> tuple[Phrase, ...]:
    lines = (Path(__file__).parent / "phrases.txt").read_text(encoding="utf-8").splitlines()
    known = [tuple(line.split()) for line in lines if line and not line.startswith("#")]
    # The longer ones first: they know more.
    return tuple(
        sorted((Phrase(words, letters("".join(words))) for words in known), key=lambda p: -len(p.letters))
    )


@cache
def printed_words() -> frozenset[str]:
    """All words of the phrases, in small letters."""
    return frozenset(core(word).lower() for phrase in _phrases() for word in phrase.words)


def letters(text: str) -> str:
    """Letters and digits of `text` without marks."""
    return "".join(c for c in skeleton(text) if c.isalnum())


def says_only_phrases(row: Sequence[Word]) -> bool:
    """Whether the words of a line are known phrases, letter by letter and mark by mark, and nothing else."""
    left = _spoken("".join(word.text for word in row))
    for phrase in _spoken_phrases():
        left = left.replace(phrase, " ")
    return bool(row) and not left.strip()


@cache
def _spoken_phrases() -> tuple[str, ...]:
    """Kept, because every line of a page is held against all of them."""
    return tuple(_spoken("".join(phrase.words)) for phrase in _phrases())


def _spoken(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum()).casefold()


def set_phrases(row: Sequence[Word]) -> list[Word]:
    """One printed row with its known phrases spelt as printed on forms."""
    words = list(row)
    if not words:
        return words
    taken = [False] * len(words)
    joined, starts = _joined(words)
    for phrase in _phrases():
        place = _place(phrase, joined, starts)
        if place is None or any(taken[place[0] : place[1]]):
            continue
        fresh = _spelt(words[place[0] : place[1]], phrase)
        if fresh is None:
            continue
        words[place[0] : place[1]] = fresh
        taken[place[0] : place[1]] = [True] * len(fresh)
        joined, starts = _joined(words)
    return words


def _joined(words: Sequence[Word]) -> tuple[str, list[int]]:
    """All letters of a row, and where each word begins among them (with the end of the last)."""
    parts = [letters(word.text) for word in words]
    return "".join(parts), [0, *accumulate(len(part) for part in parts)]


def _place(phrase: Phrase, joined: str, starts: list[int]) -> tuple[int, int] | None:
    """The words (from, to) among which the phrase stands, begun and ended with whole words."""
    at = joined.find(phrase.letters)
    end = at + len(phrase.letters)
    if at < 0:
        if len(phrase.letters) < _FUZZY_FROM or len(joined) < len(phrase.letters) - 2:
            return None
        found = fuzz.partial_ratio_alignment(phrase.letters, joined, score_cutoff=_CLOSE)
        if found is None:
            return None
        at, end = found.dest_start, found.dest_end
    # A sign that stands alone has no letters: it stays outside, before the phrase as behind it.
    first = min(range(len(starts)), key=lambda i: (abs(starts[i] - at), -i))
    last = min(range(len(starts)), key=lambda i: abs(starts[i] - end))
    near = abs(starts[first] - at) <= 1 and abs(starts[last] - end) <= 1
    return (first, last) if near and last > first else None


def _spelt(words: Sequence[Word], phrase: Phrase) -> list[Word] | None:
    """The words spelt as the phrase has them, or None where they are too different to be it."""
    if "".join(w.text for w in words) == "".join(phrase.words):
        return list(words) if len(words) == len(phrase.words) else _respaced(words, phrase.words)
    if any(c.isdigit() for w in words for c in w.text) or len(phrase.letters) < _SHORTEST:
        return None
    upper = "".join(w.text for w in words).isupper()
    printed = tuple(w.upper() for w in phrase.words) if upper else phrase.words
    if len(words) != len(printed):
        return (
            _respaced(words, printed) if letters("".join(w.text for w in words)) == phrase.letters else None
        )
    if not all(_is_close(w.text, p) for w, p in zip(words, printed, strict=True)):
        return None
    return [_dressed(w, p) for w, p in zip(words, printed, strict=True)]


def _is_close(word: str, printed: str) -> bool:
    """Whether a word can be the phrase's word badly read: nearly the same letters, in the same case, in one stretch."""
    ours, theirs = letters(word), letters(printed)
    if ours == theirs:
        return True
    if word.rstrip(",.").endswith(":") and not printed.endswith(":"):
        return False
    # A capital where the form has a small letter is a name: "Tuyên Quang" is no "Nguyên quán".
    same_case = _cases(core(word)) == _cases(core(printed))
    return same_case and len(theirs) >= _FUZZY_WORD and fuzz.ratio(ours, theirs) >= _WORD_CLOSE


def _cases(word: str) -> tuple[bool, bool]:
    return word.isupper(), word[:1].isupper()


def _dressed(word: Word, printed: str) -> Word:
    """The phrase's letters in the word's own punctuation; a word that differs in case only stays."""
    bare, wanted = core(word.text), core(printed)
    if not wanted or not bare:
        return replace(word, text=printed) if not wanted and not bare else word
    if bare.casefold() == wanted.casefold():
        return word
    return replace(word, text=word.text.replace(bare, wanted))


def _respaced(words: Sequence[Word], printed: Sequence[str]) -> list[Word]:
    """The phrase's words shared out over the room that the words take."""
    left, top, right, bottom = span([w.box for w in words])
    total = sum(len(p) + 1 for p in printed)
    edges = [
        left + (right - left) * done // total for done in accumulate((len(p) + 1 for p in printed), initial=0)
    ]
    weakest, tail = min(w.confidence for w in words), words[-1].text
    ends = [
        *printed[:-1],
        printed[-1] + (tail[-1] if not tail[-1].isalnum() and printed[-1][-1].isalnum() else ""),
    ]
    agreed = None if words[0].agreed is None else all(w.agreed for w in words)
    return [
        Word(text, weakest, (x0, top, max(x0 + 1, x1), bottom), words[0].row, agreed)
        for text, x0, x1 in zip(ends, edges, edges[1:], strict=False)
    ]
