"""Signing: what it adds, what it keeps, what it refuses."""

from __future__ import annotations

import datetime
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from node.sign.pkcs12 import load_key
from node.sign.port import Role, SignRequest, Slot
from node.sign.problems import SigningProblem
from node.sign.report import Verdict
from node.sign.trust import read_trust
from node.sign.verify import verify
from tests.node.sign.people import LINES, NOW, PASSPHRASE, Office, intake, signer


def refusal(office: Office, pdf: bytes, request: SignRequest) -> str:
    with pytest.raises(SigningProblem) as caught:
        signer(office.officer).sign(pdf, request)
    return caught.value.code


def test_bytes_before_a_signature_stay_as_they_were(
    paper: bytes, certified: bytes, signed_by_three: bytes
) -> None:
    assert certified.startswith(paper)
    assert signed_by_three.startswith(certified)


def test_three_signatures_in_order_are_all_valid(office: Office, signed_by_three: bytes) -> None:
    report = verify(signed_by_three, read_trust(office.trust), NOW + datetime.timedelta(days=1))
    assert report.verdict is Verdict.VALID
    first, second, third = report.signatures
    assert (first.signer, first.organisation) == ("Nguyễn Thị Lan", "UBND xã Quảng Yên")
    assert (first.certifies, second.certifies, third.certifies) == (True, False, False)
    assert [s.level for s in report.signatures] == ["B-B"] * 3
    assert [s.coverage for s in report.signatures] == ["ENTIRE_REVISION", "ENTIRE_REVISION", "ENTIRE_FILE"]
    assert [s.changed_after for s in report.signatures] == ["SIGNATURES", "SIGNATURES", "NONE"]
    assert first.signed_at == "2026-11-22T10:00:00+07:00"


def test_poppler_agrees_on_every_signature(signed_by_three: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed_by_three)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == 3
    assert "ETSI.CAdES.detached" in said
    assert "Nguyễn Thị Lan" in said


def test_the_stamp_stands_at_the_top_right_with_its_time(certified: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(certified)
    box = ["-x", "380", "-y", "0", "-W", "215", "-H", "60"]
    text = subprocess.run(["pdftotext", *box, path, "-"], capture_output=True, text=True, check=True).stdout
    assert [line for line in text.splitlines() if line][:3] == [*LINES, "2026-11-22T10:00:00+07:00"]


def test_the_stamp_keeps_to_the_corner_of_any_paper(office: Office) -> None:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(842, 595))
        pdf.save(out)
    signed = signer(office.officer).sign(out.getvalue(), intake())
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert [int(edge) for edge in pdf.pages[0].Annots[0].Rect] == [632, 538, 827, 587]


def test_a_picture_takes_the_place_of_the_text(office: Office, paper: bytes) -> None:
    from PIL import Image

    png = io.BytesIO()
    Image.new("RGBA", (60, 60), (200, 0, 0, 128)).save(png, "PNG")
    slot = Slot("seal", (300, 300, 380, 380), page=-1)
    request = SignRequest("seal", Role.SEAL, "UBND", NOW, slots=(slot,), image=png.getvalue())
    signed = signer(office.seal).sign(paper, request)
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert "/Annots" not in pdf.pages[0]
        assert b"/Image" in signed[len(paper) :]
        assert [int(edge) for edge in pdf.pages[1].Annots[0].Rect] == [300, 300, 380, 380]


def test_a_signature_costs_a_small_revision(paper: bytes, certified: bytes) -> None:
    assert len(certified) - len(paper) < 70_000


def test_what_is_no_pdf_is_refused(office: Office, paper: bytes) -> None:
    empty = io.BytesIO()
    pikepdf.new().save(empty)
    for rubbish in (b"", b"khong phai", b"%PDF-1.7 rubbish", paper[:100], empty.getvalue()):
        assert refusal(office, rubbish, intake()) == "NOT_A_PDF"


def test_an_encrypted_pdf_is_refused(office: Office, paper: bytes) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="x", user=""))
    assert refusal(office, locked.getvalue(), intake()) == "PDF_ENCRYPTED"


def test_what_earlier_signatures_forbid(office: Office, paper: bytes, certified: bytes) -> None:
    assert refusal(office, certified, intake()) == "CERTIFY_TOO_LATE"
    assert refusal(office, certified, intake(certify=False)) == "FIELD_ALREADY_SIGNED"
    assert refusal(office, certified, SignRequest("stranger", Role.LEADER, "X", NOW)) == "FIELD_NOT_PREPARED"
    other = SignRequest("leader", Role.LEADER, "X", NOW, slots=(Slot("elsewhere"),))
    assert refusal(office, paper, other) == "FIELD_NOT_PREPARED"


def test_a_foreign_paper_that_allows_no_change_stays_as_it_is(office: Office, paper: bytes) -> None:
    meta = PdfSignatureMetadata(field_name="x", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    key = load_key(office.leader.read_bytes(), PASSPHRASE)
    locked = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), meta, key).getvalue()
    assert refusal(office, locked, intake(certify=False)) == "ALREADY_CERTIFIED_NO_CHANGES"


def test_a_foreign_signed_paper_gets_an_approval_beside_the_signature_it_has(
    office: Office, paper: bytes
) -> None:
    key = load_key(office.leader.read_bytes(), PASSPHRASE)
    foreign = sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper)), PdfSignatureMetadata(field_name="x"), key)
    both = signer(office.officer).sign(foreign.getvalue(), intake(certify=False))
    assert both.startswith(foreign.getvalue())
    assert [s.field_name for s in verify(both, read_trust(office.trust), NOW).signatures] == ["x", "intake"]


@pytest.mark.parametrize(("days", "code"), [(301, "KEY_EXPIRED"), (-301, "KEY_NOT_YET_VALID")])
def test_a_certificate_holds_only_in_its_time(office: Office, paper: bytes, days: int, code: str) -> None:
    assert refusal(office, paper, intake(moment=NOW + datetime.timedelta(days=days))) == code


def test_a_wrong_passphrase_and_a_file_that_is_no_key(office: Office) -> None:
    for p12, passphrase, code in (
        (office.officer.read_bytes(), "sai", "WRONG_PASSPHRASE"),
        (office.officer.read_bytes()[:200], PASSPHRASE, "KEY_NOT_READABLE"),
        (b"PEM?", PASSPHRASE, "KEY_NOT_READABLE"),
    ):
        with pytest.raises(SigningProblem) as caught:
            load_key(p12, passphrase)
        assert caught.value.code == code


def test_a_stamp_that_nobody_could_see_is_refused(office: Office, paper: bytes) -> None:
    for slot in (
        Slot("intake", (2000, 10, 2100, 60)),
        Slot("intake", (10, -90, 100, -10)),
        Slot("intake", (10, 10, 100, 60), page=7),
    ):
        request = SignRequest("intake", Role.INTAKE, "Nguyễn Thị Lan", NOW, slots=(slot,))
        assert refusal(office, paper, request) == "STAMP_OFF_PAGE"


def test_a_picture_that_is_none(office: Office, paper: bytes) -> None:
    slot = Slot("seal", (300, 300, 380, 380))
    for image in (b"khong phai anh", b"\x89PNG\r\n\x1a\n"):
        request = SignRequest("seal", Role.SEAL, "UBND", NOW, slots=(slot,), image=image)
        assert refusal(office, paper, request) == "STAMP_IMAGE_UNREADABLE"
