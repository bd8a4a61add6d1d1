"""What a unit is: a thing with an identity of its own, and versions that hold on certain days.

Neither the code nor the name is the identity: codes are given again to other units, names repeat and
change (QĐ 19/2025/QĐ-TTg kept most numbers while the units behind them were merged). So a unit has a
`unit_id` that never changes, made of the code it first carried and the day on which it came to be:
`16480@2025-07-01`. A unit that stood before the first day of these records has the day `0`: `16447@0`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

Level = Literal["province", "district", "commune"]
Share = Literal["all", "part", "none"]

LEVELS: Final[tuple[Level, ...]] = ("province", "district", "commune")
CODE_DIGITS: Final[dict[Level, int]] = {"province": 2, "district": 3, "commune": 5}
_LEVEL_OF_DIGITS: Final = {digits: level for level, digits in CODE_DIGITS.items()}
LEVEL_TYPES: Final[dict[Level, tuple[str, ...]]] = {
    "province": ("tỉnh", "thành phố"),
    "district": ("quận", "huyện", "thị xã", "thành phố"),
    "commune": ("xã", "phường", "thị trấn", "đặc khu"),
}


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A resolution or decision, with both its dates.

    `in_force` is the day from which the text is law, `operates` the day on which the new authorities begin
    to work: periods of units go by the second.
    """

    number: str
    issued: date | None
    in_force: date | None
    operates: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One version of a unit: what it was called and where it belonged in [valid_from, valid_to).

    `name` carries the type word. None as a bound means open. `basis` is the number of the document that
    made this version.
    """

    unit_id: str
    code: str
    name: str
    type: str
    level: Level
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None
    basis: str | None = None

    def holds(self, on: date) -> bool:
        """Whether this version holds on that day."""
        after_start = self.valid_from is None or self.valid_from <= on
        return after_start and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Relation:
    """From the day `on`, (a share of) what `old_id` held is held by `new_id`.

    `area` and `population` say how much of the old unit, in the words of the statistics office's table;
    None where no source says.
    """

    old_id: str
    new_id: str
    kind: str
    on: date
    area: Share | None = None
    population: Share | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Kin:
    """An answer about lineage: a unit, and by what relation it was reached."""

    unit: Unit
    kind: str
    area: Share | None
    population: Share | None


@dataclass(frozen=True, slots=True)
class Current:
    """One unit answers for it on that day."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Split:
    """Several units share what it held: a person decides.

    `proposal` is the one that took the whole population, where the records say so. Size and distance never
    propose.
    """

    units: tuple[Unit, ...]
    proposal: Unit | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """No unit is known to hold it on that day."""


Resolution = Current | Split | Gone


@dataclass(frozen=True, slots=True)
class UnitNames:
    """A unit as it was called on the day of an act, and who stands for it today ("" = under the same name, or nobody);
    `shared` = several do."""

    unit: str
    then: str
    now: str = ""
    shared: bool = False

    @property
    def now_vi(self) -> str:
        """`nay là Xã Quảng Yên`; after a split `nay thuộc …, …`; "" = unchanged."""
        return f"nay {'thuộc' if self.shared else 'là'} {self.now}" if self.now else ""

    @property
    def text_vi(self) -> str:
        """`Xã Quảng Trạch (nay là Xã Quảng Yên)`."""
        return f"{self.then} ({self.now_vi})" if self.now else self.then


@dataclass(frozen=True, slots=True)
class UnitChange:
    """Rows that extend a table: all versions of every touched unit, new relations, aliases and documents."""

    versions: dict[str, tuple[Unit, ...]] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    documents: tuple[LegalBasis, ...] = ()


def level_of_code(code: str) -> Level | None:
    """The level that a code of this length belongs to: 2 digits province, 3 district (old), 5 commune."""
    if not (code.isascii() and code.isdigit()):
        return None
    return _LEVEL_OF_DIGITS.get(len(code))


def first_id(code: str, since: date | None) -> str:
    """The identity of a unit that first carries `code` from `since` (None: before these records)."""
    return f"{code}@{since.isoformat() if since else '0'}"
