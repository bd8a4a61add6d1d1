"""Odd PDFs of other make are signed like any, or refused for good with a reason; a signature that stood still stands,
and what somebody changes behind one is told."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from node.ports.tools import PAPER_FAULTS
from node.sign.port import Role, SignRequest
from node.sign.problems import SigningProblem
from node.sign.report import Report
from node.sign.trust import read_trust
from node.sign.verify import verify
from tests.node.sign.odd_papers import REFUSED, SIGNED_LIKE_ANY, edited, with_field
from tests.node.sign.people import NOW, Office, intake, signer

Change = Callable[[IncrementalPdfFileWriter], None]
LEADER = SignRequest("leader", Role.LEADER, "Lê Văn Đức", NOW)


def judged(office: Office, pdf: bytes) -> Report:
    return verify(pdf, read_trust(office.trust), NOW)


@pytest.mark.parametrize("name", SIGNED_LIKE_ANY)
def test_an_odd_paper_is_signed_like_any_and_poppler_agrees(
    office: Office, paper: bytes, tmp_path: Path, name: str
) -> None:
    odd = SIGNED_LIKE_ANY[name](paper)
    with pytest.raises(SigningProblem, match="NO_SIGNATURES"):
        judged(office, odd)
    signed = signer(office.officer).sign(odd, intake())
    assert signed.startswith(odd)
    assert judged(office, signed).verdict.value == "VALID"
    (tmp_path / "odd.pdf").write_bytes(signed)
    said = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "odd.pdf"], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid." in said.stdout
    assert "Total document signed" in said.stdout


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_signed_is_refused_for_good_and_costs_a_round_only_itself(
    office: Office, paper: bytes, name: str
) -> None:
    code, make = REFUSED[name]
    with pytest.raises(SigningProblem) as caught:
        signer(office.officer).sign(make(paper), intake())
    assert (caught.value.code, caught.value.retry) == (code, "never")
    assert code in PAPER_FAULTS


def foreign(
    office: Office, paper: bytes, allowed: MDPPerm | None = None, lock: FieldMDPSpec | None = None
) -> bytes:
    """Signed by another program: with or without a certification, locking fields or not."""
    meta = PdfSignatureMetadata(
        "Foreign", certify=allowed is not None, docmdp_permissions=allowed or MDPPerm(2)
    )
    spec, out = SigFieldSpec("Foreign", field_mdp_spec=lock), io.BytesIO()
    made = PdfSigner(meta, signer(office.leader).key, new_field_spec=spec)
    made.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper), strict=False), output=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def form(paper: bytes) -> bytes:
    return edited(paper, with_field("/Tx", "so"))


@pytest.mark.parametrize(
    ("action", "fields", "signable"),
    [
        (FieldMDPAction.ALL, None, False),
        (FieldMDPAction.EXCLUDE, ["so"], False),
        (FieldMDPAction.EXCLUDE, ["leader"], True),
        (FieldMDPAction.INCLUDE, ["leader"], False),
        (FieldMDPAction.INCLUDE, ["so"], True),
    ],
)
def test_a_signature_that_locks_our_field_is_never_broken_by_ours(
    office: Office, form: bytes, action: FieldMDPAction, fields: list[str] | None, signable: bool
) -> None:
    locked = foreign(office, form, lock=FieldMDPSpec(action, fields))
    if not signable:
        with pytest.raises(SigningProblem, match="ALREADY_CERTIFIED_NO_CHANGES"):
            signer(office.officer).sign(locked, LEADER)
        return
    both = signer(office.officer).sign(locked, LEADER)
    first, second = verify(both, read_trust(office.trust), NOW).signatures
    assert "FORMAT_FAILURE" not in (first.sub_indication, second.sub_indication)
    assert (first.changed_after, second.coverage) == ("SIGNATURES", "ENTIRE_FILE")


@pytest.mark.parametrize(
    ("allowed", "code"),
    [
        (MDPPerm.NO_CHANGES, "ALREADY_CERTIFIED_NO_CHANGES"),
        (MDPPerm.FILL_FORMS, "FIELD_NOT_PREPARED"),
        (MDPPerm.ANNOTATE, "FIELD_NOT_PREPARED"),
    ],
)
def test_a_foreign_certification_is_kept_to(
    office: Office, paper: bytes, allowed: MDPPerm, code: str
) -> None:
    with pytest.raises(SigningProblem, match=code):
        signer(office.officer).sign(foreign(office, paper, allowed), LEADER)


def changed(pdf: bytes, change: Change) -> bytes:
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def other_words(writer: IncrementalPdfFileWriter) -> None:
    first = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 20 Tf 100 600 Td (0) Tj ET")
    first[pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(first)


def note(writer: IncrementalPdfFileWriter) -> None:
    first = writer.root["/Pages"]["/Kids"][0]
    box = generic.ArrayObject(map(generic.NumberObject, (50, 50, 300, 200)))
    made = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/FreeText"), "/Rect": box}
    first["/Annots"].append(
        writer.add_object(generic.DictionaryObject({pdf_name(k): v for k, v in made.items()}))
    )
    writer.update_container(first["/Annots"])


def turned(writer: IncrementalPdfFileWriter) -> None:
    first = writer.root["/Pages"]["/Kids"][0]
    first[pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.update_container(first)


def acting(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript")})
    writer.update_root()


def doubled(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages[pdf_name("/Count")] = generic.NumberObject(3)
    writer.update_container(pages)
    writer.update_container(pages["/Kids"])


def redrawn(writer: IncrementalPdfFileWriter) -> None:
    """What a field shows and what it holds may differ; viewers now show what it holds."""
    writer.root["/AcroForm"][pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(writer.root["/AcroForm"])


@pytest.mark.parametrize("allowed", [None, MDPPerm.ANNOTATE])
@pytest.mark.parametrize("change", [other_words, note, turned, acting, doubled])
def test_no_change_of_what_is_seen_passes_whatever_the_signer_allowed(
    office: Office, form: bytes, allowed: MDPPerm | None, change: Change
) -> None:
    report = judged(office, changed(foreign(office, form, allowed), change))
    assert report.verdict.value == "INVALID"


@pytest.mark.parametrize(("allowed", "is_refused"), [(None, False), (MDPPerm(2), False), (MDPPerm(1), True)])
def test_fields_that_are_to_be_drawn_anew_are_told_like_filled_ones(
    office: Office, form: bytes, allowed: MDPPerm | None, is_refused: bool
) -> None:
    (found,) = judged(office, changed(foreign(office, form, allowed), redrawn)).signatures
    assert found.changed_after == "FIELDS_FILLED"
    assert (found.sub_indication == "FORMAT_FAILURE") is is_refused
