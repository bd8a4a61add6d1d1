"""News come to an open page by themselves, and never over what somebody is writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, browser
from tests.node.api.counter import Counter
from tests.node.api.test_browser import served
from tests.node.api.test_browser_reuse import sign_in

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")


def test_a_dossier_shows_what_was_read_but_not_over_what_is_being_written(
    desk: Counter, tmp_path: Path
) -> None:
    headers = desk.sign_in()
    quiet, written = (str(desk.receive(headers)["dossier"]) for _ in range(2))
    for dossier in (quiet, written):
        desk.scan(headers, dossier)
    with served(desk) as base, browser(tmp_path / "profile") as page:
        sign_in(page, base)
        page.open(f"{base}/ho-so/{written}/truong")
        page.value("document.querySelector('main input[type=text], main textarea').focus()")
        page.type("đang ghi")
        desk.read_all()
        page.until("document.querySelector('[data-reading] button')?.textContent === 'Hiện kết quả'")
        page.value("document.querySelector('[data-reading] button').click()")
        page.until("!document.querySelector('[data-reading]') && document.readyState === 'complete'")
        desk.scan(headers, quiet)
        page.open(f"{base}/ho-so/{quiet}")
        assert page.value("!!document.querySelector('[data-reading]')")
        desk.read_all()
        page.until("!document.querySelector('[data-reading]') && document.readyState === 'complete'")
        assert page.complaints == []


def test_the_strip_says_when_the_node_falls_silent(desk: Counter, tmp_path: Path) -> None:
    desk.sign_in()
    with browser(tmp_path / "profile") as page:
        with served(desk) as base:
            sign_in(page, base)
            page.open(f"{base}/viec")
            page.until("document.getElementById('line-road').dataset.state !== 'down'")
        page.value("document.dispatchEvent(new Event('visibilitychange'))")
        page.until("document.getElementById('line-road-text').textContent.includes('không trả lời')")
