"""Pages on paper: A4, nothing cut off at its edge, every row there, and none of what can only be pressed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, Browser, browser
from tests.node.api.counter import Counter
from tests.node.api.test_browser import served
from tests.node.api.test_browser_reuse import sign_in

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
A4 = (595.0, 842.0)  # points
EDGE = 20.0  # printers leave some 5 mm of each sheet white
NAMES = [f"Nguyễn Thị {name} Hồng Nhung" for name in ("Ánh", "Bích", "Cúc", "Đào", "Én", "Gấm", "Hạnh")]


def printed(page: Browser, path: Path) -> str:
    """The words on the paper. Fails when it is not A4 or something stands outside its edges."""
    page.on_paper(path)
    out = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
    sheets = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', out)
    assert {(round(float(w)), round(float(h))) for w, h in sheets} == {A4}
    words = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)', out)
    outside = [text for left, right, text in words if float(left) < EDGE or float(right) > A4[0] - EDGE]
    assert outside == []
    return " ".join(text for *_, text in words)


def test_the_list_of_dossiers_goes_onto_paper_whole(desk: Counter, tmp_path: Path) -> None:
    headers = desk.sign_in()
    codes = [
        desk.receive(headers, applicant={"name": name, "id_number": f"0381900012{at:02}"})["code"]
        for at, name in enumerate(NAMES * 6)
    ]
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}/viec?loc=tat-ca")
        said = printed(page, tmp_path / "list.pdf")
        assert page.complaints == []
    assert [code for code in codes if code not in said] == []
    assert all(said.split().count(name.split()[2]) >= 6 for name in NAMES)
    assert said.count("Người nộp") >= 2  # the head of the table stands on each sheet
    assert "người in:" in said
    for pressed in ("F2", "Xem tiếp", "Được giao đến", "Thoát"):
        assert pressed not in said


def test_every_page_of_the_counter_fits_its_sheet(desk: Counter, tmp_path: Path) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        for path in (
            f"/ho-so/{dossier}",
            f"/ho-so/{dossier}/giay-hen",
            "/chi-so",
            "/hop-di",
            "/may-nay",
            "/tro-giup",
        ):
            page.open(base + path)
            assert "người in:" in printed(page, tmp_path / "page.pdf"), path
        assert page.complaints == []
