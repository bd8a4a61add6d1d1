"""How a failure is told: to programs as RFC 9457 problem+json, to people as a page with a sentence.

Every failure has a stable code and a Vietnamese sentence; the status only says whose turn it is.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from dossier.errors import KernelError, Refuse
from node.api.render import error_page
from plumbing.problem import Problem

T = TypeVar("T")

PROBLEM_JSON = "application/problem+json"
_STATUS: Mapping[str, int] = {
    "NOT_SIGNED_IN": 401,
    "LOGIN_FAILED": 401,
    "LOGIN_LOCKED": 429,
    "CSRF_MISMATCH": 403,
    "ROLE_NEEDED": 403,
    "ORIGIN_NOT_ALLOWED": 403,
    "HOST_NOT_ALLOWED": 421,
    "BODY_TOO_LARGE": 413,
    "FILE_TOO_LARGE": 413,
    "UNSUPPORTED_FILE_TYPE": 415,
    "DOSSIER_UNKNOWN": 404,
    "PAGE_UNKNOWN": 404,
    "BLOB_UNKNOWN": 404,
    "BLOB_NOT_HERE": 404,
    "PREVIEW_NOT_HERE": 404,
    "JOB_UNKNOWN": 404,
    "PAGE_NOT_FOUND": 404,
    "DISK_FULL": 507,
    "INTERNAL": 500,
}
_BY_RETRY: Mapping[str, int] = {"never": 400, "later": 503, "operator": 503}


class Refused(Problem):
    """A domain refusal on its way to the person who asked."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__(refuse.code, refuse.hint_vi)


def given(result: T | Refuse) -> T:
    """The result of a use case. Raises Refused when it is a refusal, which is shown as such (409)."""
    if isinstance(result, Refuse):
        raise Refused(result)
    return result


def status_of(error: Problem | KernelError) -> int:
    """HTTP status for a failure."""
    if isinstance(error, Refused):
        return 409
    return _STATUS.get(error.code, 422 if isinstance(error, KernelError) else _BY_RETRY[error.retry])


def problem_json(error: Problem | KernelError) -> JSONResponse:
    """The RFC 9457 object of a failure."""
    status = status_of(error)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": error.hint_vi,
        "status": status,
        "code": error.code,
        "hint_vi": error.hint_vi,
        "retry": error.retry,
    }
    return JSONResponse(body, status, media_type=PROBLEM_JSON)


def answer(request: Request, error: Problem | KernelError) -> Response:
    """The failure for whoever asked: JSON under /api, otherwise a page, or the log-in page."""
    if request.url.path.startswith(("/api", "/health")):
        return problem_json(error)
    if error.code == "NOT_SIGNED_IN":
        target = request.url.path if request.method == "GET" else "/viec"
        return RedirectResponse(f"/dang-nhap?next={target}", 303)
    return error_page(request, error.code, error.hint_vi, status_of(error))


def install(app: FastAPI) -> None:
    """Give every failure of the app its one shape."""

    @app.exception_handler(Problem)
    def on_problem(request: Request, error: Problem) -> Response:
        return answer(request, error)

    @app.exception_handler(KernelError)
    def on_kernel(request: Request, error: KernelError) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> Response:
        return answer(request, _invalid(error))

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> Response:
        return answer(request, _of_http(error))


def _invalid(error: RequestValidationError) -> KernelError:
    """Names the first member that is wrong, never its value: it may be personal."""
    first = error.errors()[0] if error.errors() else {"loc": ()}
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    return KernelError("REQUEST_MALFORMED", f"Yêu cầu thiếu hoặc sai phần «{where or 'nội dung'}».")


def _of_http(error: HTTPException) -> Problem | KernelError:
    if error.status_code == 404:
        return Problem("PAGE_NOT_FOUND", "Không có trang này. Về danh sách hồ sơ.")
    return KernelError("REQUEST_MALFORMED", "Yêu cầu không đúng dạng; hãy tải lại trang rồi thử lại.")
