"""The tray in a real browser: pages are dragged onto a paper, or placed from the keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, browser
from tests.node.api.counter import Counter
from tests.node.api.test_browser import served
from tests.node.api.test_browser_reuse import sign_in
from tests.node.usecases.scanner import drop, picture, take_all

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
PLACED = "location.search.endsWith('da=placed') && document.readyState === 'complete'"


@pytest.fixture
def dossier(desk: Counter, tmp_path: Path) -> str:
    """A dossier that lacks its papers, and a tray of four pages."""
    folder = tmp_path / "quet"
    folder.mkdir()
    drop(folder, "mayquet.tif", [picture(word) for word in ("TO KHAI", "MAT SAU", "CHUNG SINH", "GIAY LA")])
    assert take_all(desk.place, folder) == 1
    papers = [{"code": "TP1", "name": "Tờ khai"}, {"code": "TP2", "name": "Giấy chứng sinh"}]
    return str(desk.receive(desk.sign_in(), components=papers)["dossier"])


def scanned(desk: Counter, dossier: str) -> dict[str, int]:
    (target,) = desk.node.tray.targets(dossier)
    return {paper.code: paper.scanned for paper in target.papers}


def test_pages_are_dragged_onto_the_papers_of_the_dossier_that_lacks_them(
    desk: Counter, dossier: str, tmp_path: Path
) -> None:
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}/chong-giay")
        page.until("document.querySelectorAll('.into.lacks').length === 2")
        page.drag(".sheet-thumb:nth-child(3) img", ".into[value$='/TP2']")
        page.until(PLACED)
        assert scanned(desk, dossier) == {"TP1": 0, "TP2": 1}
        page.value("document.querySelectorAll('.sheet-thumb input')[0].click()")
        page.value("document.querySelectorAll('.sheet-thumb input')[1].click()")
        assert page.value("document.getElementById('chosen').textContent") == "Đã chọn 2 trang"
        page.drag(".sheet-thumb:nth-child(2) img", ".into[value$='/TP1']")
        page.until(f"{PLACED} && document.querySelectorAll('.sheet-thumb').length === 1")
        page.drag(".sheet-thumb img", ".drop-out")
        page.until("location.search === '?da=aside' && document.readyState === 'complete'")
        assert page.complaints == []
    assert scanned(desk, dossier) == {"TP1": 1, "TP2": 1}  # two pages of one file are one scan
    assert desk.node.tray.view().count == 0


def test_pages_are_placed_from_the_keyboard_alone(desk: Counter, dossier: str, tmp_path: Path) -> None:
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}/chong-giay")
        page.until("document.activeElement?.name === 'page'")
        page.press(" ", " ")
        page.press("ArrowRight")
        page.press("z", "z")
        page.until("document.querySelector('dialog.large img')?.naturalWidth > 0")
        page.press("z", "z")
        page.until("!document.querySelector('dialog')")
        page.press(" ", " ")
        page.press("1", "1")
        page.until(f"{PLACED} && document.querySelectorAll('.sheet-thumb').length === 2")
        page.press("?", "?")
        page.until("document.querySelector('dialog[open] .keys-list')?.textContent.includes('xếp các trang')")
        page.press("Escape")
        page.until("!document.querySelector('dialog')")
        assert page.complaints == []
    assert scanned(desk, dossier) == {"TP1": 1, "TP2": 0}


def test_a_page_on_the_wrong_paper_is_dragged_to_the_right_one(
    desk: Counter, dossier: str, tmp_path: Path
) -> None:
    desk.scan(desk.sign_in(), dossier, "TP1")
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}/ho-so/{dossier}")
        page.drag("[data-page]", "[data-component=TP2] .field-head")
        page.until("location.search === '?da=moved' && document.readyState === 'complete'")
        assert page.complaints == []
    assert scanned(desk, dossier) == {"TP1": 0, "TP2": 1}


def test_a_page_in_the_wrong_dossier_goes_back_by_mouse_and_by_keyboard_and_returns_with_one_key(
    desk: Counter, dossier: str, tmp_path: Path
) -> None:
    desk.scan(desk.sign_in(), dossier, "TP1")
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}/ho-so/{dossier}")
        page.value("document.querySelector('[data-page] a').focus()")
        page.press("Delete")
        page.until("document.activeElement?.textContent === 'Rút, đưa về khay'")
        page.press("Enter", "\r")
        page.until("location.search === '?da=withdrawn' && document.readyState === 'complete'")
        assert scanned(desk, dossier) == {"TP1": 0, "TP2": 0}
        page.press("u", "u")
        page.until("location.search === '?da=restored' && document.readyState === 'complete'")
        assert scanned(desk, dossier) == {"TP1": 1, "TP2": 0}
        page.size(1200, 1600)
        page.value("document.getElementById('quet').scrollIntoView()")
        page.drag("[data-page] img", "[data-out]")
        page.until("location.search === '?da=withdrawn' && document.readyState === 'complete'")
        assert page.complaints == []
    assert scanned(desk, dossier) == {"TP1": 0, "TP2": 0}


def test_what_was_just_placed_is_taken_back_with_one_key(desk: Counter, dossier: str, tmp_path: Path) -> None:
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}/chong-giay")
        page.until("document.activeElement?.name === 'page'")
        page.press(" ", " ")
        page.press("1", "1")
        page.until(PLACED)
        assert scanned(desk, dossier) == {"TP1": 1, "TP2": 0}
        page.press("u", "u")
        page.until(
            "location.search === '?da=undone' && document.querySelectorAll('.sheet-thumb').length === 4"
        )
        page.until("document.querySelector('.sheet-thumb .badge')?.textContent.includes('rút từ')")
        assert page.complaints == []
    assert scanned(desk, dossier) == {"TP1": 0, "TP2": 0}
