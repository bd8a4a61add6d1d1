"""On a field officer's phone and on an office PC no page is wider than its screen, and the scan stays in sight."""

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, browser
from tests.node.api.counter import HAM_RONG, Counter
from tests.node.api.test_browser import served
from tests.node.api.test_browser_path import sit_down

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
_PAGES = (
    "/viec",
    "/tiep-nhan",
    "/chong-giay",
    "/ky-loat",
    "/kiem-tra-chu-ky",
    "/hop-di",
    "/chi-so",
    "/ho-so-cu",
    "/may",
    "/may-nay",
    "/tro-giup",
)
_TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


def test_no_page_is_wider_than_its_screen(desk: Counter, tmp_path: Path) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers, competent_unit=HAM_RONG)["dossier"]
    desk.scan(headers, dossier)
    desk.read_all()
    pages = (*_PAGES, f"/ho-so/{dossier}", f"/ho-so/{dossier}/giay-hen", f"/ho-so/{dossier}/truong")
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sit_down(page, base, "bich")
        for width, height in ((360, 740), (1366, 768)):
            page.size(width, height)
            wide = {}
            for path in pages:
                page.open(base + path)
                wide[path] = page.value(_TOO_WIDE)
            assert {path: by for path, by in wide.items() if by > 0} == {}

        page.size(360, 740)
        page.open(f"{base}/ho-so/{dossier}/truong")
        page.until("document.querySelectorAll('#sheet-boxes rect').length === 2")
        page.value("scrollTo(0, document.body.scrollHeight)")
        page.until("scrollY > 0")
        assert page.value("document.getElementById('sheet').getBoundingClientRect().bottom > 0")
        assert page.complaints == []
