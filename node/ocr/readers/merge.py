"""Two readings of one printed line become one, word by word.

Words are lined up by their letters without marks. Where both read the same letters, Tesseract's marks stand (0.8 %
wrong against 5 %); tokens with three or more digits are the second reader's; otherwise the one that is Vietnamese, or
whose reader is the surer (`readers.whose`). Every word says whether the two agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby

from node.ocr.fields.grammars import DIGIT_FOR
from node.ocr.model import Box, Word, span
from node.ocr.readers.second import Seen
from node.ocr.readers.whose import has_no_say, letters_are_theirs, marks_are_theirs, quality
from node.ocr.words.spelling import core, in_figures, mended, skeleton

_NUMBER_DIGITS = 3
_LONE_DIGITS = 4
_LONE_FIRST, _LONE_SECOND = 60.0, 60.0
_FILLERS = "<<"


def merged(first: Sequence[Word], second: Sequence[Seen], box: Box) -> list[Word]:
    """One line from both readings; `box` is the line's, for words that only the second reader saw."""
    first = [replace(w, text=mended(w.text)) for w in first]
    second = _digits_together([part for seen in second for part in _unglued(seen)])
    ours, theirs = [_key(w.text) for w in first], [_key(w.text) for w in second]
    words: list[Word] = []
    for what, a0, a1, b0, b1 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if what == "equal":
            words += [_same_letters(w, s) for w, s in zip(first[a0:a1], second[b0:b1], strict=True)]
        elif what == "delete":
            words += [replace(w, agreed=False) for w in first[a0:a1] if w.confidence >= _LONE_FIRST]
        elif what == "insert":
            words += _only_second(second[b0:b1], _between(words, first[a0:], box))
        else:
            words += _different(first[a0:a1], second[b0:b1])
    return words


def _unglued(seen: Seen) -> list[Seen]:
    """`sinh:09/10/2008` as two words: the second reader often sees no blank behind a colon."""
    label, colon, value = seen.text.partition(":")
    if not colon or not label.isalpha() or not value:
        return [seen]
    return [replace(seen, text=label + colon), replace(seen, text=value)]


def _digits_together(second: Sequence[Seen]) -> list[Seen]:
    """Digits that were read one by one, as from printed boxes, as one number: a lone "4" lines up with any other 4."""
    parts: list[Seen] = []
    for are_lone, group in groupby(second, key=lambda seen: len(seen.text) == 1 and seen.text.isdigit()):
        run = list(group)
        if are_lone and len(run) >= _LONE_DIGITS:
            run = [Seen("".join(seen.text for seen in run), min(seen.confidence for seen in run))]
        parts += [replace(seen, text=in_figures(seen.text)) for seen in run]
    return parts


def _key(text: str) -> str:
    """What words are lined up by: letters and digits without marks, or the sign itself ("-", "/")."""
    return "".join(letter for letter in skeleton(text) if letter.isalnum()) or text


def _same_letters(word: Word, seen: Seen) -> Word:
    """Both read the same letters; what differs is marks or case."""
    ours, theirs = core(mended(word.text)), core(seen.text)
    if ours == theirs:
        return replace(word, text=mended(word.text), agreed=True)
    if _is_number(ours):
        return replace(word, text=seen.text, confidence=seen.confidence, agreed=False)
    if ours and theirs and marks_are_theirs(ours, word.confidence, theirs, seen.confidence):
        return replace(word, text=mended(word.text).replace(ours, theirs), agreed=False)
    return replace(word, agreed=None if has_no_say(ours, theirs) else False)


def _different(first: Sequence[Word], second: Sequence[Seen]) -> list[Word]:
    """Both saw something else in the same place."""
    whole = span([w.box for w in first])
    joined, other = "".join(w.text for w in first), "".join(s.text for s in second)
    if _key(joined) == _key(other):
        return _respaced(first, second, joined, whole)
    if len(second) < len(first) and _holds_numbers(first, other):
        return [replace(w, agreed=_stands_in(w, other)) for w in first]
    if _FILLERS in joined:
        return [
            replace(w, agreed=False) for w in first
        ]  # a card's zone: its fillers are no letters to the second
    if _is_number(joined) and _is_number(other):
        return _boxed_digits(first, second, joined, other, whole)
    if len(first) == len(second):
        return [_better(w, s) for w, s in zip(first, second, strict=True)]
    if _is_number(joined) or _is_number(other) or quality(second) > quality(first):
        return _only_second(second, whole)
    return [replace(w, agreed=_stands_in(w, other)) for w in first]


def _boxed_digits(
    first: Sequence[Word], second: Sequence[Seen], joined: str, other: str, whole: Box
) -> list[Word]:
    """Numbers that one of the two took apart, as in printed boxes for digits."""
    agreed = joined == other
    weakest = min([w.confidence for w in first] if agreed else [s.confidence for s in second])
    if agreed or other.isdigit():
        return [Word(other, weakest, whole, agreed=agreed)]
    if len(first) == len(second) == 1:
        return [_better(first[0], second[0])]
    return _only_second(second, whole)


def _better(word: Word, seen: Seen) -> Word:
    text = _shared_digits(word.text, seen.text)
    theirs = replace(word, text=text, confidence=seen.confidence, agreed=False)
    if _is_number(word.text) or _is_number(seen.text):
        return theirs
    return theirs if letters_are_theirs(word, seen) else replace(word, agreed=False)


def _shared_digits(ours: str, theirs: str) -> str:
    """Their number with our digits where they wrote a letter that looks like it: "25/O1/1982" beside "25/01/1982"."""
    if len(ours) != len(theirs) or not _is_number(theirs):
        return theirs
    pairs = zip(ours, theirs, strict=True)
    return "".join(a if a.isdigit() and b.translate(DIGIT_FOR) == a else b for a, b in pairs)


def _respaced(first: Sequence[Word], second: Sequence[Seen], joined: str, whole: Box) -> list[Word]:
    """The same letters, other blanks: Tesseract runs words together more often than it tears them apart."""
    lengths = [len(s.text) for s in second]
    if len(first) >= len(second):
        return _compared(first, second)
    if sum(lengths) != len(joined):
        return [replace(w, agreed=False) for w in first]
    weakest = min(w.confidence for w in first)
    words, start = [], 0
    for seen, box in zip(second, _shares(whole, lengths), strict=True):
        text = joined[start : start + len(seen.text)]
        words.append(Word(text, weakest, box, agreed=text == seen.text))
        start += len(seen.text)
    return words


def _compared(first: Sequence[Word], second: Sequence[Seen]) -> list[Word]:
    """Blanks stand elsewhere, the letters do not: each word is held against its own letters of the other reading."""
    letters = "".join(letter for s in second for letter in s.text if letter.isalnum())
    words, start = [], 0
    for word in first:
        own = "".join(letter for letter in mended(word.text) if letter.isalnum())
        is_same = letters[start : start + len(own)] == own
        words.append(replace(word, text=mended(word.text), agreed=is_same))
        start += len(own)
    return words


def _holds_numbers(first: Sequence[Word], other: str) -> bool:
    """Whether the other reading, its words run together, holds the very numbers of this one."""
    numbers = [w for w in first if _is_number(w.text)]
    return bool(numbers) and all(_stands_in(number, other) for number in numbers)


def _stands_in(word: Word, other: str) -> bool:
    """Whether a word stands as it is in a reading that ran words together; two letters may do so by chance."""
    own = core(mended(word.text))
    at = other.find(own) if len(own) >= _NUMBER_DIGITS else -1
    return at >= 0 and not (other[:at][-1:].isdigit() or other[at + len(own) :][:1].isdigit())


def _only_second(second: Sequence[Seen], box: Box) -> list[Word]:
    sure = [s for s in second if (_key(s.text) and s.confidence >= _LONE_SECOND) or _is_number(s.text)]
    boxes = _shares(box, [len(s.text) for s in sure])
    return [Word(s.text, s.confidence, b, agreed=False) for s, b in zip(sure, boxes, strict=True)]


def _is_number(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) >= _NUMBER_DIGITS


def _between(before: Sequence[Word], after: Sequence[Word], line: Box) -> Box:
    """The room between two words of a line, at least one pixel wide."""
    left = before[-1].box[2] if before else line[0]
    right = after[0].box[0] if after else line[2]
    return (min(left, line[2] - 1), line[1], max(min(left, line[2] - 1) + 1, right), line[3])


def _shares(box: Box, lengths: Sequence[int]) -> list[Box]:
    """`box` cut into pieces as wide as `lengths` say, none empty."""
    left, top, right, bottom = box
    total, start, boxes = sum(lengths) + max(0, len(lengths) - 1), 0, []
    for length in lengths:
        x0 = left + (right - left) * start // max(1, total)
        x1 = left + (right - left) * (start + length) // max(1, total)
        boxes.append((min(x0, right - 1), top, max(min(x0, right - 1) + 1, x1), bottom))
        start += length + 1
    return boxes
