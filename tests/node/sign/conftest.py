"""A small authority with people, and papers to sign."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from node.sign.port import Role, SignRequest
from provisioning.test_ca import Holder, issue_p12, make_ca
from tests.node.sign.people import END, NOW, PASSPHRASE, START, Office, intake, signer


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("ca")
    trust = make_ca(folder).read_bytes()

    def issue(name: str, holder: Holder) -> Path:
        return issue_p12(folder, name, "UBND xã Quảng Yên", holder, PASSPHRASE, START, END)

    return Office(
        folder,
        trust,
        issue("Nguyễn Thị Lan", Holder.OFFICER),
        issue("Lê Văn Đức", Holder.LEADER),
        issue("UBND xã Quảng Yên", Holder.SEAL),
    )


@pytest.fixture(scope="session")
def paper() -> bytes:
    """An unsigned PDF of two pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for page in (1, 2):
        canvas.drawString(100, 700, f"Trang {page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="session")
def certified(office: Office, paper: bytes) -> bytes:
    """The paper with the intake officer's certification signature."""
    return signer(office.officer).sign(paper, intake())


@pytest.fixture(scope="session")
def signed_by_three(office: Office, certified: bytes) -> bytes:
    """Officer, leader, seal, in this order."""
    later = NOW + datetime.timedelta(hours=1)
    by_leader = signer(office.leader).sign(certified, SignRequest("leader", Role.LEADER, "Lê Văn Đức", later))
    return signer(office.seal).sign(by_leader, SignRequest("seal", Role.SEAL, "UBND", later))
