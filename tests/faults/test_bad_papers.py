"""Papers that are not what they say, handed to a real node over HTTP: refused by name or kept as they came, and the
dossier that was there before stays as it was."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from demo.client import wait_until
from dossier.local_time import local
from node.sign.child import ChildSigner
from node.sign.keys import P12Key
from node.sign.port import Role, SignRequest
from provisioning.test_ca import issue_p12, make_ca
from tests.error_catalogue import VIETNAMESE
from tests.faults.conftest import Counter, Told, told
from tests.real_province import RealProvince

pytestmark = pytest.mark.timeout(900)  # a machine may be ten times slower than ours

UPLOAD_BYTES = 60_000_000
CARD = "038090012345|012345678|Nguyễn Văn Hoà|05021990|Nam|Xã Quảng Trạch, Thanh Hóa|15042021"


def pdf(pages: int = 1, **options: Any) -> bytes:
    """A PDF of empty pages."""
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        buffer = io.BytesIO()
        document.save(buffer, **options)
        return buffer.getvalue()


def photo(width: int = 300, height: int = 400, dpi: int = 200) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((height, width), 245, np.uint8)).save(buffer, "JPEG", dpi=(dpi, dpi))
    return buffer.getvalue()


def signed(folder: Path) -> bytes:
    """A PDF that somebody else has signed."""
    make_ca(folder)
    now = local(1_790_000_000_000)
    key = issue_p12(
        folder, "Trần Văn Công", "Phòng công chứng", "officer", "x", local(0), local(4_000_000_000_000)
    )
    request = SignRequest("intake", Role.INTAKE, "Trần Văn Công", now, ("Công chứng",), True)
    return ChildSigner(P12Key(key, "x")).sign(pdf(), request)


@pytest.fixture
def dossier(counter: Counter) -> str:
    """A dossier with one good scan that has been read."""
    taken = counter.receive()
    assert counter.scan(taken, photo(), "a.jpg").status_code == 200
    assert wait_until(lambda: counter.pages(taken)[0]["reading"] == "done", 600)
    return taken


def read_or_aside(counter: Counter, dossier: str) -> dict[str, object]:
    """The newest scan, when the machine is through with it."""
    assert wait_until(lambda: counter.pages(dossier)[-1]["reading"] in ("done", "aside"), 600)
    return counter.pages(dossier)[-1]


def test_what_cannot_be_a_scan_is_refused_at_once_and_nothing_is_recorded(
    counter: Counter, dossier: str
) -> None:
    before, pages = counter.get(f"/api/dossiers/{dossier}").json()["state"], counter.pages(dossier)
    locked = pikepdf.Encryption(user="mật", owner="x")
    for data, expected in (
        (b"Day khong phai PDF", Told(415, "UNSUPPORTED_FILE_TYPE", "never")),
        (b"", Told(400, "FILE_EMPTY", "never")),
        (pdf(encryption=locked), Told(400, "PDF_ENCRYPTED", "never")),
        (photo() + bytes(UPLOAD_BYTES), Told(413, "FILE_TOO_LARGE", "never")),
        (bytes(UPLOAD_BYTES * 2), Told(413, "BODY_TOO_LARGE", "never")),
    ):
        assert told(counter.scan(dossier, data)) == expected
    assert (counter.get(f"/api/dossiers/{dossier}").json()["state"], counter.pages(dossier)) == (
        before,
        pages,
    )
    assert counter.get(f"/api/blobs/{pages[0]['blob']}").content == photo()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"%PDF-1.7\nrubbish without any objects", "NOT_A_PDF"),
        (lambda: pdf(500), "TOO_MANY_PAGES"),
        (lambda: photo()[:-200], "NOT_AN_IMAGE"),
    ],
    ids=["no-pdf", "500-pages", "cut-photo"],
)
def test_what_cannot_be_read_is_kept_as_it_came_and_told_beside_its_page(
    counter: Counter, dossier: str, make: Callable[[], bytes], code: str
) -> None:
    data = make()
    good = counter.pages(dossier)[0]
    assert counter.scan(dossier, data).status_code == 200
    page = read_or_aside(counter, dossier)
    assert page["reading"] == "aside"  # no machine tries again: the answer is "never"
    assert VIETNAMESE.search(str(page["reading_hint_vi"]))
    jobs = counter.get("/api/jobs").json()
    assert code in [job["code"] for job in jobs if job["args"]["page"] == page["key"]]
    assert counter.get(f"/api/blobs/{page['blob']}").content == data
    assert counter.pages(dossier)[0] == good


def test_a_signed_paper_is_read_from_a_picture_of_it_and_keeps_every_byte(
    counter: Counter, dossier: str, tmp_path: Path
) -> None:
    data = signed(tmp_path / "ca")
    assert counter.scan(dossier, data).status_code == 200
    page = read_or_aside(counter, dossier)
    assert page["reading"] == "done"
    assert counter.get(f"/api/blobs/{page['blob']}").content == data


def test_an_a3_scan_of_600_dpi_is_read_and_the_node_answers_meanwhile(counter: Counter, dossier: str) -> None:
    data = photo(7016, 9921, 600)
    assert counter.scan(dossier, data, "a3.jpg").status_code == 200
    assert counter.get("/health").status_code == 200
    page = read_or_aside(counter, dossier)
    assert page["reading"] == "done"
    assert counter.get(f"/api/blobs/{page['blob']}").content == data


def test_a_card_of_6_and_of_9_fields_is_read_and_one_of_5_is_refused(counter: Counter) -> None:
    def ask(text: str) -> dict[str, dict[str, str]]:
        answer = counter.post("/api/cccd", {"text": text})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    without_old = CARD.replace("|012345678", "")
    assert ask(without_old)["fields"]["name"] == "Nguyễn Văn Hoà"
    assert "old_number" not in ask(without_old)["fields"]
    assert ask(CARD.rsplit("|", 1)[0])["warnings"]  # 6 fields, the day of issue missing: said
    assert ask(f"{CARD}|Nguyễn Văn B|Trần Thị C")["fields"] == ask(CARD)["fields"]
    five = "|".join(CARD.split("|")[:5])
    assert told(counter.post("/api/cccd", {"text": five})) == Told(400, "QR_TOO_FEW_FIELDS", "never")


def test_after_all_that_the_chain_of_the_audit_is_whole(province: RealProvince, counter: Counter) -> None:
    assert province.status()["audit_broken_at"] == 0
