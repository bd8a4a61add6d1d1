"""The hub's other roads: sticks answered on the spot, envelopes carried by others, previews and requests of scans."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dossier.exchange.parcels import Piece, ScanTalk, decode_parcel, encode_parcel
from dossier.facts import FactKind
from hub.api.app import create_app
from hub.courier import StickOrder, serve_stick
from hub.usecases.devices.enrol import revoke
from plumbing.envelopes import MEDIA_TYPE, open_envelope, peek, seal_envelope
from plumbing.http_auth import sign_request
from plumbing.problem import Problem
from tests.hub.province import HAM_RONG, QUANG_YEN, Province, receive, received
from tests.hub.simple_node import SimpleNode

SCAN = bytes(range(256)) * 300
NAME = hashlib.sha256(SCAN).hexdigest()


@pytest.fixture
def web(tinh: Province) -> Iterator[TestClient]:
    with TestClient(create_app(tinh.hub), base_url="https://hub") as client:
        yield client


@pytest.fixture
def lan(tinh: Province) -> str:
    return tinh.officer("lan", QUANG_YEN)


def scanned(officer: str, node: SimpleNode, competent: str = "") -> str:
    """A dossier with a scan, not sent yet."""
    dossier = node.new_dossier()
    node.act(dossier, officer, FactKind.RECEIVED, received(node, competent))
    page = {"component": "to_khai", "number": 1, "blob": NAME, "media_type": "image/jpeg", "size": len(SCAN)}
    node.act(dossier, officer, FactKind.PAGE_SCANNED, page)
    return dossier


def parcel(tinh: Province, node: SimpleNode, what: Piece | ScanTalk) -> bytes:
    hub = tinh.hub
    return seal_envelope(encode_parcel(what), node.keys, hub.node, hub.keys.public_key, 1, 0)


def opened(node: SimpleNode, envelope: bytes) -> ScanTalk | Piece:
    _, content = open_envelope(envelope, node.keys, lambda _: node.hub_key)
    return decode_parcel(content)


def post(web: TestClient, tinh: Province, node: SimpleNode, path: str, body: bytes) -> tuple[int, bytes]:
    request = web.build_request("POST", path, content=body, headers={"content-type": MEDIA_TYPE})
    sign_request(request, node.keys, tinh.clock.ms)
    answer = web.send(request)
    return answer.status_code, answer.content


def test_a_stick_is_answered_with_receipt_mail_and_scans(tinh: Province, lan: str, tmp_path: Path) -> None:
    yen, rong = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = scanned(lan, yen, HAM_RONG)
    half = len(SCAN) // 2
    (tmp_path / "2.mce").write_bytes(yen.envelope())
    for at, name in ((half, "0"), (0, "1")):  # before their turn
        piece = Piece(NAME, len(SCAN), "image/jpeg", at, SCAN[at : at + half])
        (tmp_path / f"{name}.mce").write_bytes(parcel(tinh, yen, piece))
    (tmp_path / "9.mce").write_bytes(b"MCE1 broken")
    served = serve_stick(tinh.hub, StickOrder((tmp_path,), None, 20_000))
    codes = {line["file"]: line["code"] for line in served["envelopes"]}
    assert codes == {"0.mce": "", "1.mce": "", "2.mce": "", "9.mce": "ENVELOPE_TRUNCATED"}
    assert tinh.hub.blobs.has(NAME)
    answers = [line["answer"] for line in served["envelopes"] if line["answer"]]
    yen.take((tmp_path / answers[0]).read_bytes())
    assert yen.receipts[-1].heads[0][0] == dossier

    back = tmp_path / "rong"
    back.mkdir()
    (back / "a.mce").write_bytes(rong.envelope())
    (back / "b.mce").write_bytes(parcel(tinh, rong, ScanTalk(asked=(NAME,))))
    written = serve_stick(tinh.hub, StickOrder((back,), None, 20_000))["written"]
    letters = [name for name in written if "-thu-" in name]
    scans = [name for name in written if "-scan-" in name]
    for name in letters:
        rong.take((back / name).read_bytes())
    assert dossier in rong.log
    parts = [opened(rong, (back / name).read_bytes()) for name in scans]
    assert b"".join(part.data for part in parts if isinstance(part, Piece)) == SCAN
    assert len(parts) == 4


def test_serving_a_stick_twice_changes_nothing(tinh: Province, lan: str, tmp_path: Path) -> None:
    yen = tinh.node(QUANG_YEN)
    receive(yen, lan)
    (tmp_path / "a.mce").write_bytes(yen.envelope())
    serve_stick(tinh.hub, StickOrder((tmp_path / "a.mce",), None, 0))
    before = sorted(path.name for path in tmp_path.iterdir())
    serve_stick(tinh.hub, StickOrder((tmp_path / "a.mce",), None, 0))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_carrier_hands_in_what_it_cannot_read(tinh: Province, lan: str, web: TestClient) -> None:
    yen, mule = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    dossier = receive(yen, lan)
    envelope = yen.envelope()
    status, answer = post(web, tinh, mule, "/carry", envelope)
    assert status == 200
    assert peek(answer).addressee == yen.node
    with pytest.raises(Problem, match="ENVELOPE_NOT_FOR_US"):
        open_envelope(answer, mule.keys, lambda _: mule.hub_key)
    yen.take(answer)
    assert yen.receipts[-1].heads[0][0] == dossier
    again, _ = post(web, tinh, mule, "/carry", envelope)
    assert again == 200


def test_a_revoked_carrier_and_an_unsigned_one_are_refused(tinh: Province, lan: str, web: TestClient) -> None:
    yen, mule = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    receive(yen, lan)
    envelope = yen.envelope()
    assert web.post("/carry", content=envelope).json()["code"] == "REQUEST_UNSIGNED"
    revoke(tinh.hub, mule.node, "quan-tri")
    status, body = post(web, tinh, mule, "/carry", envelope)
    assert (status >= 400, b"NODE_REVOKED" in body) == (True, True)


def test_previews_travel_ahead_and_a_request_reaches_the_owner(
    tinh: Province, lan: str, web: TestClient
) -> None:
    yen, rong = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    scanned(lan, yen, HAM_RONG)
    tinh.talk(yen)
    said = ScanTalk(previews=((NAME, b"a picture"),))
    post(web, tinh, yen, "/scans", encode_parcel(said))
    wish = encode_parcel(ScanTalk(lacking=(NAME,), asked=(NAME,)))
    assert talk(post(web, tinh, rong, "/scans", wish)) == ScanTalk(previews=((NAME, b"a picture"),))
    assert talk(post(web, tinh, yen, "/scans", encode_parcel(ScanTalk()))).asked == (NAME,)
    tinh.hub.blobs.put(SCAN)
    assert talk(post(web, tinh, yen, "/scans", encode_parcel(ScanTalk()))).asked == ()


def test_who_is_not_entitled_sees_no_preview_and_hurries_nobody(
    tinh: Province, lan: str, web: TestClient
) -> None:
    yen, rong = tinh.node(QUANG_YEN), tinh.node(HAM_RONG)
    scanned(lan, yen)
    tinh.talk(yen)
    post(web, tinh, yen, "/scans", encode_parcel(ScanTalk(previews=((NAME, b"a picture"),))))
    wish = encode_parcel(ScanTalk(previews=((NAME, b"a false one"),), lacking=(NAME,), asked=(NAME,)))
    assert talk(post(web, tinh, rong, "/scans", wish)) == ScanTalk()
    assert talk(post(web, tinh, yen, "/scans", encode_parcel(ScanTalk()))).asked == ()


def talk(answer: tuple[int, bytes]) -> ScanTalk:
    status, body = answer
    assert status == 200
    said = decode_parcel(body)
    assert isinstance(said, ScanTalk)
    return said
