"""How a failure is told: to programs as RFC 9457 problem+json (`plumbing.problem_http`), to people as a page with
its sentence, or as the way to the log-in form.
"""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from dossier.errors import KernelError
from node.api.render import error_page
from plumbing import problem_http
from plumbing.problem import Problem

_STATUS: Mapping[str, int] = {
    "NOT_SIGNED_IN": 401,
    "LOGIN_FAILED": 401,
    "LOGIN_LOCKED": 429,
    "CSRF_MISMATCH": 403,
    "HOST_NOT_ALLOWED": 421,
    "FILE_TOO_LARGE": 413,
    "UNSUPPORTED_FILE_TYPE": 415,
    "DOSSIER_UNKNOWN": 404,
    "PAGE_UNKNOWN": 404,
    "DOCUMENT_UNKNOWN": 404,
    "BLOB_UNKNOWN": 404,
    "PREVIEW_NOT_HERE": 404,
    "PREVIEW_NOT_COME": 404,
    "ACT_HAS_NO_FORM": 404,
    "NOTICE_UNKNOWN": 404,
    "PAPER_NOT_LISTED": 404,
    "HANDED_UNKNOWN": 404,
    "HANDED_NOT_YOURS": 403,
    "HANDED_USED": 409,
    "HANDED_TOO_LATE": 409,
    "HANDED_PAPER_CHANGED": 409,
    "HANDED_CHANGED": 409,
}


def problem_json(error: Problem | KernelError) -> JSONResponse:
    """The problem+json answer of a failure, with this interface's statuses."""
    return problem_http.problem_response(error, _STATUS.get(error.code))


def install(app: FastAPI) -> None:
    """Give every failure of the app its one shape, and people a page instead of JSON."""
    problem_http.install(app, problem_json)
    problem_http.told_as_pages(app, _page)


def _page(request: Request, code: str, hint_vi: str, status: int) -> Response | None:
    if request.url.path.startswith(("/api/", "/health")):
        return None
    if code == "NOT_SIGNED_IN":
        target = request.url.path if request.method == "GET" else "/viec"
        return RedirectResponse(f"/dang-nhap?next={target}", 303)
    return error_page(request, code, hint_vi, status)
