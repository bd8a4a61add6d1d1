"""Pages: signing by a device in the clerk's own PC, in two steps, without scripts: prepare, bring the answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from fastapi.responses import RedirectResponse, Response

from node.api.dossier_page import papers
from node.api.json_dossiers import DossierId
from node.api.posted import FormPosted, Posted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.usecases.signing.handed_file import MINUTES, answer_from_file, request_to_file
from plumbing.problem import Problem, given

router = APIRouter(include_in_schema=False)

HandedId = Annotated[str, InPath(pattern=r"^[0-9a-f]{32}$")]
_MOST_BYTES = 100_000  # a certificate with its chain, or an answer, has a few thousand


@router.get("/ho-so/{dossier}/ky-may-nay")
def ask(
    request: Request,
    session: SignedIn,
    dossier: DossierId,
    node: NodeDep,
    component: Annotated[str, Query(alias="giay", max_length=200)],
) -> Response:
    """Step 1: whose certificate."""
    view = node.views.dossier(dossier, session.officer)
    paper = next((one for one in papers(view) if one.code == component), None)
    if paper is None:
        raise Problem("PAPER_NOT_LISTED", "Hồ sơ không có giấy này; hãy quay lại trang hồ sơ.")
    return pages_of(request).show(
        request,
        "elsewhere.html",
        session,
        dossier=dossier,
        code=view.row.code or dossier,
        paper=paper,
        known=node.signing_elsewhere.knows_certificate(session.officer),
        minutes=MINUTES,
        waiting=None,
    )


@router.post("/ho-so/{dossier}/ky-may-nay")
def prepare(posted: FormPosted, dossier: DossierId, node: NodeDep) -> Response:
    """Make the copy and the request."""
    component, officer = posted.text("component"), posted.session.officer
    made = given(node.signing_elsewhere.prepare(dossier, component, _file(posted), officer))
    return RedirectResponse(f"/ho-so/{dossier}/ky-may-nay/{made.id}", 303)


@router.get("/ho-so/{dossier}/ky-may-nay/{handed}")
def show(
    request: Request, session: SignedIn, dossier: DossierId, handed: HandedId, node: NodeDep
) -> Response:
    """Step 2: what is signed, the request to take away, the answer to bring."""
    waiting = node.signing_elsewhere.waiting(dossier, handed, session.officer)
    code = node.views.dossier(dossier, session.officer).row.code or dossier
    return pages_of(request).show(
        request, "elsewhere.html", session, dossier=dossier, code=code, paper=None, waiting=waiting
    )


@router.get("/ho-so/{dossier}/ky-may-nay/{handed}/yeu-cau-ky.json")
def request_file(session: SignedIn, dossier: DossierId, handed: HandedId, node: NodeDep) -> Response:
    """The request file for the PC with the device."""
    waiting = node.signing_elsewhere.waiting(dossier, handed, session.officer)
    headers = {"Content-Disposition": f'attachment; filename="yeu-cau-ky-{handed[:8]}.json"'}
    return Response(request_to_file(waiting.request), media_type="application/json", headers=headers)


@router.post("/ho-so/{dossier}/ky-may-nay/{handed}")
def finish(posted: FormPosted, dossier: DossierId, handed: HandedId, node: NodeDep) -> Response:
    """Take the answer file and record the signed paper."""
    officer = posted.session.officer
    # An old, used or foreign request is told before the file is looked at.
    node.signing_elsewhere.waiting(dossier, handed, officer)
    given(node.signing_elsewhere.finish(dossier, handed, answer_from_file(_file(posted)), officer))
    return RedirectResponse(f"/ho-so/{dossier}?da=signed", 303)


def _file(posted: Posted) -> bytes:
    """The one small file of the form, b"" when none was chosen. Raises Problem FILE_TOO_LARGE."""
    if not posted.files:
        return b""
    (upload, *_) = posted.files
    if upload.size > _MOST_BYTES:
        raise Problem("FILE_TOO_LARGE", "Tệp này quá lớn; hãy chọn đúng tệp chứng thư hoặc tệp trả lời ký.")
    return upload.stream.read()
