"""Where a paper was digitised: answered for the applicant of a dossier at hand, written down, and not too often."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from dossier.facts import FactKind
from hub.api.app import create_app
from hub.usecases.exchange.look_up import MOST_AN_HOUR
from hub.usecases.record.people_papers import index_all_papers, mark_of
from plumbing.http_auth import sign_request
from tests.hub.province import HAM_RONG, HOUR_MS, QUANG_YEN, Province, received
from tests.hub.simple_node import SimpleNode

BLOB, OTHER = "a" * 64, "b" * 64
LAN = {"name": "Nguyễn Thị Lan", "id_number": "038175000123"}
NEEDED = [{"code": "TP2", "name": "Giấy chứng sinh hoặc giấy tờ thay thế"}]


@pytest.fixture
def web(tinh: Province) -> Iterator[TestClient]:
    with TestClient(create_app(tinh.hub), base_url="https://hub") as client:
        yield client


def digitised(
    tinh: Province,
    node: SimpleNode,
    officer: str,
    blob: str = BLOB,
    title: str = "Giấy chứng sinh",
    **who: str,
) -> str:
    """A dossier of a person whose paper was digitised and signed, known to the province."""
    dossier = node.new_dossier()
    node.act(dossier, officer, FactKind.RECEIVED, received(node, applicant=LAN | who))
    paper = {"component": "TP1", "title": title, "blob": blob, "size": 900, "pages": 1, "role": "intake"}
    node.act(dossier, officer, FactKind.DOCUMENT_SIGNED, paper | {"level": "B-B", "signer": officer})
    tinh.talk(node)
    return dossier


def needing(tinh: Province, node: SimpleNode, officer: str, **who: str) -> str:
    """A dossier elsewhere that needs such a paper."""
    dossier = node.new_dossier()
    values = received(node, applicant=LAN | who, components=NEEDED)
    node.act(dossier, officer, FactKind.RECEIVED, values)
    tinh.talk(node)
    return dossier


def ask(web: TestClient, tinh: Province, node: SimpleNode, dossier: str, component: str = "TP2") -> Any:
    body = json.dumps({"dossier": dossier, "component": component, "officer": "son"}).encode()
    request = web.build_request("POST", "/papers/look-up", content=body)
    sign_request(request, node.keys, tinh.clock.ms)
    tinh.clock.pass_time(seconds=1)
    return web.send(request)


@pytest.fixture
def yen(tinh: Province) -> SimpleNode:
    tinh.officer("lan", QUANG_YEN)
    return tinh.node(QUANG_YEN)


@pytest.fixture
def rong(tinh: Province) -> SimpleNode:
    tinh.officer("son", HAM_RONG)
    return tinh.node(HAM_RONG)


def officer(tinh: Province, login: str) -> str:
    with tinh.hub.store.read() as tx:
        return next(o.officer for o in tinh.hub.register.current(tx).officers.values() if o.login == login)


def test_a_commune_learns_where_the_paper_is_and_both_questions_are_written_down(
    tinh: Province, web: TestClient, yen: SimpleNode, rong: SimpleNode
) -> None:
    held = digitised(tinh, yen, officer(tinh, "lan"))
    dossier = needing(tinh, rong, officer(tinh, "son"))
    answer = ask(web, tinh, rong, dossier)
    assert answer.status_code == 200, answer.text
    (one,) = answer.json()["papers"]
    assert (one["blob"], one["dossier"], one["good"], one["source"]) == (BLOB, held, "valid", "intake")
    assert one["unit_name"] == "Xã Quảng Yên"
    with tinh.hub.store.read() as tx:
        acts = [row.act for row in tx.accounts.audited(10)]
    assert {"papers_asked", "papers_asked_for"} <= set(acts)


def test_the_scan_may_be_fetched_once_a_fact_of_the_dossier_names_it(
    tinh: Province, web: TestClient, yen: SimpleNode, rong: SimpleNode
) -> None:
    digitised(tinh, yen, officer(tinh, "lan"))
    dossier = needing(tinh, rong, officer(tinh, "son"))
    with tinh.hub.store.read() as tx:
        assert not tx.dossiers.may_have_blob(rong.node, BLOB)
    values = {"component": "TP2", "blob": BLOB, "size": 900, "basis": "so_hoa_ky_so"}
    rong.act(dossier, officer(tinh, "son"), FactKind.COMPONENT_REUSED, values)
    tinh.talk(rong)
    with tinh.hub.store.read() as tx:
        assert tx.dossiers.may_have_blob(rong.node, BLOB)


def code(answer: Any) -> str:
    assert answer.status_code >= 400, answer.text
    return str(answer.json()["code"])


def test_nobody_asks_about_people_who_are_not_before_her(
    tinh: Province, web: TestClient, yen: SimpleNode, rong: SimpleNode
) -> None:
    held = digitised(tinh, yen, officer(tinh, "lan"))
    assert code(ask(web, tinh, rong, held)) == "LOOK_UP_NOT_YOURS"
    assert code(ask(web, tinh, rong, "khongco-1-1")) == "LOOK_UP_NOT_YOURS"
    unnamed = needing(tinh, rong, officer(tinh, "son"), id_number="")
    assert code(ask(web, tinh, rong, unnamed)) == "LOOK_UP_NO_PERSON"
    needed = needing(tinh, rong, officer(tinh, "son"))
    assert code(ask(web, tinh, rong, needed, "TP9")) == "LOOK_UP_NO_PERSON"


def test_a_number_with_another_name_brings_nothing(
    tinh: Province, web: TestClient, yen: SimpleNode, rong: SimpleNode
) -> None:
    digitised(tinh, yen, officer(tinh, "lan"))
    dossier = needing(tinh, rong, officer(tinh, "son"), name="Lê Văn Cường")
    assert ask(web, tinh, rong, dossier).json() == {"papers": []}


def test_what_is_expired_revoked_or_of_another_kind_is_not_named(
    tinh: Province, web: TestClient, yen: SimpleNode, rong: SimpleNode
) -> None:
    lan = officer(tinh, "lan")
    held = digitised(tinh, yen, lan)
    digitised(tinh, yen, lan, OTHER, "Sổ hộ khẩu")
    dossier = needing(tinh, rong, officer(tinh, "son"))
    yen.act(held, lan, FactKind.PAPER_REVOKED, {"blob": BLOB, "reason": "quét nhầm"})
    tinh.talk(yen)
    assert ask(web, tinh, rong, dossier).json() == {"papers": []}


def test_questions_are_limited_in_rate_and_go_on_after_an_hour(
    tinh: Province, web: TestClient, yen: SimpleNode, rong: SimpleNode
) -> None:
    dossier = needing(tinh, rong, officer(tinh, "son"))
    for _ in range(MOST_AN_HOUR):
        assert ask(web, tinh, rong, dossier).status_code == 200
    assert code(ask(web, tinh, rong, dossier)) == "LOOK_UP_TOO_OFTEN"
    tinh.clock.ms += HOUR_MS
    assert ask(web, tinh, rong, dossier).status_code == 200


def test_a_question_that_is_none_is_told_so(tinh: Province, web: TestClient, rong: SimpleNode) -> None:
    request = web.build_request("POST", "/papers/look-up", content=b'{"dossier": 7}')
    sign_request(request, rong.keys, tinh.clock.ms)
    assert code(web.send(request)) == "REQUEST_MALFORMED"


def test_the_index_names_people_by_a_keyed_hash_and_can_be_made_anew(tinh: Province, yen: SimpleNode) -> None:
    digitised(tinh, yen, officer(tinh, "lan"))
    mark = mark_of(tinh.hub, LAN["id_number"])
    assert LAN["id_number"] not in mark
    with tinh.hub.store.write() as tx:
        (before,) = tx.papers.of_person(mark)
        assert before.person == ""
        tx.papers.replace(before.dossier, [])
        tx.papers.note_made(0)
    assert index_all_papers(tinh.hub) == 1
    with tinh.hub.store.read() as tx:
        assert tx.papers.of_person(mark) == [before]
    assert index_all_papers(tinh.hub) == 0
