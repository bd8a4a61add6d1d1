"""Old results in bulk: stored first, read behind everything, written up, checked by a second officer, signed with one
PIN, found and used again like any other paper."""

import csv
import io
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from node.jobs import JobRunner
from node.ports import FoundField, Rank, ReadPage
from node.usecases.backfile.batches import BACKFILE_JOB
from node.usecases.backfile.index import csv_of, rows_of
from node.usecases.backfile.work import BulkSigning, Prepare
from plumbing.problem import Problem
from tests.node.api.counter import PASSPHRASE, QUANG_TRACH, Counter, MarkingSigner, photo

FIELDS = (
    FoundField("document_number", "45/2009", 90, 1, (1, 2, 3, 4)),
    FoundField("registered_on", "02/03/2009", 90, 1, (1, 2, 3, 4)),
    FoundField("person_name", "NGUYỄN THỊ LAN", 90, 1, (1, 2, 3, 4)),
)
VALUES = {
    "title": "Giấy khai sinh",
    "number": "45/2009",
    "day": "02/03/2009",
    "name": "Nguyễn Thị Lan",
    "id_number": "038190001234",
    "birth": "01/02/1990",
}


class OldPages:
    """Digitises by marking; fails on what it is told to."""

    def __init__(self, faults: dict[int, Problem] | None = None) -> None:
        self.faults, self.calls = faults or {}, 0

    def digitise_pages(
        self, sources: Sequence[Path], target: Path, title: str, on_page: Callable[[ReadPage], None]
    ) -> int:
        self.calls += 1
        if self.calls in self.faults:
            raise self.faults[self.calls]
        on_page(ReadPage(1, 1, 100, 200, "GIẤY KHAI SINH", (), FIELDS))
        target.write_bytes(b"%PDF-1.7 " + sources[0].name.encode())
        return 1


def opened(desk: Counter, headers: dict[str, str], **more: str) -> str:
    """Where the pages of a new batch begin."""
    body = {"title": "Khai sinh 2009", "paper": "Giấy khai sinh", "unit": QUANG_TRACH, "sample": "50"}
    answer = desk.client.post("/ho-so-cu", data=body | more | form(headers))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def form(headers: dict[str, str]) -> dict[str, str]:
    return {"csrf": headers["X-CSRF-Token"]}


def scanned(desk: Counter, headers: dict[str, str], batch: str, count: int) -> httpx.Response:
    files = [("files", (f"{number}.jpg", photo(100 + number), "image/jpeg")) for number in range(count)]
    return desk.client.post(f"{batch}/nop", data=form(headers), files=files)


def read(desk: Counter, pages: OldPages | None = None) -> int:
    prepare = Prepare(desk.place, pages or OldPages())
    return JobRunner(desk.place, {BACKFILE_JOB: prepare.run}).run_due()


def told(desk: Counter, batch: str) -> dict[str, Any]:
    answer: dict[str, Any] = desk.client.get(f"/api/backfile/{batch.rsplit('/', 1)[1]}").json()
    return answer


def write_up(desk: Counter, headers: dict[str, str], batch: str, act: str, n: int, **more: str) -> Any:
    return desk.client.post(f"{batch}/{act}/{n}", data=VALUES | form(headers) | more)


def ready(desk: Counter, count: int = 2) -> str:
    """A batch that may be signed; the first officer is signed in again."""
    headers = desk.sign_in()
    batch = opened(desk, headers)
    scanned(desk, headers, batch, count)
    read(desk)
    for n in range(1, count + 1):
        assert write_up(desk, headers, batch, "nhap", n, number=f"{n}/2009").status_code == 303
    second = desk.sign_in("thu")
    for paper in desk.node.backfile.papers(1):
        if paper.sampled:
            write_up(desk, second, batch, "kiem", paper.n, number=f"{paper.n}/2009")
    desk.sign_in()
    return batch


def until_signed() -> None:
    """Wait for what signs in the background."""
    for thread in threading.enumerate():
        if thread.name == "bulk signing":
            thread.join(120)


def test_from_the_stack_to_papers_that_are_offered_again(desk: Counter) -> None:
    batch = ready(desk)
    headers = desk.sign_in()
    assert told(desk, batch)["step"] == "sign"
    answer = desk.client.post(f"{batch}/ky", data={"passphrase": PASSPHRASE} | form(headers))
    assert answer.headers["location"].endswith("da=signing")
    until_signed()
    assert (told(desk, batch)["step"], told(desk, batch)["signed"]) == ("done", 2)
    offers = desk.client.post(
        "/api/reuse", json={"id_number": VALUES["id_number"], "name": VALUES["name"]}, headers=headers
    ).json()
    assert {(one["title"], one["good"]) for one in offers} == {
        ("Giấy khai sinh số 1/2009", "valid"),
        ("Giấy khai sinh số 2/2009", "valid"),
    }
    assert offers[0]["basis_vi"] == "Bản số hóa kết quả cũ có ký số"
    state = desk.client.get(f"/api/dossiers/{offers[0]['dossier']}", headers=headers).json()["state"]
    assert (state["stage"], state["outcome"]["unit"], state["outcome"]["day"]) == (
        "HOAN_THANH",
        QUANG_TRACH,
        "2009-03-02",
    )
    assert "đã ký" in desk.client.get(batch).text
    assert desk.client.get(f"/ho-so/{offers[0]['dossier']}").status_code == 200
    figures = {line["code"]: line for line in desk.client.get("/api/kpis").json()["lines"]}
    assert figures["qd766 4.3"]["denominator"] == 0


def test_the_machine_proposes_and_the_picture_stands_beside(desk: Counter) -> None:
    headers = desk.sign_in()
    batch = opened(desk, headers)
    scanned(desk, headers, batch, 1)
    assert told(desk, batch)["step"] == "read"
    read(desk)
    page = desk.client.get(f"{batch}/nhap").text
    assert all(text in page for text in ("45/2009", "02/03/2009", "NGUYỄN THỊ LAN"))
    assert desk.client.get(f"{batch}/1/anh").headers["content-type"] == "image/jpeg"
    assert "Quảng Trạch" in page or "Quảng Trạch" in desk.client.get(batch).text


def test_what_is_queued_for_the_back_file_waits_behind_the_counter(desk: Counter) -> None:
    headers = desk.sign_in()
    scanned(desk, headers, opened(desk, headers), 1)
    desk.scan(headers, desk.receive(headers)["dossier"])
    with desk.place.store.reading() as tables:
        assert [job.rank for job in tables.jobs.list("queued")] == [Rank.SMALL, Rank.BACKFILE]


def test_doubles_are_told_and_kept_once(desk: Counter) -> None:
    headers = desk.sign_in()
    batch = opened(desk, headers)
    scanned(desk, headers, batch, 2)
    scanned(desk, headers, batch, 3)
    assert told(desk, batch)["total"] == 3


def test_a_paper_that_cannot_be_read_stands_aside_while_the_batch_goes_on(desk: Counter) -> None:
    headers = desk.sign_in()
    batch = opened(desk, headers)
    scanned(desk, headers, batch, 3)
    read(desk, OldPages({2: Problem("NOT_AN_IMAGE", "Không giải mã được ảnh.", "never")}))
    assert (told(desk, batch)["aside"], told(desk, batch)["to_index"]) == (1, 2)
    assert "Không giải mã được ảnh" in desk.client.get(batch).text
    desk.client.post(f"{batch}/2/doc-lai", data=form(headers))
    assert read(desk) == 1
    assert (told(desk, batch)["aside"], told(desk, batch)["to_index"]) == (0, 3)
    desk.client.post(f"{batch}/2/bo-ra", data=form(headers))
    assert told(desk, batch)["total"] == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"day": "32/13/2009"}, "OLD_RESULT_DAY"),
        ({"day": "01/01/2027"}, "OLD_RESULT_DAY"),
        ({"name": " "}, "VALUE_MISSING"),
        ({"id_number": "12345"}, "ID_NUMBER_WRONG"),
    ],
)
def test_what_cannot_stand_on_a_paper_is_refused(desk: Counter, wrong: dict[str, str], code: str) -> None:
    headers = desk.sign_in()
    batch = opened(desk, headers)
    scanned(desk, headers, batch, 1)
    read(desk)
    assert code in write_up(desk, headers, batch, "nhap", 1, **wrong).text


def test_nobody_checks_her_own_work_and_too_many_mistakes_bring_the_whole_batch(desk: Counter) -> None:
    headers = desk.sign_in()
    batch = opened(desk, headers, sample="25")
    scanned(desk, headers, batch, 4)
    read(desk)
    for n in range(1, 5):
        write_up(desk, headers, batch, "nhap", n)
    (sampled,) = [paper.n for paper in desk.node.backfile.papers(1) if paper.sampled]
    assert "SAME_PERSON" in write_up(desk, headers, batch, "kiem", sampled).text
    assert desk.client.get(f"{batch}/kiem").status_code == 303
    second = desk.sign_in("thu")
    assert desk.client.get(f"{batch}/kiem").status_code == 200
    write_up(desk, second, batch, "kiem", sampled, number="46/2009")
    now = told(desk, batch)
    assert (now["wrong"], now["sampled"], now["step"]) == (1, 4, "check")
    assert desk.node.backfile.paper(1, sampled).values["number"] == "46/2009"


def test_nothing_is_signed_before_the_check_and_by_nobody_without_the_role(desk: Counter) -> None:
    headers = desk.sign_in()
    batch = opened(desk, headers)
    scanned(desk, headers, batch, 1)
    read(desk)
    write_up(desk, headers, batch, "nhap", 1)
    refused = desk.client.post(f"{batch}/ky", data={"passphrase": PASSPHRASE} | form(headers))
    assert "BACKFILE_NOT_READY" in refused.text
    other = desk.sign_in("dung")
    assert (
        "NO_ROLE"
        in desk.client.post(
            "/ho-so-cu", data={"title": "x", "paper": "y", "unit": QUANG_TRACH} | form(other)
        ).text
    )


def test_a_wrong_pin_stops_at_the_first_paper_and_is_told(desk: Counter) -> None:
    batch = ready(desk)
    headers = desk.sign_in()
    desk.client.post(f"{batch}/ky", data={"passphrase": "sai"} | form(headers))
    until_signed()
    page = desk.client.get(batch).text
    assert "Mật khẩu khóa ký không đúng" in page
    assert told(desk, batch)["signed"] == 0


class DiesAfter(MarkingSigner):
    """The power goes when so many papers are signed."""

    def __init__(self, papers: int) -> None:
        self.left = papers

    def sign(self, pdf: bytes, order: Any) -> Any:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return super().sign(pdf, order)


def test_signing_goes_on_with_the_papers_that_are_left(desk: Counter) -> None:
    ready(desk, 3)
    with pytest.raises(KeyboardInterrupt):
        BulkSigning(desk.place, DiesAfter(1)).sign(1, PASSPHRASE, "bich")
    assert desk.node.backfile.progress(1).signed == 1
    assert BulkSigning(desk.place, MarkingSigner()).sign(1, PASSPHRASE, "bich") == 2
    papers = desk.node.backfile.papers(1)
    assert len({paper.dossier for paper in papers}) == 3


def test_two_batches_are_not_signed_at_once(desk: Counter) -> None:
    ready(desk, 1)
    begun, go_on = threading.Event(), threading.Event()

    class Slow(MarkingSigner):
        def sign(self, pdf: bytes, order: Any) -> Any:
            begun.set()
            assert go_on.wait(120)
            return super().sign(pdf, order)

    signing = BulkSigning(desk.place, Slow())
    signing.begin(1, PASSPHRASE, "bich")
    assert begun.wait(120)
    with pytest.raises(Problem, match="BACKFILE_SIGNING"):
        signing.begin(1, PASSPHRASE, "bich")
    go_on.set()
    until_signed()
    assert desk.node.backfile.progress(1).signed == 1


def test_the_index_is_exported_with_the_metadata_of_each_paper(desk: Counter) -> None:
    batch = ready(desk)
    rows = list(
        csv.DictReader(io.StringIO(desk.client.get(f"{batch}/danh-muc.csv").content.decode("utf-8-sig")))
    )
    assert [row["doc_number"] for row in rows] == ["1/2009", "2/2009"]
    assert rows[0]["holder_id_no"] == VALUES["id_number"]
    assert rows[0]["issuer_code"] == "16447"
    assert "nay là" in rows[0]["issuer_name"]
    sheet = load_workbook(io.BytesIO(desk.client.get(f"{batch}/danh-muc.xlsx").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == ["Khai sinh 2009", "1", None]
    assert desk.client.get(f"{batch}/danh-muc.doc").status_code >= 400


def test_no_cell_of_the_index_runs_as_a_formula(desk: Counter) -> None:
    ready(desk, 1)
    (paper,) = desk.node.backfile.papers(1)
    batch = desk.node.backfile.progress(1).batch
    row = rows_of(batch, {}, [paper])[0] | {"note": "=HYPERLINK(1)"}
    assert b"'=HYPERLINK(1)" in csv_of([row])


def test_units_that_are_gone_can_be_named_as_issuers(desk: Counter) -> None:
    desk.sign_in()
    found = desk.client.get("/api/backfile/units", params={"q": "quang trach"}).json()["units"]
    assert QUANG_TRACH in [one["unit"] for one in found]
    assert any("nay là" in one["name"] for one in found)
