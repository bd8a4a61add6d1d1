"""Reuse, the queue and old results in a real browser: one key uses a paper again, Enter writes up paper after paper."""

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, Browser, browser
from tests.node.api.counter import Counter
from tests.node.api.test_backfile import opened, read, scanned
from tests.node.api.test_browser import served, sit_down
from tests.node.api.test_reuse import given_once

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")


def sign_in(page: Browser, base: str) -> None:
    page.size(1280, 900)
    sit_down(page, base, "bich")


def test_a_paper_is_used_again_with_one_key(desk: Counter, tmp_path: Path) -> None:
    headers = desk.sign_in()
    first = given_once(desk, headers)
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.press("F2")
        page.until("document.activeElement?.id === 'procedure-search'")
        page.type("dang ky khai sinh")
        page.until("document.querySelectorAll('#procedure-options li').length > 0")
        page.press("Enter", "\r")
        page.until("document.activeElement?.id === 'cccd-qr'")
        page.type("038190001234||Nguyễn Thị Lan|12031990|Nữ|Yên Trung, Thanh Hóa|25062021")
        page.press("Enter", "\r")
        page.until("document.querySelectorAll('#components .offer img').length === 1")
        page.picture(tmp_path / "offer.png")
        page.size(1024, 600)
        assert page.value("document.documentElement.scrollWidth") == 1024
        page.size(1280, 900)
        page.press("F6")
        page.until("document.querySelector('.offer-choice button').dataset.taken === '1'")
        page.press("F9")
        page.until("location.pathname.endsWith('/giay-hen')")
        dossier = page.value("location.pathname.split('/')[2]")
        page.open(f"{base}/ho-so/{dossier}")
        page.picture(tmp_path / "reused.png")
        assert page.complaints == []
    (reused,) = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]["reuses"]
    assert reused["source"] == first


def test_old_results_are_written_up_one_after_another_with_enter(desk: Counter, tmp_path: Path) -> None:
    headers = desk.sign_in()
    batch = opened(desk, headers)
    scanned(desk, headers, batch, 2)
    read(desk)
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}{batch}")
        page.picture(tmp_path / "batch.png")
        page.press("F9")
        page.until("document.activeElement?.id === 'f-number'")
        page.picture(tmp_path / "paper.png")
        page.press("Enter", "\r")
        page.until("location.search === '?sau=1' && document.activeElement?.id === 'f-number'")
        page.press("Enter", "\r")
        page.until(f"location.pathname === '{batch}' && document.readyState === 'complete'")
        page.open(f"{base}/may")
        page.picture(tmp_path / "queue.png")
        assert page.complaints == []
    assert [paper.state for paper in desk.node.backfile.papers(1)] == ["indexed", "indexed"]
