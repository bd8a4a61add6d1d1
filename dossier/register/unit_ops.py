"""The three operations by which the register of units grows, as values and as canonical JSON.

* *attribute*: from a day on, a unit is called, typed, coded or placed otherwise; it stays the same unit;
* *lineage*: units end, begin, or hand pieces to each other: merge, split, boundary piece;
* *correction*: a recorded value was wrong; no legal day, the old name stays findable as an alias.

An operation takes effect on the day on which its document's authorities begin to operate, which may lie in
the future. The JSON form is RFC 8785: keys sorted, no blanks, the same bytes for the same operations.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeVar, cast, get_args

from dossier.errors import MalformedValue
from dossier.register.unit_values import LegalBasis, Share, first_id

Attr = Literal["name", "type", "code", "parent_code"]
ATTRIBUTES: Final[tuple[Attr, ...]] = ("name", "type", "code", "parent_code")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Decree:
    """The document of an operation; `operates` is the day of effect, `in_force` that of the text."""

    number: str
    issued: date
    in_force: date
    operates: date

    def as_basis(self) -> LegalBasis:
        """As a register row names it."""
        return LegalBasis(self.number, self.issued, self.in_force, self.operates)


@dataclass(frozen=True, slots=True)
class AttributeOp:
    """New name, type, code or parent of one unit; None leaves as it is."""

    unit_id: str
    decree: Decree
    name: str | None = None
    type: str | None = None
    code: str | None = None
    parent_code: str | None = None


@dataclass(frozen=True, slots=True)
class Founded:
    """A unit that begins; `name` carries the type word."""

    code: str
    name: str
    type: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """What of `old_id` goes to `new_id`: area and population in words."""

    old_id: str
    new_id: str
    area: Share
    population: Share


@dataclass(frozen=True, slots=True)
class LineageOp:
    """Units that end, units that begin, and every piece that changes hands."""

    decree: Decree
    dissolved: tuple[str, ...]
    founded: tuple[Founded, ...]
    pieces: tuple[Piece, ...]

    def founded_id(self, unit: Founded) -> str:
        """The identity that a founded unit gets."""
        return first_id(unit.code, self.decree.operates)


@dataclass(frozen=True, slots=True)
class CorrectionOp:
    """The version of `unit_id` that begins on `valid_from` should read `now` where it reads `was`."""

    unit_id: str
    valid_from: date | None
    attribute: Attr
    was: str
    now: str


UnitOp = AttributeOp | LineageOp | CorrectionOp


def to_json(ops: Iterable[UnitOp]) -> str:
    """The canonical JSON text of operations, in their order."""
    return json.dumps([op_value(op) for op in ops], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> tuple[UnitOp, ...]:
    """Operations from their JSON text; raises MalformedValue (UNIT_OPS_MALFORMED) for anything else."""
    try:
        return tuple(op_from(value) for value in _list(json.loads(text)))
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedValue(
            "UNIT_OPS_MALFORMED",
            f"Nội dung thay đổi đơn vị hành chính không đúng mẫu ({error}). Hãy xin lại bản từ trung tâm tỉnh.",
        ) from error


def op_value(op: UnitOp) -> dict[str, Any]:
    """One operation as a JSON object."""
    match op:
        case AttributeOp():
            changes = {key: value for key in ATTRIBUTES if (value := getattr(op, key)) is not None}
            return {
                "op": "attribute",
                "unit_id": op.unit_id,
                "decree": _decree_value(op.decree),
                "set": changes,
            }
        case LineageOp():
            return {
                "op": "lineage",
                "decree": _decree_value(op.decree),
                "dissolved": list(op.dissolved),
                "founded": [_slots(f) for f in op.founded],
                "pieces": [_slots(p) for p in op.pieces],
            }
        case CorrectionOp():
            day = op.valid_from.isoformat() if op.valid_from else None
            return {"op": "correction", **_slots(op), "valid_from": day}


def op_from(value: Any) -> UnitOp:
    """One operation from its JSON object; raises KeyError, TypeError or ValueError for anything else."""
    if not isinstance(value, dict):
        raise TypeError("not an object")
    match value.get("op"):
        case "attribute":
            _exactly(value, "op", "unit_id", "decree", "set")
            changes = {key: _text(text) for key, text in value["set"].items()}
            if not changes or not set(changes) <= set(ATTRIBUTES):
                raise ValueError(f"set: {sorted(changes)}")
            return AttributeOp(_text(value["unit_id"]), _decree(value["decree"]), **changes)
        case "lineage":
            _exactly(value, "op", "decree", "dissolved", "founded", "pieces")
            return LineageOp(
                _decree(value["decree"]),
                _each(value["dissolved"], _text),
                _each(value["founded"], _founded),
                _each(value["pieces"], _piece),
            )
        case "correction":
            _exactly(value, "op", "unit_id", "valid_from", "attribute", "was", "now")
            day = None if value["valid_from"] is None else date.fromisoformat(value["valid_from"])
            attribute = cast(Attr, _one_of(value["attribute"], ATTRIBUTES))
            return CorrectionOp(
                _text(value["unit_id"]), day, attribute, _text(value["was"]), _text(value["now"])
            )
        case other:
            raise ValueError(f"op {other!r}")


def _founded(value: Any) -> Founded:
    _exactly(value, "code", "name", "type", "parent_code")
    parent = None if value["parent_code"] is None else _text(value["parent_code"])
    return Founded(_text(value["code"]), _text(value["name"]), _text(value["type"]), parent)


def _piece(value: Any) -> Piece:
    _exactly(value, "old_id", "new_id", "area", "population")
    area, population = (cast(Share, _one_of(value[key], get_args(Share))) for key in ("area", "population"))
    return Piece(_text(value["old_id"]), _text(value["new_id"]), area, population)


def _decree(value: Any) -> Decree:
    _exactly(value, "number", "issued", "in_force", "operates")
    days = [date.fromisoformat(_text(value[key])) for key in ("issued", "in_force", "operates")]
    return Decree(_text(value["number"]), *days)


def _decree_value(decree: Decree) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else value.isoformat() for key, value in _slots(decree).items()
    }


def _slots(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _exactly(value: Any, *keys: str) -> None:
    if set(value) != set(keys):
        raise ValueError(f"fields {sorted(map(str, value))}")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _each(value: Any, read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(read(item) for item in _list(value))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("empty text")
    return value


def _one_of(value: Any, words: tuple[str, ...]) -> str:
    if value not in words:
        raise ValueError(f"{value!r} is none of {', '.join(words)}")
    return str(value)
