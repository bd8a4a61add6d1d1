"""Verdicts of three values, and tampering that is refused."""

from __future__ import annotations

import datetime
import io
import random
import re
from collections.abc import Callable

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from node.sign.problems import SigningProblem
from node.sign.report import Report, Verdict, report_from_json
from node.sign.trust import read_trust
from node.sign.verify import verify
from provisioning.test_ca import Holder, issue_p12, make_ca, revoke
from tests.node.sign.people import END, NOW, PASSPHRASE, START, Office, intake, signer


def judge(pdf: bytes, trust: bytes, moment: datetime.datetime = NOW) -> Report:
    return verify(pdf, read_trust(trust), moment)


def is_accepted(pdf: bytes, trust: bytes) -> bool:
    """Whether the file is called valid; a file that cannot be opened any more is not."""
    try:
        return judge(pdf, trust).verdict is Verdict.VALID
    except SigningProblem:
        return False


def first(pdf: bytes, trust: bytes, moment: datetime.datetime = NOW) -> tuple[str, str, str]:
    signature = judge(pdf, trust, moment).signatures[0]
    return signature.verdict.value, signature.indication, signature.sub_indication


def test_valid_means_total_passed(office: Office, certified: bytes) -> None:
    assert first(certified, office.trust) == ("VALID", "TOTAL-PASSED", "OK")


def test_an_unknown_authority_leaves_it_open(
    certified: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert first(certified, b"") == ("INDETERMINATE", "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")
    foreign = make_ca(tmp_path_factory.mktemp("foreign")).read_bytes()
    assert first(certified, foreign)[2] == "NO_CERTIFICATE_CHAIN_FOUND"


def test_without_revocation_lists_it_stays_open(office: Office, certified: bytes) -> None:
    roots_only = (office.folder / "root.pem").read_bytes()
    assert first(certified, roots_only)[:2] == ("INDETERMINATE", "INDETERMINATE")


def test_after_the_certificate_has_ended_it_stays_open(office: Office, certified: bytes) -> None:
    verdict, _, reason = first(certified, office.trust, END + datetime.timedelta(days=1))
    assert verdict == "INDETERMINATE"
    assert reason in {"OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED", "EXPIRED"}


def test_a_revoked_signer_without_proof_of_time_stays_open(
    paper: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ca-with-a-revoked")
    make_ca(folder)
    key = issue_p12(folder, "Người Thôi Việc", "UBND", Holder.OFFICER, PASSPHRASE, START, END)
    signed = signer(key).sign(paper, intake())
    trust = revoke(folder, key, PASSPHRASE, NOW - datetime.timedelta(days=1)).read_bytes()
    assert first(signed, trust) == ("INDETERMINATE", "INDETERMINATE", "REVOKED_NO_POE")


def test_a_machines_certificate_signs_no_paper_and_is_believed_for_none(
    office: Office, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = issue_p12(office.folder, "máy chủ", "UBND xã", Holder.TSA, PASSPHRASE, START, END)
    with pytest.raises(SigningProblem, match="KEY_NOT_FOR_SIGNING"):
        signer(machine).sign(paper, intake())
    monkeypatch.setattr("node.sign.pades.check_certificate", lambda *_: None)  # another program may not ask
    report = judge(signer(machine).sign(paper, intake()), office.trust)
    found = (report.verdict, report.signatures[0].sub_indication)
    assert found == (Verdict.INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE")


def test_reports_cross_the_process_border_unchanged(office: Office, signed_by_three: bytes) -> None:
    report = judge(signed_by_three, office.trust)
    assert report_from_json(report.as_json()) == report


def test_every_single_bit_flip_is_refused(office: Office, certified: bytes, signed_by_three: bytes) -> None:
    """200 bits anywhere, and 70 inside a container, where mathematics alone does not look; then with three signers."""
    chance = random.Random(20261122)
    (start,) = _containers(certified)
    places = [chance.randrange(len(certified)) for _ in range(200)]
    places += [start + chance.randrange(6000) for _ in range(50)]
    places += [start + chance.randrange(6000, 32768) for _ in range(20)]
    accepted = [place for place in places if is_accepted(_flipped(certified, place, chance), office.trust)]
    for start in _containers(signed_by_three):
        place = start + chance.randrange(6000)
        accepted += [place] if is_accepted(_flipped(signed_by_three, place, chance), office.trust) else []
    assert accepted == []


def _flipped(pdf: bytes, place: int, chance: random.Random) -> bytes:
    flipped = bytearray(pdf)
    flipped[place] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _containers(pdf: bytes) -> list[int]:
    """Where the hexadecimal text of each signature begins."""
    return [match.end() for match in re.finditer(rb"/Contents <(?=3)", pdf)]


@pytest.mark.parametrize("tail", [b"\n", b"%x\n", b"\0" * 100])
def test_bytes_behind_the_last_signature_are_refused(office: Office, certified: bytes, tail: bytes) -> None:
    report = judge(certified + tail, office.trust)
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].sub_indication == "FORMAT_FAILURE"
    assert report.signatures[0].changed_after == "UNSIGNED_TAIL"


def test_a_file_cut_short_is_refused(office: Office, certified: bytes) -> None:
    for cut in (1, 10, 500, 20_000):
        assert not is_accepted(certified[:-cut], office.trust)


def _overlay(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 600 800 re f"))
    writer.add_stream_to_page(0, stream)


def _open_action(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {generic.pdf_name("/S"): generic.pdf_name("/JavaScript")}
    )
    writer.update_root()


def _move_widget(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    widget = page["/Annots"].raw_get(0)
    widget.get_object()["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500)))
    writer.mark_update(widget)


@pytest.mark.parametrize("attack", [_overlay, _open_action, _move_widget])
def test_a_later_revision_that_changes_the_paper_is_refused(
    office: Office, certified: bytes, attack: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(certified))
    attack(writer)
    out = io.BytesIO()
    writer.write(out)
    report = judge(out.getvalue(), office.trust)
    assert report.verdict is Verdict.INVALID
    assert report.signatures[0].changed_after == "OTHER"


def test_a_rewritten_file_is_refused(office: Office, certified: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(certified)) as pdf:
        pdf.save(out)
    assert not is_accepted(out.getvalue(), office.trust)


def test_files_without_signatures_and_files_that_are_none(office: Office, paper: bytes) -> None:
    for pdf, code in ((paper, "NO_SIGNATURES"), (b"", "NOT_A_PDF"), (b"%PDF-1.4 x", "NOT_A_PDF")):
        with pytest.raises(SigningProblem) as caught:
            judge(pdf, office.trust)
        assert caught.value.code == code


@pytest.mark.parametrize(
    "pem", [b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_trust_that_cannot_be_read_is_not_taken_for_no_trust(pem: bytes) -> None:
    with pytest.raises(SigningProblem) as caught:
        read_trust(pem)
    assert caught.value.code == "TRUST_NOT_READABLE"
