"""How likely a word of a field was misread, and how likely that makes its value wrong: two small logistic scores.

Their coefficients were fitted on generated papers whose truth is known (`python -m bench.doubt` fits them again and
prints what they give on papers they were not fitted on; docs/decisions/fields.md has the figures). They are the means
of two fits on different papers, which do better on others than either alone. What speaks: how sure the reader was,
whether a second one agrees, whether the word can be Vietnamese and is known from names, and the traps that readers fall
into with high confidence (a lost dot below y, a lost tone of a name). A value is as likely
right as all its words together; a rule of the number or the same name elsewhere then raises or lowers that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from node.ocr.model import Word
from node.ocr.words.name_words import has_toned_kin, is_known
from node.ocr.words.spelling import core
from node.ocr.words.syllables import is_syllable

WORD: Final[Mapping[str, float]] = {
    "base": -8.41,
    "unsure": 0.63,
    "alone": 0.06,
    "alone unsure": 0.94,
    "differs": 1.34,
    "differs unsure": 0.73,
    "number": 0.72,
    "number differs": -0.07,
    "odd": 1.02,
    "bare y": 4.6,  # fitted 1.71 and 3.07 on few words, 5.4 before dots were looked for: lost ones cost no confidence
    "capitals": 0.79,
    "unknown": 2.27,
    "lost tone": 3.27,
}
VALUE: Final[Mapping[str, float]] = {
    "base": -0.3,
    "words": 1.1,
    "borne out": -0.69,
    "repeated": -1.29,
    "closed": -0.64,
    "listed": 0.07,
    "address": 0.5,
    "name": 0.75,
    "number": 0.74,
    "text": 1.74,  # fitted 1.33 at last, on the few kinds of paper that have any
}

_MOST = 100.5  # the surest reading still leaves something
_NUMBER_DIGITS = 3
_SURELY, _HARDLY = 1e-6, 1 - 1e-6
# The dot below y (Thuỵ, Mỵ) is lost with high confidence and by every reader, so a y without tone proves nothing;
# Vy is a name, Vỵ is none.
_BARE_Y = re.compile(r"(?i)(?:[bcdđghklmnprstx]|u)y(?!\w)")
_SPELLED = frozenset({"name", "address"})


def misread(word: Word, kind: str, weights: Mapping[str, float] = WORD) -> float:
    """The chance (0–1) that a word of a value of that kind was misread."""
    return share(sum(weights[name] * value for name, value in word_signs(word, kind).items()))


def wrong(words: Sequence[Word], kind: str, signs: Mapping[str, float]) -> float:
    """The chance (0–1) that a value read from `words` is wrong; `signs` are what else is known (see `VALUE`)."""
    known = {"base": 1.0, "words": words_odds(words, kind), **signs}
    return share(sum(VALUE[name] * value for name, value in known.items()))


def words_odds(words: Sequence[Word], kind: str, weights: Mapping[str, float] = WORD) -> float:
    """The log odds that any of the words was misread, never infinite."""
    right = math.prod(1 - misread(word, kind, weights) for word in words)
    chance = min(_HARDLY, max(_SURELY, 1 - right))
    return math.log(chance / (1 - chance))


def word_signs(word: Word, kind: str) -> dict[str, float]:
    """What speaks for or against a word; each sign has a coefficient in `WORD`."""
    text = core(word.text)
    unsure = math.log(_MOST - min(100.0, word.confidence))
    is_alone, differs = word.agreed is None, word.agreed is False
    is_number = sum(c.isdigit() for c in text) >= _NUMBER_DIGITS
    is_word = any(c.isalpha() for c in text) and not any(c.isdigit() for c in text)
    is_spelled = is_word and kind in _SPELLED
    is_odd = is_word and not is_syllable(text)
    return {
        "base": 1.0,
        "unsure": unsure,
        "alone": float(is_alone),
        "alone unsure": unsure * is_alone,
        "differs": float(differs),
        "differs unsure": unsure * differs,
        "number": float(is_number),
        "number differs": float(is_number and differs),
        "odd": float(is_odd),
        "bare y": float(is_spelled and is_syllable(text) and _BARE_Y.search(text) is not None),
        "capitals": float(is_word and len(text) > 1 and text.isupper()),
        "unknown": float(is_spelled and not is_odd and text[:1].isupper() and not is_known(text)),
        "lost tone": float(is_word and kind == "name" and has_toned_kin(text)),
    }


def share(odds: float) -> float:
    """The chance (0–1) behind log odds."""
    return 1 / (1 + math.exp(-odds))
