"""A reorganisation as a person fills it in: old communes by code, new ones as lines of “code; name”."""

from dataclasses import dataclass
from datetime import date

from dossier.errors import MalformedValue
from dossier.register.unit_ops import Decree, Founded, LineageOp, Piece, op_value
from dossier.register.unit_values import Share, Unit, first_id
from dossier.register.units import UnitTable
from hub.usecases.context import Hub
from hub.usecases.register.reorganise import Reorganisation


@dataclass(frozen=True, slots=True)
class ReorganisationForm:
    """`kind` is merge (several old, one new) or split (one old, several new)."""

    kind: str
    number: str
    effective: date
    old: str
    new: str


def from_form(hub: Hub, form: ReorganisationForm) -> Reorganisation:
    """The change set that the form means. Raises MalformedValue with a sentence for the field that is wrong."""
    with hub.store.read() as tx:
        table = hub.register.current(tx).units
    today = hub.clock.today()
    old = [_old_unit(table, code, today) for code in form.old.replace(",", " ").split()]
    founded = [_founded(line, old) for line in form.new.splitlines() if line.strip()]
    _check_counts(form.kind, len(old), len(founded))
    share: Share = "all" if form.kind == "merge" else "part"
    op = LineageOp(
        Decree(form.number.strip() or "(chưa có số)", today, form.effective, form.effective),
        tuple(unit.unit_id for unit in old),
        tuple(founded),
        tuple(
            Piece(unit.unit_id, first_id(new.code, form.effective), share, share)
            for unit in old
            for new in founded
        ),
    )
    names = " + ".join(unit.name for unit in old) + " → " + " + ".join(new.name for new in founded)
    ops = ({"op": "units", "change": [op_value(op)]},)
    return Reorganisation(names, form.number.strip(), form.effective, ops)


def _old_unit(table: UnitTable, code: str, day: date) -> Unit:
    unit = table.by_code(code, day, "commune")
    if unit is None:
        raise MalformedValue(
            "UNIT_UNKNOWN", f"Hôm nay không có xã, phường nào mang mã {code}; hãy kiểm tra mã."
        )
    return unit


def _founded(line: str, old: list[Unit]) -> Founded:
    code, _, name = (part.strip() for part in line.partition(";"))
    kind = next((word for word in ("xã", "phường", "đặc khu") if name.lower().startswith(word + " ")), "")
    if not (code.isdigit() and len(code) == 5 and kind and old):
        raise MalformedValue(
            "BAD_REORGANISATION",
            f"Dòng “{line.strip()}” không đúng mẫu; hãy ghi: 16480; Phường Yên Rồng.",
        )
    return Founded(code, name, kind, old[0].parent_code)


def _check_counts(kind: str, old: int, new: int) -> None:
    fits = (kind == "merge" and old >= 2 and new == 1) or (kind == "split" and old == 1 and new >= 2)
    if not fits:
        raise MalformedValue(
            "BAD_REORGANISATION",
            "Sáp nhập cần từ hai đơn vị cũ và một đơn vị mới; chia tách cần một cũ và từ hai mới.",
        )
