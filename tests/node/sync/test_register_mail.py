"""Register change sets: only signed, only in order; the register that stands stays intact."""

from typing import Any

from dossier.exchange.wire import GrantFrame, RegisterFrame
from node.bootstrap import Running
from node.usecases.exchange.register_mail import take_grants, take_register
from node.usecases.exchange.trust import Hub
from plumbing.keys import NodeKeys
from tests.node.commune import QUANG_YEN, Commune, officer_op


def frame(row: dict[str, Any]) -> RegisterFrame:
    return RegisterFrame(row["number"], row["text"], bytes.fromhex(row["signature"]))


def hub_of(xa: Commune) -> Hub:
    return Hub(xa.hub.keys.node, xa.hub.keys.public_key)


def take(xa: Commune, yen: Running, *rows: dict[str, Any]) -> list[tuple[str, str]]:
    return take_register(yen.place, hub_of(xa), [frame(row) for row in rows])


def test_a_change_set_is_applied_and_survives_a_restart(xa: Commune) -> None:
    with xa.open("yen") as yen:
        assert take(xa, yen, xa.hub.change(officer_op("mai", QUANG_YEN))) == []
        assert "mai" in yen.place.register.officers
    with xa.open("yen") as again:
        assert "mai" in again.place.register.officers


def test_a_bad_signature_changes_nothing_and_is_shown(xa: Commune) -> None:
    with xa.open("yen") as yen:
        before = yen.place.register.number
        row = xa.hub.change(officer_op("mai", QUANG_YEN))
        forged = {**row, "signature": NodeKeys.generate().sign(row["text"].encode()).hex()}
        assert take(xa, yen, forged) == [(f"register {row['number']}", "REGISTER_BAD_SIGNATURE")]
        assert yen.place.register.number == before
        assert yen.node.line.aside()[0].code == "REGISTER_BAD_SIGNATURE"
        assert take(xa, yen, row) == []


def test_a_gap_waits_for_the_one_that_is_missing(xa: Commune) -> None:
    with xa.open("yen") as yen:
        first, second = (
            xa.hub.change(officer_op("mai", QUANG_YEN)),
            xa.hub.change(officer_op("thu", QUANG_YEN)),
        )
        before = yen.place.register
        assert take(xa, yen, second)[0][1] == "REGISTER_GAP"
        assert yen.place.register is before
        assert (yen.node.line.aside()[0].code, bool(yen.node.line.aside()[0].reason_vi)) == (
            "REGISTER_GAP",
            True,
        )
        assert take(xa, yen, second, first) == []
        assert {"mai", "thu"} <= set(yen.place.register.officers)


def test_a_change_set_of_another_history_is_refused(xa: Commune) -> None:
    with xa.open("yen") as yen:
        xa.hub.head = "0" * 64
        assert take(xa, yen, xa.hub.change(officer_op("mai", QUANG_YEN)))[0][1] == "REGISTER_FORKED"


def test_grants_for_others_or_by_others_are_not_taken(xa: Commune) -> None:
    with xa.open("yen") as yen:
        other = xa.hub.lease(xa.keys["kit"].node, 90, 99)
        forged = {**xa.hub.lease(xa.keys["yen"].node, 90, 99), "signature": "00" * 64}
        frames = [GrantFrame(g["kind"], g["text"], bytes.fromhex(g["signature"])) for g in (other, forged)]
        with yen.store.writing() as tables:
            refused = take_grants(yen.place, hub_of(xa), tables, frames)
        assert [code for _, code in refused] == ["GRANT_BAD", "GRANT_BAD"]
        assert yen.node.line.state().lease_left == 50
