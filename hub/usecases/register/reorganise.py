"""A reorganisation that was rehearsed and is now issued; its day may lie in the future."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dossier.errors import MalformedValue
from dossier.register.register import KNOWN_OPS
from hub.records import RegisterRow
from hub.usecases.context import Hub
from hub.usecases.register.grants import renew_leases
from hub.usecases.register.registers import issue
from hub.usecases.register.rehearse import unit_ops
from hub.usecases.scope.fill import follow_units
from hub.usecases.scope.reroute import refold_judged, reroute_open


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """What the file or form of a reorganisation says. `ops` are the change set's operations."""

    title: str
    basis: str
    effective: date
    ops: tuple[Mapping[str, Any], ...]


def reorganisation_from_json(text: str | bytes) -> Reorganisation:
    """What a file or the rehearsal's form carries. Raises MalformedValue(BAD_REORGANISATION)."""
    try:
        body = json.loads(text)
    except ValueError as error:
        hint = "Nội dung sắp xếp đơn vị không phải JSON; hãy kiểm tra tệp, hoặc diễn tập lại."
        raise MalformedValue("BAD_REORGANISATION", hint) from error
    return read_reorganisation(body)


def read_reorganisation(body: Mapping[str, Any]) -> Reorganisation:
    """Read {title, basis, effective, ops}; bare operations on units may stand in `units` instead. Without
    `effective` it is the earliest day on which one of the documents operates. An operation that this hub does not
    know is refused, because it would be signed and have no effect. Raises MalformedValue(BAD_REORGANISATION)."""
    try:
        ops: list[Mapping[str, Any]] = [dict(op) for op in body.get("ops", ())]
        if body.get("units"):
            ops.append({"op": "units", "change": list(body["units"])})
        effective = (
            date.fromisoformat(body["effective"])
            if body.get("effective")
            else min(op.decree.operates for op in unit_ops(ops) if hasattr(op, "decree"))
        )
        if not ops or not {op.get("op") for op in ops} <= KNOWN_OPS:
            raise ValueError("no operation, or one that this version does not know")
        return Reorganisation(str(body["title"]), str(body.get("basis", "")), effective, tuple(ops))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise MalformedValue(
            "BAD_REORGANISATION",
            "Nội dung sắp xếp đơn vị không đọc được; cần có title, basis, effective và ops.",
        ) from error


def issue_reorganisation(hub: Hub, asked: Reorganisation, officer: str) -> RegisterRow:
    """Sign and mail it. When its day has come already, routing follows at once. Raises KernelError."""
    with hub.store.write() as tx:
        row = issue(hub, tx, asked.ops, asked.title, asked.basis, asked.effective, officer)
    if asked.effective <= hub.clock.today():
        refold_judged(hub)
        turn_of_day(hub)
    return row


def turn_of_day(hub: Hub) -> Mapping[str, int]:
    """What a new local day brings: successors become entitled, also to what is finished; devices of merged units get
    number blocks of their new organisation. Safe to repeat."""
    return {
        "rerouted": reroute_open(hub),
        "scopes": follow_units(hub),
        "leases": renew_leases(hub),
    }
