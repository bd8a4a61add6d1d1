"""What a change set does to the table of units: checked, applied, and told beforehand.

Applying is idempotent: an operation whose effect stands already changes nothing. Operations are applied in
order; the tree (every unit has a parent that holds) is checked once at the end, since a reorganisation goes
through states in which it is not whole. Every error is a KernelError with a stable code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dossier.errors import KernelError
from dossier.register.change_rules import (
    checked_lineage,
    checked_title,
    code_is_free,
    held,
    refuse,
    whole_tree,
)
from dossier.register.names import bare_name
from dossier.register.unit_ops import (
    AttributeOp,
    CorrectionOp,
    Founded,
    LineageOp,
    Piece,
    UnitOp,
    from_json,
    to_json,
)
from dossier.register.unit_values import Relation, Unit, UnitChange, level_of_code
from dossier.register.units import UnitTable

__all__ = ["Affected", "affected", "apply_unit_ops", "from_json", "to_json"]


@dataclass(frozen=True, slots=True)
class Affected:
    """Whom a change set touches.

    `dissolved` as they last were, `created` as they begin, `changed` as (before, after), `split` those of
    the dissolved whose matters need a person, `reduced` those that live on without a piece.
    """

    dissolved: tuple[Unit, ...]
    created: tuple[Unit, ...]
    changed: tuple[tuple[Unit, Unit], ...]
    split: tuple[Unit, ...]
    reduced: tuple[Unit, ...]


def apply_unit_ops(table: UnitTable, ops: Sequence[UnitOp]) -> UnitTable:
    """The table with these operations; raises KernelError naming the first that cannot stand."""
    after = table
    for op in ops:
        after = _applied(after, op)
    whole_tree(table, after, ops)
    return after


def affected(table: UnitTable, ops: Sequence[UnitOp]) -> Affected:
    """Who would be touched, for a dry run; raises what `apply_unit_ops` raises."""
    after = apply_unit_ops(table, ops)
    lineages = [op for op in ops if isinstance(op, LineageOp)]
    gone = [unit_id for op in lineages for unit_id in op.dissolved]
    givers = {p.old_id: op for op in lineages for p in op.pieces if p.old_id not in gone}
    born = [(op.founded_id(f), op.decree.operates) for op in lineages for f in op.founded]
    pieces = [p.old_id for op in lineages for p in op.pieces]
    return Affected(
        dissolved=tuple(after.versions(i)[-1] for i in gone),
        created=_held_units(after, born),
        changed=tuple(_before_and_after(table, after, op) for op in ops if not isinstance(op, LineageOp)),
        split=tuple(after.versions(i)[-1] for i in gone if pieces.count(i) > 1),
        reduced=_held_units(after, ((i, op.decree.operates) for i, op in givers.items())),
    )


def _applied(table: UnitTable, op: UnitOp) -> UnitTable:
    match op:
        case AttributeOp():
            return _retitled(table, op)
        case LineageOp():
            return _rearranged(table, op)
        case CorrectionOp():
            return _mended(table, op)


def _retitled(table: UnitTable, op: AttributeOp) -> UnitTable:
    on = op.decree.operates
    unit = held(table, op.unit_id, on)
    type_word = op.type or unit.type
    wanted = replace(
        unit,
        code=op.code or unit.code,
        name=op.name or f"{type_word.capitalize()} {bare_name(unit.name)}",
        type=type_word,
        parent_code=op.parent_code or unit.parent_code,
        valid_from=on,
        basis=op.decree.number,
    )
    if wanted == unit:
        return table
    versions = table.versions(op.unit_id)
    if versions[-1] != unit:
        raise refuse(
            "UNIT_CHANGE_OUT_OF_ORDER",
            f"{unit.name} đã có thay đổi ghi cho ngày {versions[-1].valid_from:%d/%m/%Y}, sau ngày {on:%d/%m/%Y}.",
        )
    checked_title(wanted)
    if wanted.code != unit.code:
        code_is_free(table, wanted.code, on, {op.unit_id})
    before = [replace(unit, valid_to=on)] if unit.valid_from != on else []
    change = UnitChange({op.unit_id: (*versions[:-1], *before, wanted)}, documents=(op.decree.as_basis(),))
    return table.extended(change)


def _rearranged(table: UnitTable, op: LineageOp) -> UnitTable:
    on = op.decree.operates
    born = {op.founded_id(f): _born(f, op) for f in op.founded}
    relations = tuple(_relation(p, op) for p in op.pieces)
    if _stands(table, op, born, relations):
        return table
    checked_lineage(table, op, born)
    ended = {i: (*table.versions(i)[:-1], replace(table.versions(i)[-1], valid_to=on)) for i in op.dissolved}
    begun = {i: (unit,) for i, unit in born.items()}
    return table.extended(UnitChange(ended | begun, relations, documents=(op.decree.as_basis(),)))


def _stands(table: UnitTable, op: LineageOp, born: dict[str, Unit], relations: Iterable[Relation]) -> bool:
    """Whether the whole effect of an operation is in the table already."""
    on = op.decree.operates
    ended = all((v := table.versions(i)) and v[-1].valid_to == on for i in op.dissolved)
    begun = all((v := table.versions(i)) and v[0].basis == unit.basis for i, unit in born.items())
    return ended and begun and all(r in table.relations_from(r.old_id) for r in relations)


def _born(founded: Founded, op: LineageOp) -> Unit:
    level = level_of_code(founded.code)
    if level is None:
        raise refuse("UNIT_CODE_MALFORMED", f"Mã {founded.code} không phải mã đơn vị hành chính.")
    return Unit(
        unit_id=op.founded_id(founded),
        code=founded.code,
        name=founded.name,
        type=founded.type,
        level=level,
        parent_code=founded.parent_code,
        valid_from=op.decree.operates,
        valid_to=None,
        basis=op.decree.number,
    )


def _relation(piece: Piece, op: LineageOp) -> Relation:
    return Relation(
        piece.old_id,
        piece.new_id,
        _kind(piece, op),
        op.decree.operates,
        piece.area,
        piece.population,
        op.decree.number,
    )


def _kind(piece: Piece, op: LineageOp) -> str:
    if piece.old_id not in op.dissolved:
        return "boundary"
    if sum(p.old_id == piece.old_id for p in op.pieces) > 1:
        return "split"
    alone = sum(p.new_id == piece.new_id for p in op.pieces) == 1
    return "retype" if alone and piece.new_id in {op.founded_id(f) for f in op.founded} else "merge"


def _mended(table: UnitTable, op: CorrectionOp) -> UnitTable:
    versions = table.versions(op.unit_id)
    at = next((n for n, unit in enumerate(versions) if unit.valid_from == op.valid_from), None)
    if at is None:
        raise refuse("UNIT_UNKNOWN", f"Không có bản ghi nào của đơn vị {op.unit_id} bắt đầu từ ngày đã nêu.")
    unit = versions[at]
    value = getattr(unit, op.attribute)
    if value == op.now:
        return table
    if value != op.was:
        raise refuse("UNIT_CORRECTION_STALE", f"{unit.name}: bản ghi đang là {value}, không phải {op.was}.")
    mended = _with_value(unit, op)
    checked_title(mended)
    if op.attribute == "code":
        code_is_free(table, op.now, unit.valid_from or date.min, {op.unit_id}, unit.valid_to)
    aliases = table.aliases(op.unit_id)
    known = {op.unit_id: (*aliases, op.was)} if op.attribute == "name" and op.was not in aliases else {}
    change = UnitChange({op.unit_id: (*versions[:at], mended, *versions[at + 1 :])}, aliases=known)
    return table.extended(change)


def _with_value(unit: Unit, op: CorrectionOp) -> Unit:
    match op.attribute:
        case "name":
            return replace(unit, name=op.now)
        case "type":
            return replace(unit, type=op.now, name=f"{op.now.capitalize()} {bare_name(unit.name)}")
        case "code":
            return replace(unit, code=op.now)
        case "parent_code":
            return replace(unit, parent_code=op.now)


def _held_units(table: UnitTable, days: Iterable[tuple[str, date]]) -> tuple[Unit, ...]:
    return tuple(unit for unit_id, on in days if (unit := table.by_id(unit_id, on)))


def _before_and_after(
    table: UnitTable, after: UnitTable, op: AttributeOp | CorrectionOp
) -> tuple[Unit, Unit]:
    match op:
        case AttributeOp():
            on = op.decree.operates
            now = held(after, op.unit_id, on)
            earlier = [u for u in after.versions(op.unit_id) if u.valid_to == now.valid_from]
            return (earlier[-1] if earlier else now), now
        case CorrectionOp():
            then, now = (_starting(t, op) for t in (table, after))
            return then, now


def _starting(table: UnitTable, op: CorrectionOp) -> Unit:
    for unit in table.versions(op.unit_id):
        if unit.valid_from == op.valid_from:
            return unit
    raise KernelError("UNIT_UNKNOWN", f"Không có đơn vị {op.unit_id}.")
