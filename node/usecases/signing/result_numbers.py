"""Numbers of outgoing results, from this node's own book (sổ văn bản đi).

A number is taken before the paper is drawn, because it stands on it. When signing fails nothing with that number has
left the memory, and the next result gets it; when a signed paper may exist that was not recorded, the number is written
off with its reason (số hủy) and listed.
"""

from dataclasses import dataclass
from datetime import date

from node.ports import NumberRow, Tables
from node.usecases.workplace import Workplace

_CUT_OFF_VI = "Máy dừng giữa lúc ký phát hành; có thể đã có bản ký mang số này."
_MOST = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """A number of the book while its result is being made."""

    year: int
    number: int
    text: str


class ResultNumbers:
    """Takes, gives back and writes off."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def take(self, dossier: str, day: date) -> Taken:
        """The next number for a result of `dossier`."""
        place = self._place
        with place.store.writing() as tables:
            number = tables.numbers.take(day.year, dossier, place.clock.now_ms())
        return Taken(day.year, number, number_text(place, day.year, number))

    def give_back(self, taken: Taken | None, reason_vi: str) -> None:
        """Nothing was signed; None (a number that a person chose) is nobody's business here."""
        if taken is not None:
            with self._place.store.writing() as tables:
                tables.numbers.give_back(taken.year, taken.number, reason_vi)

    def write_off(self, taken: Taken | None, reason_vi: str) -> None:
        """A signed paper exists and no result was recorded."""
        if taken is not None:
            with self._place.store.writing() as tables:
                tables.numbers.write_off(taken.year, taken.number, reason_vi)

    def unused(self) -> tuple[NumberRow, ...]:
        """Numbers given back or written off, newest first."""
        with self._place.store.reading() as tables:
            return tuple(tables.numbers.unused(_MOST))


def recover_numbers(tables: Tables) -> int:
    """At start: write off what a crash cut off."""
    return tables.numbers.recover(_CUT_OFF_VI)


def number_text(place: Workplace, year: int, number: int) -> str:
    """As printed. After a restore the book may be older than the papers: the incarnation keeps numbers apart."""
    identity = place.identity
    life = f"-{identity.incarnation}" if identity.incarnation > 1 else ""
    return f"{number:02d}/{year}/{identity.short.upper()}{life}"
