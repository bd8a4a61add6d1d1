"""The same sheet scanned twice is known by where its ink stands, also when it went in upside down once."""

from collections import deque
from collections.abc import Iterable

_SAME_PRINT = 0.04  # of the cells with ink; another person on the same form differs by 0.07 and more

Print = tuple[str, int, str]  # sha256, page, its cells as hexadecimal


class KnownPrints:
    """The newest `most` pages that have print; the newest are compared first."""

    def __init__(self, newest_first: Iterable[Print], most: int) -> None:
        self._known: deque[tuple[str, int]] = deque(map(_cells, newest_first), most)

    def twin_of(self, bits: str) -> str:
        """The page ("sha256:page") whose ink stands at the same places; "" for none."""
        if not bits:
            return ""
        ways = (int(bits, 16), int(f"{int(bits, 16):0{4 * len(bits)}b}"[::-1], 2))
        for name, other in self._known:
            for mine in ways:
                if (mine ^ other).bit_count() < _SAME_PRINT * (mine | other).bit_count():
                    return name
        return ""

    def add(self, prints: Iterable[Print]) -> None:
        """Pages that came now; the oldest make room."""
        for one in prints:
            if one[2]:
                self._known.appendleft(_cells(one))


def _cells(one: Print) -> tuple[str, int]:
    sha256, page, bits = one
    return f"{sha256}:{page}", int(bits, 16)
