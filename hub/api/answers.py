"""How a failure is told: to programs as everywhere (RFC 9457), to people as a page with the same sentence."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from dossier.errors import KernelError
from hub.api.access import LoginRequired
from hub.api.render import pages_of
from plumbing import problem_http
from plumbing.problem import Problem

PAGES = ("/quan-tri", "/dang-")
_STATUS: Mapping[str, int] = {
    "NOT_SIGNED_IN": 401,
    "LOGIN_FAILED": 401,
    "LOGIN_LOCKED": 429,
    "CSRF_MISMATCH": 403,
    "ROLE_MISSING": 403,
    "BLOB_NOT_NAMED": 403,
    "NODE_REVOKED": 403,
    "NODE_UNKNOWN": 403,
    "NODE_MISMATCH": 403,
    "DOSSIER_UNKNOWN": 404,
    "UNIT_UNKNOWN": 404,
    "INCARNATION_OLD": 409,
    "LETTER_ID_REUSED": 409,
    "BLOB_PIECE_TOO_LARGE": 413,
    "BLOB_RANGE": 416,
}


def install(app: FastAPI) -> None:
    """Give every failure of the app its one shape."""
    problem_http.install(app)
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(KernelError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


def _on_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, Problem | KernelError):
        raise error
    status = _STATUS.get(error.code)
    if not _is_page(request):
        return problem_http.problem_response(error, status)
    if isinstance(error, LoginRequired):
        return RedirectResponse("/dang-nhap", 303)
    return _page(request, error, status or 400)


def _on_invalid(request: Request, error: Exception) -> Response:
    """Names the first place that is wrong, never its value."""
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    places = [str(part) for part in (errors[0]["loc"] if errors else ()) if part not in ("body", "query")]
    hint = f"Yêu cầu thiếu hoặc sai phần “{'.'.join(places) or 'nội dung'}”; hãy sửa rồi gửi lại."
    refused = KernelError("REQUEST_MALFORMED", hint)
    if _is_page(request):
        return _page(request, refused, 422)
    return problem_http.problem_response(refused, 422)


def _on_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    known = {404: ("PAGE_UNKNOWN", "Không có trang này; hãy quay lại trang đầu.")}
    code, hint = known.get(status, ("REQUEST_MALFORMED", "Yêu cầu không đúng dạng; hãy tải lại trang."))
    if _is_page(request):
        return _page(request, Problem(code, hint), status)
    return problem_http.problem_response(Problem(code, hint), status)


def _is_page(request: Request) -> bool:
    return request.url.path.startswith(PAGES)


def _page(request: Request, error: Problem | KernelError, status: int) -> Response:
    return pages_of(request).show(
        request, "problem.html", None, status, code=error.code, hint_vi=error.hint_vi
    )
