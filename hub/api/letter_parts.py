"""What came of a letter before its line broke: kept in memory, so that a thin line does not carry the same bytes twice.

A line that holds for less time than a letter takes would never carry it otherwise. Names come from a letter's outside,
nothing is believed: what is joined is an envelope like any other, proved by its signature. Whoever fills the room
costs others nothing but the bytes that this saves.
"""

from collections import OrderedDict
from typing import Annotated

from fastapi import Depends, Request

from hub.api.bodies import envelope_limit
from plumbing.envelopes import HEADER_BYTES, part_name
from plumbing.problem import Problem

MOST_PARTS, MOST_BYTES = 1000, 16_000_000
LEAST_BYTES = 4096  # less is sent again sooner than asked for


class LetterParts:
    """Beginnings of letters by name, the newest ones; a letter that came whole is one too, until its answer arrived."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._parts: OrderedDict[str, bytearray] = OrderedDict()
        self._most_bytes = most_bytes

    def held(self, name: str) -> int:
        """How many bytes of it are here."""
        return len(self._parts.get(name, b""))

    def begun(self, name: str, offset: int) -> bytearray:
        """A copy of its first `offset` bytes, to go on from. Raises Problem(LETTER_PART_GONE)."""
        if not 0 < offset <= self.held(name):
            hint = "Phần đã gửi của thư không còn ở tỉnh; máy sẽ tự gửi lại cả thư."
            raise Problem("LETTER_PART_GONE", hint, "later", f"{offset} > {self.held(name)}")
        return self._parts[name][:offset]

    def keep(self, part: bytearray) -> None:
        """Keep a letter as far as it has come, in place of what was here of it; it may still grow."""
        if len(part) < LEAST_BYTES:
            return
        name = part_name(bytes(part[:HEADER_BYTES]))
        if self.held(name) <= len(part):
            self._parts[name] = part
            self._parts.move_to_end(name)
        while len(self._parts) > MOST_PARTS or sum(map(len, self._parts.values())) > self._most_bytes:
            self._parts.popitem(last=False)


def parts_of(request: Request) -> LetterParts:
    """The one room of this process."""
    parts: LetterParts = request.app.state.letter_parts
    return parts


async def letter_body(request: Request) -> bytes:
    """One envelope, from the beginning or from where an earlier request broke off. Raises Problem: ENVELOPE_TOO_LARGE,
    LETTER_PART_GONE."""
    parts, (limit, refusal) = parts_of(request), envelope_limit(request)
    name, offset = request.headers.get("upload-name", ""), request.headers.get("upload-offset", "0")
    part = parts.begun(name, int(offset)) if name and offset.isdecimal() else bytearray()
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and len(part) + int(announced) > limit:
        raise refusal
    async for piece in request.stream():
        part += piece
        if len(part) > limit:
            raise refusal
        parts.keep(part)  # at once: a line may die without a word, and the next request come on another
    return bytes(part)


PartsOf = Annotated[LetterParts, Depends(parts_of)]
LetterBody = Annotated[bytes, Depends(letter_body)]
