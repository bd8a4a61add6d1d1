"""Pages: what the signatures of a document are worth, of a dossier or only brought to be looked at. Asked for when
somebody wants to know: nothing is judged while a dossier is merely opened."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from node.api.json_dossiers import DossierId, FactKey
from node.api.posted import FormPosted
from node.api.render import pages_of
from node.api.session import NodeDep, SignedIn
from node.api.words import CHANGED_VI, SIGNED_AS_VI, VERDICT_VI
from node.usecases.signing.verdicts import Brought
from plumbing.problem import Problem

router = APIRouter()

#: What a clerk does with a paper of this verdict.
_ADVICE_VI: Mapping[str, str] = {
    "VALID": "Nhận làm căn cứ được: chữ ký đúng, nội dung còn nguyên từ lúc ký.",
    "INVALID": "Không nhận bản này làm căn cứ. Đề nghị người nộp gửi lại tệp gốc chưa sửa, hoặc nộp bản giấy.",
    "INDETERMINATE": "Chưa đủ căn cứ để nhận hoặc từ chối: xem lý do ở từng chữ ký. Kiểm tra lại khi có danh sách "
    "tin cậy và danh sách thu hồi mới, hoặc đề nghị nộp bản khác.",
}


_WORDS: Final[Mapping[str, Any]] = {
    "verdicts": VERDICT_VI,
    "changed": CHANGED_VI,
    "roles": SIGNED_AS_VI,
    "advice": _ADVICE_VI,
}
_PART: Final[Mapping[str, Any]] = {"type": "string", "format": "binary"}
_SCHEMA: Final[Mapping[str, Any]] = {"type": "object", "required": ["file"], "properties": {"file": _PART}}
_FILE: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _SCHEMA}}}
}


@router.get("/ho-so/{dossier}/chu-ky/{key}", include_in_schema=False)
def verdict(
    request: Request,
    session: SignedIn,
    dossier: DossierId,
    key: FactKey,
    node: NodeDep,
    piece: Annotated[bool, Query(alias="manh")] = False,
) -> Response:
    """A page of its own, or the piece of it that `verdict.js` puts into the dossier's page."""
    found = node.verdicts.document(dossier, key)
    return pages_of(request).show(
        request,
        "_verdict.html" if piece else "verdict.html",
        session,
        dossier=dossier,
        key=key,
        found=found,
        **_WORDS,
    )


@router.get("/kiem-tra-chu-ky", include_in_schema=False)
def ask(request: Request, session: SignedIn) -> Response:
    """Which file."""
    return pages_of(request).show(request, "brought.html", session, brought=(), **_WORDS)


@router.post("/kiem-tra-chu-ky", include_in_schema=False)
def brought(request: Request, posted: FormPosted, node: NodeDep) -> Response:
    """The verdicts, to be read and printed; the files are not kept."""
    if not posted.files:
        raise Problem("UPLOAD_EMPTY", "Hãy chọn ít nhất một tệp PDF để kiểm tra.")
    judged = [node.verdicts.brought(file.stream, file.name, posted.session.officer) for file in posted.files]
    return pages_of(request).show(request, "brought.html", posted.session, brought=judged, **_WORDS)


@router.post("/api/verify", tags=["documents"], openapi_extra=_FILE)
def verify(posted: FormPosted, node: NodeDep) -> Brought:
    """The verdict on one PDF (part `file`); the file is not kept. `found` is null where it carries no signature."""
    if len(posted.files) != 1:
        raise Problem("UPLOAD_EMPTY", "Gửi đúng một tệp PDF ở phần «file».")
    return node.verdicts.brought(posted.files[0].stream, posted.files[0].name, posted.session.officer)
