"""A paper signed by a device in the clerk's own PC: prepared here, answered there, finished here; once, in time."""

import json
import ssl
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from motcua.cli import main
from node.sign.child import answer_handed
from node.sign.keys import P12Key
from node.sign.report import Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from node.usecases.signing.levels import LEVEL_JOB
from provisioning.test_ca import Holder, issue_p12, make_ca
from tests.node.api.counter import Counter

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
PIN = "ma-pin-1"


@dataclass(frozen=True)
class Device:
    """A key in another PC, with its certificate."""

    key: Path
    chain: str

    def answer(self, prepared: dict[str, Any], now: datetime) -> str:
        key, chain = P12Key(self.key, PIN), prepared["chain"].encode()
        return b64encode(answer_handed(b64decode(prepared["attributes"]), chain, key, now)).decode()


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ca")
    (folder / "trust.pem").write_bytes(make_ca(folder).read_bytes())
    return folder


def device(folder: Path, name: str) -> Device:
    key = issue_p12(folder, name, "UBND xã Quảng Yên", Holder.OFFICER, PIN, START, END)
    held = pkcs12.load_pkcs12(key.read_bytes(), PIN.encode())
    assert held.cert is not None
    certificates = [held.cert, *held.additional_certs]
    chain = b"".join(one.certificate.public_bytes(Encoding.PEM) for one in certificates)
    return Device(key, chain.decode())


@pytest.fixture(scope="module")
def hers(ca: Path) -> Device:
    return device(ca, "Trần Thị Bích")


@dataclass
class Scanned:
    """A dossier with one scanned paper, and the headers of its clerk."""

    desk: Counter
    headers: dict[str, str]
    dossier: str

    def prepare(self, certificate: str) -> Any:
        body = {"component": "TP1", "certificate": certificate}
        url = f"/api/dossiers/{self.dossier}/sign/prepare"
        return self.desk.client.post(url, json=body, headers=self.headers)

    def finish(self, id_: str, signature: str, **more: str) -> Any:
        body = {"id": id_, "signature": signature, **more}
        url = f"/api/dossiers/{self.dossier}/sign/finish"
        return self.desk.client.post(url, json=body, headers=self.headers)

    def refused(self, answer: Any) -> str:
        assert answer.status_code >= 400, answer.text
        assert self.documents() == []
        return str(answer.json()["code"])

    def documents(self) -> list[dict[str, Any]]:
        shown: dict[str, Any] = self.desk.client.get(f"/api/dossiers/{self.dossier}").json()
        documents: list[dict[str, Any]] = shown["state"]["documents"]
        return documents

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.desk.clock.ms / 1000, UTC)


@pytest.fixture
def paper(desk: Counter) -> Scanned:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    assert desk.scan(headers, dossier).status_code == 200
    return Scanned(desk, headers, dossier)


def kept(desk: Counter) -> list[Path]:
    return [path for path in (desk.place.config.data / "handed").rglob("*") if path.is_file()]


def test_what_comes_back_is_the_same_fact_as_a_signature_made_here(
    paper: Scanned, hers: Device, ca: Path
) -> None:
    made = paper.prepare(hers.chain)
    assert made.status_code == 201, made.text
    prepared = made.json()
    assert "1 trang" in prepared["what_vi"]
    assert "Trần Thị Bích" in prepared["what_vi"]
    done = paper.finish(prepared["id"], hers.answer(prepared, paper.now), certificate=hers.chain)
    assert done.status_code == 200, done.text
    (document,) = paper.documents()
    assert (document["role"], document["level"], document["signer"]) == ("intake", "B-B", "bich")
    signed = paper.desk.client.get(f"/api/dossiers/{paper.dossier}/files/{document['key']}").content
    report = verify(signed, read_trust((ca / "trust.pem").read_bytes()), paper.now)
    assert report.verdict is Verdict.VALID
    (one,) = report.signatures
    assert (one.field_name, one.certifies, one.signer) == ("intake", True, "Trần Thị Bích")
    assert kept(paper.desk) == []
    with paper.desk.place.store.reading() as tables:
        assert [job.kind for job in tables.jobs.list("queued")].count(LEVEL_JOB) == 1


def test_a_request_is_good_once(paper: Scanned, hers: Device) -> None:
    prepared = paper.prepare(hers.chain).json()
    answer = hers.answer(prepared, paper.now)
    assert paper.finish(prepared["id"], answer).status_code == 200
    again = paper.finish(prepared["id"], answer)
    assert (again.status_code, again.json()["code"]) == (409, "HANDED_USED")
    assert len(paper.documents()) == 1


def test_a_second_request_for_the_same_paper_is_not_finished_after_the_first(
    paper: Scanned, hers: Device
) -> None:
    first, second = paper.prepare(hers.chain).json(), paper.prepare("").json()
    assert paper.finish(first["id"], hers.answer(first, paper.now)).status_code == 200
    late = paper.finish(second["id"], hers.answer(second, paper.now))
    assert late.json()["code"] == "HANDED_PAPER_CHANGED"
    assert len(paper.documents()) == 1


def test_after_half_an_hour_it_is_too_late_and_what_was_prepared_is_dropped(
    paper: Scanned, hers: Device
) -> None:
    prepared = paper.prepare(hers.chain).json()
    answer = hers.answer(prepared, paper.now)
    paper.desk.clock.pass_time(minutes=31)
    assert paper.refused(paper.finish(prepared["id"], answer)) == "HANDED_TOO_LATE"
    assert len(kept(paper.desk)) == 1
    paper.desk.node.signing_elsewhere.sweep()
    assert kept(paper.desk) == []
    assert paper.refused(paper.finish(prepared["id"], answer)) == "HANDED_TOO_LATE"
    paper.desk.clock.pass_time(days=2)
    paper.desk.node.signing_elsewhere.sweep()
    paper.headers = paper.desk.sign_in()
    assert paper.refused(paper.finish(prepared["id"], answer)) == "HANDED_UNKNOWN"


def test_nobody_else_finishes_it_and_no_other_dossier_takes_it(paper: Scanned, hers: Device) -> None:
    prepared = paper.prepare(hers.chain).json()
    answer, own = hers.answer(prepared, paper.now), paper.headers
    other = Scanned(paper.desk, own, paper.desk.receive(own)["dossier"])
    assert other.refused(other.finish(prepared["id"], answer)) == "HANDED_UNKNOWN"
    paper.headers = paper.desk.sign_in("dung")
    refused = paper.finish(prepared["id"], answer)
    assert (refused.status_code, paper.refused(refused)) == (403, "HANDED_NOT_YOURS")
    assert paper.desk.client.get(f"/ho-so/{paper.dossier}/ky-may-nay/{prepared['id']}").status_code == 403
    paper.headers = paper.desk.sign_in()
    assert paper.finish(prepared["id"], answer).status_code == 200


def test_a_page_that_came_since_makes_it_another_paper(paper: Scanned, hers: Device) -> None:
    prepared = paper.prepare(hers.chain).json()
    assert paper.desk.scan(paper.headers, paper.dossier).status_code == 200
    answer = hers.answer(prepared, paper.now)
    assert paper.refused(paper.finish(prepared["id"], answer)) == "HANDED_PAPER_CHANGED"


def test_prepared_bytes_that_were_changed_or_lost_are_not_signed(paper: Scanned, hers: Device) -> None:
    prepared = paper.prepare(hers.chain).json()
    answer = hers.answer(prepared, paper.now)
    (file,) = kept(paper.desk)
    file.chmod(0o600)
    file.write_bytes(file.read_bytes().replace(b"/Page", b"/Pige", 1))
    assert paper.refused(paper.finish(prepared["id"], answer)) == "HANDED_CHANGED"
    assert paper.refused(paper.finish(prepared["id"], answer)) == "HANDED_CHANGED"


def test_a_wrong_signature_is_refused_and_uses_nothing_up(paper: Scanned, hers: Device, ca: Path) -> None:
    prepared = paper.prepare(hers.chain).json()
    paper.desk.clock.pass_time(minutes=1)
    another = paper.prepare(hers.chain).json()
    for wrong in ("AAAA", hers.answer(another, paper.now)):
        assert paper.refused(paper.finish(prepared["id"], wrong)) == "HANDED_SIGNATURE_WRONG"
    assert paper.refused(paper.finish(prepared["id"], "không")) == "HANDED_MALFORMED"
    good, foreign = hers.answer(prepared, paper.now), device(ca, "Lê Văn Dũng").chain
    told = paper.finish(prepared["id"], good, certificate=foreign)
    assert paper.refused(told) == "HANDED_SIGNATURE_WRONG"
    assert paper.finish(prepared["id"], good).status_code == 200


def test_the_certificate_must_be_her_own_and_readable(paper: Scanned, hers: Device, ca: Path) -> None:
    assert paper.refused(paper.prepare("")) == "HANDED_NO_CERTIFICATE"
    assert paper.refused(paper.prepare("không phải chứng thư")) == "HANDED_CERTIFICATE_MALFORMED"
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    assert paper.refused(paper.prepare(broken)) == "HANDED_CERTIFICATE_MALFORMED"
    assert paper.refused(paper.prepare(device(ca, "Lê Văn Dũng").chain)) == "HANDED_OTHER_HOLDER"
    assert kept(paper.desk) == []
    assert paper.prepare("Trần Thị Bích\n" + hers.chain).status_code == 201


def test_a_certificate_made_by_oneself_is_refused_where_there_is_a_trust_list(
    paper: Scanned, ca: Path, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    make_ca(tmp_path / "own")
    own = device(tmp_path / "own", "Trần Thị Bích")
    (paper.desk.place.config.data / "trust.pem").write_bytes((ca / "trust.pem").read_bytes())
    prepared = paper.prepare(own.chain).json()
    answer = own.answer(prepared, paper.now)
    assert paper.refused(paper.finish(prepared["id"], answer)) == "HANDED_NOT_TRUSTED"


def test_writing_needs_the_token_of_the_session(paper: Scanned, hers: Device) -> None:
    prepared = paper.prepare(hers.chain).json()
    paper.headers = {}
    assert paper.refused(paper.prepare(hers.chain)) == "CSRF_MISMATCH"
    assert paper.refused(paper.finish(prepared["id"], "AAAA")) == "CSRF_MISMATCH"
    for path in ("", f"/{prepared['id']}"):
        form = paper.desk.client.post(f"/ho-so/{paper.dossier}/ky-may-nay{path}", data={"component": "TP1"})
        assert form.status_code == 403


def test_the_pages_lead_from_the_passphrase_to_the_signed_paper(
    paper: Scanned, hers: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, home = paper.desk.client, f"/ho-so/{paper.dossier}"
    paper.desk.clock.ms = int(datetime.now(UTC).timestamp() * 1000)
    csrf = {"csrf": paper.desk.sign_in()["X-CSRF-Token"]}
    assert f'href="{home}/ky-may-nay?giay=TP1"' in client.get(home).text
    first = client.get(f"{home}/ky-may-nay?giay=TP1").text
    assert "Chứng thư số của bạn" in first
    assert client.get(f"{home}/ky-may-nay?giay=khong-co").status_code == 404
    der = ssl.PEM_cert_to_DER_cert(hers.chain[: hers.chain.index("-----END") + 26])
    files = {"certificate": ("bich.cer", der, "application/x-x509-ca-cert")}
    moved = client.post(f"{home}/ky-may-nay", data={**csrf, "component": "TP1"}, files=files)
    assert moved.status_code == 303, moved.text
    step = moved.headers["location"]
    shown = client.get(step).text
    assert "Trần Thị Bích" in shown
    request = client.get(f"{step}/yeu-cau-ky.json")
    assert "attachment" in request.headers["content-disposition"]
    asked, answer = tmp_path / "ask.json", tmp_path / "answer.json"
    asked.write_bytes(request.content)
    assert "Trần" not in json.loads(request.content)["file"]
    monkeypatch.setenv("MOTCUA_P12_PASSPHRASE", PIN)
    assert main(["remote-sign", "answer", str(asked), "--p12", str(hers.key), "--out", str(answer)]) == 0
    bad = client.post(step, data=csrf, files={"answer": ("a.json", b"[]", "application/json")})
    assert "HANDED_MALFORMED" in bad.text
    sent = {"answer": ("a.json", answer.read_bytes(), "application/json")}
    done = client.post(step, data=csrf, files=sent)
    assert (done.status_code, done.headers["location"]) == (303, f"{home}?da=signed")
    assert "đã ký số" in client.get(home).text
    assert "HANDED_USED" in client.post(step, data=csrf, files=sent).text
    assert "Máy nhớ chứng thư lần trước" in client.get(f"{home}/ky-may-nay?giay=TP1").text
