"""Many results in a real browser: looked at, left out and signed from the keyboard alone, with each key opened once."""

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, Browser, browser
from tests.node.api.counter import PASSPHRASE, Counter
from tests.node.api.test_browser import served, sit_down
from tests.node.api.test_result_review import approved

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
SHOWN = "document.readyState === 'complete' && document.querySelector('img.old-page')?.naturalWidth > 0"


def place(page: Browser, number: int) -> None:
    page.until(f"{SHOWN} && document.querySelector('h1').textContent.includes('Kết quả {number}/3')")


def test_three_results_are_decided_and_signed_from_the_keyboard(desk: Counter, tmp_path: Path) -> None:
    dossiers = [approved(desk, draft=f"Cấp bản {number}.") for number in range(3)]
    with served(desk) as base, browser(tmp_path / "profile") as page:
        page.size(1280, 900)
        sit_down(page, base, "thu")
        page.open(f"{base}/ky-loat")
        page.press("F9")
        place(page, 1)
        page.picture(tmp_path / "review.png")
        page.press("F6")
        place(page, 2)
        page.press("F7")
        place(page, 1)
        page.press("F9")
        place(page, 2)
        page.press("F4")
        page.until("document.activeElement.id === 'why'")
        page.type("Sai tên đệm")
        page.press("Enter", "\r")
        place(page, 3)
        page.press("F3")
        page.until("document.activeElement.id === 'content'")
        page.type("Cấp bản sửa lại.")
        page.press("F9")
        page.until("location.pathname === '/ky-loat' && document.readyState === 'complete'")
        page.picture(tmp_path / "list.png")
        page.value("document.getElementById('passphrase-r').focus()")
        page.type(PASSPHRASE)
        page.press("Tab")
        page.type(PASSPHRASE)
        page.press("Enter", "\r")
        page.until("document.querySelector('#round [data-say=done]')?.textContent === '2'")
        page.until("document.querySelector('#round h2').textContent.includes('vừa rồi')")
        page.picture(tmp_path / "signed.png")
        assert page.complaints == []
    waiting = {one.dossier: one.why for one in desk.node.many_signatures.reviews.waiting("thu")}
    assert list(waiting.values()) == ["Sai tên đệm"]
    assert set(waiting) < set(dossiers)
