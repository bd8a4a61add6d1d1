"""The register grows by chained change sets, and answers with the right unit on every day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dossier.errors import KernelError
from dossier.register.changeset import ChangeSet, changeset_from_text
from dossier.register.register import Register
from dossier.register.unit_ops import Decree, Founded, LineageOp, Piece, op_value
from plumbing.register_data import load_units
from plumbing.rule_data import load_calendar, load_procedures

OLD, NEW, HAM_RONG = "16447@0", "16480@2025-07-01", "14758@2025-07-01"
BEFORE, TODAY, SWITCH = date(2025, 6, 27), date(2026, 11, 22), date(2027, 1, 1)

NODE = {
    "op": "node", "node": "a" * 16, "kind": "node", "unit": OLD, "public_key": "00",
    "valid_from": "2025-01-01", "name": "Quảng Yên",
}  # fmt: skip
OFFICER = {
    "op": "officer", "officer": "lan", "login": "lan", "name": "Lê Thị Lan", "unit": OLD,
    "roles": ["tiep_nhan"], "valid_from": "2025-01-01",
}  # fmt: skip


def base() -> Register:
    return Register(load_units(), load_procedures(), load_calendar())


def change(register: Register, *ops: Mapping[str, Any]) -> ChangeSet:
    return ChangeSet(register.number + 1, register.head, "Thay đổi", "QĐ 1", TODAY, SWITCH, ops)


def merger() -> Mapping[str, Any]:
    decree = Decree("9999/NQ-TEST", TODAY, SWITCH, SWITCH)
    op = LineageOp(
        decree,
        (NEW, HAM_RONG),
        (Founded("14758", "Phường Yên Rồng", "phường", "38"),),
        tuple(Piece(old, "14758@2027-01-01", "all", "all") for old in (NEW, HAM_RONG)),
    )
    return {"op": "units", "change": [op_value(op)]}


def test_a_change_set_reads_back_equal_and_only_from_its_canonical_text() -> None:
    made = change(base(), NODE, merger())
    assert changeset_from_text(made.to_text()) == made
    for text in ("", "{}", made.to_text() + " ", made.to_text().replace("Thay đổi", "Thay doi\\u0020")):
        with pytest.raises(KernelError) as caught:
            changeset_from_text(text)
        assert caught.value.code == "BAD_CHANGESET"


def test_change_sets_apply_in_order_once_and_only_on_their_own_history() -> None:
    start = base()
    first = change(start, NODE)
    grown = start.apply(first)
    second = change(grown, OFFICER)
    assert grown.apply(first) is grown
    assert grown.apply(second).officer("lan") is not None
    with pytest.raises(KernelError) as gap:
        start.apply(second)
    assert (gap.value.code, gap.value.retry) == ("REGISTER_GAP", "later")
    with pytest.raises(KernelError) as fork:
        grown.apply(replace(second, previous="00"))
    assert fork.value.code == "REGISTER_FORKED"


def test_a_bad_operation_leaves_the_register_as_it_is() -> None:
    start = base()
    with pytest.raises(KernelError) as caught:
        start.apply(change(start, {"op": "node", "node": "x"}))
    assert caught.value.code == "BAD_REGISTER_OP"
    assert start.number == 0
    newer = start.apply(change(start, {"op": "from a newer hub"}))
    assert newer.number == 1


def test_the_node_of_a_merged_commune_serves_its_successor_without_a_rewrite() -> None:
    register = base().apply(change(base(), NODE))
    assert register.units_on(OLD, BEFORE) == (OLD,)
    assert register.units_on(OLD, TODAY) == (NEW,)
    assert [entry.name for entry in register.nodes_of(NEW, TODAY)] == ["Quảng Yên"]
    assert register.nodes_of(NEW, BEFORE) == ()
    assert register.unit_name(OLD, BEFORE) == "Xã Quảng Trạch"


def test_a_merger_issued_today_takes_effect_on_its_day() -> None:
    register = base().apply(change(base(), NODE, merger()))
    assert register.units_on(NEW, date(2026, 12, 31)) == (NEW,)
    assert register.units_on(NEW, SWITCH) == ("14758@2027-01-01",)
    assert register.units_on(OLD, SWITCH) == ("14758@2027-01-01",)


def test_a_revoked_node_serves_nobody_from_that_day() -> None:
    register = base().apply(change(base(), NODE))
    revoked = register.apply(change(register, {"op": "revoke_node", "node": "a" * 16, "day": "2026-11-22"}))
    assert revoked.nodes_of(NEW, TODAY) == ()
    assert revoked.nodes_of(NEW, date(2026, 11, 21)) != ()


def test_procedures_are_judged_by_the_version_in_force() -> None:
    register = base()
    rule = register.procedure("2.000635", TODAY)
    assert rule is not None
    assert rule.across_boundaries
    assert rule.limit == "SD"
    assert register.procedure("9.999999", TODAY) is None
