"""Pages whose ink stands at about the same places, also when one went in upside down: what may be the same sheet.

Whether it is one is asked of the few nearest (`same_sheet`): forms of one kind are near each other too.
"""

from collections import deque
from collections.abc import Iterable
from heapq import nsmallest

SAME_PRINT = 0.04  # of the cells with ink; another person on the same form differs by 0.07 and more
_NEAR = 0.45  # as far apart as a page and its photocopy may be

Print = tuple[str, int, str]  # sha256, page, its cells as hexadecimal


class KnownPrints:
    """The newest `most` pages that have print; the newest are compared first."""

    def __init__(self, newest_first: Iterable[Print], most: int) -> None:
        self._known: deque[tuple[str, int]] = deque(map(_cells, newest_first), most)

    def nearest(self, bits: str, most: int) -> list[tuple[float, str]]:
        """At most so many pages ("sha256:page") that are near, the nearest first, with how far they are."""
        if not bits:
            return []
        ways = (int(bits, 16), int(f"{int(bits, 16):0{4 * len(bits)}b}"[::-1], 2))
        far = ((min(_apart(mine, other) for mine in ways), name) for name, other in self._known)
        return nsmallest(most, (one for one in far if one[0] < _NEAR))

    def add(self, prints: Iterable[Print]) -> None:
        """Pages that came now; the oldest make room."""
        for one in prints:
            if one[2]:
                self._known.appendleft(_cells(one))


def _apart(one: int, other: int) -> float:
    return (one ^ other).bit_count() / max(1, (one | other).bit_count())


def _cells(one: Print) -> tuple[str, int]:
    sha256, page, bits = one
    return f"{sha256}:{page}", int(bits, 16)
