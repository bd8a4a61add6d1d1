"""PDF/A after signing: what we sign stays fit to be kept, and each clause that something breaks is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from node.ocr.pdf.pdfa import save_pdfa
from node.sign.archival import archive_report
from node.sign.port import Role, SignRequest
from plumbing.fonts import serif
from tests.node.sign.people import NOW, Office, intake, signer


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A drawn page as PDF/A-2b."""
    folder = tmp_path_factory.mktemp("pdfa")
    drawn, out = folder / "drawn.pdf", folder / "out.pdf"
    pdfmetrics.registerFont(TTFont("Archived", str(serif())))
    canvas = Canvas(str(drawn), pagesize=(595, 842), invariant=1, initialFontName="Archived")
    canvas.setFont("Archived", 13)
    canvas.drawString(100, 700, "Ủy ban nhân dân xã Quảng Yên")
    canvas.save()
    save_pdfa(drawn, out)
    return out.read_bytes()


@pytest.fixture(scope="module")
def signed(office: Office, archived: bytes) -> bytes:
    first = signer(office.officer).sign(archived, intake())
    return signer(office.leader).sign(first, SignRequest("leader", Role.LEADER, "Lê Văn Đức", NOW))


def codes(pdf: bytes) -> list[str]:
    return [one.code for one in archive_report(pdf).findings]


def changed(pdf: bytes, change: Callable[[Pdf], object]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        opened.save(out, fix_metadata_version=False)
    return out.getvalue()


def test_what_we_sign_is_as_fit_as_before(archived: bytes, signed: bytes) -> None:
    for pdf in (archived, signed):
        report = archive_report(pdf)
        assert (report.claims, report.findings) == ("PDF/A-2b", ())


def test_a_file_that_claims_nothing_is_told_as_such(paper: bytes) -> None:
    assert archive_report(paper).claims == ""
    assert archive_report(b"%PDF-1.4 nothing").claims == ""


def page(pdf: Pdf) -> pikepdf.Object:
    return pdf.pages[0].obj


def bare_font(pdf: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page(pdf).Resources.Font.F9 = pdf.make_indirect(font)


def script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(Type=Name.Action, S=Name.JavaScript, JS="1"))


def hidden_note(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), F=2)
    page(pdf).Annots = Array([pdf.make_indirect(note)])


def undrawn_note(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=Array([0, 0, 9, 9]), F=4)
    page(pdf).Annots = Array([pdf.make_indirect(note)])


def smooth_picture(pdf: Pdf) -> None:
    picture = pdf.make_stream(
        b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, Interpolate=True
    )
    page(pdf).Resources.XObject = Dictionary(I1=picture)


def transfer(pdf: Pdf) -> None:
    state = Dictionary(Type=Name.ExtGState, TR=Name.Identity)
    page(pdf).Resources.ExtGState = Dictionary(G1=pdf.make_indirect(state))


def outside(pdf: Pdf) -> None:
    page(pdf).Resources.XObject = Dictionary(X1=pdf.make_stream(b"", Subtype=Name.Form, F="elsewhere"))


BROKEN: dict[str, Callable[[Pdf], object]] = {
    "PDFA_FONT": bare_font,
    "PDFA_ACTION": script,
    "PDFA_PICTURE": smooth_picture,
    "PDFA_STATE": transfer,
    "PDFA_STREAM": outside,
    "PDFA_NO_INTENT": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "PDFA_FORM": lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(NeedAppearances=True, Fields=Array())),
    "PDFA_ATTACHMENT": lambda pdf: setattr(pdf.Root, "Names", Dictionary(EmbeddedFiles=Dictionary())),
    "PDFA_LAYER": lambda pdf: setattr(pdf.Root, "OCProperties", Dictionary(OCGs=Array(), D=Dictionary())),
}


@pytest.mark.parametrize("code", BROKEN)
def test_each_broken_clause_is_found(archived: bytes, code: str) -> None:
    assert codes(changed(archived, BROKEN[code])) == [code]


@pytest.mark.parametrize("note", [hidden_note, undrawn_note])
def test_a_note_that_is_not_seen_on_paper_is_found(archived: bytes, note: Callable[[Pdf], object]) -> None:
    assert codes(changed(archived, note)) == ["PDFA_ANNOTATION"]


def test_bytes_before_and_behind_the_file_are_found(archived: bytes) -> None:
    assert codes(archived + b"more") == ["PDFA_TAIL"]
    assert "PDFA_HEADER" in codes(b"\n" + archived)
    assert codes(archived.replace(b"/ID [", b"/IX [").replace(b"/ID[", b"/IX[")) == ["PDFA_NO_ID"]


def test_an_encrypted_file_is_not_fit_to_be_kept(archived: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(archived)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="", metadata=False))
    assert "PDFA_ENCRYPTED" in codes(out.getvalue())


def test_a_foreign_paper_tells_why_it_is_not_kept_as_it_is() -> None:
    foreign = Path(__file__).parents[2] / "golden" / "foreign" / "signpdf-adbe.pdf"
    assert archive_report(foreign.read_bytes()).claims == ""
