"""Questions about units, as JSON objects in and out: the same for one command and for a line of a batch."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from dossier.errors import KernelError
from dossier.register.unit_values import LEVELS, Kin, Level, Unit
from dossier.register.units import UnitTable
from plumbing.problem import Problem

Request = Mapping[str, Any]
Answer = dict[str, Any]
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class QueryError(Problem):
    """A question that cannot be answered: code, Vietnamese sentence, and what the code names on which days."""

    def __init__(self, code: str, message_vi: str, named: tuple[Unit, ...] | None = None) -> None:
        super().__init__(code, message_vi)
        self.named = named

    def as_json(self) -> Answer:
        """The error object; `named` lists every version that ever carried the code asked for."""
        error: Answer = {"code": self.code, "message_vi": self.hint_vi, "retry": self.retry}
        if self.named is not None:
            error["named"] = [unit_json(unit) for unit in self.named]
        return {"error": error}


class Questions:
    """Answers questions on one table; `today` stands in for a day that is left out."""

    def __init__(self, table: UnitTable, today: date) -> None:
        self._table = table
        self._today = today
        self._counted: dict[date, Answer] = {}
        self._commands: dict[str, Callable[[Request], Answer]] = {
            "show": self._show,
            "successors": self._successors,
            "predecessors": self._predecessors,
            "find": self._find,
            "counts": self._counts,
        }

    def answer(self, request: Any) -> Answer:
        """The answer to one request; raises QueryError."""
        if not isinstance(request, dict):
            raise _malformed(
                'Mỗi yêu cầu phải là một đối tượng JSON, ví dụ {"cmd": "show", "code": "16480"}.'
            )
        command = self._commands.get(_text(request, "cmd"))
        if command is None:
            raise _malformed(f"Lệnh phải là một trong: {', '.join(self._commands)}.")
        try:
            return command(request)
        except KernelError as error:
            raise QueryError(error.code, error.hint_vi) from error

    def _show(self, request: Request) -> Answer:
        return unit_json(self._asked(request)[0])

    def _successors(self, request: Request) -> Answer:
        unit, on = self._asked(request)
        at = _day(request, "at") or max(self._today, on)
        return _kin_json(self._table.successor_kin(unit.unit_id, on, at))

    def _predecessors(self, request: Request) -> Answer:
        """Left without `at`, the day before the unit came to be: what it was made of."""
        unit, on = self._asked(request)
        born = self._table.versions(unit.unit_id)[0].valid_from
        at = _day(request, "at") or (born - timedelta(days=1) if born else on)
        return _kin_json(self._table.predecessor_kin(unit.unit_id, on, at))

    def _find(self, request: Request) -> Answer:
        name = _text(request, "name")
        on = _day(request, "on") or self._today
        within = _text(request, "within") if request.get("within") is not None else None
        if within is not None:
            self._named(within, on, None)
        level = _level(request)
        found = self._table.find(name, on, within)
        units = [unit_json(u) for u in found if level in (None, u.level)]
        if units:
            return {"units": units}
        near = self._table.suggest(name, on, within)
        return {"units": [], "suggestions": [unit_json(u) for u in near if level in (None, u.level)]}

    def _counts(self, request: Request) -> Answer:
        on = _day(request, "on") or self._today
        if on not in self._counted:
            types = self._table.counts(on)
            counted: Answer = {level: sum(by_type.values()) for level, by_type in types.items()}
            self._counted[on] = {"on": on.isoformat(), **counted, "types": types}
        return self._counted[on]

    def _asked(self, request: Request) -> tuple[Unit, date]:
        """The unit that a request names, and the day on which it names it."""
        code, level, on = _text(request, "code"), _level(request), _day(request, "on")
        if on is None:
            self._names_one(code, level)
            on = self._today
        return self._named(code, on, level), on

    def _named(self, code: str, on: date, level: Level | None) -> Unit:
        unit = self._table.by_code(code, on, level)
        if unit is not None:
            return unit
        named = self._table.named_by(code)
        if not named:
            raise QueryError("UNIT_NOT_FOUND", f"Mã {code} không phải mã của đơn vị nào trong danh mục.", ())
        raise QueryError(
            "UNIT_NOT_FOUND",
            f"Ngày {on:%d/%m/%Y} mã {code} không chỉ đơn vị nào"
            f"{f' ở cấp {level}' if level else ''}; mã này {_told(named)}. Hãy chọn ngày phù hợp (--on).",
            named,
        )

    def _names_one(self, code: str, level: Level | None) -> None:
        named = tuple(u for u in self._table.named_by(code) if level in (None, u.level))
        if len({u.unit_id for u in named}) > 1:
            raise QueryError(
                "UNIT_CODE_AMBIGUOUS",
                f"Mã {code} không kèm ngày thì chưa rõ là đơn vị nào: mã này {_told(named)}. "
                "Hãy cho biết ngày (--on).",
                named,
            )


def unit_json(unit: Unit) -> Answer:
    """A version of a unit; `valid_to` is the first day on which it no longer holds, null means open."""
    return {
        "unit_id": unit.unit_id,
        "code": unit.code,
        "name": unit.name,
        "type": unit.type,
        "level": unit.level,
        "parent_code": unit.parent_code,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def _kin_json(kin: tuple[Kin, ...]) -> Answer:
    return {
        "units": [
            {
                **unit_json(k.unit),
                "relation": {"kind": k.kind, "area": k.area, "population": k.population},
            }
            for k in kin
        ]
    }


def _told(named: tuple[Unit, ...]) -> str:
    return "; ".join(f"{_period(unit)} là {unit.name}" for unit in named)


def _period(unit: Unit) -> str:
    if unit.valid_from is None:
        return (
            f"đến hết {unit.valid_to - timedelta(days=1):%d/%m/%Y}" if unit.valid_to else "từ trước đến nay"
        )
    until = f" đến hết {unit.valid_to - timedelta(days=1):%d/%m/%Y}" if unit.valid_to else ""
    return f"từ {unit.valid_from:%d/%m/%Y}{until}"


def _text(request: Request, key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _malformed(f"Thiếu {key}, hoặc {key} không phải là chữ (mã đơn vị giữ cả số 0 ở đầu).")
    return value.strip()


def _day(request: Request, key: str) -> date | None:
    value = request.get(key)
    if value is None:
        return None
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise QueryError("DATE_MALFORMED", f"Ngày {key} phải viết dạng NĂM-THÁNG-NGÀY, ví dụ 2025-07-01.")


def _level(request: Request) -> Level | None:
    value = request.get("level")
    if value is None:
        return None
    for level in LEVELS:
        if value == level:
            return level
    raise _malformed(f"Cấp (level) phải là một trong: {', '.join(LEVELS)}.")


def _malformed(message_vi: str) -> QueryError:
    return QueryError("REQUEST_MALFORMED", message_vi)
