"""Long lists for one statement: SQLite bounds how many values one may have, and a statement costs more than a row."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

MOST = 500
T = TypeVar("T")


def in_parts(items: Sequence[T], most: int = MOST) -> Iterator[Sequence[T]]:
    """The items in pieces that fit into one statement."""
    return (items[at : at + most] for at in range(0, len(items), most))


def marks(part: Sequence[object]) -> str:
    """Question marks for so many values."""
    return ", ".join("?" * len(part))
