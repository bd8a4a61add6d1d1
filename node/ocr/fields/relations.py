"""Who somebody is to another, as forms of civil status and residence are filled in: a short list of words."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from node.ocr.fields.grammars import Found, fold, free_text

_WORDS = (
    "Vợ|Chồng|Con|Con đẻ|Con trai|Con gái|Con dâu|Con rể|Con nuôi|Cha|Mẹ|Bố|Cha đẻ|Mẹ đẻ|Bố đẻ|Cha nuôi|Mẹ nuôi|"
    "Ông nội|Bà nội|Ông ngoại|Bà ngoại|Cháu|Cháu ruột|Cháu nội|Cháu ngoại|Anh ruột|Chị ruột|Em ruột|Chủ hộ|Ở nhờ"
)
_BY_LETTERS = {fold(word): word for word in _WORDS.split("|")}


def find_relation(text: str) -> Found | None:
    """The words as they are spelled where they are of the list, or one of it alone is but a letter off: `mended`;
    others as they were read."""
    found = free_text(text)
    if found is None:
        return None
    letters = fold(found.value)
    if letters in _BY_LETTERS:
        return found._replace(value=_BY_LETTERS[letters])
    near = [known for known in _BY_LETTERS if Levenshtein.distance(known, letters, score_cutoff=1) <= 1]
    return found._replace(value=_BY_LETTERS[near[0]], mended=True) if len(near) == 1 else found


def is_relation(text: str) -> bool:
    """Whether `text` is one of these words, marks aside."""
    return fold(text).strip(" .,") in _BY_LETTERS
