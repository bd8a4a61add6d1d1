"""The province's pages say units, devices and dossiers by the names that people know, and take them too."""

import re

import pytest

from hub.records import AuditRow
from hub.usecases.console import casework
from hub.usecases.register.unit_names import communes, unit_by_code
from plumbing.problem import Problem
from tests.hub.console_client import Console
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, receive


def test_a_commune_is_found_by_its_whole_name(tinh: Province) -> None:
    for words in ("Xã Quảng Yên", "quảng yên", "quang yen", " 16480 ", QUANG_YEN):
        assert unit_by_code(tinh.hub, words) == QUANG_YEN
    for words in ("Quảng", "", "Xã Hàm Rồng"):
        with pytest.raises(Problem, match="UNIT_UNKNOWN"):
            unit_by_code(tinh.hub, words)
    names = dict(communes(tinh.hub))
    assert (names["16480"], names["14758"]) == ("Xã Quảng Yên", "Phường Hàm Rồng")


def test_figures_are_asked_for_by_name_and_name_dossiers_by_their_codes(
    tinh: Province, console: Console
) -> None:
    lan = tinh.officer("lan", QUANG_YEN)
    qy = tinh.node(QUANG_YEN)
    dossier = receive(qy, lan, HAM_RONG)
    tinh.talk(qy)
    code = casework.codes_of(tinh.hub, [dossier])[dossier]
    assert code.startswith("H56.")
    page = console.get("/quan-tri/chi-so", params={"xa": "quảng yên"}).text
    assert "Chỉ số – Xã Quảng Yên" in page
    assert f'<a href="/quan-tri/ho-so/{dossier}">{code}</a>: chưa số hóa' in page
    assert "N/A" not in page
    assert '<option value="16480">Xã Quảng Yên</option>' in page


def test_the_trail_names_units_and_goes_back_beyond_its_first_page(tinh: Province, console: Console) -> None:
    invited = AuditRow(1, "", "node_invited", f"kit {QUANG_YEN}")
    with tinh.hub.store.write() as tx:
        tx.accounts.audit(invited)
    newest = console.get("/api/audit").json()[0]
    assert (newest["subject"], newest["about_vi"]) == (invited.subject, "máy lưu động, Xã Quảng Yên")

    with tinh.hub.store.write() as tx:
        for number in range(300):
            tx.accounts.audit(AuditRow(2 + number, "", "register_issued", str(number)))
    first = console.get("/quan-tri/nhat-ky").text
    older = re.search(r'href="/quan-tri/nhat-ky\?tu=(\d+)"', first)
    assert older is not None
    last = console.get("/quan-tri/nhat-ky", params={"tu": older[1]}).text
    assert "máy lưu động, Xã Quảng Yên" not in first
    assert "máy lưu động, Xã Quảng Yên" in last
    assert "Cũ hơn" not in last
