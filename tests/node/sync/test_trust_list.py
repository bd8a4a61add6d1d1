"""The trust list: issued at the hub, signed, mailed, written where signatures are judged, renewed, never put back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.exchange.wire import GrantFrame
from hub.usecases.register.trust_list import issue_trust_list, trust_list_now
from node.bootstrap import build
from node.usecases.exchange.register_mail import take_grants
from node.usecases.exchange.trust_list import TRUST_FILE, trust_state
from plumbing.problem import Problem
from plumbing.trust_list import read_trust_list
from provisioning.test_ca import make_ca
from tests.hub.province import QUANG_YEN, Province
from tests.node.sync.test_dialogue import WildRoad, dialogue, enrolled


def _pem(label: str) -> bytes:
    """A block that begins like one and holds nothing."""
    return f"-----BEGIN {label}-----\nMC4C\n-----END {label}-----\n".encode()


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_ca(tmp_path_factory.mktemp("ca")).read_bytes()


def test_every_node_judges_by_the_list_of_the_province(tinh: Province, tmp_path: Path, pem: bytes) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ()) as yen:
        dialogue(yen, WildRoad(tinh)).talk()
        told = issue_trust_list(tinh.hub, pem, "quan-tri")
        assert (told.number, told.roots, told.revocations) == (1, 1, 2)
        file = yen.place.config.data / TRUST_FILE
        file.write_text("put here by hand")
        dialogue(yen, WildRoad(tinh, ["back"])).talk()
        dialogue(yen, WildRoad(tinh)).talk()
        assert file.read_text() == read_trust_list(pem).to_pem()
        with yen.store.reading() as tables:
            state = trust_state(tables, yen.place.config.data, tinh.clock.now_ms())
            assert (state.number, state.roots) == (1, 1)
            late = trust_state(tables, yen.place.config.data, state.good_until_ms + 1)
        assert "quá hạn" in late.said_vi
    file.unlink()  # a restore brings the database back, and not this file
    running = build(yen.place.config, tinh.clock)
    running.stop()
    assert read_trust_list(file.read_bytes()) == read_trust_list(pem)
    with enrolled(tinh, tmp_path / "moi", QUANG_YEN, ()) as fresh:
        dialogue(fresh, WildRoad(tinh)).talk()
        assert (fresh.place.config.data / TRUST_FILE).read_text() == file.read_text()


def test_revocation_lists_alone_renew_those_that_stand(tinh: Province, pem: bytes) -> None:
    issue_trust_list(tinh.hub, pem, "quan-tri")
    crls = pem[pem.index(b"-----BEGIN X509 CRL") :]
    told = issue_trust_list(tinh.hub, crls, "quan-tri")
    assert (told.number, told.roots, told.revocations) == (2, 1, 2)
    assert trust_list_now(tinh.hub) == told
    tinh.clock.pass_time(days=8000)
    stands = trust_list_now(tinh.hub)
    assert stands is not None
    assert stands.is_stale


def test_what_is_no_list_or_holds_a_secret_is_refused(tinh: Province, pem: bytes) -> None:
    secret = _pem("PRIVATE KEY")
    broken = _pem("CERTIFICATE")
    crls = pem[pem.index(b"-----BEGIN X509 CRL") :]
    for text, code in (
        (b"hello", "TRUST_LIST_UNREADABLE"),
        (broken, "TRUST_LIST_UNREADABLE"),
        (b"x" * (5 * 1024 * 1024), "TRUST_LIST_UNREADABLE"),
        (pem + secret, "TRUST_LIST_PRIVATE_KEY"),
        (crls, "TRUST_LIST_NO_ROOT"),
    ):
        with pytest.raises(Problem, match=code):
            issue_trust_list(tinh.hub, text, "quan-tri")
    assert trust_list_now(tinh.hub) is None


def test_a_forged_or_older_list_changes_nothing(tinh: Province, tmp_path: Path, pem: bytes) -> None:
    with enrolled(tinh, tmp_path / "yen", QUANG_YEN, ()) as yen:
        for _ in range(2):
            issue_trust_list(tinh.hub, pem, "quan-tri")
        dialogue(yen, WildRoad(tinh)).talk()
        with yen.store.reading() as tables:
            (kept,) = tables.register.grants("trust")
        body = json.loads(kept.text) | {"number": 1}
        text = json.dumps(body)
        older = GrantFrame("trust", text, tinh.hub.keys.sign(text.encode()))
        forged = replace(older, text=json.dumps(body | {"number": 9}))
        with yen.store.writing() as tables:
            refused = take_grants(yen.place, yen.node.exchange.hub, tables, [older, forged])
            assert [code for _, code in refused] == ["GRANT_BAD"]
            assert tables.register.grants("trust") == [kept]
