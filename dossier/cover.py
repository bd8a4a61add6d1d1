"""What the QR code of a cover sheet says: which dossier and which of its papers the pages behind it belong to.

A sheet is printed at the counter, laid in front of the paper and scanned with the stack, at any office scanner. The
text is short, so that its code reads well off a poor scan; its last part is a check over the others, so that somebody
else's QR code is never taken for a sheet.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import quote, unquote

_MARK, _VERSION = "MCBIA", 1
_CHECK_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover sheet: the dossier, the component of it ("" = the dossier as a whole), the node that printed it."""

    dossier: str
    component: str
    node: str


def cover_text(cover: Cover) -> str:
    """The text of the code."""
    parts = (quote(part, safe="") for part in (cover.dossier, cover.component, cover.node))
    body = "|".join((f"{_MARK}{_VERSION}", *parts))
    return f"{body}|{_check(body)}"


def parse_cover(text: str) -> Cover | None:
    """The sheet that a code is from, or None for any other code, a damaged one, and sheets of later versions."""
    body, _, check = text.strip().rpartition("|")
    parts = body.split("|")
    if len(parts) != 4 or parts[0] != f"{_MARK}{_VERSION}" or check != _check(body):
        return None
    dossier, component, node = (unquote(part) for part in parts[1:])
    return Cover(dossier, component, node) if dossier and node else None


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:_CHECK_DIGITS]
