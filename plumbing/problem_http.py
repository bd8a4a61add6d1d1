"""Errors over HTTP: one shape (RFC 9457, application/problem+json), Vietnamese first.

{type, title, status, code, detail, hint_vi, retry}: `title` and `hint_vi` are the sentence for people, `code` the
stable name for programs. `detail` never repeats what was sent, which may be personal.
"""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from dossier.errors import KernelError, Refuse
from plumbing.problem import Problem

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)

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
_UNFORESEEN = (
    "UNFORESEEN",
    "Có lỗi ngoài dự kiến, dữ liệu đã lưu vẫn an toàn; hãy thử lại hoặc báo quản trị nút.",
)


def install(app: FastAPI) -> None:
    """Give every error of the app this shape: Problem, KernelError, wrong input, unknown paths, the unforeseen."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(KernelError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ClientDisconnect, _on_hung_up)
    app.add_exception_handler(Exception, _on_unforeseen)


def problem_response(problem: Problem | KernelError | Refuse, status: int | None = None) -> JSONResponse:
    """The answer for an error; a domain refusal (`Refuse`) is 422 unless `status` says otherwise."""
    code = _BY_CODE.get(problem.code, 422 if isinstance(problem, Refuse) else 400)
    retry = "never" if isinstance(problem, Refuse) else problem.retry
    if retry == "later" and problem.code not in _BY_CODE:
        code = 503
    detail = problem.detail if isinstance(problem, Problem) else ""
    return _response(status or code, problem.code, problem.hint_vi, retry, detail)


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


def _on_problem(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Problem | KernelError):
        raise error
    return problem_response(error)


def _on_invalid(_request: Request, error: Exception) -> JSONResponse:
    """Names the places that are wrong, never the values."""
    if not isinstance(error, RequestValidationError):
        raise error
    places = sorted({".".join(map(str, one["loc"])) for one in error.errors()})
    hint = "Dữ liệu gửi lên chưa đúng; hãy kiểm tra các ô được nêu rồi gửi lại."
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
