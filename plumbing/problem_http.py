"""Errors over HTTP: one shape (RFC 9457, application/problem+json), Vietnamese first.

{type, title, status, code, detail, hint_vi, retry}: `title` and `hint_vi` are the sentence for people, `code` the
stable name for programs. `detail` never repeats what was sent, which may be personal. People who asked for a page get
the same sentence as a page (`told_as_pages`).
"""

import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from dossier.errors import KernelError
from plumbing.problem import Problem, Refused

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)
Page = Callable[[Request, str, str, int], Response | None]

_BY_CODE = {
    "BLOB_BUSY": 409,
    "BLOB_NOT_HERE": 404,
    "BLOB_OFFSET": 409,
    "BLOB_TOO_LARGE": 413,
    "BODY_TOO_LARGE": 413,
    "CLOCK_AHEAD": 409,
    "DATABASE_UNREADABLE": 503,
    "DISK_FAILED": 503,
    "DISK_FULL": 507,
    "ENVELOPE_BAD_SIGNATURE": 401,
    "ENVELOPE_TOO_LARGE": 413,
    "ENVELOPE_TRUNCATED": 400,
    "ENVELOPE_UNKNOWN_SENDER": 403,
    "LETTER_PART_GONE": 409,
    "LETTER_TOO_LARGE": 413,
    "ORIGIN_NOT_ALLOWED": 403,
    "REQUEST_BAD_SIGNATURE": 401,
    "REQUEST_REPLAYED": 409,
    "REQUEST_TOO_OLD": 401,
    "REQUEST_UNKNOWN_SENDER": 403,
    "REQUEST_UNSIGNED": 401,
    "SHORT_ID_TAKEN": 409,
    "TOKEN_EXPIRED": 403,
    "TOKEN_UNKNOWN": 403,
    "TOKEN_USED": 403,
}
_HTTP_WORDS = {
    400: ("BAD_REQUEST", "Yêu cầu không đúng dạng; hãy tải lại trang rồi làm lại."),
    401: ("NOT_SIGNED_IN", "Phiên làm việc đã hết; hãy đăng nhập lại."),
    403: ("NOT_ALLOWED", "Bạn không có quyền làm việc này; hãy hỏi người quản trị nút."),
    404: ("NOT_FOUND", "Không tìm thấy nội dung này; hãy kiểm tra lại địa chỉ hoặc mã hồ sơ."),
    405: ("METHOD_NOT_ALLOWED", "Thao tác này không dùng được ở đây; hãy tải lại trang."),
    413: ("TOO_LARGE", "Nội dung gửi lên quá lớn; hãy chia nhỏ rồi gửi lại."),
    415: ("MEDIA_TYPE_UNKNOWN", "Loại tệp này không nhận được; hãy dùng ảnh hoặc PDF."),
    429: ("TOO_MANY", "Gửi quá nhiều trong thời gian ngắn; hãy chờ một phút rồi thử lại."),
    503: ("BUSY", "Máy chủ đang bận; hãy thử lại sau ít phút."),
}
_REFUSED = 409
_KINDS: tuple[type[Exception], ...] = (
    Problem,
    KernelError,
    RequestValidationError,
    HTTPException,
    Exception,
)
_UNFORESEEN = (
    "UNFORESEEN",
    "Có lỗi ngoài dự kiến, dữ liệu đã lưu vẫn an toàn; hãy thử lại hoặc báo quản trị nút.",
)


def install(app: FastAPI, told: Callable[[Problem | KernelError], JSONResponse]) -> None:
    """Give every error of the app this shape: Problem and KernelError by `told`, wrong input, unknown paths, the
    unforeseen."""

    def on_problem(_request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, Problem | KernelError):
            raise error
        return told(error)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(KernelError, on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ClientDisconnect, _on_hung_up)
    app.add_exception_handler(Exception, _on_unforeseen)


def problem_response(problem: Problem | KernelError, status: int | None = None) -> JSONResponse:
    """The answer for an error, with `status` where an interface has its own for the code; a refusal is always 409."""
    if isinstance(problem, Refused):
        status = _REFUSED
    usual = 503 if problem.retry == "later" else 400
    detail = problem.detail if isinstance(problem, Problem) else ""
    code = status or _BY_CODE.get(problem.code, usual)
    return _response(code, problem.code, problem.hint_vi, problem.retry, detail)


def came_from(request: Request) -> str:
    """The page of ours that the request was made on, for the way back; "" when it was none. What it said had been done
    (`da`) is not said again."""
    came = urlsplit(request.headers.get("referer", ""))
    ours = came.netloc == request.headers.get("host", "") and came.path.startswith("/")
    if not ours or came.path.startswith("//"):
        return ""
    asked = urlencode([(name, value) for name, value in parse_qsl(came.query) if name != "da"])
    return came.path + (f"?{asked}" if asked else "")


def told_as_pages(app: FastAPI, page: Page) -> None:
    """Let people have a page: `page(request, code, hint_vi, status)` makes it, None = a program asked."""
    for kind in _KINDS:
        app.add_exception_handler(kind, _as_page(app.exception_handlers[kind], page))


def _as_page(told: Callable[[Request, Any], Any], page: Page) -> Callable[[Request, Exception], Response]:
    def tell(request: Request, error: Exception) -> Response:
        answer: JSONResponse = told(request, error)
        body = json.loads(bytes(answer.body))
        return page(request, body["code"], body["hint_vi"], answer.status_code) or answer

    return tell


def _response(status: int, code: str, hint_vi: str, retry: str, detail: str = "") -> JSONResponse:
    body: dict[str, Any] = {
        "type": f"urn:motcua:problem:{code}",
        "title": hint_vi,
        "status": status,
        "code": code,
        "detail": detail,
        "hint_vi": hint_vi,
        "retry": retry,
    }
    return JSONResponse(body, status, media_type=MEDIA_TYPE)


def _on_invalid(_request: Request, error: Exception) -> JSONResponse:
    """Names the places that are wrong, the first of them to people too; never the values."""
    if not isinstance(error, RequestValidationError):
        raise error
    places = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
    first = places[0].partition(".")[2] if places else ""
    hint = f"Dữ liệu gửi lên thiếu hoặc sai ở phần “{first or 'nội dung'}”; hãy sửa rồi gửi lại."
    return _response(422, "INPUT_INVALID", hint, "never", ", ".join(places))


def _on_http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code, hint = _HTTP_WORDS.get(error.status_code, _UNFORESEEN)
    retry = "later" if error.status_code in {429, 503} else "never"
    response = _response(error.status_code, code, hint, retry)
    response.headers.update(error.headers or {})
    return response


def _on_hung_up(request: Request, _error: Exception) -> Response:
    """A line that breaks in the midst of a request is daily weather, no error of ours; nobody reads this answer."""
    _LOG.info("the line broke in the midst of a request", extra={"path": request.scope.get("path")})
    return Response(status_code=400)


def _on_unforeseen(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("unforeseen error on %s", request.scope.get("path"), exc_info=error)
    return _response(500, *_UNFORESEEN, "operator")
