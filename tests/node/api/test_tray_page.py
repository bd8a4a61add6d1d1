"""The tray on a page: what waits is shown, placed with one press, and its pictures are for officers only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dossier.cover import Cover, cover_text
from node.ports.tray import TrayFile, TrayPage
from tests.node.api.counter import Counter
from tests.node.usecases.scanner import drop, picture, take_all


@pytest.fixture
def stocked(desk: Counter, tmp_path: Path) -> Counter:
    """A counter whose tray holds a page and a blank one."""
    folder = tmp_path / "quet"
    folder.mkdir()
    drop(folder, "may quet <1>.tif", [picture("TO KHAI"), picture()])
    assert take_all(desk.place, folder) == 1
    return desk


def test_a_page_is_placed_and_leaves_the_tray(stocked: Counter) -> None:
    headers = stocked.sign_in()
    token = headers["X-CSRF-Token"]
    dossier = stocked.receive(headers)["dossier"]
    page = stocked.client.get(f"/chong-giay?ho-so={dossier}").text
    assert "may quet &lt;1&gt;.tif" in page
    assert "1 trang trắng đã để riêng" in page
    (into, *_) = re.findall(r'name="into" value="([^"]+)"', page)
    refs = re.findall(r'name="page" value="([0-9a-f]{64}:1)"', page)
    form = {"csrf": token, "page": refs, "into": into}
    answer = stocked.client.post("/chong-giay/xep", data=form)
    assert answer.headers["location"].endswith("da=placed")
    assert "Trang chưa thuộc hồ sơ nào" not in stocked.client.get("/chong-giay").text
    (target,) = stocked.node.tray.targets(dossier)
    assert sum(paper.scanned for paper in target.papers) == 1


def test_a_blank_page_comes_back_and_a_picture_is_shown(stocked: Counter) -> None:
    token = stocked.sign_in()["X-CSRF-Token"]
    (ref,) = re.findall(r'value="([0-9a-f]{64}:2)"', stocked.client.get("/chong-giay").text)
    assert stocked.client.post("/chong-giay/lay-lai", data={"csrf": token, "page": ref}).status_code == 303
    assert "2 trang" in stocked.client.get("/chong-giay").text
    sha256 = ref.partition(":")[0]
    assert stocked.client.get(f"/chong-giay/anh/{sha256}/2").content.startswith(b"\xff\xd8")
    assert stocked.client.get(f"/chong-giay/tep/{sha256}").status_code == 200
    assert stocked.client.get(f"/chong-giay/anh/{'0' * 64}/1").status_code >= 400


def test_nobody_sees_the_tray_without_signing_in(stocked: Counter) -> None:
    assert stocked.client.get("/chong-giay").status_code in (302, 303, 401)
    assert stocked.client.get(f"/chong-giay/tep/{'0' * 64}").status_code in (302, 303, 401)
    assert stocked.client.post("/chong-giay/xep", data={"page": "x:1"}).status_code in (302, 303, 401, 403)


def test_cover_sheets_are_printed_for_all_papers(desk: Counter) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    answer = desk.client.get(f"/ho-so/{dossier}/to-bia.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert desk.client.get(f"/ho-so/{dossier}/to-bia.pdf?thanh-phan=khong-co").status_code == 400


@pytest.fixture
def full_tray(desk: Counter) -> Counter:
    """A counter whose tray holds 300 pages, 130 blank ones and files that nobody has looked at."""
    with desk.place.store.writing() as tables:
        for number in range(440):
            sha256 = f"{number:064x}"
            file = TrayFile(sha256, f"{number:03}.tif", "", 1, "image/tiff", number)
            tables.tray.add_file(file)
            state = "waiting" if number < 300 else "blank"
            page = TrayPage(sha256, 1, 1, state, "", "", "", False, b"\xff\xd8")
            if number < 430:
                tables.tray.looked(sha256, [page])
    return desk


def test_thousands_of_pages_are_shown_in_parts_and_all_counted(full_tray: Counter) -> None:
    full_tray.sign_in()
    seen = []
    for part, pages in ((1, 120), (2, 120), (3, 60), (99, 60)):
        text = full_tray.client.get(f"/chong-giay?trang={part}").text
        here = re.findall(r'value="([0-9a-f]{64}):1" form="place"', text)
        assert len(here) == pages
        seen += here if part < 99 else []
        assert f"Phần <strong>{min(part, 3)}</strong>/3" in text
        assert "300 trang." in text
        assert "Đã cất 10 tệp" in text
    assert seen == [f"{number:064x}" for number in range(300)]
    assert full_tray.client.get("/api/tray").json() == {"waiting": 300, "to_look_at": 10}


def test_placing_stays_in_the_part_where_the_officer_stands(full_tray: Counter) -> None:
    headers = full_tray.sign_in()
    full_tray.receive(headers)
    form = {"csrf": headers["X-CSRF-Token"], "page": [f"{299:064x}:1"], "trang": "3"}
    answer = full_tray.client.post("/chong-giay/bo", data=form)
    assert answer.headers["location"] == "/chong-giay?trang=3&da=aside"
    form["trang"] = "//evil"
    answer = full_tray.client.post("/chong-giay/bo", data=form | {"page": [f"{298:064x}:1"]})
    assert answer.headers["location"] == "/chong-giay?da=aside"


def test_all_blank_pages_that_were_there_are_dropped_at_once_and_none_that_came_later(
    full_tray: Counter,
) -> None:
    token = full_tray.sign_in()["X-CSRF-Token"]
    page = full_tray.client.get("/chong-giay").text
    assert "còn 10 trang trắng nữa" in page
    (until,) = re.findall(r'name="until" value="(\d+)"', page)
    with full_tray.place.store.writing() as tables:
        tables.tray.looked(f"{435:064x}", [TrayPage(f"{435:064x}", 1, 1, "blank", "", "", "", False, b"x")])
    form = {"csrf": token, "until": until}
    assert full_tray.client.post("/chong-giay/bo-trang-trang", data=form).status_code == 303
    assert "1 trang trắng đã để riêng" in full_tray.client.get("/chong-giay").text
    assert full_tray.client.post("/chong-giay/bo-trang-trang", data=form | {"until": "x"}).status_code >= 400


def test_a_sheet_of_a_paper_that_is_not_listed_shows_the_tray_all_the_same(desk: Counter) -> None:
    dossier = desk.receive(desk.sign_in())["dossier"]
    sheet = cover_text(Cover(dossier, "TP77", desk.place.identity.short))
    sha256 = "a" * 64
    with desk.place.store.writing() as tables:
        tables.tray.add_file(TrayFile(sha256, "chong.tif", "", 2, "image/tiff", 1))
        pages = [
            TrayPage(sha256, 1, 2, "cover", sheet, "", "", False, b"\xff\xd8"),
            TrayPage(sha256, 2, 2, "waiting", "", "", "", False, b"\xff\xd8"),
        ]
        tables.tray.looked(sha256, pages)
    answer = desk.client.get("/chong-giay")
    assert answer.status_code == 200
    assert "TP77" in answer.text
