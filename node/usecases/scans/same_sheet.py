"""Is it the same sheet of paper, scanned again at another dpi, the other way up, as a fax or with a phone?

Two forms of one kind, filled in for two people, have their ink at nearly the same places; what differs is the shape of
a few words. So both pictures are compared piece by piece, a piece about as large as a word, each moved a little until
it fits best: paper is never straight. On the same page every piece fits about as well as the others do, well or badly
as the scan is; where only the form is the same, the words that were filled in fit clearly worse than the rest.

The cells come from `node.ocr.look`: 160 × 224 over the printed area, one where ink is dense, without dotted leaders.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from statistics import median

ACROSS, DOWN = 160, 224
_WIDE, _HIGH, _STEP = 20, 7, 3  # of a piece in cells, and how far it is moved
_LEAST = 12  # cells with ink: less says nothing
_ALIKE = (
    0.6  # common cells, of both pieces' (Dice): what the middle piece of one page in two scans has at least
)
_ODD = 0.75  # of what the middle piece has: less is another word
_MOST_ODD = 0.01  # of the pieces; another person on the same form: 0.028 and more
_SAMPLE = 4  # every fourth piece tells the middle
_MASK = (1 << _WIDE) - 1
_ROW_BYTES = ACROSS // 8

Rows = Sequence[int]


def is_same_sheet(one: bytes, other: bytes) -> bool:
    """Whether both are of one sheet, whichever way up. b"" is of no sheet."""
    if not one or not other:
        return False
    mine, theirs = _rows(one), _rows(other)
    return any(_fits(mine, way) and _fits(way, mine) for way in (theirs, _turned(theirs)))


@lru_cache(maxsize=64)
def _rows(cells: bytes) -> Rows:
    return [int.from_bytes(cells[at : at + _ROW_BYTES]) for at in range(0, len(cells), _ROW_BYTES)]


def _turned(rows: Rows) -> Rows:
    """By 180 degrees."""
    return [int(f"{row:0{ACROSS}b}"[::-1], 2) for row in reversed(rows)]


def _fits(page: Rows, other: Rows) -> bool:
    """Does nearly every piece of `page` that has ink stand in `other` too?"""
    pieces = [piece for piece in _pieces() if _ink(page, piece) >= _LEAST]
    if not pieces:
        return False
    middle = median(_best(page, other, piece) for piece in pieces[::_SAMPLE])
    odd = (piece for piece in pieces if _best(page, other, piece) < _ODD * middle)
    too_many = islice(odd, int(_MOST_ODD * len(pieces)), None)
    return middle >= _ALIKE and next(too_many, None) is None


@lru_cache(maxsize=1)
def _pieces() -> tuple[tuple[int, int], ...]:
    """Top row and shift to the right of each."""
    tops = range(0, DOWN - _HIGH + 1, _HIGH)
    return tuple((top, ACROSS - left - _WIDE) for top in tops for left in range(0, ACROSS - _WIDE + 1, _WIDE))


def _cut(rows: Rows, top: int, shift: int) -> list[int]:
    return [(row >> shift) & _MASK for row in rows[top : top + _HIGH]]


def _ink(rows: Rows, piece: tuple[int, int]) -> int:
    return sum(row.bit_count() for row in _cut(rows, *piece))


def _best(page: Rows, other: Rows, piece: tuple[int, int]) -> float:
    """How well the piece fits at its best place nearby."""
    top, shift = piece
    mine = _cut(page, top, shift)
    ink, best = _ink(page, piece), 0.0
    for aside in range(max(0, shift - _STEP), min(ACROSS - _WIDE, shift + _STEP) + 1):
        for above in range(max(0, top - _STEP), min(DOWN - _HIGH, top + _STEP) + 1):
            theirs = _cut(other, above, aside)
            common = sum((a & b).bit_count() for a, b in zip(mine, theirs, strict=True))
            both = ink + sum(row.bit_count() for row in theirs)
            best = max(best, 2 * common / both)
    return best
