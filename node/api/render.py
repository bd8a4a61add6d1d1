"""Templates to pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from dossier.lifecycle import KIND_VI
from node.api.head import head_of
from node.api.words import FILTERS
from node.usecases.models import Session
from node.usecases.node import Node
from plumbing.problem_http import came_from
from web import environment


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu, with its shortcut; `counts_tray` shows how many pages wait behind it."""

    href: str
    name: str
    icon: str
    key: str = ""
    counts_tray: bool = False


MENU = (
    Item("/viec", "Hồ sơ", "list", "F8"),
    Item("/tiep-nhan", "Tiếp nhận", "plus", "F2"),
    Item("/chong-giay", "Chờ xếp", "inbox", counts_tray=True),
    Item("/ky-loat", "Ký loạt", "pen"),
    Item("/kiem-tra-chu-ky", "Kiểm chữ ký", "shield"),
    Item("/hop-di", "Hộp đi", "outbox"),
    Item("/chi-so", "Chỉ số", "chart"),
    Item("/ho-so-cu", "Hồ sơ cũ", "disk"),
    Item("/may", "Việc máy", "gear"),
    Item("/tro-giup", "Trợ giúp", "help", "?"),
)
_DONE_VI: Mapping[str, str] = {
    "asked": "Đã xin bản quét; nơi giữ sẽ gửi ngay ở lần liên lạc tới.",
    "uploaded": "Đã cất bản quét; máy bắt đầu đọc.",
    "confirmed": "Đã ghi các trường vừa xác nhận.",
    "signed": "Đã ký số giấy tờ và lưu tại máy này.",
    "issued": "Đã cho số, ký và phát hành kết quả.",
    "settled": "Đã giải quyết tranh chấp; bên không chọn vẫn nằm trong lịch sử.",
    "reused": "Đã dùng lại bản số có sẵn; không đòi bản giấy.",
    "paper": "Đã ghi lý do vẫn nhận bản giấy.",
    "revoked": "Đã thu hồi giấy tờ; từ nay không đưa ra dùng lại nữa.",
    "found": "Tỉnh đã trả lời; xem các bản số tìm được ở mục Giấy tờ.",
    "found-none": "Tỉnh đã trả lời: không nơi nào có bản số còn dùng được của giấy này.",
    "note": "Đã lưu ghi chú; phần sửa ở máy khác sẽ tự ghép vào.",
    "placed": "Đã xếp các trang vào hồ sơ; máy bắt đầu đọc.",
    "moved": "Đã chuyển trang sang giấy tờ khác; phần máy đọc được đi theo.",
    "withdrawn": "Đã rút trang khỏi hồ sơ; bản gốc vẫn giữ.",
    "restored": "Đã đưa trang trở lại hồ sơ như trước.",
    "undone": "Đã hoàn tác: các trang vừa xếp nằm lại trong khay.",
    "aside": "Đã bỏ khỏi khay; trang vẫn nằm trong tệp gốc.",
    "back": "Đã đưa trang trở lại khay.",
    "signing": "Đang ký cả tập; trang này tự cập nhật, bạn làm việc khác được.",
    "dropped": "Đã bỏ giấy khỏi tập; bản quét gốc vẫn được giữ.",
    "retry": "Việc sẽ được làm lại ngay.",
    "seen": "Đã bỏ khỏi danh sách.",
    "cancelled": "Đã cho dừng việc; bản gốc vẫn nguyên.",
    "again": "Máy sẽ đọc lại ngay những trang chưa đọc được.",
    "rang": "Đã gọi liên lạc với tỉnh; xem kết quả ở dải trạng thái.",
    "closed": "Đang tập mất mạng. Mọi việc vẫn lưu tại máy này.",
    "opened": "Đã nối lại đường truyền.",
}


class Pages:
    """Renders a template with what every page carries: who is signed in, the line, the menu."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._env = environment("node")
        self._env.filters.update(FILTERS)
        self._env.globals["menu"] = MENU

    def show(
        self, request: Request, template: str, session: Session | None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """The page."""
        line = self._node.line.state()
        return self._page(request, template, status, session=session, line=line, head=head_of(line), **values)

    def bare(self, request: Request, template: str, status: int, **values: Any) -> HTMLResponse:
        """The page without officer and line: for a failure in which neither may be known."""
        return self._page(request, template, status, session=None, line=None, head=None, **values)

    def _page(self, request: Request, template: str, status: int, **values: Any) -> HTMLResponse:
        text = self._env.get_template(template).render(
            here=_section(request.url.path),
            flash=_flash(request.query_params.get("da", "")),
            **values,
        )
        return HTMLResponse(text, status)


def pages_of(request: Request) -> Pages:
    """The renderer of the app that serves this request."""
    pages: Pages = request.app.state.pages
    return pages


def error_page(request: Request, code: str, hint_vi: str, status: int) -> HTMLResponse:
    """A failure in words, with its code small, and a way on."""
    pages, told = pages_of(request), {"code": code, "hint_vi": hint_vi, "back": came_from(request)}
    if status >= 500:
        return pages.bare(request, "problem.html", status, **told)
    session = getattr(request.state, "session", None)
    return pages.show(request, "problem.html", session, status, **told)


def _section(path: str) -> str:
    if path.startswith("/ho-so-cu"):
        return "/ho-so-cu"
    if path.startswith("/ky-loat"):
        return "/ky-loat"
    return "/viec" if path.startswith("/ho-so/") else path


def _flash(done: str) -> dict[str, str] | None:
    """A sentence about what was just done; only known words, so that a link cannot put text on the page."""
    if done in _DONE_VI:
        return {"kind": "good", "text": _DONE_VI[done]}
    if done in KIND_VI:
        return {"kind": "good", "text": f"Đã ghi: {KIND_VI[done]}."}
    return None
