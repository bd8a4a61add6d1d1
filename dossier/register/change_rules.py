"""When a change of units cannot stand, and what the person who wrote it should do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from dossier.errors import MalformedValue
from dossier.register.names import bare_name
from dossier.register.unit_ops import AttributeOp, CorrectionOp, LineageOp, Piece, UnitOp
from dossier.register.unit_values import LEVEL_TYPES, LEVELS, Unit, level_of_code
from dossier.register.units import UnitTable


def refuse(code: str, hint_vi: str) -> MalformedValue:
    """The error for a change set that its author must mend."""
    return MalformedValue(code, f"{hint_vi} Hãy sửa lại tập thay đổi rồi phát hành lại.")


def held(table: UnitTable, unit_id: str, on: date) -> Unit:
    """The unit on that day; raises UNIT_UNKNOWN or UNIT_NOT_HELD."""
    unit = table.by_id(unit_id, on)
    if unit is not None:
        return unit
    if not table.versions(unit_id):
        raise refuse("UNIT_UNKNOWN", f"Danh mục không có đơn vị {unit_id}.")
    raise refuse("UNIT_NOT_HELD", f"Đơn vị {unit_id} không tồn tại vào ngày {on:%d/%m/%Y}.")


def checked_title(unit: Unit) -> None:
    """Raises UNIT_TYPE_UNKNOWN, UNIT_NAME_MALFORMED or UNIT_CODE_MALFORMED for a title that cannot be."""
    if unit.type not in LEVEL_TYPES[unit.level]:
        raise refuse("UNIT_TYPE_UNKNOWN", f"{unit.name}: loại {unit.type} không có ở cấp này.")
    word = unit.name[: len(unit.name) - len(bare_name(unit.name))].strip().casefold()
    if word != unit.type or not bare_name(unit.name).strip():
        raise refuse("UNIT_NAME_MALFORMED", f"Tên {unit.name} phải bắt đầu bằng loại đơn vị ({unit.type}).")
    if level_of_code(unit.code) != unit.level:
        raise refuse("UNIT_CODE_MALFORMED", f"{unit.name}: mã {unit.code} không đúng số chữ số của cấp này.")


def code_is_free(
    table: UnitTable, code: str, start: date, but: Collection[str], end: date | None = None
) -> None:
    """Raises UNIT_CODE_TAKEN when a unit other than `but` carries the code in [start, end)."""
    for unit in table.named_by(code):
        apart = (unit.valid_to and unit.valid_to <= start) or (
            end and unit.valid_from and unit.valid_from >= end
        )
        if unit.unit_id not in but and not apart:
            raise refuse("UNIT_CODE_TAKEN", f"Mã {code} đang là mã của {unit.name} trong thời gian đó.")


def checked_lineage(table: UnitTable, op: LineageOp, born: dict[str, Unit]) -> None:
    """Raises KernelError for a rearrangement whose units or pieces do not add up."""
    on = op.decree.operates
    for unit_id in op.dissolved:
        unit = held(table, unit_id, on)
        if table.versions(unit_id)[-1] != unit or unit.valid_to is not None:
            raise refuse(
                "UNIT_CHANGE_OUT_OF_ORDER", f"{unit.name} đã có thay đổi ghi cho ngày sau {on:%d/%m/%Y}."
            )
    if len(born) != len(op.founded) or len(set(op.dissolved)) != len(op.dissolved):
        raise refuse("UNIT_NAMED_TWICE", "Một đơn vị được thành lập hoặc giải thể hai lần.")
    for unit in born.values():
        checked_title(unit)
        code_is_free(table, unit.code, on, op.dissolved)
    _checked_ends(table, op, born)
    for unit_id in op.dissolved:
        _goes_somewhere(table, unit_id, [p for p in op.pieces if p.old_id == unit_id], on)


def whole_tree(before: UnitTable, after: UnitTable, ops: Iterable[UnitOp]) -> None:
    """Raises UNIT_PARENT_UNKNOWN or UNIT_ORPHANED when a touched unit hangs in the air afterwards."""
    for op in ops:
        for unit_id, on in _touched(op):
            unit = after.by_id(unit_id, on)
            if unit is not None:
                _has_parent(after, unit, on)
            was = before.by_id(unit_id, on)
            for child in after.children(was.code, on) if was else ():
                _has_parent(after, child, on)


def _checked_ends(table: UnitTable, op: LineageOp, born: dict[str, Unit]) -> None:
    """Every piece leads from a unit that stands to one that will; every new unit gets something."""
    on = op.decree.operates
    for piece in op.pieces:
        held(table, piece.old_id, on)
        if piece.new_id not in born:
            held(table, piece.new_id, on)
        if piece.new_id in op.dissolved or piece.new_id == piece.old_id:
            raise refuse(
                "UNIT_PIECE_MISDIRECTED", f"Không thể chuyển sang {piece.new_id}: đơn vị này bị giải thể."
            )
    for unit_id, unit in born.items():
        if not any(p.new_id == unit_id for p in op.pieces):
            raise refuse("UNIT_WITHOUT_SOURCE", f"{unit.name} được thành lập nhưng không nhận phần nào.")
    if len({(p.old_id, p.new_id) for p in op.pieces}) != len(op.pieces):
        raise refuse("UNIT_NAMED_TWICE", "Một phần được chuyển hai lần giữa cùng hai đơn vị.")


def _goes_somewhere(table: UnitTable, unit_id: str, pieces: list[Piece], on: date) -> None:
    """All area and all people of a dissolved unit go to somebody, and to nobody twice."""
    name = held(table, unit_id, on).name
    for what, shares in (("diện tích", [p.area for p in pieces]), ("dân số", [p.population for p in pieces])):
        parts = [share for share in shares if share != "none"]
        if parts != ["all"] and (len(parts) < 2 or "all" in parts):
            raise refuse(
                "UNIT_AREA_UNASSIGNED", f"{name} bị giải thể nhưng {what} chưa được giao đủ và đúng một lần."
            )


def _touched(op: UnitOp) -> Iterator[tuple[str, date]]:
    match op:
        case AttributeOp():
            yield op.unit_id, op.decree.operates
        case CorrectionOp():
            yield op.unit_id, op.valid_from or date.min
        case LineageOp():
            for unit_id in (*op.dissolved, *(op.founded_id(f) for f in op.founded)):
                yield unit_id, op.decree.operates


def _has_parent(table: UnitTable, unit: Unit, on: date) -> None:
    if unit.level == "province" and unit.parent_code is None:
        return
    parent = table.parent(unit, on)
    if parent is None:
        code = unit.parent_code
        if code and table.named_by(code):
            raise refuse(
                "UNIT_ORPHANED", f"{unit.name} không còn đơn vị cấp trên (mã {code}) từ ngày {on:%d/%m/%Y}."
            )
        raise refuse("UNIT_PARENT_UNKNOWN", f"{unit.name}: không có đơn vị cấp trên nào mang mã {code}.")
    if LEVELS.index(parent.level) >= LEVELS.index(unit.level):
        raise refuse("UNIT_PARENT_UNKNOWN", f"{parent.name} không thể là đơn vị cấp trên của {unit.name}.")
