"""Devices join once, by their key; what the province grants is signed and for one device alone."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from dossier.register.view import NodeKind
from hub.records import RegisterRow
from hub.usecases.devices.enrol import enrol, invite, lease_for, revoke
from hub.usecases.register.grants import lease_of, renew_leases
from hub.usecases.register.reorganise import Reorganisation, issue_reorganisation, turn_of_day
from plumbing.keys import NodeKeys, verify
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, PROVINCE, QUANG_YEN, Province, merger, receive

DAY_MS = 24 * 3600 * 1000


def secret(tinh: Province, unit: str = QUANG_YEN, days: int = 7) -> str:
    token = invite(tinh.hub, unit, NodeKind.NODE, "Quầy 1", days, "0" * 64, "quan-tri")
    assert token.startswith("MC1." + "0" * 64 + ".")
    return token.rsplit(".", 1)[1]


def code_of(tinh: Province, given: str, keys: NodeKeys | None = None) -> str:
    with pytest.raises(Problem) as caught:
        enrol(tinh.hub, given, (keys or NodeKeys.generate()).public_key, "")
    return caught.value.code


def test_a_token_enrols_one_device_once(tinh: Province) -> None:
    given, keys = secret(tinh), NodeKeys.generate()
    first = enrol(tinh.hub, given, keys.public_key, "")
    assert (first.entry.unit, first.entry.name) == (QUANG_YEN, "Quầy 1")
    assert code_of(tinh, given) == "TOKEN_USED"
    assert code_of(tinh, "guess") == "TOKEN_UNKNOWN"


def test_the_answer_that_was_lost_on_the_line_is_given_again(tinh: Province) -> None:
    given, keys = secret(tinh), NodeKeys.generate()
    first = enrol(tinh.hub, given, keys.public_key, "")
    assert enrol(tinh.hub, given, keys.public_key, "") == first


def test_a_token_expires(tinh: Province) -> None:
    given = secret(tinh)
    tinh.clock.ms += 8 * DAY_MS
    assert code_of(tinh, given) == "TOKEN_EXPIRED"


def test_only_one_of_two_devices_at_once_gets_the_token(tinh: Province) -> None:
    given = secret(tinh)

    def attempt(keys: NodeKeys) -> str:
        try:
            enrol(tinh.hub, given, keys.public_key, "")
        except Problem as problem:
            return problem.code
        return "enrolled"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, [NodeKeys.generate() for _ in range(4)]))
    assert sorted(outcomes) == ["TOKEN_USED"] * 3 + ["enrolled"]


def test_the_secret_itself_is_not_kept(tinh: Province) -> None:
    given = secret(tinh)
    with tinh.hub.store.read() as tx:
        (row,) = tx.register.tokens()
    assert given not in (row.secret_hash, row.name)
    if not tinh.hub.config.database_url:
        assert given.encode() not in (tinh.hub.config.data / "hub.db").read_bytes()


def test_no_two_devices_share_a_short_id(tinh: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    tinh.node(QUANG_YEN)
    with tinh.hub.store.read() as tx:
        taken = next(n.node for n in tinh.hub.register.current(tx).nodes.values() if n.kind == "node")
    monkeypatch.setattr("hub.usecases.devices.enrol.node_id", lambda key: taken[:6] + "aaaaaaaaaa")
    assert code_of(tinh, secret(tinh)) == "SHORT_ID_TAKEN"


def test_a_revoked_key_cannot_come_back(tinh: Province) -> None:
    given, keys = secret(tinh), NodeKeys.generate()
    node = enrol(tinh.hub, given, keys.public_key, "").entry.node
    revoke(tinh.hub, node, "quan-tri")
    assert code_of(tinh, given, keys) == "NODE_REVOKED"
    with pytest.raises(Problem) as unknown:
        revoke(tinh.hub, "a" * 16, "quan-tri")
    assert unknown.value.code == "NODE_UNKNOWN"


def test_a_unit_that_does_not_exist_gets_no_invitation(tinh: Province) -> None:
    with pytest.raises(Problem) as caught:
        invite(tinh.hub, "nowhere@0", NodeKind.NODE, "", 7, "0" * 64, "quan-tri")
    assert caught.value.code == "UNIT_UNKNOWN"


def test_a_new_device_gets_register_grants_and_the_dossiers_of_its_unit(tinh: Province) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan)
    tinh.talk(qy)
    keys = NodeKeys.generate()
    answer = enrol(tinh.hub, secret(tinh), keys.public_key, "")
    key = tinh.hub.keys.public_key
    assert all(verify(key, row.text.encode(), row.signature) for row in answer.register)
    assert all(verify(key, row.text.encode(), row.signature) for row in answer.grants)
    assert sorted(row.kind for row in answer.grants) == ["credential", "lease"]
    late = tinh.device(keys, answer)
    tinh.talk(late)
    assert late.digest(dossier) == qy.digest(dossier)


def test_credentials_go_to_the_devices_of_the_officers_unit_only(tinh: Province) -> None:
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    lan = tinh.officer("lan", QUANG_YEN)
    tinh.talk(qy)
    tinh.talk(hr)
    (grant,) = (one for one in qy.grants if one.kind == "credential")
    body = json.loads(grant.text)
    assert (body["officer"], body["login"]) == (lan, "lan")
    assert body["password"].startswith("$argon2")
    assert not any(one.kind == "credential" for one in hr.grants)
    assert "argon2" not in "".join(row.text for row in enrolled_register(tinh))


def enrolled_register(tinh: Province) -> list[RegisterRow]:
    with tinh.hub.store.read() as tx:
        return list(tx.register.after(0))


def test_entering_an_officer_again_changes_her_and_keeps_her_id(tinh: Province) -> None:
    first = tinh.officer("lan", QUANG_YEN)
    assert tinh.officer("lan", HAM_RONG) == first
    with tinh.hub.store.read() as tx:
        assert tinh.hub.register.current(tx).officers[first].unit == HAM_RONG


def test_blocks_of_one_commune_never_overlap_and_a_stolen_block_is_not_given_again(tinh: Province) -> None:
    nodes = [tinh.node(QUANG_YEN) for _ in range(3)]
    revoke(tinh.hub, nodes[1].node, "quan-tri")
    nodes += [tinh.node(QUANG_YEN), tinh.node(HAM_RONG)]
    with tinh.hub.store.read() as tx:
        rows = [row for row in tx.register.grants() if row.kind == "lease"]
    leases = [lease_of(row) for row in rows if lease_of(row).org_identifier == "H56.16480"]
    numbers = [number for one in leases for number in range(one.first, one.last + 1)]
    assert len(leases) == 4
    assert len(numbers) == len(set(numbers))
    assert sum(bool(row.void_ms) for row in rows) == 1


def test_renewal_keeps_the_block_and_happens_before_the_end(tinh: Province) -> None:
    qy = tinh.node(QUANG_YEN)
    assert renew_leases(tinh.hub) == 0
    tinh.clock.ms += 65 * DAY_MS
    assert renew_leases(tinh.hub) == 1
    assert renew_leases(tinh.hub) == 0
    tinh.talk(qy)
    (lease,) = (json.loads(one.text) for one in qy.grants if one.kind == "lease")
    assert (lease["first"], lease["last"]) == (1, 100)


def test_a_lease_that_does_not_fit_is_refused(tinh: Province) -> None:
    qy = tinh.node(QUANG_YEN)
    with pytest.raises(Problem) as full:
        lease_for(tinh.hub, qy.node, "H56.99999", 100_000, 10)
    assert full.value.code == "LEASE_NONE_LEFT"


def test_after_a_merger_devices_get_numbers_of_their_new_organisation(tinh: Province) -> None:
    tinh.officer("an", PROVINCE)
    qy, hr = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    day = date(2026, 12, 1)
    issue_reorganisation(tinh.hub, Reorganisation("Sáp nhập", "NQ", day, (merger(day),)), "quan-tri")
    tinh.clock.set_day(day)
    assert turn_of_day(tinh.hub)["leases"] == 1
    tinh.talk(hr)
    (new,) = (json.loads(one.text) for one in hr.grants if "H56.16480" in one.text)
    assert new["first"] == 101
    assert qy.node != new["node"]
