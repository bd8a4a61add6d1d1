"""Invented people, addresses and numbers; personal numbers use province codes that are assigned to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.corpus.words import (
    COMMUNES,
    DISTRICTS,
    EDE,
    FAMILY,
    GIVEN_M,
    GIVEN_W,
    HAMLETS,
    MIDDLE_M,
    MIDDLE_W,
    PEOPLES,
    PROVINCES,
    STREETS,
    UNASSIGNED,
)


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    woman: bool
    born: tuple[int, int, int]
    number: str
    people: str

    @property
    def birth_date(self) -> str:
        """dd/mm/yyyy."""
        day, month, year = self.born
        return f"{day:02d}/{month:02d}/{year}"

    @property
    def sex(self) -> str:
        """As printed."""
        return "Nữ" if self.woman else "Nam"


def person(rng: Random, years: tuple[int, int] = (1950, 2005), woman: bool | None = None) -> Person:
    """Somebody born within `years`."""
    is_woman = rng.random() < 0.5 if woman is None else woman
    born = (rng.randint(1, 28), rng.randint(1, 12), rng.randint(*years))
    if rng.random() < 0.08:
        name = rng.choice([n for n in EDE if n.startswith("H'") == is_woman])
        people = "Ê Đê"
    else:
        middle = rng.choice(MIDDLE_W if is_woman else MIDDLE_M)
        name = f"{rng.choice(FAMILY)} {middle} {rng.choice(GIVEN_W if is_woman else GIVEN_M)}"
        people = rng.choice(PEOPLES)
    return Person(name, is_woman, born, personal_number(rng, is_woman, born[2]), people)


def personal_number(rng: Random, woman: bool, year: int) -> str:
    """Twelve digits by the rule (Nghị định 70/2024/NĐ-CP, Điều 4) behind a code of no province."""
    century = (year // 100 - 19) * 2 + woman
    return f"{rng.choice(UNASSIGNED)}{century}{year % 100:02d}{rng.randrange(10**6):06d}"


def commune(rng: Random) -> str:
    """Name of a commune, without its type."""
    return rng.choice(COMMUNES)


def province(rng: Random) -> str:
    """Name of a province, without its type."""
    return rng.choice(PROVINCES)


def district(rng: Random) -> str:
    """Name of a district of before July 2025."""
    return rng.choice(DISTRICTS)


def place(rng: Random, *, house: bool | None = None, old: bool = False) -> str:
    """An address as people write it."""
    parts = []
    hamlet = rng.choice(HAMLETS)
    if rng.random() < 0.4 if house is None else house:
        alley = f" hẻm {rng.randint(1, 40)}" if rng.random() < 0.3 else ""
        parts.append(f"Số {rng.randint(1, 480)}{alley} đường {rng.choice(STREETS)}")
        hamlet = hamlet[0].lower() + hamlet[1:]
    parts.append(hamlet)
    parts.append(f"{rng.choice(['xã', 'xã', 'phường'])} {commune(rng)}")
    if old:
        parts.append(f"huyện {district(rng)}")
    parts.append(f"tỉnh {province(rng)}")
    return ", ".join(parts)


def hamlet(rng: Random) -> str:
    """A hamlet alone, as lists have it."""
    return rng.choice(HAMLETS)


def hometown(rng: Random) -> str:
    """Commune and province."""
    return f"xã {commune(rng)}, tỉnh {province(rng)}"


def day(rng: Random, years: tuple[int, int] = (2025, 2026)) -> tuple[int, int, int]:
    """Some day."""
    return rng.randint(1, 28), rng.randint(1, 12), rng.randint(*years)


def slashed(when: tuple[int, int, int]) -> str:
    """05/02/2026."""
    return f"{when[0]:02d}/{when[1]:02d}/{when[2]}"


def spoken(when: tuple[int, int, int]) -> str:
    """ngày 05 tháng 02 năm 2026."""
    return f"ngày {when[0]:02d} tháng {when[1]:02d} năm {when[2]}"
