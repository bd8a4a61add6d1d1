"""The pages in a real browser: modules load under the policy, the keyboard alone confirms fields and receives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from node.api.app import create_app
from tests.node.api.browser import CHROMIUM, Browser, browser
from tests.node.api.counter import PASSWORD, Counter

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")


@contextmanager
def served(desk: Counter) -> Iterator[str]:
    """The node's pages on a port of their own."""
    server = uvicorn.Server(uvicorn.Config(create_app(desk.node), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(120)


def sit_down(page: Browser, base: str, login: str) -> None:
    """Sign in with the keyboard alone."""
    page.open(f"{base}/dang-nhap")
    page.type(login)
    page.press("Tab")
    page.type(PASSWORD)
    page.press("Enter", "\r")
    page.until("location.pathname === '/viec' && document.readyState === 'complete'")


def test_a_clerk_receives_and_confirms_with_the_keyboard_alone(desk: Counter, tmp_path: Path) -> None:
    with served(desk) as base, browser(tmp_path / "profile") as page:
        page.size(1280, 720)
        sit_down(page, base, "bich")

        page.press("F2")
        page.until("document.activeElement?.id === 'procedure-search'")
        page.type("dang ky khai sinh")
        page.until("document.querySelectorAll('#procedure-options li').length > 0")
        page.press("Enter", "\r")
        page.until(
            "document.activeElement?.id === 'cccd-qr' && document.querySelectorAll('.component').length > 0"
        )
        page.type("038190001234||Nguyễn Thị Lan|12031990|Nữ|Yên Trung, Thanh Hóa|25062021")
        page.press("Enter", "\r")
        page.until("document.getElementById('applicant-name').value === 'Nguyễn Thị Lan'")
        page.until("document.getElementById('preview').textContent.includes('Hẹn trả')")
        page.press("F9")
        page.until("location.pathname.endsWith('/giay-hen') && document.readyState === 'complete'")
        assert "H56.16480-261120-00001" in page.value("document.body.textContent")
        dossier = page.value("location.pathname.split('/')[2]")

        headers = desk.sign_in()
        desk.scan(headers, dossier)
        desk.read_all()
        page.open(f"{base}/ho-so/{dossier}/truong")
        page.until("document.querySelectorAll('#sheet-boxes rect').length === 2")
        assert page.value("document.activeElement.closest('form').dataset.field") == "requester_name"
        assert page.value("document.querySelectorAll('#sheet-boxes rect.now').length") == 1
        page.press("Enter", "\r")
        page.until("document.activeElement.closest('form')?.dataset.field === 'requester_id_number'")
        page.press("Enter", "\r")
        page.until("document.querySelectorAll('form.field.confirmed').length === 2")
        fields = desk.client.get(f"/api/dossiers/{dossier}").json()["state"]["fields"]
        assert fields["requester_name"]["confirmed"]
        assert fields["requester_id_number"]["value"] == "038190001234"
        page.press("Escape")
        page.until("document.activeElement.closest('form')?.dataset.field === 'requester_name'")
        page.press("Escape")
        page.press("Escape")
        page.until(f"location.pathname === '/ho-so/{dossier}' && document.readyState === 'complete'")
        assert page.complaints == []
