"""Known attacks on signed PDFs: shadow (hide, replace), incremental saving, wrapping, universal forgery."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from reportlab.pdfgen.canvas import Canvas

from node.sign.problems import SigningProblem
from node.sign.trust import read_trust
from node.sign.verify import verify
from provisioning.test_ca import revoke
from tests.node.sign.people import NOW, PASSPHRASE, Office, intake, signer


def judged(office: Office, pdf: bytes) -> str:
    """The verdict, or the code with which the file is refused."""
    try:
        return verify(pdf, read_trust(office.trust), NOW).verdict.value
    except SigningProblem as problem:
        return problem.code


def updated(pdf: bytes, change: object) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    change(writer)  # type: ignore[operator]
    writer.write(out)
    return out.getvalue()


def page(writer: IncrementalPdfFileWriter) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def replace_contents(writer: IncrementalPdfFileWriter) -> None:
    """Replace: the page draws something else."""
    page(writer)["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.mark_update(page(writer).container_ref)


def swap_pages(writer: IncrementalPdfFileWriter) -> None:
    """Hide: another page tree stands in front."""
    kids = writer.root["/Pages"]["/Kids"]
    kids.insert(0, kids.pop())
    writer.mark_update(writer.root["/Pages"].container_ref)


def drop_layers(writer: IncrementalPdfFileWriter) -> None:
    """Hide and reveal: optional content that was off comes on."""
    writer.root["/OCProperties"] = generic.DictionaryObject({pdf_name("/OCGs"): generic.ArrayObject()})
    writer.update_root()


def swap_font(writer: IncrementalPdfFileWriter) -> None:
    """Replace what letters look like."""
    resources = page(writer)["/Resources"]
    resources["/Font"] = generic.DictionaryObject()
    writer.mark_update(page(writer).container_ref)


def cover(writer: IncrementalPdfFileWriter) -> None:
    """An annotation over the text."""
    note = {
        "/Type": pdf_name("/Annot"),
        "/Subtype": pdf_name("/FreeText"),
        "/Rect": generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 800))),
    }
    annotation = writer.add_object(generic.DictionaryObject({pdf_name(k): v for k, v in note.items()}))
    page(writer).setdefault(pdf_name("/Annots"), generic.ArrayObject()).append(annotation)
    writer.mark_update(page(writer).container_ref)


def new_field(writer: IncrementalPdfFileWriter) -> None:
    """A field that the certification did not know."""
    append_signature_field(writer, SigFieldSpec("stranger", box=(10, 10, 200, 200)))


def other_pages(writer: IncrementalPdfFileWriter) -> None:
    """The catalogue points to a page tree of the attacker's."""
    writer.root["/Pages"] = writer.add_object(
        generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Pages"),
                pdf_name("/Kids"): generic.ArrayObject(),
                pdf_name("/Count"): generic.NumberObject(0),
            }
        )
    )
    writer.update_root()


def other_language(writer: IncrementalPdfFileWriter) -> None:
    """What a reader for the blind is told."""
    writer.root["/Lang"] = generic.TextStringObject("en")
    writer.update_root()


def other_stamp(writer: IncrementalPdfFileWriter) -> None:
    """The visible signature shows another name."""
    widget = page(writer)["/Annots"].raw_get(0)
    drawn = writer.add_object(generic.StreamObject(stream_data=b"0 0 50 50 re f"))
    widget.get_object()["/AP"] = generic.DictionaryObject({pdf_name("/N"): drawn})
    writer.mark_update(widget)


def one_more_page(writer: IncrementalPdfFileWriter) -> None:
    """A page behind the signed ones."""
    pages = writer.root["/Pages"]
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    leaf = {"/Type": pdf_name("/Page"), "/MediaBox": box, "/Parent": writer.root.raw_get("/Pages")}
    pages["/Kids"].append(
        writer.add_object(generic.DictionaryObject({pdf_name(k): v for k, v in leaf.items()}))
    )
    pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.mark_update(pages.container_ref)


def one_page_less(writer: IncrementalPdfFileWriter) -> None:
    """The first page, gone."""
    pages = writer.root["/Pages"]
    pages["/Kids"].pop(0)
    pages["/Count"] = generic.NumberObject(int(pages["/Count"]) - 1)
    writer.mark_update(pages.container_ref)


def other_picture(writer: IncrementalPdfFileWriter) -> None:
    """The stream that the stamp is drawn from, under its own number."""
    drawn = page(writer)["/Annots"][0]["/AP"]["/N"]
    drawn._data, drawn._encoded_data = b"0 g 0 0 99 99 re f", None
    writer.mark_update(drawn.container_ref)


@pytest.mark.parametrize(
    "attack",
    [
        *(replace_contents, swap_pages, drop_layers, swap_font, cover, new_field, other_pages),
        *(other_language, other_stamp, one_more_page, one_page_less, other_picture),
    ],
)
def test_an_update_that_changes_what_is_seen_is_refused(
    office: Office, certified: bytes, attack: object
) -> None:
    assert judged(office, certified) == "VALID"
    assert judged(office, updated(certified, attack)) in ("INVALID", "NO_SIGNATURES", "NOT_A_PDF")


@pytest.mark.parametrize("field", ["intake", "stranger", "leader"])
def test_a_stranger_of_the_same_authority_adds_no_signature_that_passes(
    office: Office, certified: bytes, field: str, tmp_path: Path
) -> None:
    """Only fields that were placed before take a signature, each once; who was revoked is told apart."""
    stranger = signer(office.seal)
    request = replace(intake(), field_name=field, certify=False, slots=())
    if field != "leader":
        with pytest.raises(SigningProblem, match=r"FIELD_ALREADY_SIGNED|FIELD_NOT_PREPARED"):
            stranger.sign(certified, request)
        return
    folder = Path(shutil.copytree(office.folder, tmp_path / "ca"))
    trust = read_trust(revoke(folder, office.seal, PASSPHRASE, NOW - timedelta(days=9)).read_bytes())
    report = verify(stranger.sign(certified, request), trust, NOW)
    assert [one.verdict.value for one in report.signatures] == ["VALID", "INDETERMINATE"]
    assert (report.verdict.value, report.signatures[1].sub_indication) == ("INDETERMINATE", "REVOKED_NO_POE")


def ranges(pdf: bytes) -> re.Match[bytes]:
    found = re.search(rb"/ByteRange\s*\[[^\]]*\]", pdf)
    assert found
    return found


@pytest.mark.parametrize(
    "forged",
    [
        b"[0 0 0 0]",
        b"[]",
        b"[0 10 20 5]",
        b"[0 -5 9 9]",
        b"null",
        b"[0 1 2]",
        b"(x)",
        b"[0 9999999 1 999]",
    ],
)
def test_a_signature_that_covers_something_else_is_refused(
    office: Office, certified: bytes, forged: bytes
) -> None:
    found = ranges(certified)
    filled = b"/ByteRange " + forged
    room = found.end() - found.start()
    assert len(filled) <= room
    broken = certified[: found.start()] + filled.ljust(room) + certified[found.end() :]
    assert judged(office, broken) != "VALID"


@pytest.mark.parametrize("contents", [b"", b"<00>", b"<>", b"null", b"<3000>"])
def test_a_signature_without_contents_is_refused(office: Office, certified: bytes, contents: bytes) -> None:
    found = re.search(rb"/Contents\s*<3[0-9A-Fa-f]+>", certified)
    assert found
    name = b"/Contents " if contents else b"/Nothing "
    filled = (name + contents).ljust(found.end() - found.start())
    assert judged(office, certified[: found.start()] + filled + certified[found.end() :]) != "VALID"


def test_wrapping_the_signed_bytes_around_new_ones_is_refused(office: Office, certified: bytes) -> None:
    """The second range is moved behind a new body; the old one is hidden in between."""
    first, second, length = (int(number) for number in re.findall(rb"\d+", ranges(certified)[0])[1:])
    body = b"\n9 0 obj\n<< /Type /Catalog >>\nendobj\n"
    moved = certified[:second] + body + certified[second:]
    found = ranges(moved)
    filled = b"/ByteRange [0 %d %d %d]" % (first, second + len(body), length)
    wrapped = moved[: found.start()] + filled.ljust(found.end() - found.start()) + moved[found.end() :]
    assert judged(office, wrapped) != "VALID"


def test_a_signature_lifted_onto_another_paper_is_refused(
    office: Office, certified: bytes, paper: bytes
) -> None:
    other = signer(office.leader).sign(paper, intake())
    stolen = re.search(rb"/Contents\s*<(3[0-9A-Fa-f]+)>", certified)
    place = re.search(rb"/Contents\s*<(3[0-9A-Fa-f]+)>", other)
    assert stolen
    assert place
    assert judged(office, other[: place.start(1)] + stolen[1] + other[place.end(1) :]) == "INVALID"


def test_a_file_in_which_the_field_was_dropped_has_no_valid_signature(
    office: Office, certified: bytes
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(certified)) as pdf:
        del pdf.Root["/AcroForm"]
        pdf.save(out)
    assert judged(office, out.getvalue()) in ("NO_SIGNATURES", "INVALID")


def test_a_value_changed_in_a_form_after_the_signature_is_told(office: Office) -> None:
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(595, 842))
    canvas.acroForm.textfield(name="so", value="038188012345", x=100, y=600, width=200, height=20)
    canvas.showPage()
    canvas.save()
    signed = signer(office.officer).sign(drawn.getvalue(), intake(certify=False))

    def fill(writer: IncrementalPdfFileWriter) -> None:
        field = page(writer)["/Annots"][0].get_object()
        field[pdf_name("/V")] = generic.pdf_string("099999999999")
        writer.update_container(field)

    (found,) = verify(updated(signed, fill), read_trust(office.trust), NOW).signatures
    assert found.changed_after == "FIELDS_FILLED"
