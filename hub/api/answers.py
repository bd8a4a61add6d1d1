"""How a failure is told: to programs as everywhere (RFC 9457), to people as a page with the same sentence."""

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from dossier.errors import KernelError
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


def problem_json(error: Problem | KernelError) -> JSONResponse:
    """The problem+json answer of a failure, with this interface's statuses."""
    return problem_http.problem_response(error, _STATUS.get(error.code))


def install(app: FastAPI) -> None:
    """Give every failure of the app its one shape, and people a page instead of JSON."""
    problem_http.install(app, problem_json)
    problem_http.told_as_pages(app, _page)


def _page(request: Request, code: str, hint_vi: str, status: int) -> Response | None:
    if not request.url.path.startswith(PAGES):
        return None
    if code == "NOT_SIGNED_IN":
        return RedirectResponse("/dang-nhap", 303)
    back = problem_http.came_from(request)
    return pages_of(request).show(
        request, "problem.html", None, status, code=code, hint_vi=hint_vi, back=back
    )
