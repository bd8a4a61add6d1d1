"""Validation data that nothing covers yet: a mark by which a changed byte in them is found all the same.

A B-LT file ends with a revision that no signature and no timestamp covers. What counts in it is signed by the
authorities themselves; but a file that was damaged on its way must not be called whole. So our revision begins with a
comment that holds the SHA-256 of all that follows; it stands there twice, so that one changed bit never hides it.
"""

from __future__ import annotations

import re
from hashlib import sha256

_WORD = b"%motcua-store sha256="
_MARK = re.compile(rb"(%motcua-store sha256=([0-9a-f]{64})\n)\1")
_FOREIGN_END = re.compile(rb"%%EOF(\r\n|\r|\n)?\Z")

BLANK_MARK = (_WORD + b"0" * 64 + b"\n") * 2
"""Put this behind a file, append the revision with the validation data, then `fill_mark`."""


def fill_mark(before: bytes, written: bytes) -> bytes:
    """`written` is `before`, BLANK_MARK and a revision; gives it with the mark of that revision."""
    revision = written[len(before) + len(BLANK_MARK) :]
    line = _WORD + sha256(revision).hexdigest().encode() + b"\n"
    return before + line * 2 + revision


def is_store_whole(tail: bytes) -> bool:
    """Whether a revision of validation data is as it was written: ours by its mark, another's by its clean end."""
    match = _MARK.match(tail)
    if match is None:
        return _WORD not in tail and _FOREIGN_END.search(tail) is not None
    return match[2] == sha256(tail[match.end() :]).hexdigest().encode()
