"""Register change sets and grants out of a letter: only with the hub's signature, only in their order."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from dossier.errors import KernelError
from dossier.exchange.wire import Frame, GrantFrame, RegisterFrame
from dossier.register.changeset import ChangeSet, changeset_from_text
from node.ports import JobRow, Store, Tables
from node.ports.rows import GrantRow
from node.usecases.exchange.trust import Hub
from node.usecases.record.rebuild import rebuild
from node.usecases.workplace import Registry, Workplace
from plumbing.problem import Problem
from plumbing.trust_list import read_trust_list

_IDS = {"lease": "lease_id", "credential": "officer", "trust": "trust_id"}
REFOLD_JOB = "refold"


def take_register(place: Workplace, hub: Hub, frames: Iterable[Frame]) -> list[tuple[str, str]]:
    """Keep and apply change sets, oldest first, in a transaction of their own, so that everything merged after
    is judged by them; gives (name, code) of what was not applied. After a gap nothing more is applied."""
    found = sorted((f for f in frames if isinstance(f, RegisterFrame)), key=lambda f: f.number)
    for frame in found:
        refused = _take_one(place, hub, frame)
        if refused:
            return [(f"register {frame.number}", refused)]
    return []


def take_grants(place: Workplace, hub: Hub, tables: Tables, frames: Iterable[Frame]) -> list[tuple[str, str]]:
    """Keep leases and credentials that the hub signed for this node; gives (name, code) of the others."""
    refused = []
    for frame in frames:
        if not isinstance(frame, GrantFrame):
            continue
        grant = _grant(place, hub, frame)
        if grant is None:
            reason = "Giấy cấp quyền không có chữ ký đúng của trung tâm tỉnh hoặc không dành cho máy này."
            tables.desk.set_aside(
                f"grant {frame.kind}", "GRANT_BAD", reason, frame.text.encode(), place.clock.now_ms()
            )
            refused.append((f"grant {frame.kind}", "GRANT_BAD"))
        elif not _is_older(tables, grant):
            tables.register.add_grant(grant)
    return refused


def catch_up(store: Store, registry: Registry) -> None:
    """Apply change sets that another process (a command) has stored meanwhile."""
    with store.reading() as tables:
        rows = [row for row in tables.register.changes() if row[0] > registry.now.number]
    for _, text, _ in rows:
        registry.grow(changeset_from_text(text))


def _take_one(place: Workplace, hub: Hub, frame: RegisterFrame) -> str:
    """Code of the refusal, "" when the change set is applied (now or before)."""
    if frame.number <= place.register.number:
        return ""
    if not hub.signed(frame.text.encode(), frame.signature):
        hint = "Bản cập nhật danh mục không có chữ ký đúng của trung tâm tỉnh; danh mục giữ nguyên."
        return _refuse(place, frame, "REGISTER_BAD_SIGNATURE", hint)
    try:
        change = changeset_from_text(frame.text)
        place.register.apply(change)
        _keep(place, frame, change)
    except KernelError as error:
        return _refuse(place, frame, error.code, error.hint_vi)
    return ""


def _keep(place: Workplace, frame: RegisterFrame, change: ChangeSet) -> None:
    with place.store.writing() as tables:
        tables.register.add_change(frame.number, frame.text, frame.signature)
        if tables.projections.count({}):
            tables.jobs.add(REFOLD_JOB, {}, place.clock.now_ms())
    place.registry.grow(change)


def _refuse(place: Workplace, frame: RegisterFrame, code: str, hint_vi: str) -> str:
    with place.store.writing() as tables:
        tables.desk.set_aside(
            f"register {frame.number}", code, hint_vi, frame.text.encode(), place.clock.now_ms()
        )
    return code


def _is_older(tables: Tables, grant: GrantRow) -> bool:
    """Whether a trust list comes late: what was revoked since must stay so."""
    if grant.kind != "trust":
        return False
    known = tables.register.grants("trust")
    return bool(known) and int(known[0].body["number"]) >= int(grant.body["number"])


def _grant(place: Workplace, hub: Hub, frame: GrantFrame) -> GrantRow | None:
    if not hub.signed(frame.text.encode(), frame.signature) or frame.kind not in _IDS:
        return None
    try:
        body = json.loads(frame.text)
        if body.get("node", place.identity.node) != place.identity.node:
            return None
        if frame.kind == "trust":
            read_trust_list(str(body["pem"]).encode("ascii"))
            int(body["number"])
        if body["valid_to"] or frame.kind == "lease":  # a log-in without an end holds while the mandate does
            date.fromisoformat(body["valid_to"])
        return GrantRow(frame.kind, _name(frame.kind, body), frame.text, frame.signature, body)
    except (Problem, ValueError, KeyError, TypeError, AttributeError):
        return None


def _name(kind: str, body: Mapping[str, Any]) -> str:
    """A block that is given again the same day has the same lease id; to another life of this device it is another
    grant all the same, beside which the older one must stand: that one says that its numbers may be taken."""
    name, life = str(body[_IDS[kind]]), int(body.get("incarnation", 1))
    return f"{name}/{life}" if kind == "lease" and life > 1 else name


def refolding(place: Workplace) -> Callable[[JobRow], dict[str, int]]:
    """Runs jobs of kind REFOLD_JOB: the register has changed, and every dossier is judged by it again."""

    def run(_: JobRow) -> dict[str, int]:
        return asdict(rebuild(place))

    return run
