"""Whether a word can be a Vietnamese syllable: initial, vowels with their marks, final, one tone.

The spelling rules of the language (QĐ 1989/QĐ-BGDĐT): a word that breaks them was misread, or belongs to another
language (names of the Ê Đê, Ba Na and others do), and a person should look.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from dossier.vietnamese import TONES

_INITIALS: Final = "ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|[bcdđghklmnprstvx]"
_OPEN: Final = (
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oe|oi|ôi|ơi|ua|ui|uê|uơ|uy|ưa|ưi|ưu|iêu|yêu|oai|oay|oeo|"
    "uây|uôi|uya|uyu|ươi|ươu|oao|ya"
)
_CLOSED: Final = "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|iê|yê|oa|oă|oe|oo|uâ|uê|uô|uy|uyê|ươ|ue"
_SYLLABLE: Final = re.compile(
    rf"(?:{_INITIALS})?(?:(?:{_OPEN})|(?P<vowel>{_CLOSED})(?P<final>ch|ng|nh|[cmnpt]))"
)
_STOPPED: Final = ("c", "ch", "p", "t")  # with these only sắc and nặng
_ACUTE, _DOT = "\u0301", "\u0323"


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether `word` (any case, without punctuation) can be one; abbreviations in capitals pass."""
    if word.isupper() and len(word) > 1 and not any(c in "AEIOUYĂÂÊÔƠƯ" for c in _bare(word)):
        return True
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in apart if mark in TONES]
    letters = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in TONES))
    found = _SYLLABLE.fullmatch(letters)
    if found is None or len(tones) > 1:
        return False
    stopped = found["final"] in _STOPPED
    return not stopped or tones in ([_ACUTE], [_DOT])


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
