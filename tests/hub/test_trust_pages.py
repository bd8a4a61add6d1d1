"""The trust list on the administrator's page: authorities are added and taken out, ends are told before they come."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hub.usecases.register.trust_list import TrustEntry, extend_trust_list, issue_trust_list, trust_entries
from plumbing.problem import Problem
from provisioning.test_ca import make_ca
from tests.hub.console_client import Console
from tests.hub.province import QUANG_YEN, Province


@pytest.fixture
def first(tmp_path: Path) -> bytes:
    return make_ca(tmp_path / "first").read_bytes()


@pytest.fixture
def second(tmp_path: Path) -> Path:
    make_ca(tmp_path / "second")
    return tmp_path / "second"


def kinds(tinh: Province) -> list[str]:
    return sorted(one.kind for one in trust_entries(tinh.hub))


def test_an_authority_is_added_beside_those_that_stand_in_whatever_form_it_publishes(
    tinh: Province, console: Console, first: bytes, second: Path
) -> None:
    tinh.node(QUANG_YEN)
    issue_trust_list(tinh.hub, first, "")
    root = x509.load_pem_x509_certificate((second / "root.pem").read_bytes())
    files = [
        ("files", ("goc.cer", root.public_bytes(Encoding.DER))),
        ("files", ("cap.pem", (second / "issuing.pem").read_bytes())),
    ]
    assert console.fill_in("/quan-tri/tin-cay", files=files) == 303
    assert kinds(tinh) == ["ca", "ca", "crl", "crl", "root", "root"]
    shown = console.get("/quan-tri/tin-cay").text
    assert shown.count("MotCua Demo Root CA") >= 2
    assert "Danh sách thu hồi" in shown


def test_an_authority_is_taken_out_but_never_the_last_root(
    tinh: Province, console: Console, first: bytes
) -> None:
    issue_trust_list(tinh.hub, first, "")
    found = {one.kind: one for one in trust_entries(tinh.hub)}
    assert console.fill_in("/quan-tri/tin-cay/bo", data={"fingerprint": found["ca"].fingerprint}) == 303
    assert "ca" not in kinds(tinh)
    assert console.fill_in("/quan-tri/tin-cay/bo", data={"fingerprint": found["root"].fingerprint}) >= 400
    assert console.fill_in("/quan-tri/tin-cay/bo", data={"fingerprint": "0" * 64}) >= 400
    assert "root" in kinds(tinh)


def test_what_ends_is_told_before(tinh: Province, first: bytes) -> None:
    issue_trust_list(tinh.hub, first, "")
    end = datetime(2045, 1, 1, tzinfo=UTC)

    def on(day: datetime) -> dict[str, TrustEntry]:
        tinh.hub.clock.ms = int(day.timestamp() * 1000)  # type: ignore[attr-defined]
        return {one.kind: one for one in trust_entries(tinh.hub)}

    assert not any(one.ends_soon for one in on(end - timedelta(days=31)).values())
    soon = on(end - timedelta(days=29))
    assert (soon["root"].ends_soon, soon["crl"].ends_soon) == (True, False)
    assert on(end - timedelta(days=2))["crl"].ends_soon
    assert all(one.is_over for one in on(end + timedelta(days=1)).values())


def test_a_private_key_is_refused_and_nothing_changes(tinh: Province, first: bytes, second: Path) -> None:
    issue_trust_list(tinh.hub, first, "")
    with pytest.raises(Problem, match="TRUST_LIST_PRIVATE_KEY"):
        extend_trust_list(tinh.hub, (second / "root.key").read_bytes(), "")
    assert kinds(tinh) == ["ca", "crl", "crl", "root"]


def test_only_an_administrator_changes_the_list(tinh: Province, console: Console, first: bytes) -> None:
    issue_trust_list(tinh.hub, first, "")
    answer = console.post("/quan-tri/tin-cay/bo", data={"csrf": "x", "fingerprint": "0" * 64})
    assert answer.status_code == 403
