"""How a failure is told: to programs as RFC 9457 problem+json (`plumbing.problem_http`), to people as a page with
its sentence. A refusal by the rules is 409: the request is understood, the dossier stands otherwise.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from dossier.errors import KernelError, Refuse
from node.api.render import error_page
from plumbing import problem_http
from plumbing.problem import Problem

T = TypeVar("T")

_REFUSED = 409
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
_KINDS: tuple[type[Exception], ...] = (
    Problem,
    KernelError,
    RequestValidationError,
    HTTPException,
    Exception,
)


class Refused(Problem):
    """A domain refusal on its way to the person who asked."""

    def __init__(self, refuse: Refuse) -> None:
        super().__init__(refuse.code, refuse.hint_vi)


def given(result: T | Refuse) -> T:
    """The result of a use case. Raises Refused when it is a refusal."""
    if isinstance(result, Refuse):
        raise Refused(result)
    return result


def problem_json(error: Problem | KernelError) -> JSONResponse:
    """The problem+json answer of a failure, with this interface's statuses."""
    status = _REFUSED if isinstance(error, Refused) else _STATUS.get(error.code)
    return problem_http.problem_response(error, status)


def install(app: FastAPI) -> None:
    """Give every failure of the app its one shape, and people a page instead of JSON."""
    problem_http.install(app)
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(KernelError, _on_problem)
    for kind in _KINDS:
        app.add_exception_handler(kind, _for_people(app.exception_handlers[kind]))


def _on_problem(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Problem | KernelError):
        raise error
    return problem_json(error)


def _for_people(told: Callable[[Request, Any], Any]) -> Callable[[Request, Exception], Response]:
    """The same answer; outside /api as a page, or as the way to the log-in form."""

    def tell(request: Request, error: Exception) -> Response:
        answer: JSONResponse = told(request, error)
        if request.url.path.startswith(("/api/", "/health")):
            return answer
        body = json.loads(bytes(answer.body))
        if body["code"] == "NOT_SIGNED_IN":
            target = request.url.path if request.method == "GET" else "/viec"
            return RedirectResponse(f"/dang-nhap?next={target}", 303)
        return error_page(request, body["code"], body["hint_vi"], answer.status_code)

    return tell
