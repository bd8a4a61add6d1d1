"""JSON: dossiers, their pages, fields, signatures and acts."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Response
from fastapi import Path as InPath

from dossier.state import DossierState
from node.api.bodies import ActBody, FieldBody, FieldsBody, IssueBody, NoteBody, SignBody
from node.api.field_words import odd_vi
from node.api.files import blob_response, pdf_response
from node.api.pictures import picture
from node.api.posted import FormPosted
from node.api.replies import FieldOddity, NoteReply, RowsReply
from node.api.session import NodeDep, SignedIn, Writer
from node.ports import DocumentVerdict
from node.usecases.models import DossierView, WorkFilter, WorkRow
from node.usecases.page_models import Candidate
from node.usecases.show.ladder import LadderRung
from plumbing.problem import Problem, given

router = APIRouter(prefix="/api", tags=["dossiers"])

DossierId = Annotated[str, InPath(pattern=r"^[a-z2-7]{6}-[0-9]{1,9}-[0-9]{1,12}$")]
FactKey = Annotated[str, InPath(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Sha256 = Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$")]
Page = Annotated[int, Query(ge=1, le=10_000)]
_MULTIPART: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["component", "files"],
                    "properties": {
                        "component": {"type": "string"},
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                }
            }
        },
    }
}


@router.get("/worklist")
def worklist(
    session: SignedIn,
    node: NodeDep,
    what: str = "open",
    stage: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> RowsReply:
    """Lines of the work list, most urgent first."""
    rows = node.views.worklist(WorkFilter(what, stage, limit, offset, session.officer))
    return RowsReply(rows, node.views.counts(session.officer))


@router.get("/search")
def search(_: SignedIn, node: NodeDep, q: Annotated[str, Query(max_length=120)]) -> tuple[WorkRow, ...]:
    """By code, name, number or field value, with or without marks."""
    return node.views.search(q)


@router.get("/dossiers/{dossier}/ladder")
def ladder(_: SignedIn, dossier: DossierId, node: NodeDep) -> tuple[LadderRung, ...]:
    """How far the dossier has come, from "đã lưu máy" to "đã đóng dấu thời gian"."""
    return node.ways.ladder(dossier)


@router.get("/dossiers/{dossier}/proof")
def proof(_: SignedIn, dossier: DossierId, node: NodeDep) -> dict[str, Any]:
    """The province's signed receipt over the dossier, for anybody to check."""
    return node.ways.proof(dossier)


@router.get("/dossiers/{dossier}")
def view(session: SignedIn, dossier: DossierId, node: NodeDep) -> DossierView:
    """Everything about one dossier, with what this officer may do."""
    return node.views.dossier(dossier, session.officer)


@router.get("/dossiers/{dossier}/receipt.pdf")
def receipt(_: SignedIn, dossier: DossierId, node: NodeDep) -> Response:
    """Form 01: giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    return pdf_response(node.intake.receipt_pdf(dossier), f"giay-hen-{dossier}")


@router.post("/dossiers/{dossier}/pages", openapi_extra=_MULTIPART)
def add_pages(posted: FormPosted, dossier: DossierId, node: NodeDep) -> DossierState:
    """Keep scans: original bytes first, then the fact, then reading as durable work."""
    return keep_uploads(posted, dossier, node)


def keep_uploads(posted: FormPosted, dossier: str, node: NodeDep) -> DossierState:
    """All files of the form as pages of one paper, in order. Raises Problem for the first that is refused; those
    before it are kept."""
    component, state = posted.text("component"), None
    if not component or not posted.files:
        raise Problem("UPLOAD_EMPTY", "Chọn giấy tờ và ít nhất một tệp quét.")
    for upload in posted.files:
        officer = posted.session.officer
        state = given(node.scans.add_upload(dossier, component, upload.stream, upload.media_type, officer))
    if state is None:
        raise Problem("UPLOAD_EMPTY", "Chọn giấy tờ và ít nhất một tệp quét.")
    node.bell.ring("jobs")
    return state


@router.get("/dossiers/{dossier}/pages/{key}/image")
def page_image(_: SignedIn, dossier: DossierId, key: FactKey, node: NodeDep, page: Page = 1) -> Response:
    """The picture of a page: the photo itself, or a PNG of a page of a PDF or TIFF."""
    return picture(node, dossier, key, page)


@router.get("/dossiers/{dossier}/pages/{key}/small")
def page_small(
    _: SignedIn, dossier: DossierId, key: FactKey, node: NodeDep, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """A small JPEG of the first sheet of a page's scan."""
    picture = node.previews.small.of(dossier, key)
    headers = {"etag": f'"{picture.name}"', "cache-control": "private, max-age=3600"}
    if f'"{picture.name}"' in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(picture.jpeg, media_type="image/jpeg", headers=headers)


@router.get("/dossiers/{dossier}/files/{key}")
def page_file(_: SignedIn, dossier: DossierId, key: FactKey, node: NodeDep) -> Response:
    """The original of a page or a signed PDF, by its fact key; "outcome" is the result."""
    return blob_response(node.scans.page_file(dossier, key).path, f"{dossier}-{key}")


@router.get("/dossiers/{dossier}/documents/{key}/verdict")
def verdict(_: SignedIn, dossier: DossierId, key: FactKey, node: NodeDep) -> DocumentVerdict:
    """What the signatures of a signed document are worth now, judged from its stored bytes."""
    return node.verdicts.document(dossier, key)


@router.get("/blobs/{sha256}")
def blob(session: SignedIn, sha256: Sha256, node: NodeDep) -> Response:
    """A blob that some dossier here names, its bytes checked against its name; the look is audited."""
    return blob_response(node.scans.shown_blob(sha256, session.officer).path, sha256[:16])


@router.get("/dossiers/{dossier}/candidates")
def candidates(_: SignedIn, dossier: DossierId, node: NodeDep) -> tuple[Candidate, ...]:
    """What the machine read, beside what stands."""
    return node.scans.candidates(dossier)


@router.post("/dossiers/{dossier}/fields")
def confirm(session: Writer, dossier: DossierId, body: FieldsBody, node: NodeDep) -> DossierState:
    """Record confirmed values as one act."""
    entries = [entry.entry() for entry in body.entries]
    return given(node.scans.confirm_fields(dossier, entries, session.officer))


@router.post("/fields/check")
def check_field(_: Writer, body: FieldBody) -> FieldOddity:
    """What is odd about a value. Posted, because addresses of requests are logged and values are of persons."""
    return FieldOddity(odd_vi(body.field, str(body.value)))


@router.put("/dossiers/{dossier}/note")
def write_note(session: Writer, dossier: DossierId, body: NoteBody, node: NodeDep) -> NoteReply:
    """Edit the free note; edits of two replicas merge."""
    return NoteReply(given(node.notes.write(dossier, body.text, session.officer, body.base)))


@router.post("/dossiers/{dossier}/sign")
def sign(session: Writer, dossier: DossierId, body: SignBody, node: NodeDep) -> DossierState:
    """One searchable PDF/A of a paper's pages, with the officer's signature."""
    return given(node.signing.digitise_and_sign(dossier, body.component, session.officer, body.passphrase))


@router.post("/dossiers/{dossier}/issue")
def issue(session: Writer, dossier: DossierId, body: IssueBody, node: NodeDep) -> DossierState:
    """Make, sign and number the result."""
    return given(node.signing.issue(dossier, body.form(), session.officer))


@router.post("/dossiers/{dossier}/acts")
def act(session: Writer, dossier: DossierId, body: ActBody, node: NodeDep) -> DossierState:
    """Perform one act of the life cycle, or hear why not (409)."""
    return given(node.acts.perform(dossier, body.command(), session.officer))
