"""Signing and verifying through the child process and the commands."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path
from typing import Any

import psutil
import pytest

from motcua.cli import main
from node.sign import spare
from node.sign.child import ChildSigner, verify_pdf
from node.sign.framing import request_from_json, request_to_json
from node.sign.keys import P12Key
from node.sign.port import Corner, Role, SignRequest, Slot
from node.sign.problems import SigningProblem
from node.sign.report import Verdict
from provisioning.test_ca import Holder, issue_p12
from tests.node.sign.people import NOW, PASSPHRASE, Office, intake


def test_signs_and_verifies_in_child_processes(office: Office, paper: bytes) -> None:
    signed = ChildSigner(P12Key(office.officer, PASSPHRASE)).sign(paper, intake())
    assert signed.startswith(paper)
    assert verify_pdf(signed, office.trust, NOW).verdict is Verdict.VALID


def test_problems_come_through_with_their_code(office: Office, paper: bytes, tmp_path: Path) -> None:
    for key, passphrase, pdf, code in (
        (office.officer, "sai", paper, "WRONG_PASSPHRASE"),
        (tmp_path / "absent.p12", PASSPHRASE, paper, "KEY_NOT_READABLE"),
        (office.officer, PASSPHRASE, b"no", "NOT_A_PDF"),
    ):
        with pytest.raises(SigningProblem) as caught:
            ChildSigner(P12Key(key, passphrase)).sign(pdf, intake())
        assert caught.value.code == code


def test_the_passphrase_shows_neither_in_arguments_nor_in_texts(
    office: Office, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = spare.subprocess.Popen

    def spying(command: list[str], **options: Any) -> object:
        seen.append(command)
        return real(command, **options)

    monkeypatch.setattr(spare.subprocess, "Popen", spying)
    signer = ChildSigner(P12Key(office.officer, PASSPHRASE))
    signer.sign(paper, intake())
    assert PASSPHRASE not in repr(signer)
    assert not any(PASSPHRASE in word for command in seen for word in command)
    assert PASSPHRASE not in str(psutil.Process().environ())


def test_a_slow_child_is_stopped(office: Office, paper: bytes) -> None:
    with pytest.raises(SigningProblem) as caught:
        ChildSigner(P12Key(office.officer, PASSPHRASE), seconds=0.01).sign(paper, intake())
    assert caught.value.code == "SIGNING_TIMEOUT"


def test_requests_cross_the_process_border_unchanged() -> None:
    slots = (Slot("a", (1.5, 2, 3, 4), -1, Corner.TOP_RIGHT), Slot("b"))
    request = SignRequest("a", Role.SEAL, "Ủy ban", NOW, ("dòng",), True, slots, b"png")
    assert request_from_json(json.loads(json.dumps(request_to_json(request))), b"png") == request
    assert {field.name for field in dataclasses.fields(request)} == {*request_to_json(request), "image"}


def test_the_commands_sign_and_verify(
    office: Office,
    paper: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, out, trust = tmp_path / "a.pdf", tmp_path / "b.pdf", tmp_path / "trust.pem"
    today, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    key = issue_p12(office.folder, "Lan", "UBND", Holder.OFFICER, PASSPHRASE, today - day, today + day)
    source.write_bytes(paper)
    trust.write_bytes(office.trust)
    monkeypatch.setenv("MOTCUA_P12_PASSPHRASE", PASSPHRASE)
    order = [
        "sign",
        str(source),
        "--p12",
        str(key),
        "--out",
        str(out),
        "--certify",
        "--line",
        "SAO Y",
    ]
    assert main(order) == 0
    assert json.loads(capsys.readouterr().out)["level"] == "B-B"
    at = ["--at", today.isoformat()]
    assert main(["verify", str(out), "--trust", str(trust), *at]) == 0
    assert json.loads(capsys.readouterr().out)["signatures"][0]["indication"] == "TOTAL-PASSED"
    assert main(["verify", str(out), *at]) == 2
    out.write_bytes(out.read_bytes().replace(b"Trang", b"Trong", 1) + b" ")
    assert main(["verify", str(out), "--trust", str(trust), *at]) == 1
    capsys.readouterr()
    assert main(["verify", str(source)]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "NO_SIGNATURES"


def test_sign_wants_a_passphrase_from_a_safe_place(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"%PDF-")
    monkeypatch.delenv("MOTCUA_P12_PASSPHRASE", raising=False)
    assert main(["sign", str(source), "--p12", str(office.officer), "--out", str(tmp_path / "b.pdf")]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "PASSPHRASE_MISSING"
