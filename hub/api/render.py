"""Templates to pages."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from dossier.lifecycle import KIND_VI
from dossier.local_time import local
from hub.usecases.console.board import counters
from hub.usecases.console.login import Admin
from hub.usecases.context import Hub
from web import environment


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu; `key` is its shortcut (Alt + key), `counter` the count shown beside it."""

    href: str
    name: str
    icon: str
    key: str
    counter: str = ""


MENU = (
    Item("/quan-tri/may", "Máy", "outbox", "1"),
    Item("/quan-tri/ho-so", "Hồ sơ", "list", "2"),
    Item("/quan-tri/phan-dinh", "Phân định", "split", "3", "work"),
    Item("/quan-tri/tranh-chap", "Tranh chấp", "warn", "4", "disputes"),
    Item("/quan-tri/danh-muc", "Danh mục", "centre", "5"),
    Item("/quan-tri/chi-so", "Chỉ số", "chart", "6"),
    Item("/quan-tri/cach-ly", "Cách ly", "shield", "7", "quarantine"),
)
DONE_VI = {
    "allocated": "Đã phân định; hồ sơ được gửi tới đơn vị mới.",
    "issued": "Đã ban hành; mọi máy nhận ở lần liên lạc tới.",
    "retried": "Đã thử lại; những gì còn trong danh sách vẫn chưa ghép được.",
    "revoked": "Đã thu hồi máy; từ hôm nay việc ghi từ máy này không có hiệu lực.",
}


class Pages:
    """Renders a template with what every page carries: who is logged in, the menu with its counters."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._env = environment("hub")
        self._env.filters |= {
            "moment": moment_vi,
            "ago": self._ago,
            "day": day_vi,
            "bytes": bytes_vi,
            "act": act_vi,
        }

    def show(
        self, request: Request, template: str, admin: Admin | None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """The page."""
        text = self._env.get_template(template).render(
            admin=admin,
            menu=MENU,
            counters=counters(self._hub) if admin else {},
            here=request.url.path,
            hub_name=self._hub.config.name,
            now_ms=self._hub.clock.now_ms(),
            done=DONE_VI.get(request.query_params.get("da", ""), ""),
            **values,
        )
        return HTMLResponse(text, status, headers={"cache-control": "no-store"})

    def _ago(self, ms: int) -> str:
        """How long ago, in words; for devices that were never heard from too."""
        if not ms:
            return "chưa từng"
        minutes = max(0, self._hub.clock.now_ms() - ms) // 60_000
        if minutes < 1:
            return "vừa xong"
        if minutes < 60:
            return f"{minutes} phút trước"
        if minutes < 48 * 60:
            return f"{minutes // 60} giờ trước"
        return f"{minutes // 1440} ngày trước"


def pages_of(request: Request) -> Pages:
    """The renderer of the app that serves this request."""
    pages: Pages = request.app.state.pages
    return pages


def moment_vi(ms: int) -> str:
    """An instant as people here write it; "–" for none."""
    return f"{local(ms):%H:%M %d/%m/%Y}" if ms else "–"


def day_vi(day: date) -> str:
    """A day as people here write it."""
    return f"{day:%d/%m/%Y}"


def act_vi(kind: str) -> str:
    """An act's name as people know it."""
    return KIND_VI.get(kind, kind)


def bytes_vi(size: int) -> str:
    """A size in the unit that reads best."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
