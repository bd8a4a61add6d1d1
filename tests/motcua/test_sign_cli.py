"""The commands of signing: levels, tokens, a signature made elsewhere, secrets from safe places."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from motcua.cli import main
from motcua.key_options import _first_line
from node.sign import pin_guard
from provisioning.test_ca import Holder, issue_p12
from tests.node.sign.authority import Services, services
from tests.node.sign.people import PASSPHRASE

TODAY = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with services(tmp_path_factory.mktemp("office")) as found:
        found.now = TODAY
        yield found


@pytest.fixture(scope="module")
def key(office: Services) -> Path:
    address = office.server.address
    return issue_p12(
        office.folder, "Lan", "UBND", Holder.OFFICER, PASSPHRASE, TODAY - DAY, TODAY + DAY, address
    )


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: Services) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    monkeypatch.setenv("MOTCUA_P12_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    office.server.is_down = False
    canvas = Canvas(str(tmp_path / "in.pdf"), pagesize=(595, 842))
    canvas.drawString(100, 700, "Trang")
    canvas.save()
    return tmp_path / "in.pdf"


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def code(capsys: pytest.CaptureFixture[str]) -> str:
    return str(json.loads(capsys.readouterr().err)["error"]["code"])


def test_a_level_is_reached_at_once_where_there_is_a_line(
    office: Services, key: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, trust = source.with_name("out.pdf"), str(office.folder / "trust.pem")
    order = ["sign", str(source), "--p12", str(key), "--out", str(out), "--level", "B-LTA", "--trust", trust]
    assert main([*order, "--tsa", f"{office.server.address}/tsa"]) == 0
    assert said(capsys)["level"] == "B-LTA"
    at = ["--at", (TODAY + 3 * DAY).isoformat()]
    assert main(["verify", str(out), "--trust", trust, "--json", *at]) == 0
    assert said(capsys)["verdict"] == "VALID"


def test_without_a_line_the_signature_is_made_all_the_same(
    office: Services, key: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.server.is_down = True
    out = source.with_name("out.pdf")
    order = ["sign", str(source), "--p12", str(key), "--out", str(out), "--level", "B-T"]
    assert main([*order, "--tsa", f"{office.server.address}/tsa"]) == 0
    answer = said(capsys)
    assert (answer["level"], answer["missing"]) == ("B-B", "TSA_UNREACHABLE")
    assert main(["verify", str(out), "--trust", str(office.folder / "trust.pem")]) == 0


def test_a_signature_made_elsewhere(
    office: Services, key: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain, request = source.with_name("chain.pem"), source.with_name("r.json")
    answer, out = source.with_name("a.json"), source.with_name("out.pdf")
    held = pkcs12.load_pkcs12(key.read_bytes(), PASSPHRASE.encode())
    certificates = [held.cert, *held.additional_certs]
    chain.write_bytes(b"".join(c.certificate.public_bytes(Encoding.PEM) for c in certificates if c))
    prepare = ["remote-sign", "prepare", str(source), "--chain", str(chain), "--request", str(request)]
    assert main([*prepare, "--certify", "--line", "BẢN SỐ HÓA"]) == 0
    assert b"Trang" not in request.read_bytes()
    assert main(["remote-sign", "answer", str(request), "--p12", str(key), "--out", str(answer)]) == 0
    finish = ["remote-sign", "finish", str(request), "--answer", str(answer), "--out", str(out)]
    kept = request.read_bytes()
    body = json.loads(kept)
    request.write_text(json.dumps(body | {"until": TODAY.isoformat()}))
    assert main(finish) == 1
    assert code(capsys) == "HANDED_TOO_LATE"
    request.write_bytes(kept)
    prepared = request.with_name("r.json.pdf")
    whole = prepared.read_bytes()
    prepared.write_bytes(whole.replace(b"Trang", b"Trong") + b" ")
    assert main(finish) == 1
    assert code(capsys) == "HANDED_CHANGED"
    prepared.write_bytes(whole)
    assert main(finish) == 0
    assert main(finish) == 1  # once only
    capsys.readouterr()
    assert main(["verify", str(out), "--trust", str(office.folder / "trust.pem")]) == 0
    tell = subprocess.run(["pdfsig", "-nocert", out], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in tell


def test_another_key_cannot_answer(
    office: Services, key: Path, source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain, request = source.with_name("chain.pem"), source.with_name("r.json")
    held = pkcs12.load_pkcs12(key.read_bytes(), PASSPHRASE.encode())
    assert held.cert is not None
    chain.write_bytes(held.cert.certificate.public_bytes(Encoding.PEM))
    assert (
        main(["remote-sign", "prepare", str(source), "--chain", str(chain), "--request", str(request)]) == 0
    )
    answer = source.with_name("a.json")
    order = ["remote-sign", "answer", str(request), "--p12", str(office.leader), "--out", str(answer)]
    assert main(order) == 1
    assert code(capsys) == "HANDED_SIGNATURE_WRONG"
    answer.write_text(json.dumps({"motcua": "remote-sign/1", "signature": "AAAA"}))
    finish = ["remote-sign", "finish", str(request), "--answer", str(answer)]
    assert main([*finish, "--out", str(source.with_name("out.pdf"))]) == 1
    assert code(capsys) == "HANDED_SIGNATURE_WRONG"
    answer.write_text("[]")
    assert main([*finish, "--out", str(source.with_name("out.pdf"))]) == 1
    assert code(capsys) == "HANDED_MALFORMED"


def test_a_pin_comes_from_a_file_or_the_environment_and_is_asked_for_by_name(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_TOKEN_PIN", raising=False)
    order = ["sign", str(source), "--pkcs11", "/nowhere.so", "--out", str(source.with_name("out.pdf"))]
    assert main(order) == 1
    assert code(capsys) == "PIN_MISSING"
    monkeypatch.setenv("MOTCUA_TOKEN_PIN", "123456")
    assert main(order) == 1
    assert code(capsys) == "TOKEN_MODULE_MISSING"
    assert main(["tokens", "--pkcs11", "/nowhere.so"]) == 1
    assert code(capsys) == "TOKEN_MODULE_MISSING"
    assert pin_guard.PinGuard(source.parent / "state" / "motcua").folder.exists() is False


def test_the_paper_that_is_signed_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "quyet-dinh.pdf"
    paper.write_bytes(b"%PDF-1.7")
    assert main(["sign", str(paper), "--p12", str(tmp_path / "key.p12"), "--out", str(paper)]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "OUT_IS_INPUT"
    assert paper.read_bytes() == b"%PDF-1.7"


def test_a_secret_is_read_as_editors_save_it(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret, out = source.with_name("secret.txt"), source.with_name("out.pdf")
    order = ["sign", str(source), "--pkcs11", "/nowhere.so", "--pin-file", str(secret), "--out", str(out)]
    secret.write_bytes(b"\xff\xfe1\x002\x00")
    assert main(order) == 1
    assert code(capsys) == "SECRET_FILE_NOT_TEXT"
    secret.write_bytes(b"\xef\xbb\xbf123456\r\n")
    assert _first_line(secret) == "123456"


@pytest.mark.parametrize("words", [["--box", "1,a"], ["--box", "0,1,1,2,2"]])
def test_a_box_is_five_numbers(source: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sign", str(source), "--p12", "k.p12", "--out", "out.pdf", *words])
    error = json.loads(capsys.readouterr().err)["error"]
    assert error["code"] == "USAGE"
    assert "trang,trái,dưới,phải,trên" in error["message_vi"]
