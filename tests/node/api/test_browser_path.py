"""One dossier from the counter to the citizen's hand, by the keyboard alone, each step by who may do it."""

from pathlib import Path

import pytest

from tests.node.api.browser import CHROMIUM, Browser, browser
from tests.node.api.counter import PASSPHRASE, Counter
from tests.node.api.test_browser import served, sit_down

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("chau", ()),  # Phân công: the only appraiser is chosen already
    ("dung", ()),  # Thẩm định: "đủ điều kiện" is chosen already
    ("dung", ()),  # Trình phê duyệt
    ("chau", ("Đồng ý.",)),  # Phê duyệt
    ("thu", ("Cấp giấy khai sinh.", PASSPHRASE, PASSPHRASE)),  # Ký số, phát hành
    ("bich", ("Nguyễn Thị Lan",)),  # Trả kết quả
)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")


def open_by_search(page: Browser, name: str) -> None:
    page.press("/", "/")
    page.until("document.activeElement?.id === 'q'")
    page.type(name)
    page.press("Enter", "\r")
    page.until("location.search.startsWith('?q=') && document.readyState === 'complete'")
    page.press("Escape")
    page.press("ArrowDown")
    page.until("document.activeElement?.closest('tr') !== null")
    page.press("Enter", "\r")
    page.until("location.pathname.startsWith('/ho-so/') && document.readyState === 'complete'")


def main_act(page: Browser, *typed: str) -> None:
    """The act that F9 offers: the fields in their order, then F9 again."""
    page.press("F9")
    page.until("/lam\\/|phat-hanh/.test(location.pathname) && document.readyState === 'complete'")
    for number, text in enumerate(typed):
        if number:
            page.press("Tab")
        page.type(text)
    page.press("F9")
    page.until("location.search.startsWith('?da=') && document.readyState === 'complete'")


def test_the_five_steps_need_no_mouse(desk: Counter, tmp_path: Path) -> None:
    headers = desk.sign_in()
    dossier = desk.receive(headers)["dossier"]
    for component in ("TP1", "TP2"):
        desk.scan(headers, dossier, component)
    desk.read_all()
    with served(desk) as base, browser(tmp_path / "profile") as page:
        page.size(1280, 720)
        sit_down(page, base, "bich")
        open_by_search(page, "nguyen thi lan")
        page.press("F4")
        page.until("document.activeElement?.name === 'passphrase'")
        page.type(PASSPHRASE)
        page.press("Enter", "\r")
        page.until("location.search === '?da=signed' && document.readyState === 'complete'")

        for login, typed in STEPS:
            sit_down(page, base, login)
            open_by_search(page, "nguyen thi lan")
            main_act(page, *typed)
        assert page.complaints == []
    state = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]
    assert (state["stage"], state["outcome"]["kind"]) == ("HOAN_THANH", "granted")
    assert len(state["documents"]) == 1
