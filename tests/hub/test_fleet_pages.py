"""What administrators see of a device, the step before revoking it, the table for a spreadsheet; leases are renewed."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from hub.usecases.console.login import hash_password
from hub.usecases.console.node_card import node_card, scope_lines
from hub.usecases.register.grants import lease_more, lease_of, renew_leases
from hub.usecases.register.trust_list import issue_trust_list
from plumbing.problem import Problem
from provisioning.test_ca import make_ca
from tests.hub.console_client import PASSWORD, Console
from tests.hub.province import PROVINCE, QUANG_YEN, Province, receive
from tests.hub.simple_node import SimpleNode


def working(tinh: Province, name: str = "Quầy 1") -> SimpleNode:
    node = tinh.node(QUANG_YEN, name=name)
    tinh.talk_all(node)
    return node


def test_a_device_is_shown_in_full_and_revoked_only_by_its_own_name(tinh: Province, console: Console) -> None:
    node, lan = working(tinh), tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(node)
    receive(node, lan)
    tinh.talk_all(node)
    page = console.get(f"/quan-tri/may/{node.node}").text
    for word in ("Quầy 1", "H56.16480", "Lệch giờ", "Hộp thư chưa lấy", "Không hoàn tác được"):
        assert word in page
    card = console.get(f"/api/nodes/{node.node}").json()
    assert card["line"]["dossiers"] == 1
    assert card["worked_on_today"] == 1
    path = f"/quan-tri/may/{node.node}/thu-hoi"
    refused = console.post(path, data={"csrf": console.csrf, "typed": "nham00"})
    assert (refused.status_code, "REVOKE_NOT_CONFIRMED" in refused.text) == (400, True)
    assert node_card(tinh.hub, node.node).line.active
    assert console.post(path, data={"csrf": "no", "typed": node.node[:6]}).status_code == 403
    assert console.fill_in(path, {"typed": f" {node.node[:6].upper()} "}) == 303
    card_after = node_card(tinh.hub, node.node)
    assert not card_after.line.active
    assert card_after.leases == ()
    assert "Thu hồi máy này" not in console.get(f"/quan-tri/may/{node.node}").text
    assert console.get("/quan-tri/may/khongco").status_code == 403


def test_who_did_what_is_read_by_administrators_and_names_nobody_who_was_turned_away(
    tinh: Province, console: Console
) -> None:
    console.post("/api/login", json={"login": "ke-la-mat", "password": "sai"})
    page = console.get("/quan-tri/nhat-ky")
    assert page.status_code == 200
    assert "Đăng nhập sai" in page.text
    assert "ke-la-mat" not in page.text
    acts = [(line["act"], line["subject"]) for line in console.get("/api/audit").json()]
    assert acts[0] == ("login_refused", "")
    assert ("logged_in", "") in acts
    tinh.officer("dieuphoi", PROVINCE, frozenset({"dieu_phoi"}), hash_password(PASSWORD))
    console.post("/api/login", json={"login": "dieuphoi", "password": PASSWORD})
    assert console.get("/quan-tri/nhat-ky").status_code == 403


def test_procedures_whose_codes_sources_disagree_about_are_shown_to_the_province(console: Console) -> None:
    page = console.get("/quan-tri/danh-muc").text
    assert "Thủ tục chưa thống nhất mã" in page
    assert "2.000907" in page


def test_the_fleet_goes_into_a_spreadsheet_and_is_no_formula_there(tinh: Province, console: Console) -> None:
    working(tinh, "=cmd|calc")
    answer = console.get("/api/nodes.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert row["name"] == "'=cmd|calc"
    assert row["unit_name"]
    assert console.get("/quan-tri/may").text.count("/api/nodes.csv") == 1
    console.cookies.clear()
    assert console.get("/api/nodes.csv").status_code == 401


def test_what_is_under_way_and_what_is_stale_is_said(
    tinh: Province, console: Console, tmp_path: Path
) -> None:
    node, lan = working(tinh), tinh.officer("lan", QUANG_YEN)
    tinh.talk_all(node)
    for _ in range(70):
        receive(node, lan)
    tinh.talk_all(node)
    assert "chưa ban hành danh sách tin cậy" in console.get("/quan-tri/may").text
    assert console.get("/api/trust").json() is None
    issue_trust_list(tinh.hub, make_ca(tmp_path / "ca").read_bytes(), "")
    fresh = tinh.node(QUANG_YEN, name="Quầy 2")
    page = console.get("/quan-tri/may").text
    assert "chưa ban hành" not in page
    assert "Máy đang nhận hồ sơ trước đây" in page
    (line,) = scope_lines(tinh.hub)
    assert (line.node, line.held, line.queued, line.total) == (fresh.node, 0, 70, 70)
    assert console.get("/api/scopes").json()[0]["queued"] == 70
    assert console.get("/api/trust").json()["roots"] == 1


def test_every_block_of_a_device_is_renewed_not_the_last_alone(tinh: Province) -> None:
    node = working(tinh)
    with tinh.hub.store.write() as tx:
        assert lease_more(tinh.hub, tx, node.node) is not None
    before = {(one.first, one.last): one.valid_to for one in node_card(tinh.hub, node.node).leases}
    assert len(before) == 2
    tinh.clock.pass_time(days=70)
    assert renew_leases(tinh.hub) == 2
    assert renew_leases(tinh.hub) == 0
    after = {(one.first, one.last): one.valid_to for one in node_card(tinh.hub, node.node).leases}
    assert after.keys() == before.keys()
    assert all(after[key] > before[key] + timedelta(days=60) for key in after)
    tinh.talk_all(node)
    with tinh.hub.store.read() as tx:
        assert (
            len({lease_of(row).lease_id for row in tx.register.grants(node.node) if row.kind == "lease"}) == 4
        )


def test_a_device_that_nobody_enrolled_has_no_card(tinh: Province) -> None:
    with pytest.raises(Problem, match="NODE_UNKNOWN"):
        node_card(tinh.hub, "a" * 16)
