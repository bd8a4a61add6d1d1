"""Scans: original first, fact and job together; bad files are refused by name and leave everything as it was."""

import io
from pathlib import Path

import pikepdf
import pytest

from dossier.errors import Refuse
from node.bootstrap import Running
from node.jobs import JobRunner
from node.ports import FoundField, FoundWord, ReadPage
from node.usecases.page_models import FieldEntry
from node.usecases.scans.queue import READ_JOB
from node.usecases.scans.reading import Readings
from plumbing.problem import Problem
from tests.node.commune import Commune, done, receive

JPEG = b"\xff\xd8\xff\xe0" + b"scan" * 500


class FakeReader:
    """Reads two pages, then does what the plan says."""

    def __init__(self, plan: list[Problem | None]) -> None:
        self.plan = plan
        self.firsts: list[int] = []

    def read(self, path: Path, on_page, first_page: int) -> None:
        self.firsts.append(first_page)
        for page in range(first_page, 3):
            word = FoundWord("Lan", 90, (1, 2, 3, 4))
            field = FoundField("applicant_name", f"Lan {page}", 90, page, (1, 2, 3, 4))
            on_page(ReadPage(page, 2, 100, 200, f"Trang {page}", (word,), (field,)))
            fate = self.plan.pop(0) if self.plan else None
            if fate is not None:
                raise fate

    def digitise(self, sources: object, target: Path, title: str) -> int:
        raise AssertionError

    def preview(self, path: Path, page: int, target: Path) -> None:
        raise AssertionError


def upload(yen: Running, dossier: str, data: bytes = JPEG) -> object:
    return yen.node.scans.add_upload(dossier, "TK", io.BytesIO(data), "image/jpeg", "lan")


def test_original_fact_and_job_are_there_together(yen: Running) -> None:
    dossier = receive(yen).dossier
    state = done(upload(yen, dossier))
    assert [(page.number, page.size) for page in state.pages] == [(1, len(JPEG))]
    assert done(upload(yen, dossier, JPEG + b"2")).pages[1].number == 2
    shown = yen.node.views.dossier(dossier, "lan").pages
    assert [page.reading for page in shown] == ["queued", "queued"]
    assert yen.node.scans.page_file(dossier, shown[0].key).path.read_bytes() == JPEG


def locked(user: str) -> bytes:
    """A PDF that its owner locked; `user` is the password for reading, "" = none."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.save(out, encryption=pikepdf.Encryption(owner="chủ", user=user))
    return out.getvalue()


def test_a_pdf_that_only_forbids_changes_is_kept_as_it_came(yen: Running) -> None:
    dossier, data = receive(yen).dossier, locked("")
    (page,) = done(upload(yen, dossier, data)).pages
    assert yen.node.scans.page_file(dossier, page.key).path.read_bytes() == data


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"MZ\x90 not a scan", "UNSUPPORTED_FILE_TYPE"),
        (locked("mở"), "PDF_ENCRYPTED"),
        (JPEG * 40_000, "FILE_TOO_LARGE"),
    ],
)
def test_bad_files_are_refused_by_name(yen: Running, data: bytes, code: str) -> None:
    dossier = receive(yen).dossier
    with pytest.raises(Problem, match=code):
        upload(yen, dossier, data)
    assert yen.node.views.dossier(dossier, "lan").pages == ()
    assert yen.node.line.jobs() == ()


def test_reading_goes_on_after_the_pages_that_were_read(xa: Commune, yen: Running) -> None:
    dossier = receive(yen).dossier
    done(upload(yen, dossier))
    reader = FakeReader([Problem("OCR_CRASHED", "Bộ đọc lỗi.", "later")])
    runner = JobRunner(yen.place, {READ_JOB: Readings(yen.place, reader).run})
    assert runner.run_due() == 1
    assert yen.node.line.jobs()[0].code == "OCR_CRASHED"
    xa.clock.pass_time(minutes=1)
    assert runner.run_due() == 1
    assert reader.firsts == [1, 2]
    page = yen.node.views.dossier(dossier, "lan").pages[0]
    assert (page.reading, page.text) == ("done", "Trang 1\n\nTrang 2")
    assert [c.value for c in yen.node.scans.candidates(dossier)] == ["Lan 1", "Lan 2"]


def test_a_machine_value_counts_only_when_a_person_confirms(yen: Running) -> None:
    dossier = receive(yen).dossier
    page = done(upload(yen, dossier)).pages[0]
    entry = FieldEntry("applicant_name", "Lan", "machine", page.key, (1, 2, 3, 4), 90)
    state = done(yen.node.scans.confirm_fields(dossier, [entry], "lan"))
    assert (state.fields["applicant_name"].confirmed, state.fields["applicant_name"].page) == (True, page.key)


def test_signing_a_paper_without_pages_is_refused(yen: Running) -> None:
    refused = yen.node.signing.digitise_and_sign(receive(yen).dossier, "TK", "lan", "x")
    assert isinstance(refused, Refuse)
    assert refused.code == "NO_PAGES"


def test_a_blob_that_rots_is_never_shown(yen: Running) -> None:
    dossier = receive(yen).dossier
    page = done(upload(yen, dossier)).pages[0]
    file = yen.node.scans.page_file(dossier, page.key).path
    file.chmod(0o600)
    file.write_bytes(b"rotten")
    with pytest.raises(Problem, match="BLOB_CORRUPT"):
        yen.node.scans.page_file(dossier, page.key)
